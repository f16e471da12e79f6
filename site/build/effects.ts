import {mkdir, readdir, readFile, rm, writeFile} from "node:fs/promises";
import {dirname} from "node:path";

/** Everything that a command does to the world, so that a test can give it another one. */
export interface Effects {
  /** A line for the person at the terminal. */
  log(line: string): void;
  /** A line about what is wrong. */
  error(line: string): void;
  /** Milliseconds from some fixed moment. */
  now(): number;
  readText(path: string): Promise<string>;
  /** Names in a folder, sorted; empty when there is none. */
  list(folder: string): Promise<string[]>;
  /** Writes a file and the folders above it. */
  write(path: string, content: string | Uint8Array): Promise<void>;
  remove(path: string): Promise<void>;
}

/** The terminal, the clock and the disk. */
export const realEffects: Effects = {
  log: (line) => console.log(line),
  error: (line) => console.error(line),
  now: () => performance.now(),
  readText: (path) => readFile(path, "utf8"),
  async list(folder) {
    try {
      return (await readdir(folder)).sort();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw error;
    }
  },
  async write(path, content) {
    await mkdir(dirname(path), {recursive: true});
    await writeFile(path, content);
  },
  remove: (path) => rm(path, {recursive: true, force: true})
};

/** One of esbuild's messages, as far as it is told. */
interface Message {
  text: string;
  location: {file: string; line: number; column: number} | null;
}

/**
 * What went wrong, for the terminal: mistakes with a place as `file:line:column: message`, esbuild's too; the stack only of
 * what nobody expected.
 */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const {errors} = error as {errors?: unknown};
  if (isMessages(errors)) {
    return errors
      .map(({text, location}) => (location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text))
      .join("\n");
  }
  return error.name === "BookError" || error.name === "MnistError" || error.constructor === Error
    ? error.message
    : (error.stack ?? error.message);
}

function isMessages(errors: unknown): errors is Message[] {
  return (
    Array.isArray(errors) &&
    errors.length > 0 &&
    errors.every((error) => typeof error === "object" && error !== null && "location" in error)
  );
}
