import {existsSync, readdirSync, readFileSync} from "node:fs";
import {mkdir, mkdtemp, rm, writeFile} from "node:fs/promises";
import {createRequire} from "node:module";
import {dirname, join, relative} from "node:path";
import {LIBRARY, type TypeFiles} from "../../notebook/check/type-files.ts";
import {formerNames, libraries, publicModules} from "../assets/public.ts";
import {publicExports} from "./exports.ts";
import {kept} from "./kept.ts";
import {runTsc} from "./tsc.ts";

/** Names that a cell has without importing them, and packages whose types stand in the book itself. */
const OWN = ["site/notebook/check/builtins.d.ts", "site/notebook/check/inputs.d.ts", "site/page/observable.d.ts"];

/** What decides which packages there are, and how they are read. */
const PROJECT = ["package.json", "package-lock.json", "tsconfig.json"];

/** Options of tsconfig.json that concern the compiler's way through this repository, and nothing that it says of a cell. */
const FOREIGN = ["types", "rootDir", "outDir", "noEmit", "include", "exclude"];

/**
 * The declarations that cells' types stand on, gathered from `lib`, packages and TypeScript itself. The compiler writes those of `lib`;
 * they are kept in .cache as long as nothing that they are made of changes. `root` is the repository's folder.
 */
export async function typeFiles(root: string): Promise<Uint8Array> {
  const read = [
    ...filesOf(join(root, "lib")),
    ...OWN.map((path) => join(root, path)),
    ...PROJECT.map((path) => join(root, path)).filter(existsSync)
  ];
  const recipe = [import.meta.filename, ...read].map((file) => `${relative(root, file)}\n${readFileSync(file, "utf8")}`);
  return kept(root, "declarations", recipe, async () => {
    await mkdir(join(root, ".cache"), {recursive: true});
    const folder = await mkdtemp(join(root, ".cache/declarations-"));
    try {
      await declare(root, folder);
      return JSON.stringify(gather(root, join(folder, "lib")));
    } finally {
      await rm(folder, {recursive: true, force: true});
    }
  });
}

function filesOf(folder: string): string[] {
  const names = readdirSync(folder, {recursive: true, encoding: "utf8"});
  return names
    .filter((name) => name.endsWith(".ts") || name.endsWith("former-names.json"))
    .map((name) => join(folder, name))
    .sort();
}

/** Writes the declarations of `lib` into a folder. */
async function declare(root: string, folder: string): Promise<void> {
  const out = {rootDir: root, outDir: folder};
  const compilerOptions = {...out, noEmit: false, declaration: true, emitDeclarationOnly: true, noCheck: true};
  const project = join(folder, "tsconfig.json");
  await writeFile(project, JSON.stringify({extends: join(root, "tsconfig.json"), compilerOptions, include: [join(root, "lib")]}));
  await runTsc(project).said;
}

