import {mkdir, readFile, readdir, rm, writeFile} from "node:fs/promises";
import {dirname, join} from "node:path";

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

/** Puts a built site into a folder: what an earlier build left there goes. Throws for a folder that holds something else. */
export async function writeSite(out: string, files: ReadonlyMap<string, string | Uint8Array>, effects: Effects): Promise<void> {
  const there = await effects.list(out);
  if (there.length > 0 && !there.includes("sw.js")) {
    throw new Error(`${out} holds ${there.slice(0, 3).join(", ")}, and no book: give --out a new or empty folder`);
  }
  const stale = there.filter((name) => name === "assets" || /\.(html|md)$/.test(name));
  await Promise.all(stale.map((name) => effects.remove(join(out, name))));
  const queue = [...files];
  const take = async () => {
    for (let next = queue.pop(); next; next = queue.pop()) await effects.write(join(out, next[0]), next[1]);
  };
  await Promise.all(Array.from({length: 8}, take));
}
