import {readFileSync, readdirSync} from "node:fs";
import {dirname, join, relative, resolve} from "node:path";
import {describe, expect, it} from "vitest";
import ts from "typescript";

const root = resolve(import.meta.dirname, "..");

interface SourceFile {
  /** Relative to the repository, with "/". */
  path: string;
  lines: number;
  /** What it imports at run time or as types: repository paths, or package specifiers. */
  imports: string[];
  /** The same without those that are only types. */
  runtime: string[];
  hasDefaultExport: boolean;
  globals: Set<string>;
}

const files = ["build.ts", ...["lib", "site"].flatMap(sources)].map(readSource);
const byPath = new Map(files.map((file) => [file.path, file]));

function sources(folder: string): string[] {
  const names = readdirSync(join(root, folder), {recursive: true, encoding: "utf8"});
  return names.filter((name) => /(?<!\.d)\.ts$/.test(name)).map((name) => `${folder}/${name.replaceAll("\\", "/")}`);
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(root, path), "utf8");
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const imports: string[] = [];
  const runtime: string[] = [];
  const used = new Set<string>();
  const declared = new Set<string>();
  let hasDefaultExport = false;
  const add = (specifier: ts.Expression | undefined, onlyTypes: boolean) => {
    if (!specifier || !ts.isStringLiteral(specifier)) return;
    const target = resolveSpecifier(path, specifier.text);
    imports.push(target);
    if (!onlyTypes) runtime.push(target);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, node.importClause?.isTypeOnly === true);
    if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0], false);
    if (ts.isExportAssignment(node)) hasDefaultExport = true;
    if (ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({kind}) => kind === ts.SyntaxKind.DefaultKeyword))
      hasDefaultExport = true;
    if (ts.isIdentifier(node)) (isDeclared(node) ? declared : used).add(isValueUse(node) ? node.text : "");
    ts.forEachChild(node, visit);
  };
  visit(tree);
  const globals = new Set([...used].filter((name) => !declared.has(name)));
  return {path, lines: text.split("\n").length - 1, imports, runtime, hasDefaultExport, globals};
}

/** An identifier that gives its name to something in this file. */
function isDeclared(node: ts.Identifier): boolean {
  const {parent} = node;
  const declares = [
    ts.isVariableDeclaration,
    ts.isParameter,
    ts.isBindingElement,
    ts.isFunctionDeclaration,
    ts.isImportSpecifier
  ];
  return declares.some((is) => is(parent) && parent.name === node);
}

/** An identifier that stands for a value of its own: not a property's name, not a type. */
function isValueUse(node: ts.Identifier): boolean {
  const {parent} = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  return (
    isDeclared(node) || !(ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isTypeReferenceNode(parent))
  );
}

function resolveSpecifier(from: string, specifier: string): string {
  if (specifier.startsWith("gantry/")) return `lib/${specifier.slice("gantry/".length)}.ts`;
  if (!specifier.startsWith(".")) return specifier;
  return relative(root, join(root, dirname(from), specifier)).replaceAll("\\", "/");
}

/** Small things that every room of lib may use. */
const ROOT = ["lib/random.ts", "lib/live.ts", "lib/asset.ts"];

/** The room that a file belongs to; an arrow of the design may only point to the rooms named for it. */
const ALLOWED: readonly (readonly [room: string, ...targets: string[]])[] = [
  ["build.ts", "site/build"],
  ["site/build", "site/notebook"],
  ["site/page", "site/notebook"],
  ["site/notebook"],
  ["lib/figures", "lib"],
  ["lib/evaluation", "lib/metrics", "lib/training", "lib/weights", "lib/data", "lib/backend", "lib/nn", ...ROOT],
  ["lib/deployment", "lib/export", "lib/training", "lib/weights", "lib/data", "lib/backend", "lib/models", "lib/nn", ...ROOT],
  ["lib/training", "lib/models", "lib/weights", "lib/data", "lib/backend", "lib/nn", ...ROOT],
  ["lib/metrics", "lib/models", "lib/weights", "lib/data", "lib/backend", "lib/nn", ...ROOT],
  ["lib/export", "lib/models", "lib/weights", "lib/data", "lib/backend", "lib/nn", ...ROOT],
  ["lib/weights", "lib/nn", ...ROOT],
  ["lib/models", "lib/nn", ...ROOT],
  ["lib/data", "lib/nn", ...ROOT],
  ["lib/backend", "lib/nn", ...ROOT],
  ["lib/nn", ...ROOT],
  ...ROOT.map((path): [string, ...string[]] => [path])
];

