import {rm} from "node:fs/promises";
import {join} from "node:path";
import {build} from "esbuild";
import ts from "typescript";
import {libModules} from "./scripts.ts";

/**
 * Compiles `lib` for Node: lib/nn/convolution.ts → out/lib/nn/convolution.js and its types, convolution.d.ts, which the
 * package's `exports` name. Packages stay imports. Returns the number of modules. Rejects with esbuild's errors.
 */
export async function buildLib(root: string): Promise<number> {
  const modules = await libModules(root);
  await rm(join(root, "out/lib"), {recursive: true, force: true});
  const compiling = build({
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
  declareTypes(root, [...modules.values()]);
  await compiling;
  return modules.size;
}

/**
 * Writes the types beside the compiled modules. A project that imports the package checks these, with its own settings: given
 * the sources it would check their text too, and refuse their `.ts` imports.
 */
function declareTypes(root: string, paths: readonly string[]): void {
  const {config} = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const {options} = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const files = paths.map((path) => join(root, path));
  const to = {rootDir: join(root, "lib"), outDir: join(root, "out/lib")};
  ts.createProgram(files, {...options, ...to, noEmit: false, declaration: true, emitDeclarationOnly: true}).emit();
}
