import {isIP} from "node:net";
import {join, resolve} from "node:path";
import type {Asset} from "./assets/assets.ts";
import {describeFailure, type Effects} from "./effects.ts";
import type {Host} from "./server/hosts.ts";

/** The repository's folder: two above this file. */
const root = resolve(import.meta.dirname, "../..");

/**
 * Does what the words after `build.ts` ask for. Returns the exit code: 0 done, 1 something is wrong with the book, 2 with the
 * words. `preview` and `dev` return 0 once they serve; the process lives on until it is interrupted.
 */
export async function runCommand(words: readonly string[], effects: Effects): Promise<number> {
  let request: Request;
  try {
    request = parseArguments(words);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    effects.error(`${error.message}\n\n${usage}`);
    return 2;
  }
  try {
    // Each command loads what it needs, when it is asked for: esbuild and the formulas alone take 200 ms to load.
    switch (request.command) {
      case "lib":
        effects.log(`lib: ${await (await import("./lib.ts")).buildLib(root)} modules for Node in out/lib`);
        return 0;
      case "check":
        return await check(request, effects);
      case "build":
        return await build(request, effects);
      case "preview":
        return await preview(request, effects);
      case "dev":
        return await (await import("./server/dev.ts")).dev({root, port: request.port, assets: await ownData(effects)}, effects);
    }
  } catch (error) {
    effects.error(describeFailure(error));
    return 1;
  }
}

async function check({withoutTests}: Request, effects: Effects): Promise<number> {
  const started = effects.now();
  const {chapterTexts, startTypeChecker} = await import("./types/checker.ts");
  const checker = startTypeChecker({root, libraries: true, withoutTests});
  try {
    const texts = await chapterTexts(join(root, "notebooks"), effects);
    const {bookMistakes, referenceTexts} = await import("./reference/texts.ts");
    const examples = referenceTexts(root);
    const types = checker.check([...texts, ...examples.texts]);
    const mistakes = await bookMistakes(root, texts);
    // A cell that cannot be read is found by both.
    const found = (await types).map((error) => examples.located(error));
    const errors = new Set([...mistakes.errors, ...found].map(({located}) => located));
    for (const located of errors) effects.error(located);
    for (const {located} of mistakes.warnings) effects.log(located);
    const count = errors.size === 0 ? "no mistakes" : errors.size === 1 ? "1 mistake" : `${errors.size} mistakes`;
    effects.log(
      `Types of lib, site${withoutTests ? "" : ", tests"} and every cell: ${count} (${seconds(effects.now() - started)})`
    );
    return errors.size === 0 ? 0 : 1;
  } finally {
    await checker.close();
  }
}

async function build({base, out, compress = false}: Request, effects: Effects): Promise<number> {
  const started = effects.now();
  const {publish} = await import("./publish.ts");
  const {files, chapters} = await publish(
    {root, base, out: resolve(out), types: true, compress, assets: await ownData(effects)},
    effects
  );
  for (const {located} of chapters.flatMap(({warnings}) => warnings)) effects.log(located);
  effects.log(`${chapters.length} chapters, ${files.size} files in ${out} (${seconds(effects.now() - started)})`);
  return 0;
}

async function preview(request: Request, effects: Effects): Promise<number> {
  const code = await build(request, effects);
  if (code !== 0) return code;
  const {serve} = await import("./server/serve.ts");
  const {out, base, port, host, https} = request;
  const {certificateNames} = await import("./server/hosts.ts");
  const certificate = https
    ? await (await import("./server/certificate.ts")).ownCertificate(join(root, ".cache/certificate.pem"), certificateNames(host))
    : undefined;
  const {urls} = await serve({files: resolve(out), base, port, host, ...(certificate && {tls: certificate})});
  const {announcement} = await import("./server/announce.ts");
  for (const line of announcement(urls, host, certificate?.fingerprint)) effects.log(line);
  return 0;
}

/** MNIST, where GANTRY_MNIST names its folder; its line is said. */
async function ownData(effects: Effects): Promise<readonly Asset[]> {
  const folder = process.env.GANTRY_MNIST;
  if (!folder) return [];
  const {assets, line} = await (await import("./assets/mnist.ts")).bookMnist(resolve(folder));
  effects.log(line);
  return assets;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** What the command line asks for. */
interface Request {
  command: "build" | "dev" | "check" | "preview" | "lib";
  /** The path under which the site will stand, with a slash at both ends. */
  base: string;
  /** The folder to build into, as given. */
  out: string;
  /** The first port to try. */
  port: number;
  /** Who can reach the server. Default: this machine alone. */
  host?: Host;
  /** Write compressed copies beside the files. */
  compress?: boolean;
  /** Serve over https. */
  https?: boolean;
  /** Check nothing in test/. */
  withoutTests: boolean;
}

/** A command line that asks for nothing we do; the message says what can be asked. */
class UsageError extends Error {
  override name = "UsageError";
}

const usage = `Usage: npm run <command> [-- options]

  build     the whole book as static files            --out DIR (dist)  --base /path/ (/)
                                                      --compress     FILE.br and FILE.gz too, for servers that send them
  preview   build, then serve with isolation headers  --out DIR  --base /path/  --port N (4321)      also: npm start
                                                      --host [NAME]  for other machines too: all addresses, or one
                                                      --https        with a certificate of its own
  dev       serve, and follow changes while you write --port N (4322)
  check     types of lib, site, tests and every cell  --without tests
  lib       lib compiled for Node, into out/lib`;

const OPTIONS: Record<Request["command"], readonly string[]> = {
  build: ["base", "out", "compress"],
  preview: ["base", "out", "port", "host", "https"],
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
    if (option === "host") {
      const next = rest[i + 1];
      const given = attached ?? (next === undefined || next.startsWith("--") ? undefined : rest[++i]);
      request.host = given === undefined ? true : hostName(given);
      continue;
    }
    if (option === "https" || option === "compress") {
      if (attached !== undefined) throw new UsageError(`--${option} takes no value`);
      request[option] = true;
      continue;
    }
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

/** A name or a number; not yet whether this machine is called so. */
function hostName(value: string): string {
  const name = value.replace(/^\[(.*)\]$/, "$1");
  if (isIP(name) === 0 && !/^(?!-)[a-z\d-]{1,63}(?:\.(?!-)[a-z\d-]{1,63})*$/i.test(name)) {
    throw new UsageError(`--host must be a name or an address of this machine (without a port), not ${JSON.stringify(value)}`);
  }
  return name;
}

function portNumber(value: string): number {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new UsageError(`--port must be 0 to 65535, not ${value}`);
  return port;
}
