import {readFileSync, readdirSync} from "node:fs";
import {dirname, join, relative, resolve} from "node:path";
import {describe, expect, it} from "vitest";
import {tsPlugin} from "@sveltejs/acorn-typescript";
import {Parser} from "acorn";
import {boundNames} from "../site/notebook/cell/declarations.ts";
import {children, nameOf, type SyntaxNode} from "../site/notebook/cell/syntax.ts";

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

const parser = Parser.extend(tsPlugin() as unknown as (base: typeof Parser) => typeof Parser);
const files = ["build.ts", ...["lib", "site"].flatMap(sources)].map(readSource);
const byPath = new Map(files.map((file) => [file.path, file]));

function sources(folder: string): string[] {
  const names = readdirSync(join(root, folder), {recursive: true, encoding: "utf8"});
  return names.filter((name) => /(?<!\.d)\.ts$/.test(name)).map((name) => `${folder}/${name.replaceAll("\\", "/")}`);
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(root, path), "utf8");
  const tree = parser.parse(text, {ecmaVersion: "latest", sourceType: "module"}) as unknown as SyntaxNode;
  const imports: string[] = [];
  const runtime: string[] = [];
  const used = new Set<string>();
  const declared = new Set<string>();
  let hasDefaultExport = false;
  const add = (source: unknown, onlyTypes: boolean) => {
    const {type, value} = (source ?? {}) as {type?: string; value?: unknown};
    if (type !== "Literal" || typeof value !== "string") return;
    const target = resolveSpecifier(path, value);
    imports.push(target);
    if (!onlyTypes) runtime.push(target);
  };
  const visit = (node: SyntaxNode, parent: SyntaxNode): void => {
    if (node.type === "ImportDeclaration") add(node["source"], node["importKind"] === "type");
    if (/^Export(Named|All)Declaration$/.test(node.type)) add(node["source"], node["exportKind"] === "type");
    if (node.type === "ImportExpression") add(node["source"], false);
    if (node.type === "ExportDefaultDeclaration") hasDefaultExport = true;
    if (node.type === "ObjectPattern") for (const name of boundNames(node)) declared.add(nameOf(name));
    if (node.type === "Identifier") {
      if (isDeclared(node, parent)) declared.add(nameOf(node));
      else if (isValueUse(node, parent)) used.add(nameOf(node));
    }
    for (const next of children(node)) visit(next, node);
  };
  visit(tree, tree);
  const globals = new Set([...used].filter((name) => !declared.has(name)));
  return {path, lines: text.split("\n").length - 1, imports, runtime, hasDefaultExport, globals};
}

/** An identifier that gives its name to something in this file. */
function isDeclared(node: SyntaxNode, parent: SyntaxNode): boolean {
  if (/^Function|^ArrowFunction/.test(parent.type))
    return parent["id"] === node || (parent["params"] as unknown[]).includes(node);
  if (parent.type === "VariableDeclarator") return parent["id"] === node;
  if (parent.type === "AssignmentPattern") return parent["left"] === node;
  return parent.type === "ImportSpecifier" || parent.type === "RestElement" || parent.type === "ArrayPattern";
}

/** An identifier that stands for a value of its own: not a property's name, not a type. */
function isValueUse(node: SyntaxNode, parent: SyntaxNode): boolean {
  if (parent.type === "MemberExpression") return parent["object"] === node || parent["computed"] === true;
  if (/^(Property|PropertyDefinition|MethodDefinition)$/.test(parent.type))
    return parent["key"] !== node || parent["computed"] === true;
  return !parent.type.startsWith("TS") || /^TS(As|Satisfies|NonNull)/.test(parent.type);
}

function resolveSpecifier(from: string, specifier: string): string {
  if (!specifier.startsWith(".")) return specifier;
  return relative(root, join(root, dirname(from), specifier)).replaceAll("\\", "/");
}

/** Small things that every room of lib may use. */
const ROOT = ["lib/worker", "lib/random.ts", "lib/live.ts", "lib/asset.ts"];

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
  ["lib/worker", "lib/asset.ts"],
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
