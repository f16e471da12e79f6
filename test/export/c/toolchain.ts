import {execFile} from "node:child_process";
import {existsSync} from "node:fs";
import {mkdir} from "node:fs/promises";
import {basename, delimiter, join} from "node:path";
import {promisify} from "node:util";

const run = promisify(execFile);
const board = import.meta.dirname;

/** Where C programs are tried. */
export type TargetName = "host" | "Cortex-M3" | "Cortex-M4" | "Cortex-M7" | "Cortex-A53";

/** How C programs come to run on a processor. */
export interface Target {
  compiler: string;
  flags: readonly string[];
  /** More options when linking, and files of ours that a program needs there. */
  linking: readonly string[];
  start: readonly string[];
  /** Stands before the program: an emulator with its options. */
  emulator: readonly string[];
  /** Debian's packages of both. */
  packages: readonly string[];
}

/** What the issue asks for: C99 and nothing else, without a warning. */
export const strict = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic"];

/** Bare metal: a vector table, newlib, and files and printing through semihosting. */
function cortexM(machine: string, ...processor: string[]): Target {
  const quiet = ["-display", "none", "-monitor", "none", "-serial", "none"];
  return {
    compiler: "arm-none-eabi-gcc",
    flags: [...processor, "-mthumb", "-O2"],
    linking: ["--specs=rdimon.specs", "-nostartfiles", "-T", join(board, "mps2.ld")],
    start: [join(board, "start.c")],
    emulator: ["qemu-system-arm", "-M", machine, ...quiet, "-semihosting-config", "enable=on,target=native", "-kernel"],
    packages: ["gcc-arm-none-eabi", "libnewlib-arm-none-eabi", "qemu-system-arm"]
  };
}

/** The processors: each board of Arm's MPS2 that QEMU has, the core of an i.MX8M Mini, and this machine with sanitizers. */
export const targets: Readonly<Record<TargetName, Target>> = {
  host: {
    compiler: "gcc",
    flags: ["-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"],
    linking: [],
    start: [],
    emulator: [],
    packages: ["gcc", "libc6-dev"]
  },
  "Cortex-M3": cortexM("mps2-an385", "-mcpu=cortex-m3"),
  "Cortex-M4": cortexM("mps2-an386", "-mcpu=cortex-m4", "-mfloat-abi=hard", "-mfpu=fpv4-sp-d16"),
  "Cortex-M7": cortexM("mps2-an500", "-mcpu=cortex-m7", "-mfloat-abi=hard", "-mfpu=fpv5-d16"),
  "Cortex-A53": {
    compiler: "aarch64-linux-gnu-gcc",
    flags: ["-O2", "-mcpu=cortex-a53"],
    linking: ["-static"],
    start: [],
    emulator: ["qemu-aarch64-static", "-cpu", "cortex-a53"],
    packages: ["gcc-aarch64-linux-gnu", "libc6-dev-arm64-cross", "qemu-user-static"]
  }
};

/** Whether a command can be found. */
export function hasCommand(name: string, env: NodeJS.ProcessEnv = process.env): boolean {
  return (env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, name)));
}

/** Commands that some tests on the host need beside the compiler; Debian's packages are called the same. */
const extra = ["g++", "make", "unzip", "python3"];

/** Why a target cannot be tried here, with the way to it; null when it can. `also`: more commands that a test needs. */
export function lacking(name: TargetName, also: readonly string[] = [], env: NodeJS.ProcessEnv = process.env): string | null {
  const {compiler, emulator, packages} = targets[name];
  const missing = [compiler, ...emulator.slice(0, 1), ...also].filter((command) => !hasCommand(command, env));
  if (missing.length === 0) return null;
  return `no ${missing.join(" and no ")} here; Debian: apt-get install ${[...packages, ...also].join(" ")}`;
}

/** Debian's packages of everything that is not here. */
export function packagesLacking(env: NodeJS.ProcessEnv = process.env): string[] {
  const names = Object.keys(targets) as TargetName[];
  const packages = names.flatMap((name) => (lacking(name, [], env) === null ? [] : targets[name].packages));
  return [...new Set([...packages, ...extra.filter((command) => !hasCommand(command, env))])];
}

/**
 * Compiles files of a folder as strictly as can be, each to an object NAME.o in the folder TARGET of it, and links them there.
 * @param more options of the compiler and linker
 * @returns the path of the program. Rejects with the compiler's messages.
 */
export async function compile(
  name: TargetName,
  folder: string,
  sources: readonly string[],
  more: readonly string[] = []
): Promise<string> {
  const {compiler, flags, start} = targets[name];
  const cwd = join(folder, name);
  await mkdir(cwd, {recursive: true});
  const compiling = [...strict, ...flags, ...more];
  const objects = [...sources, ...start].map((file) => basename(file).replace(/c$/, "o"));
  await call(compiler, [...compiling, "-c", ...sources.map((file) => join(folder, file)), ...start], cwd);
  await call(compiler, [...compiling, ...targets[name].linking, ...objects, "-o", "program", "-Wl,-Map=program.map", "-lm"], cwd);
  return join(cwd, "program");
}

async function call(command: string, words: readonly string[], cwd: string): Promise<void> {
  try {
    await run(command, words, {cwd, maxBuffer: 1e8});
  } catch (error) {
    throw new Error(`${command} ${words.join(" ")}\n${(error as {stderr?: string}).stderr ?? String(error)}`, {cause: error});
  }
}

/**
 * Runs a program on its processor, in the folder. Rejects when it fails or writes a complaint.
 * @param more options of the emulator
 */
export async function execute(name: TargetName, program: string, folder: string, more: readonly string[] = []): Promise<string> {
  const [command, ...words] = [...targets[name].emulator.slice(0, 1), ...more, ...targets[name].emulator.slice(1), program];
  const {stdout, stderr} = await run(command, words, {cwd: folder, maxBuffer: 1e8, timeout: 60_000});
  if (stderr !== "") throw new Error(stderr);
  return stdout;
}
