import {readFile} from "node:fs/promises";
import {join, relative} from "node:path";
import type {BuildContext, BuildOptions, BuildResult, Metafile, Plugin} from "esbuild";
import {context} from "esbuild";
import {type Asset, readAssets} from "./assets.ts";
import {frameCode} from "./frame.ts";
import {formerNames, libraries, publicModules} from "./public.ts";

/** What pages load, built: everything under assets/ but the chapters' own modules. */
export interface Scripts {
  /** Path relative to the site → content. */
  files: Map<string, Uint8Array>;
  /** Paths, relative to the repository, of all that stands in them. */
  inputs: readonly string[];
  /** The page's entry, its stylesheet, that of typeset formulas: paths relative to the site. */
  page: string;
  styles: string;
  katex: string;
  /** A second script of every page: keeps it offline (a published book) or reloads it (dev). */
  companion: string;
  /** The parts of the page's script that only what shows types needs, loaded after the first edit. */
  typesParts: readonly string[];
  /** What a cell may import ("gantry/convolution", "d3") and what `assetUrl` finds ("gantry/weights/a.safetensors") → path relative to the site. */
  specifiers: ReadonlyMap<string, string>;
  /** A script and all that it imports statically, in the order of loading. */
  closure(path: string): string[];
}

interface ScriptBuilder {
  /** Builds from what is on disk now; quick the second time. Rejects with esbuild's errors, located. */
  build(): Promise<Scripts>;
  dispose(): Promise<void>;
}

/** One esbuild run with splitting over the page, `lib` and the packages of cells: whatever two of them share is loaded once. `more` goes beside. */
export function scriptBuilder(root: string, mode: "publish" | "dev", more: readonly Asset[] = []): ScriptBuilder {
  const companion = mode === "dev" ? "dev" : "offline";
  // esbuild, a Go program, need not tidy up so often for a single build: a seventh of its time.
  if (mode === "publish") process.env.GOGC ??= "400";
  let known: {names: string; context: BuildContext<Options>} | undefined;
  let framed: Metafile["inputs"] = {};
  return {
    async build() {
      const modules = publicModules(root);
      const names = [...modules.keys()].join();
      if (known?.names !== names) {
        await known?.context.dispose();
        known = {names, context: await context(options(root, modules, companion, (inputs) => (framed = inputs)))};
      }
      const [built, assets] = await Promise.all([known.context.rebuild(), readAssets(root)]);
      const scripts = collect(root, built, companion, [...assets, ...more]);
      return {...scripts, inputs: Object.keys({...built.metafile.inputs, ...framed})};
    },
    async dispose() {
      await known?.context.dispose();
      known = undefined;
    }
  };
}

type Options = BuildOptions & {write: false; metafile: true};

function options(
  root: string,
  modules: Map<string, string>,
  companion: string,
  made: (inputs: Metafile["inputs"]) => void
): Options {
  return {
    absWorkingDir: root,
    entryPoints: [
      {in: "site/page/main.ts", out: "page"},
      {in: `site/page/${companion}.ts`, out: companion},
      {in: "site/styles/book.css", out: "book"},
      {in: "katex/dist/katex.min.css", out: "formulas"},
      ...[...modules].map(([specifier, file]) => ({in: file, out: specifier})),
      ...libraries.map((name) => ({in: name, out: `packages/${name.replace("@", "")}`}))
    ],
    outdir: root,
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    target: "es2022",
    platform: "browser",
    define: {"process.env.NODE_ENV": '"production"'},
    entryNames: "assets/[dir]/[name]-[hash]",
    chunkNames: "assets/chunks/[name]-[hash]",
    assetNames: "assets/files/[name]-[hash]",
    loader: {".woff2": "file", ".svg": "file", ".png": "file"},
    plugins: [onlyWoff2, oneHtl(root), smallRuntime, frameCode(root, made)],
    legalComments: "none",
    logLevel: "silent",
    write: false,
    metafile: true
  };
}

/** Every "htl", that of @observablehq/inputs too, is the page's own: one that keeps the content security policy. */
const oneHtl = (root: string): Plugin => ({
  name: "one-htl",
  setup(build) {
    const own = join(root, "site/page/lazy/htl.ts");
    build.onResolve({filter: /^htl$/}, ({importer}) => (importer === own ? undefined : {path: own}));
  }
});