/** Everything that can be reached from what a cell may import, with TypeScript's own library. */
function gather(root: string, lib: string): TypeFiles {
  const files: Record<string, string> = {};
  const modules: Record<string, string> = {};
  const typescript = dirname(createRequire(join(root, "package.json")).resolve("typescript-6"));
  const {compilerOptions} = JSON.parse(readFileSync(join(root, "tsconfig.json"), "utf8")) as Tsconfig;
  const options = Object.fromEntries(Object.entries(compilerOptions).filter(([name]) => !FOREIGN.includes(name)));

  /** Puts a file of the disk, and all that it names, into the page's file system; returns its place there. */
  function take(file: string): string {
    const place = file.startsWith(`${lib}/`) ? `/lib/${relative(lib, file)}` : `/${relative(root, file)}`;
    if (Object.hasOwn(files, place)) return place;
    const text = readFileSync(file, "utf8");
    files[place] = shortened(text, place);
    for (const [, specifier] of text.matchAll(IMPORTS)) {
      if (specifier!.startsWith(".")) {
        const path = join(dirname(file), specifier!);
        const found = [path.replace(/\.[jt]s$/, ".d.ts"), `${path}.d.ts`, join(path, "index.d.ts")].find(isDeclaration);
        if (found) take(found);
      } else if (!Object.hasOwn(modules, specifier!)) packaged(specifier!);
    }
    return place;
  }

  function packaged(specifier: string): void {
    const file = declarationsOf(specifier, join(root, "node_modules"));
    if (file) modules[specifier] = take(file);
  }

  function library(name: string): void {
    const place = `${LIBRARY}/lib.${name}.d.ts`;
    if (Object.hasOwn(files, place)) return;
    const text = readFileSync(join(typescript, `lib.${name}.d.ts`), "utf8");
    files[place] = shortened(text, place);
    for (const [, other] of text.matchAll(/^\/\/\/ <reference lib="([^"]+)" \/>/gm)) library(other!);
  }

  for (const name of compilerOptions.lib) library(name);
  for (const file of OWN) take(join(root, file));
  for (const [name, file] of publicModules(root))
    modules[name] = take(join(lib, relative("lib", file)).replace(/\.ts$/, ".d.ts"));
  for (const [former, name] of formerNames(root)) modules[former] = modules[name]!;
  for (const name of libraries) packaged(name);
  const importable = [...publicModules(root).keys(), ...libraries];
  return {options, files, modules, importable, exports: publicExports(root)};
}

interface Tsconfig {
  compilerOptions: Record<string, unknown> & {lib: string[]};
}

/** What a declaration file imports, or names in a type. */
const IMPORTS = /(?:\bfrom|\bimport|\bimport\(|\bmodule)\s*["']([^"'\n]+)["']/g;

const isDeclaration = (path: string): boolean => path.endsWith(".d.ts") && existsSync(path);

/** The declarations of a package, or of a path in it: its own, or those of @types. Undefined when it has none. */
function declarationsOf(specifier: string, packages: string): string | undefined {
  const [, name, path] = /^((?:@[^/]+\/)?[^/]+)(\/.+)?$/.exec(specifier) ?? [];
  if (name === undefined) return undefined;
  for (const folder of [join(packages, name), join(packages, "@types", name.replace(/^@(.*)\//, "$1__"))]) {
    if (path !== undefined) {
      const found = [`${folder}${path}.d.ts`, join(folder, path, "index.d.ts")].find(isDeclaration);
      if (found) return found;
      continue;
    }
    if (!existsSync(join(folder, "package.json"))) continue;
    const {types, typings, exports} = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
    const named = types ?? typings ?? exports?.types ?? "index.d.ts";
    const found = [named, named.replace(/\.ts$/, ".d.ts")].map((each) => join(folder, each)).find(isDeclaration);
    if (found) return found;
  }
  return undefined;
}

interface Manifest {
  types?: string;
  typings?: string;
  exports?: {types?: string};
}

/**
 * A declaration file as far as a reader of a cell needs it. The comments of `lib` and of JavaScript's own library are the manual on
 * hover: they stay. Those of packages are cut to their first paragraph, and those of the DOM (two thirds of it) are left out.
 */
function shortened(text: string, place: string): string {
  const body = text
    .replace(/^\/\*![\s\S]*?\*\/\s*/, "")
    .replace(/^\/\/(?:# sourceMappingURL|(?!\/ <reference)\/?[^\n]*$).*\n?/gm, "");
  if (place.startsWith(`${LIBRARY}/lib.dom`)) return body.replace(DOC, "");
  if (!place.startsWith("/node_modules/")) return body;
  return body.replace(DOC, (_comment, indent: string, words: string) => {
    const first = words.split(/\n\s*\*?\s*(?=\n|$)|\n\s*\*\s*(?=@|```)/)[0]!.trim();
    return /^[@*]|licen[cs]e|copyright/i.test(first) || first === "" ? "" : `${indent}/** ${first} */\n`;
  });
}

/** A doc comment with the line that it ends. */
const DOC = /^([ \t]*)\/\*\*?([\s\S]*?)\*\/[ \t]*\n/gm;
