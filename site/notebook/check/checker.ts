import ts from "typescript";
import type {Notebook} from "../types.ts";
import {createCellHost} from "./host.ts";
import {chapterModules} from "./modules.ts";
import type {CellModule} from "./modules.ts";
import {diagnosticProblem, inOrder, unreadableProblem} from "./problems.ts";
import type {Problem} from "./problems.ts";

export type {Problem} from "./problems.ts";

export interface CheckerOptions {
  /** Absolute folder of tsconfig.json; files in problems are relative to it, and `gantry/…` is its package. */
  root: string;
  /** Check the files of tsconfig.json too: lib, site, test, build.ts. */
  libraries: boolean;
  /** Of these leave out what stands in test/. Default false. */
  withoutTests?: boolean;
}

export interface Checker {
  /**
   * Every mistake in the types (and the syntax) of the given chapters, and of the libraries, by file and line. The first call
   * reads everything; later ones look again only at what has changed since, in the chapters given or on disk.
   */
  check(notebooks: readonly Notebook[]): Problem[];
}

/** builtins.d.ts as TypeScript names files: with "/", and without the extension, as an import needs it. */
const builtinsPath = decodeURIComponent(new URL("./builtins", import.meta.url).pathname).replace(/^\/(?=[A-Za-z]:)/, "");

/** One TypeScript program over the project's files and the cells of all chapters, kept between checks. */
export function createChecker({root: folder, libraries, withoutTests = false}: CheckerOptions): Checker {
  const root = folder.replaceAll("\\", "/").replace(/\/$/, "");
  const {options: configured, fileNames, errors} = readConfig(root);
  // Cells run in a page: alone, they are checked without the types of Node.
  const options = libraries ? configured : {...configured, types: []};
  const host = createCellHost(options, root);
  let builder: ts.SemanticDiagnosticsBuilderProgram | undefined;

  return {
    check(notebooks) {
      const problems: (Problem | undefined)[] = errors.map((diagnostic) => diagnosticProblem(diagnostic, new Map(), named, root));
      const modules = new Map<string, CellModule>();
      for (const notebook of notebooks) {
        for (const each of chapterModules(notebook, root, builtinsPath)) {
          if ("error" in each) problems.push(unreadableProblem(each));
          else modules.set(each.path, each);
        }
      }
      host.setModules(modules);
      const files = libraries ? fileNames().filter((name) => !(withoutTests && name.startsWith(`${root}/test/`))) : [];
      builder = ts.createSemanticDiagnosticsBuilderProgram([...files, ...modules.keys()], options, host, builder);
      for (const diagnostic of [
        ...builder.getOptionsDiagnostics(),
        ...builder.getGlobalDiagnostics(),
        ...builder.getSyntacticDiagnostics(),
        // What the cells import is read for its types, and looked at itself only when it is asked for.
        ...(libraries ? builder.getSemanticDiagnostics() : ofFiles(builder, modules))
      ]) {
        problems.push(diagnosticProblem(diagnostic, modules, named, root));
      }
      return inOrder(problems);
    }
  };

  /** Diagnostics of these files alone; what they depend on is only followed, to know which of them to look at again. */
  function ofFiles(program: ts.SemanticDiagnosticsBuilderProgram, paths: ReadonlyMap<string, CellModule>): ts.Diagnostic[] {
    while (program.getSemanticDiagnosticsOfNextAffectedFile(undefined, ({fileName}) => !paths.has(fileName)));
    return [...paths.keys()].flatMap((path) => program.getSemanticDiagnostics(program.getSourceFile(path)));
  }

  function named(file: string): string {
    return file.startsWith(`${root}/`) ? file.slice(root.length + 1) : file;
  }
}

interface Config {
  options: ts.CompilerOptions;
  /** Found anew at each call, so that new files are seen. */
  fileNames: () => string[];
  errors: ts.Diagnostic[];
}

function readConfig(root: string): Config {
  const {config, error} = ts.readConfigFile(`${root}/tsconfig.json`, ts.sys.readFile);
  const parse = () => ts.parseJsonConfigFileContent(config, ts.sys, root);
  const {options, errors} = parse();
  return {
    options: {...options, noEmit: true},
    fileNames: () => parse().fileNames,
    errors: error ? [error, ...errors] : errors
  };
}