/** KaTeX's stylesheet names three formats of each font; every browser that runs the book reads the first. */
const onlyWoff2: Plugin = {
  name: "only-woff2",
  setup(build) {
    build.onLoad({filter: /katex\.min\.css$/}, async ({path}) => {
      const css = await readFile(path, "utf8");
      return {contents: css.replace(/,url\([^)]+\.(?:woff|ttf)\) format\("(?:woff|truetype)"\)/g, ""), loader: "css"};
    });
  }
};

/** Of @observablehq/runtime the page neither derives nor redefines modules, nor asks for a value by name: a sixth of it. */
const smallRuntime: Plugin = {
  name: "small-runtime",
  setup(build) {
    const unused = /^ {2}(?:redefine|define|derive|import|value): \{value: module_\w+, .*$/gm;
    build.onLoad({filter: /@observablehq[\\/]runtime[\\/]src[\\/]module\.js$/}, async ({path}) => {
      const code = await readFile(path, "utf8");
      const found = code.match(unused)?.length;
      if (found !== 5) throw new Error(`${path}: expected the 5 methods that the page does without, found ${found ?? 0}`);
      return {contents: code.replace(unused, ""), loader: "js"};
    });
  }
};

function collect(
  root: string,
  built: BuildResult<Options>,
  companion: string,
  assets: readonly Asset[]
): Omit<Scripts, "inputs"> {
  const files = new Map<string, Uint8Array>();
  for (const file of built.outputFiles) files.set(relative(root, file.path).replaceAll("\\", "/"), file.contents);
  const {outputs} = built.metafile;
  const entries = new Map<string, string>();
  for (const [path, {entryPoint}] of Object.entries(outputs)) if (entryPoint) entries.set(entryKey(path), path);
  const entry = (key: string): string => {
    const path = entries.get(key);
    if (path === undefined) throw new Error(`esbuild gave no output for ${key}`);
    return path;
  };
  const specifiers = new Map<string, string>();
  for (const [key, path] of entries) {
    if (key.startsWith("gantry/")) specifiers.set(key.slice(0, -3), path);
  }
  for (const {specifier, path, content} of assets) {
    files.set(path, content);
    specifiers.set(specifier, path);
  }
  for (const name of libraries) specifiers.set(name, entry(`packages/${name.replace("@", "")}.js`));
  for (const [former, name] of formerNames(root)) specifiers.set(former, entry(`${name}.js`));
  return {
    files,
    page: entry("page.js"),
    styles: entry("book.css"),
    katex: entry("formulas.css"),
    companion: entry(`${companion}.js`),
    typesParts: onlyFor("site/page/types/", outputs),
    specifiers: new Map([...specifiers].sort(([a], [b]) => (a < b ? -1 : 1))),
    closure: (path) => closure(outputs, path)
  };
}

/** "assets/gantry/convolution-1A2B3C4D.js" → "gantry/convolution.js". */
function entryKey(path: string): string {
  return path.replace(/^assets\//, "").replace(/-[A-Z0-9]{8}(\.\w+)$/, "$1");
}

/** Scripts that no entry leads to but by way of the parts, loaded on use, that begin in a folder of the repository. */
function onlyFor(folder: string, outputs: Metafile["outputs"]): string[] {
  const begins = (path: string): boolean => outputs[path]?.entryPoint?.startsWith(folder) ?? false;
  const parts = Object.keys(outputs).filter(begins);
  const late = new Set(
    Object.values(outputs).flatMap(({imports}) => imports.flatMap(({kind, path}) => (kind === "dynamic-import" ? [path] : [])))
  );
  const found = new Set<string>();
  const visit = (path: string): void => {
    if (found.has(path) || begins(path)) return;
    found.add(path);
    for (const next of outputs[path]?.imports ?? []) if (!next.external) visit(next.path);
  };
  for (const [path, {entryPoint}] of Object.entries(outputs)) if (entryPoint && !late.has(path)) visit(path);
  const theirs = new Set(parts.flatMap((path) => closure(outputs, path)));
  return [...theirs].filter((path) => !found.has(path));
}

function closure(outputs: Metafile["outputs"], start: string): string[] {
  const found = new Set<string>();
  const visit = (path: string) => {
    if (found.has(path)) return;
    found.add(path);
    for (const {path: next, kind, external} of outputs[path]?.imports ?? []) {
      if (kind === "import-statement" && !external) visit(next);
    }
  };
  visit(start);
  return [...found];
}
