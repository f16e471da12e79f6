import {mkdir, rm, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {build} from "esbuild";
import {publicModules} from "./assets/public.ts";
import {runTsc} from "./types/tsc.ts";

/**
 * Compiles for Node what the package's `exports` name: lib/random.ts → out/lib/random.js and its types, random.d.ts. Packages
 * stay imports. Returns the number of modules. Rejects with esbuild's errors.
 */
export async function buildLib(root: string): Promise<number> {
  const modules = publicModules(root);
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
  await Promise.all([compiling, declareTypes(root)]);
  return modules.size;
}

/**
 * Writes the types beside the compiled modules. A project that imports the package checks these, with its own settings: given
 * the sources it would check their text too, and refuse their `.ts` imports.
 */
async function declareTypes(root: string): Promise<void> {
  const project = join(root, ".cache/lib-types.json");
  const out = {rootDir: join(root, "lib"), outDir: join(root, "out/lib")};
  const compilerOptions = {...out, noEmit: false, declaration: true, emitDeclarationOnly: true, noCheck: true};
  await mkdir(join(root, ".cache"), {recursive: true});
  await writeFile(project, JSON.stringify({extends: join(root, "tsconfig.json"), compilerOptions, include: [join(root, "lib")]}));
  await runTsc(project).said;
}
