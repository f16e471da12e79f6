import {createHash} from "node:crypto";
import {readFile, readdir} from "node:fs/promises";
import {createRequire} from "node:module";
import {basename, join} from "node:path";

/** Files of packages that `lib` asks for by `assetUrl`, as it names them. tfjs loads one of the three, whichever runs. */
const PACKAGE_FILES: readonly string[] = [
  "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm",
  "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm",
  "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm"
];

/** A file that is no script and that `lib` finds by its specifier. */
export interface Asset {
  /** "gantry/weights/digits.safetensors". */
  specifier: string;
  /** Path relative to the site; the name carries the content's hash: "assets/files/digits-1A2B3C4D.safetensors". */
  path: string;
  content: Uint8Array;
}

/** Where each such file is on disk: specifier → absolute path, sorted. `root` is the repository's folder. */
async function assetFiles(root: string): Promise<Map<string, string>> {
  const require = createRequire(join(root, "package.json"));
  const found = new Map(PACKAGE_FILES.map((specifier) => [specifier, require.resolve(specifier)]));
  for (const folder of ["weights", "recordings"]) {
    const names = await readdir(join(root, "lib", folder)).catch(() => [] as string[]);
    for (const name of names.sort())
      if (/\.(?:safetensors|grec|json)$/.test(name)) found.set(`gantry/${folder}/${name}`, join(root, "lib", folder, name));
  }
  return found;
}

/** The files, read and named for a book. Rejects when one cannot be read. */
export async function readAssets(root: string): Promise<Asset[]> {
  const files = [...(await assetFiles(root))];
  return Promise.all(files.map(async ([specifier, file]) => namedAsset(specifier, await readFile(file))));
}

/** An asset of this content, with its name in the book. */
export function namedAsset(specifier: string, content: Uint8Array): Asset {
  const [, name = "", extension = ""] = /^(.*?)(\.\w+)?$/.exec(basename(specifier)) ?? [];
  return {specifier, content, path: `assets/files/${name}-${shortHash(content)}${extension}`};
}

/** The first eight characters of a content's SHA-256, as they stand in an asset's name: upper-case base 32, as esbuild's. */
export function shortHash(content: string | Uint8Array): string {
  const digest = createHash("sha256").update(content).digest();
  let name = "";
  for (let i = 0; i < 8; i++) name += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[(digest[i] ?? 0) & 31];
  return name;
}
