import {existsSync, readFileSync} from "node:fs";
import {join} from "node:path";

/** What of a package is written in this repository and compiled to "out": `exports` of package.json, as far as it is read here. */
interface Manifest {
  name: string;
  exports: Record<string, string>;
}

/**
 * What may be imported from outside `lib`, by cells, by scripts and by other packages: "gantry/convolution" →
 * "lib/nn/arithmetic/convolution.ts", sorted by name. The list is `exports` of package.json, whose targets are the compiled
 * files: "./out/lib/random.js" is lib/random.ts. Whatever is not in it is free to move.
 * @param root the repository's folder, absolute.
 * @throws Error when package.json cannot be read, or names a module that is not there.
 */
export function publicModules(root: string): Map<string, string> {
  const {name, exports} = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
  const found = new Map<string, string>();
  for (const [key, target] of Object.entries(exports).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [, path] = /^\.\/out\/(.+)\.js$/.exec(target) ?? [];
    if (path === undefined) continue;
    if (!existsSync(join(root, `${path}.ts`))) throw new Error(`package.json exports ${key} from ${path}.ts, which is not there`);
    found.set(`${name}/${key.slice(2)}`, `${path}.ts`);
  }
  return found;
}

/** What a cell may import: names of today, and those that still work for readers who have used them. */
export interface Importable {
  /** Modules of `lib` and packages. */
  names: ReadonlySet<string>;
  /** Former name → the name of today. */
  former: ReadonlyMap<string, string>;
}

/** What the cells of a book may import. `root`: the repository's folder, absolute. */
export function importable(root: string): Importable {
  return {names: new Set([...publicModules(root).keys(), ...libraries]), former: formerNames(root)};
}

/**
 * Names under which modules could be imported before, and still can, so that kept edits and shared links go on working:
 * "gantry/nn/convolution" → "gantry/convolution". They stand in lib/former-names.json; a chapter that uses one is warned of.
 * @param root the repository's folder, absolute. Without the file there are none.
 */
export function formerNames(root: string): Map<string, string> {
  const file = join(root, "lib/former-names.json");
  if (!existsSync(file)) return new Map();
  const names = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
  return new Map(Object.entries(names).map(([former, name]) => [`gantry/${former}`, `gantry/${name}`]));
}

/**
 * The packages that a cell may import by name, beside "gantry/…". Each is one instance, shared by cells, `lib` and the page.
 * A package's sub-paths are not in the page's import map: add an entry here when a chapter needs one.
 */
export const libraries: readonly string[] = [
  "@observablehq/inputs",
  "@observablehq/inspector",
  "@tensorflow/tfjs",
  "d3",
  "htl",
  "katex"
];
