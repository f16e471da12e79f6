import {rm} from "node:fs/promises";
import {join} from "node:path";
import {build} from "esbuild";
import {libModules} from "./scripts.ts";

/**
 * Compiles `lib` for Node: lib/nn/convolution.ts → out/lib/nn/convolution.js, which the package's `exports` name. Packages
 * stay imports. Returns the number of modules. Rejects with esbuild's errors.
 */
export async function buildLib(root: string): Promise<number> {
  const modules = await libModules(root);
  await rm(join(root, "out/lib"), {recursive: true, force: true});
  await build({
    absWorkingDir: root,
    entryPoints: [...modules.values()],
    outbase: "lib",
    outdir: "out/lib",
    bundle: true,
    packages: "external",
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    format: "esm",
    platform: "neutral",
    target: "es2022",
    logLevel: "silent"
  });
  return modules.size;
}
