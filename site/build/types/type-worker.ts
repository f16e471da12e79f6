import {join} from "node:path";
import {build} from "esbuild";
import {shortHash} from "../assets/assets.ts";
import {typeFiles} from "./declarations.ts";
import {typescriptModule} from "./typescript.ts";

/** Where the files of the type worker stand in a book. */
export const TYPES_FOLDER = "assets/types/";

/** The worker that checks types in the page, built: its script, TypeScript, the declarations. */
export interface TypeWorker {
  /** Path relative to the site → content. */
  files: ReadonlyMap<string, Uint8Array>;
  /** The worker's script: a module. */
  entry: string;
  /** Paths, relative to the repository, of all that stands in them. */
  inputs: readonly string[];
}

/** Builds the type worker. `root` is the repository's folder. Rejects with esbuild's errors. */
export async function typeWorker(root: string): Promise<TypeWorker> {
  const [typescript, declarations] = await Promise.all([typescriptModule(root), typeFiles(root)]);
  const files = new Map<string, Uint8Array>();
  const add = (name: string, ending: string, content: Uint8Array): string => {
    const file = `${name}-${shortHash(content)}.${ending}`;
    files.set(TYPES_FOLDER + file, content);
    return `./${file}`;
  };
  const compiler = add("typescript", "js", typescript);
  const given = add("declarations", "json", declarations);
  const built = await build({
    absWorkingDir: root,
    entryPoints: ["site/page/types/worker.ts"],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    platform: "browser",
    define: {TYPE_FILES: JSON.stringify(given)},
    plugins: [
      {
        name: "compiler-beside",
        setup: ({onResolve}) => onResolve({filter: /^typescript-6$/}, () => ({path: compiler, external: true}))
      }
    ],
    legalComments: "none",
    logLevel: "silent",
    metafile: true,
    write: false
  });
  const entry = TYPES_FOLDER + add("worker", "js", built.outputFiles[0]!.contents).slice(2);
  const {files: texts} = JSON.parse(Buffer.from(declarations).toString()) as {files: Record<string, string>};
  const packages = Object.keys(texts).map((path) => path.slice(1));
  const inputs = [...Object.keys(built.metafile.inputs), join("node_modules/typescript-6/lib/typescript.js"), ...packages];
  return {files, entry, inputs};
}
