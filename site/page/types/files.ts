import type {CompilerOptions, LanguageServiceHost} from "typescript-6";
import {LIBRARY, type TypeFiles} from "../../notebook/check/type-files.ts";
import type {TypeScript} from "./typescript.ts";

/** The cells' modules as files that change, over the book's declarations, which do not. */
export interface Modules {
  /** Puts these in the place of all before; those with the same text stay what they were. */
  show(texts: ReadonlyMap<string, string>): void;
  /** Puts one more beside them, until the next are shown. */
  put(path: string, text: string): void;
  readonly host: LanguageServiceHost;
}

/** The file system that TypeScript's language service sees. Names of modules lead where the build has found them to lead. */
export function modulesOver(ts: TypeScript, {options, files, modules}: TypeFiles): Modules {
  const shown = new Map<string, {text: string; version: number}>();
  const ambient = Object.keys(files).filter((path) => path.endsWith("/observable.d.ts"));
  let changes = 0;
  const {options: settings} = ts.convertCompilerOptionsFromJson({...options, types: [], noEmit: true}, "/") as {
    options: CompilerOptions;
  };
  const read = (path: string): string | undefined =>
    shown.get(path)?.text ?? (Object.hasOwn(files, path) ? files[path] : undefined);
  const exists = (path: string): boolean => read(path) !== undefined;

  /** Beside the file, without or with the ending of what it was compiled from. */
  function beside(specifier: string, from: string): string | undefined {
    const path = new URL(specifier, `file://${from}`).pathname;
    return [path, path.replace(/\.[jt]s$/, ".d.ts"), `${path}.d.ts`, `${path}/index.d.ts`].find(
      (each) => each.endsWith(".ts") && exists(each)
    );
  }

  const host: LanguageServiceHost = {
    getCompilationSettings: () => settings,
    getScriptFileNames: () => [...ambient, ...shown.keys()],
    getScriptVersion: (path) => String(shown.get(path)?.version ?? 0),
    getScriptSnapshot(path) {
      const text = read(path);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => "/",
    getDefaultLibFileName: () => `${LIBRARY}/lib.d.ts`,
    getProjectVersion: () => String(changes),
    fileExists: exists,
    readFile: read,
    resolveModuleNameLiterals: (literals, from) =>
      literals.map(({text}) => {
        const found = /^[./]/.test(text) ? beside(text, from) : Object.hasOwn(modules, text) ? modules[text] : undefined;
        if (found === undefined) return {resolvedModule: undefined};
        return {
          resolvedModule: {
            resolvedFileName: found,
            extension: found.endsWith(".d.ts") ? ".d.ts" : ".ts",
            isExternalLibraryImport: false
          }
        };
      })
  };

  return {
    show(texts) {
      for (const path of [...shown.keys()]) if (!texts.has(path)) shown.delete(path);
      for (const [path, text] of texts) if (shown.get(path)?.text !== text) shown.set(path, {text, version: ++changes});
      changes++;
    },
    put(path, text) {
      if (shown.get(path)?.text !== text) shown.set(path, {text, version: ++changes});
    },
    host
  };
}
