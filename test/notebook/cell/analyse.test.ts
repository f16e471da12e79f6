import {describe, expect, it} from "vitest";
import {analyse} from "../../../site/notebook/cell/analyse.ts";
import type {LocatedError} from "../../../site/notebook/types.ts";

function failure(source: string): LocatedError {
  try {
    analyse(source);
  } catch (error) {
    return error as LocatedError;
  }
  throw new Error(`expected an error in ${source}`);
}

describe("analyse(source).expression", () => {
  it.each([
    "a + b",
    "a // comment",
    "{a: 1}",
    "{}",
    "{a, b}",
    "function () {}",
    "class {}",
    "async () => {}",
    "await x",
    "x as number",
    "(a, b)",
    "html`<b>`",
    "f<T>"
  ])("holds for %j", (source) => expect(analyse(source).expression).toBe(true));

  it.each(["a + b;", "{ a; }", "const a = 1", "function f() {}", "class A {}", "if (a) b", "a\nb", "type A = 1", ""])(
    "does not hold for %j",
    (source) => (source === "" ? expect(analyse("").declarations).toEqual([]) : expect(analyse(source).expression).toBe(false))
  );
});

describe("analyse(source).declarations", () => {
  it.each([
    ["const a = 1, b = 2; let c; var d", ["a", "b", "c", "d"]],
    ["const {a, b: c, d = 1, ...e} = x", ["a", "c", "d", "e"]],
    ["const [a, , b = 2, ...[c]] = x", ["a", "b", "c"]],
    ["function f() {} async function* g() {} class A {} abstract class B {}", ["f", "g", "A", "B"]],
    ["function f(): void; function f(a?: number) {}", ["f"]],
    ["import a, {b, c as d, type E} from 'm'; import * as n from 'n'; import type {F} from 'o'", ["a", "b", "d", "n"]],
    ["declare const a: number; declare function f(): void; type T = 1; interface I {}", []],
    ["{ const a = 1; } if (x) { var b = 2 } for (var c of y) {}", []],
    ["a + b", []]
  ])("of %j are %j", (source, expected) => expect(analyse(source).declarations).toEqual(expected));

  it("tells which are variables and which are types", () => {
    const {variables, types} = analyse("const a = 1; function f() {} class A {} type T = 1; interface I {} import b from 'b'");
    expect(variables).toEqual(["a"]);
    expect(types).toEqual(["T", "I"]);
  });

  it("may not take a name of the language", () => {
    const error = failure("let x;\nconst {Map} = x");
    expect(error.message).toMatch(/^Map belongs to the language/);
    expect(error.position).toEqual({line: 2, column: 8});
  });
});

