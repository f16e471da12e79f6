/** What the command line asks for. */
export interface Request {
  command: "build" | "dev" | "check" | "preview" | "lib";
  /** The path under which the site will stand, with a slash at both ends. */
  base: string;
  /** The folder to build into, as given. */
  out: string;
  /** The first port to try. */
  port: number;
  /** Check nothing in test/. */
  withoutTests: boolean;
}

/** A command line that asks for nothing we do; the message says what can be asked. */
export class UsageError extends Error {
  override name = "UsageError";
}

export const usage = `Usage: npm run <command> [-- options]

  build     the whole book as static files            --out DIR (dist)  --base /path/ (/)
  preview   build, then serve with isolation headers  --out DIR  --base /path/  --port N (4321)      also: npm start
  dev       serve, and follow changes while you write --port N (4322)
  check     types of lib, site, tests and every cell  --without tests
  lib       lib compiled for Node, into out/lib`;

const OPTIONS: Record<Request["command"], readonly string[]> = {
  build: ["base", "out"],
  preview: ["base", "out", "port"],
  dev: ["port"],
  check: ["without"],
  lib: []
};

/** Reads the words after `build.ts`. Throws a UsageError that names the word it does not know. */
export function parseArguments(words: readonly string[]): Request {
  const [command, ...rest] = words;
  if (command === undefined || !Object.hasOwn(OPTIONS, command)) {
    throw new UsageError(command === undefined ? "Which command?" : `There is no command ${JSON.stringify(command)}`);
  }
  const name = command as Request["command"];
  const request: Request = {command: name, base: "/", out: "dist", port: name === "dev" ? 4322 : 4321, withoutTests: false};
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i] ?? "";
    const [, option, attached] = /^--(\w+)(?:=(.*))?$/s.exec(word) ?? [];
    if (option === undefined || !OPTIONS[name].includes(option)) throw new UsageError(`${name} does not know ${word}`);
    const value = attached ?? rest[++i];
    if (value === undefined || value === "") throw new UsageError(`--${option} needs a value`);
    if (option === "base") request.base = basePath(value);
    else if (option === "out") request.out = value;
    else if (option === "port") request.port = portNumber(value);
    else if (value === "tests") request.withoutTests = true;
    else throw new UsageError(`check can do without tests, not without ${value}`);
  }
  return request;
}

function basePath(value: string): string {
  if (!/^\/(?:[\w.~-]+\/)*$/.test(value)) throw new UsageError(`--base must look like /path/, not ${value}`);
  return value;
}

function portNumber(value: string): number {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new UsageError(`--port must be 0 to 65535, not ${value}`);
  return port;
}
