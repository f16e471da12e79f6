import {existsSync, readFileSync} from "node:fs";
import {dirname, join, posix} from "node:path";
import {LineStarts} from "../../notebook/position.ts";
import type {Position} from "../../notebook/types.ts";
import {publicModules} from "../assets/public.ts";
import {type Declaration, declarationsOf, type ModuleDeclarations} from "./declarations.ts";
import {type Doc, readDoc} from "./doc.ts";

/** A name of the library, with all that its source says of it. */
export interface Named {
  name: string;
  /** Where it is declared: "lib/nn/network/layers.ts". */
  file: string;
  declaration: Declaration;
  doc: Doc | undefined;
  /** Where its name stands. */
  at: Position;
}

/** A public module, and what it exports. */
export interface PublicModule {
  /** "gantry/layers". */
  specifier: string;
  file: string;
  names: readonly Named[];
}

/** The library as its sources declare it. */
export interface Library {
  modules: readonly PublicModule[];
  /** What a name means in a file: a declaration of the library, through imports and hands; undefined for names of packages and of the language. */
  meaning(file: string, name: string): Named | undefined;
  /** The text of one of its files, as it was read. */
  source(file: string): string;
  /** The public module of a declaration: the one that declares it, else the first that hands it on. */
  home(named: Named): PublicModule | undefined;
  /** Every declaration of this name that is public. */
  publicNamed(name: string): readonly Named[];
}

interface Read extends ModuleDeclarations {
  lines: LineStarts;
  named: Map<string, Named>;
}

/** Reads the public modules of the library, and those that they hand names on from, as they are on disk. */
export function readLibrary(root: string): Library {
  const files = new Map<string, Read | undefined>();
  const fileOf = (file: string): Read | undefined => {
    if (!files.has(file))
      files.set(file, existsSync(join(root, file)) ? readModule(file, readFileSync(join(root, file), "utf8")) : undefined);
    return files.get(file);
  };
  /** What a module exports under a name. */
  const exported = (file: string, name: string, seen: readonly string[] = []): Named | undefined => {
    const read = fileOf(file);
    if (!read || seen.includes(file)) return undefined;
    const own = read.named.get(name);
    if (own?.declaration.exported) return own;
    const origin = read.reexports.get(name);
    if (typeof origin === "string") return meaning(file, origin);
    if (origin) return exported(resolved(file, origin.specifier), origin.imported, [...seen, file]);
    for (const specifier of read.everythingOf) {
      const found = exported(resolved(file, specifier), name, [...seen, file]);
      if (found) return found;
    }
    return undefined;
  };
  const meaning = (file: string, name: string): Named | undefined => {
    const read = fileOf(file);
    const own = read?.named.get(name);
    if (own) return own;
    const origin = read?.imports.get(name);
    return origin?.specifier.startsWith(".") && origin.imported !== "*"
      ? exported(resolved(file, origin.specifier), origin.imported)
      : undefined;
  };
  /** All names that a module exports. */
  const namesOf = (file: string): string[] => {
    const read = fileOf(file);
    if (!read) return [];
    const own = [...read.named.values()].filter(({declaration}) => declaration.exported).map(({name}) => name);
    const all = read.everythingOf.flatMap((specifier) => namesOf(resolved(file, specifier)));
    return [...new Set([...own, ...read.reexports.keys(), ...all])];
  };

  const modules = [...publicModules(root)].map(([specifier, file]) => ({
    specifier,
    file,
    names: namesOf(file).flatMap((name) => exported(file, name) ?? [])
  }));
  const homes = new Map<Named, PublicModule>();
  for (const module of modules) for (const named of module.names) if (named.file === module.file) homes.set(named, module);
  for (const module of modules) for (const named of module.names) if (!homes.has(named)) homes.set(named, module);
  const byName = new Map<string, Named[]>();
  for (const named of homes.keys()) byName.set(named.name, [...(byName.get(named.name) ?? []), named]);
  return {
    modules,
    meaning,
    source: (file) => fileOf(file)?.source ?? "",
    home: (named) => homes.get(named),
    publicNamed: (name) => byName.get(name) ?? []
  };
}

/** What was read last, by file: a build asks twice, once for pages and once for their types. */
const readBefore = new Map<string, Read>();

function readModule(file: string, source: string): Read {
  const before = readBefore.get(file);
  if (before?.source === source) return before;
  const made = declarationsOf(source);
  const lines = new LineStarts(source, /\n/g);
  const named = new Map<string, Named>();
  for (const declaration of made.declarations) {
    const {name, doc, at} = declaration;
    const text = doc && readDoc(source.slice(doc.start, doc.end), lines.position(doc.start));
    named.set(name, {name, file, declaration, doc: text, at: lines.position(at)});
  }
  const read = {...made, lines, named};
  readBefore.set(file, read);
  return read;
}

function resolved(file: string, specifier: string): string {
  return posix.join(dirname(file).replaceAll("\\", "/"), specifier);
}