describe("analyse(source).references", () => {
  it.each([
    ["a + b.c + d[e] + f?.g?.[h] + a", ["a", "b", "d", "e", "f", "h"]],
    ["const x = a; x + b", ["a", "b"]],
    ["({a: b, c, [d]: e, f() { return g }, get h() { return i }, ...j})", ["b", "c", "d", "e", "g", "i", "j"]],
    ["(a, {b, c: d = e, [f]: g}, [h = a], ...i) => a + b + d + g + h + i + j", ["e", "f", "j"]],
    ["function f(a = b, c = a) { var b; return b + f }", ["b"]],
    ["const f = function g() { return g + arguments.length }", []],
    ["(function () { return arguments; function f() { return a } })()", ["a"]],
    ["{ const a = 1; a } a", ["a"]],
    ["{ function f() {} f } f", ["f"]],
    ["if (x) { var a = 1 } a", ["x"]],
    ["for (const a of b) { a + c } a", ["b", "c", "a"]],
    ["for (let i = 0, n = a; i < n; i++) i; i", ["a", "i"]],
    ["for (const k in o) k", ["o"]],
    ["switch (a) { case b: let c = 1; default: c } c", ["a", "b", "c"]],
    ["try { a } catch ({message}) { message + b } finally { c } message", ["a", "b", "c", "message"]],
    ["try { a } catch { b }", ["a", "b"]],
    ["outer: for (;;) { inner: for (;;) { continue outer } break outer }", []],
    [
      "class A extends B { #p = c; static d = e; [f] = 1; m(g) { return this.#p + g + A } static { var h; h + i } }",
      ["B", "c", "e", "f", "i"]
    ],
    ["const C = class D { x = D }; C", []],
    ["(x as T) + (y satisfies U) + z! + f<V>(w)", ["x", "y", "z", "f", "w"]],
    ["function f(this: Foo, a: Bar): a is Baz { return typeof a === b }", ["b"]],
    ["type T = typeof a; interface I { b: c }; let d: typeof e = g", ["g"]],
    ["import {a} from 'm'; a + b", ["b"]],
    ["import.meta.url + new.target", []],
    ["`a ${b} ${`${c}`}` + d`e ${f}`", ["b", "c", "d", "f"]],
    ["a ? (b) : c => d + c", ["a", "b", "d"]],
    ["let a; a = 1; [a, b.c] = d; ({a, e: f.g} = h); a++", ["b", "d", "f", "h"]],
    ["const f = (x) => { const y = x; return () => y + z }", ["z"]],
    ["async () => { for await (const x of y) x; await using r = s; r }", ["y", "s"]],
    ["display(Math.max(k, undefined))", ["display", "Math", "k", "undefined"]]
  ])("of %j are %j", (source, expected) => {
    const inFunction = source.includes("new.target") ? `function f() { ${source} }` : source;
    expect(analyse(inFunction).references).toEqual(expected);
  });

  it("have the place where each first stands", () => {
    expect(analyse("\n  a +\n  b + a").referencePositions).toEqual([
      {line: 2, column: 3},
      {line: 3, column: 3}
    ]);
    expect(analyse("'😀' + a").referencePositions).toEqual([{line: 1, column: 8}]);
  });

  it.each([
    ["x = 1", 1, 1],
    ["let y;\ny = 1; (x as any) += 2", 2, 9],
    ["x++", 1, 1],
    ["[a, {b: x}] = c", 1, 2],
    ["for (x of y) {}", 1, 6],
    ["() => { x! = 1 }", 1, 9],
    ["for (let x of y) {} x = 1", 1, 21]
  ])("may not be assigned to: %j", (source, line, column) => {
    const error = failure(source);
    expect(error.message).toMatch(/^Assignment to [ax], which another cell defines/);
    expect(error.position).toEqual({line, column});
  });

  it("may have their properties assigned to, and globals through globalThis", () => {
    expect(analyse("a.b = 1; globalThis.x = 2; c[d]++").references).toEqual(["a", "globalThis", "c", "d"]);
  });
});

describe("analyse(source).awaits", () => {
  it.each([
    ["await a", true],
    ["const b = [await a]", true],
    ["for await (const x of y) {}", true],
    ["{ await a }", true],
    ["class A { [await a] = 1 }", true],
    ["await using a = b", true],
    ["async () => await a", false],
    ["async function f() { for await (const x of y) {} }", false],
    ["({async m() { await a }})", false],
    ["a", false]
  ])("of %j is %j", (source, expected) => expect(analyse(source).awaits).toBe(expected));
});

describe("analyse(source).imports", () => {
  it("lists names, modules and effects, without types", () => {
    const {imports, modules} = analyse(
      "import a, {b as c} from 'm';\nimport * as n from 'n';\nimport 'side';\nimport type T from 't';\nimport {type U} from 'u';\nimport d from 'm'"
    );
    expect(imports).toEqual([
      {specifier: "m", imported: "default", local: "a"},
      {specifier: "m", imported: "b", local: "c"},
      {specifier: "n", imported: "*", local: "n"},
      {specifier: "m", imported: "default", local: "d"}
    ]);
    expect(modules.map(({specifier}) => specifier)).toEqual(["m", "n", "side"]);
  });

  it("keeps attributes", () => {
    expect(analyse("import a from './a.json' with {type: 'json'}").modules).toEqual([
      {specifier: "./a.json", attributes: "type: 'json'"}
    ]);
  });
});

describe("analyse(source), given what is no cell", () => {
  it.each([
    ["let a = ;", /Unexpected ";"/, 1, 9],
    ["const a = (1 +\n", /ends too early/, 2, 1],
    ["\n  return 1", /does not return/, 2, 3],
    ["const x = 1;\nyield x", /yield has no meaning/, 2, 1],
    ["export const a = 1", /needs no export/, 1, 1],
    ["const a = 1;\nconst a = 2", /already been declared/, 2, 7],
    ["{a: 1, b: }", /Unexpected "}"/, 1, 11],
    ["arguments", /only within a function/, 1, 1],
    ["const s = 'abc", /Unterminated string/, 1, 11]
  ])("says what is wrong with %j, and where", (source, message, line, column) => {
    const error = failure(source);
    expect(error.message).toMatch(message);
    expect(error.position).toEqual({line, column});
  });
});
