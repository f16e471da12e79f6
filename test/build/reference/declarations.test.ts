import {readFileSync} from "node:fs";
import {resolve} from "node:path";
import {describe, expect, it} from "vitest";
import {publicModules} from "../../../site/build/assets/public.ts";
import {declarationsOf} from "../../../site/build/reference/declarations.ts";
import {namesIn} from "../../../site/build/reference/signature.ts";
import {tokensOf} from "../../../site/build/reference/tokens.ts";

const root = resolve(import.meta.dirname, "../../..");

/** Name → what it promises, its parts joined by " | ". */
function promises(source: string): Record<string, string> {
  const {declarations} = declarationsOf(source);
  return Object.fromEntries(
    declarations.map(({name, parts}) => [name, parts.map(({start, end}) => source.slice(start, end)).join(" | ")])
  );
}

describe("tokensOf(source)", () => {
  it("takes strings, templates within templates and patterns for one token each, and knows a division", () => {
    const texts = tokensOf("a = `x${`}${b}`}` + 'it\\'s' / c / /[/}]\\//g;").map(({text}) => text);
    expect(texts).toEqual(["a", "=", "`x${`}${b}`}`", "+", "'it\\'s'", "/", "c", "/", "/[/}]\\//g", ";"]);
  });

  it("gives a doc comment to the token behind it, and no other comment", () => {
    const source = "/* no */ a /** yes */ b // /** no */\nc /**/ d";
    expect(tokensOf(source).map(({text, doc}) => [text, doc && source.slice(doc.start, doc.end)])).toEqual([
      ["a", undefined],
      ["b", "/** yes */"],
      ["c", undefined],
      ["d", undefined]
    ]);
  });
});

describe("declarationsOf(source)", () => {
  it("reads a function with type parameters up to its body", () => {
    const source = "export function pick<K extends keyof {a: 1}, T = {b: () => void}>(of: T, at?: K): {x: T}[] { return []; }";
    expect(promises(source)).toEqual({pick: source.slice(7, source.indexOf(" { return"))});
  });

  it("keeps defaults and destructuring, and passes over whatever a body holds", () => {
    const source =
      'export async function f({a = "}", b = [1]}: O = {}): Promise<void> { if (/}/.test(`}${a}`)) { g(); } }\nexport type Next = 1;';
    expect(promises(source)).toEqual({f: source.slice(7, source.indexOf(" { if")), Next: "type Next = 1;"});
  });

  it("joins overloads, and leaves the signature of their body out", () => {
    const source =
      "/** Doc. */\nexport function f(a: 1): 1;\nexport function f(a: 2): 2;\nexport function f(a: number): number { return a; }";
    const [f] = declarationsOf(source).declarations;
    expect(promises(source)).toEqual({f: "function f(a: 1): 1 | function f(a: 2): 2"});
    expect(source.slice(f!.doc!.start, f!.doc!.end)).toBe("/** Doc. */");
  });

  it("reads unions, intersections and conditional types whole", () => {
    const source = 'export type A =\n  | {kind: "a"; of: B}\n  | ((x: C) => D);\ntype E<T> = T extends infer U ? U : never;';
    expect(Object.keys(promises(source))).toEqual(["A", "E"]);
    expect(promises(source)["A"]).toBe(source.slice(7, source.indexOf("\ntype")));
    expect(declarationsOf(source).declarations.map(({exported}) => exported)).toEqual([true, false]);
  });

  it("reads interfaces with what they extend and with the comments of their members", () => {
    const source = "export interface A<T = {x: 1}> extends B<T>, C {\n  /** Rows. */\n  of(a: T): {b: T};\n}\nconst after = 1;";
    expect(promises(source)["A"]).toBe(source.slice(7, source.indexOf("\nconst")));
  });

  it("reads a class as its head and its public members, without bodies and first values", () => {
    const source = `export class E extends Error {
  override name = "E";
  readonly #hidden = {a: 1};
  private also: number = 2;
  private async hide(): Promise<{a: 1}> { return {a: 1}; }
  /** Places. */
  readonly at: Map<string, number> = new Map();
  constructor(message: string) { super(message); }
  get size(): number { return 1; }
  static of<T>(x: T): E { return new E(String(x)); }
}`;
    expect(promises(source)["E"]?.split(" | ")).toEqual([
      "class E extends Error {",
      'override name = "E"',
      "/** Places. */\n  readonly at: Map<string, number>",
      "constructor(message: string)",
      "get size(): number",
      "static of<T>(x: T): E"
    ]);
  });

  it("shows a variable's type where it is written, else what it is", () => {
    const source = "export const a: ReadonlyMap<string, () => void> = make();\nexport const b = [1, 2] as const;";
    expect(promises(source)).toEqual({a: "const a: ReadonlyMap<string, () => void>", b: "const b = [1, 2] as const;"});
  });

  it("knows whether a result's type is written down", () => {
    const {declarations} = declarationsOf(
      "export function a() { return 1; }\nexport function* b(): Iterable<{c: 1}> { yield {c: 1}; }"
    );
    expect(declarations.map(({name, typed}) => [name, typed])).toEqual([
      ["a", false],
      ["b", true]
    ]);
  });

  it("follows imports and what is handed on", () => {
    const source = `import type {A, B as C} from "./a.ts";
import d, {type E, f} from "./d.ts";
import * as all from "./all.ts";
import "./effect.ts";
export type {G, H as I} from "./g.ts";
export {f, type E as J};
export * from "./rest.ts";`;
    const {imports, reexports, everythingOf} = declarationsOf(source);
    expect([...imports].map(([local, {specifier, imported}]) => `${local}=${specifier} ${imported}`)).toEqual([
      "A=./a.ts A",
      "C=./a.ts B",
      "d=./d.ts default",
      "E=./d.ts E",
      "f=./d.ts f",
      "all=./all.ts *"
    ]);
    expect([...reexports]).toEqual([
      ["G", {specifier: "./g.ts", imported: "G"}],
      ["I", {specifier: "./g.ts", imported: "H"}],
      ["f", "f"],
      ["J", "E"]
    ]);
    expect(everythingOf).toEqual(["./rest.ts"]);
  });

  it("finds in every public module what a plain look at its lines finds", () => {
    for (const [, file] of publicModules(root)) {
      const source = readFileSync(resolve(root, file), "utf8");
      const lines = source.matchAll(/^export (?:abstract |async )*(?:function\*?|class|interface|type|enum|const) ([\w$]+)/gm);
      const found = declarationsOf(source).declarations.filter(({exported}) => exported);
      expect([...new Set(found.map(({name}) => name))], file).toEqual([...new Set(Array.from(lines, ([, name]) => name))]);
    }
  });
});

describe("namesIn(code)", () => {
  it("gives names that may mean a type, and neither members nor parameters", () => {
    const code = "function f<T extends A>(a: B, {c, d}: {e?: C; readonly g: D.E}): a is F | (T extends G ? H : I)";
    const names = namesIn(code).map(({name}) => name);
    for (const name of ["A", "B", "C", "D", "F", "G", "H", "I"]) expect(names).toContain(name);
    for (const name of ["e", "g", "E"]) expect(names).not.toContain(name);
  });
});