const within = (path: string, room: string) => path === room || path.startsWith(`${room}/`);

function room(path: string): readonly [string, ...string[]] {
  const found = ALLOWED.find(([name]) => within(path, name));
  if (!found) throw new Error(`${path} is in no room of the house`);
  return found;
}

describe("the house", () => {
  it("has the rooms of the design, and nothing else at its top", () => {
    const known = [
      ".ci",
      ".git",
      ".gitignore",
      "CONTRIBUTING.md",
      "LICENSE",
      "README.md",
      "build.ts",
      "lib",
      "node_modules",
      "notebooks",
      "package-lock.json",
      "package.json"
    ];
    const made = ["dist", "out", "docs", ".cache", "site", "test", "tsconfig.json", "vitest.config.ts"];
    expect(readdirSync(root).filter((name) => ![...known, ...made].includes(name))).toEqual([]);
  });

  it("has a room for every file", () => {
    for (const {path} of files) expect(() => room(path)).not.toThrow();
  });

  it("lets arrows point down only", () => {
    const wrong = files.flatMap(({path, imports}) => {
      const [own, ...targets] = room(path);
      return imports
        .filter((target) => /^(lib|site)\/|^build\.ts$/.test(target))
        .filter((target) => !within(target, own) && !targets.some((allowed) => within(target, allowed)))
        .map((target) => `${path} imports ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it("has no circles of imports", () => {
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (path: string, trail: string[]): void => {
      const at = trail.indexOf(path);
      if (at >= 0) circles.push([...trail.slice(at), path].join(" → "));
      if (at >= 0 || done.has(path)) return;
      for (const next of byPath.get(path)?.runtime ?? []) visit(next, [...trail, path]);
      done.add(path);
    };
    for (const {path} of files) visit(path, []);
    expect(circles).toEqual([]);
  });

  it("imports only files that are there", () => {
    const wrong = files.flatMap(({path, imports}) =>
      imports
        .filter((target) => /^(lib|site)\/.*\.ts$/.test(target) && !/\.d\.ts$/.test(target) && !byPath.has(target))
        .map((target) => `${path} imports ${target}`)
    );
    expect(wrong).toEqual([]);
  });

  it("touches the document only in lib/figures and site/page", () => {
    const dom = [
      "document",
      "window",
      "localStorage",
      "sessionStorage",
      "HTMLElement",
      "Element",
      "SVGElement",
      "navigator",
      "location"
    ];
    const wrong = files
      .filter(({path}) => !within(path, "lib/figures") && !within(path, "lib/backend") && !within(path, "site/page"))
      .flatMap(({path, globals}) => dom.filter((name) => globals.has(name)).map((name) => `${path} uses ${name}`));
    expect(wrong).toEqual([]);
  });

  it("uses Node only in build.ts and site/build", () => {
    const wrong = files
      .filter(({path}) => path !== "build.ts" && !within(path, "site/build"))
      .filter(({imports}) => imports.some((target) => target.startsWith("node:")));
    expect(wrong.map(({path}) => path)).toEqual([]);
  });

  it("exports by name, never by default", () => {
    expect(files.filter(({hasDefaultExport}) => hasDefaultExport).map(({path}) => path)).toEqual([]);
  });

  it("has no file of more than 300 lines", () => {
    expect(files.filter(({lines}) => lines > 300).map(({path, lines}) => `${path}: ${lines}`)).toEqual([]);
  });
});
