import {readFile} from "node:fs/promises";
import {lackingScript} from "../../site/build/pages/lacking.ts";
import {join, resolve} from "node:path";
import {build} from "esbuild";
import {readAssets} from "../../site/build/assets/assets.ts";
import {frameCode} from "../../site/build/assets/frame.ts";
import {publicModules} from "../../site/build/assets/public.ts";

const root = resolve(import.meta.dirname, "../..");
/** "gantry/workers/run" → "lib/training/run/worker.ts". */
const lib = publicModules(root);

/** Files of a small page, by path: "index.html" and its script. */
export type BundledPage = Map<string, Uint8Array>;

/**
 * Bundles TypeScript text into a page of its own. It may import "gantry/…" (lib), packages, and files relative to the
 * repository ("./site/page/runtime.ts"). `html` is the body's content. Where `assetUrl` is used it finds what the book has: the
 * .wasm files, the weights, and each module that a call names ("gantry/workers/run"). Throws esbuild's located errors.
 */
export async function bundle(source: string, html = ""): Promise<BundledPage> {
  const first = await run(source, []);
  const inputs = Object.keys(first.metafile.inputs);
  const uses = inputs.includes("lib/asset.ts");
  const texts = uses
    ? await Promise.all(inputs.filter((path) => path.startsWith("lib/")).map((path) => readFile(join(root, path), "utf8")))
    : [];
  // A service names its worker, and hands the name to assetUrl.
  const named = [source, ...texts].flatMap((text) => [...text.matchAll(/(?:assetUrl\(|worker: )"(gantry\/[\w/-]+)"/g)]);
  // A comment may name one that is not there.
  const modules = [...new Set(named.map(([, name = ""]) => name))].filter((name) => lib.has(name));
  const result = uses && modules.length > 0 ? await run(source, modules) : first;
  const files: BundledPage = new Map();
  for (const file of result.outputFiles) files.set(file.path.slice(root.length + 1).replaceAll("\\", "/"), file.contents);
  const imports = Object.fromEntries(modules.map((name) => [name, `./${name}.js`]));
  for (const {specifier, path, content} of uses ? await readAssets(root) : []) {
    files.set(path, content);
    imports[specifier] = `./${path}`;
  }
  const map = uses ? `<script type="importmap">${JSON.stringify({imports})}</script>` : "";
  const style = files.has("entry.css") ? `<link rel="stylesheet" href="entry.css">` : "";
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Test</title><script>${lackingScript}</script><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width, initial-scale=1">${map}${style}</head>
<body>${html}<script type="module" src="entry.js"></script></body></html>`;
  files.set("index.html", new TextEncoder().encode(page));
  return files;
}

/** The text and, beside it and sharing its chunks, modules of lib for `assetUrl`: "gantry/workers/run" → gantry/workers/run.js. */
function run(source: string, modules: readonly string[]) {
  const entries = modules.map((name) => ({in: lib.get(name) as string, out: name}));
  return build({
    absWorkingDir: root,
    entryPoints: [{in: "test-entry", out: "entry"}, ...entries],
    plugins: [
      frameCode(root),
      {
        name: "test-entry",
        setup({onResolve, onLoad}) {
          onResolve({filter: /^test-entry$/}, () => ({path: "test-entry", namespace: "test"}));
          onResolve({filter: /^gantry\//}, ({path}) => (lib.has(path) ? {path: join(root, lib.get(path) as string)} : undefined));
          onLoad({filter: /.*/, namespace: "test"}, () => ({contents: source, resolveDir: root, loader: "ts"}));
        }
      }
    ],
    outdir: root,
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    platform: "browser",
    chunkNames: "chunk-[hash]",
    assetNames: "asset-[hash]",
    loader: {
      ".woff2": "file",
      ".css": "css",
      ".wasm": "file",
      ".safetensors": "file",
      ".grec": "file",
      ".bin": "file",
      ".png": "file"
    },
    write: false,
    metafile: true,
    logLevel: "silent"
  });
}
