/** What cells' types stand on, as the page's type worker gets it: one file of the book, made at its build. */
export interface TypeFiles {
  /** `compilerOptions` of tsconfig.json, as far as they concern what is said of cells. */
  options: Readonly<Record<string, unknown>>;
  /** Absolute paths, of a file system of their own, → texts: declarations of TypeScript's own library, of `lib`, of packages. */
  files: Readonly<Record<string, string>>;
  /** Modules and packages, under today's and former names → the path of their declarations. */
  modules: Readonly<Record<string, string>>;
  /** Those that a cell may import, under the names of today. */
  importable: readonly string[];
  /** Names that the public modules export → those modules, as a cell imports them. */
  exports: PublicExports;
}

/** Names that the public modules of the library export → those modules. */
export type PublicExports = Readonly<Record<string, readonly string[]>>;

/** The folder of TypeScript's own library in that file system. */
export const LIBRARY = "/typescript";

/** builtins.d.ts in that file system, as an import names it. */
export const BUILTINS = "/site/notebook/check/builtins";

/** What the type worker uses of TypeScript's JavaScript API: the build leaves out what only the rest of it needs. */
export const usedOfTypeScript = [
  "convertCompilerOptionsFromJson",
  "createDocumentRegistry",
  "createLanguageService",
  "createSourceFile",
  "displayPartsToString",
  "flattenDiagnosticMessageText",
  "ScriptSnapshot",
  "ScriptTarget",
  "SyntaxKind"
] as const;
