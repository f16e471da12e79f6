import {resolve} from "node:path";
import {build} from "esbuild";

const root = resolve(import.meta.dirname, "../..");

/** Files of a small page, by path: "index.html" and its script. */
export type BundledPage = Map<string, Uint8Array>;

/**
 * Bundles TypeScript text into a page of its own. It may import "gantry/…" (lib), packages, and files relative to the
 * repository ("./site/page/runtime.ts"). `html` is the body's content. Throws esbuild's located errors.
 */
export async function bundle(source: string, html = ""): Promise<BundledPage> {
  const result = await build({
    stdin: {contents: source, resolveDir: root, sourcefile: "test-entry.ts", loader: "ts"},
    outdir: root,
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    platform: "browser",
    conditions: ["gantry-source"],
    sourcemap: "inline",
    entryNames: "entry",
    chunkNames: "chunk-[hash]",
    assetNames: "asset-[hash]",
    loader: {".woff2": "file", ".css": "css", ".wasm": "file", ".safetensors": "file", ".bin": "file", ".png": "file"},
    write: false,
    logLevel: "silent"
  });
  const files: BundledPage = new Map();
  for (const file of result.outputFiles) files.set(file.path.slice(root.length + 1).replaceAll("\\", "/"), file.contents);
  const style = files.has("entry.css") ? `<link rel="stylesheet" href="entry.css">` : "";
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Test</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width, initial-scale=1">${style}</head>
<body>${html}<script type="module" src="entry.js"></script></body></html>`;
  files.set("index.html", new TextEncoder().encode(page));
  return files;
}
