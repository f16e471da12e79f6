import ts from "typescript";
import type {CellModule} from "./modules.ts";

/** A compiler host in whose file system the cells' modules stand beside the real files. */
export interface CellHost extends ts.CompilerHost {
  setModules(modules: ReadonlyMap<string, CellModule>): void;
}

interface CachedFile {
  version: string;
  file: ts.SourceFile;
}

/** Comments are not looked into, except where TypeScript needs to (as its own command line does). */
const jsDocParsingMode = ts.JSDocParsingMode.ParseForTypeErrors;

function parseOptions(given: ts.ScriptTarget | ts.CreateSourceFileOptions): ts.CreateSourceFileOptions {
  return {...(typeof given === "object" ? given : {languageVersion: given}), jsDocParsingMode};
}

/** Keeps what it has parsed until the text (of a cell) or the time of change (of a file) is another. */
export function createCellHost(options: ts.CompilerOptions, root: string): CellHost {
  const host = ts.createCompilerHost(options);
  const parsed = new Map<string, CachedFile>();
  let modules: ReadonlyMap<string, CellModule> = new Map();
  let folders = new Set<string>();
  let resolutions = newCache();

  function newCache(): ts.ModuleResolutionCache {
    return ts.createModuleResolutionCache(root, host.getCanonicalFileName, options);
  }

  function versionOf(path: string): string | undefined {
    const module = modules.get(path);
    if (module) return module.text;
    if (path.includes("/node_modules/") && parsed.has(path)) return parsed.get(path)!.version;
    const time = ts.sys.getModifiedTime?.(path);
    return time && `${time.getTime()}`;
  }

  return {
    ...host,
    setModules(next) {
      const samePaths = next.size === modules.size && [...next.keys()].every((path) => modules.has(path));
      modules = next;
      folders = new Set([...next.keys()].map((path) => path.slice(0, path.lastIndexOf("/"))));
      if (!samePaths) resolutions = newCache();
    },
    getCurrentDirectory: () => root,
    fileExists: (path) => modules.has(path) || host.fileExists(path),
    readFile: (path) => modules.get(path)?.text ?? host.readFile(path),
    directoryExists: (path) => folders.has(path) || ts.sys.directoryExists(path),
    getModuleResolutionCache: () => resolutions,
    jsDocParsingMode,
    getSourceFile(path, languageVersionOrOptions) {
      const version = versionOf(path);
      if (version === undefined) return undefined;
      const known = parsed.get(path);
      if (known?.version === version) return known.file;
      const text = modules.get(path)?.text ?? host.readFile(path);
      if (text === undefined) return undefined;
      const file = Object.assign(ts.createSourceFile(path, text, parseOptions(languageVersionOrOptions)), {version});
      parsed.set(path, {version, file});
      return file;
    }
  };
}
