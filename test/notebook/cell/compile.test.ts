import {describe, expect, it} from "vitest";
import {compile} from "../../../site/notebook/cell/compile.ts";
import type {CompiledCell} from "../../../site/notebook/types.ts";

/** Runs a body that imports, as the page does: as a module. */
async function runModule({body, inputs}: CompiledCell, values: Record<string, unknown> = {}): Promise<unknown> {
  const url = `data:text/javascript,${encodeURIComponent(`export const body = ${body};`)}`;
  const module = (await import(/* @vite-ignore */ url)) as {body: (...inputs: unknown[]) => unknown};
  return module.body(...inputs.map((name) => values[name]));
}

/** Runs a compiled body with the given inputs. */
function run({body, inputs}: CompiledCell, values: Record<string, unknown> = {}): unknown {
  const make = new Function(`"use strict"; return (${body});`) as () => (...inputs: unknown[]) => unknown;
  return make()(...inputs.map((name) => values[name]));
}

describe("compile(id, source)", () => {
  it("makes an expression a function that gives its value", () => {
    const cell = compile("c", "k * 2");
    expect(cell).toMatchObject({id: "c", inputs: ["k"], outputs: [], autodisplay: true, guarded: false, insertions: []});
    expect(run(cell, {k: 21})).toBe(42);
  });

  it("makes a program a function that gives its names", () => {
    const cell = compile("c", "const a: number = k + 1;\nfunction f() { return a; } // end");
    expect(cell).toMatchObject({inputs: ["k"], outputs: ["a", "f"], autodisplay: false});
    expect(run(cell, {k: 1})).toEqual({a: 2, f: expect.any(Function)});
  });

  it("keeps every line and column of the cell, from line bodyLine on", () => {
    const source = "import {a} from 'm'\nconst b: Array<\n  string\n> = a as any\n;(b)";
    const {body, bodyLine} = compile("c", source);
    const lines = body.split("\n").slice(bodyLine - 1);
    source.split("\n").forEach((line, index) => expect(lines[index]!.length).toBe(line.length));
    expect(lines[1]!.indexOf("b")).toBe(6);
    expect(lines[3]!.indexOf("a")).toBe(4);
  });

  it("is async only when the cell awaits or imports", () => {
    expect(compile("c", "const a = 1").body).toMatch(/^\(\) => \{/);
    expect(compile("c", "async () => await a").body).toMatch(/^\(a\) => \(/);
    expect(compile("c", "const a = await b").body).toMatch(/^async \(b\) => \{/);
    expect(compile("c", "await b").body).toMatch(/^async \(b\) => \(/);
  });

  it("gives promises and generators as they are", () => {
    const {g} = run(compile("c", "const g = (function* () { yield 1; })()")) as {g: Generator<number>};
    expect([...g]).toEqual([1]);
  });

  it("loads imports on the line above the cell, all at once", () => {
    const first = (source: string) => compile("c", source).body.split("\n")[0];
    expect(first("import {convolve} from 'gantry/convolution'; convolve")).toBe(
      'async () => {const {convolve} = await import("gantry/convolution");'
    );
    expect(first("import d, {a as b} from 'm'")).toBe('async () => {const {"default": d, "a": b} = await import("m");');
    expect(first("import * as d3 from 'd3';\nimport 'side';\nimport {x} from 'y'")).toBe(
      'async () => {const [d3, , {x}] = await Promise.all([import("d3"), import("side"), import("y")]);'
    );
    expect(first("import d, * as n from 'm'")).toBe('async () => {const n = await import("m"), {"default": d} = n;');
    expect(first("import 'side'")).toBe('async () => {await import("side");');
    expect(first("import a from './a.json' with {type: 'json'}")).toBe(
      'async () => {const {"default": a} = await import("./a.json", {with: {type: \'json\'}});'
    );
    expect(first("import type {T} from 't'")).toBe("() => {");
  });

  it("runs what it imported", async () => {
    const cell = compile(
      "c",
      "import {posix, type ParsedPath} from 'node:path'\nimport * as url from 'node:url'\nconst p = posix.join('a', 'b'), u = typeof url.URL"
    );
    expect(cell.outputs).toEqual(["p", "u"]);
    expect(await runModule(cell)).toEqual({p: "a/b", u: "function"});
  });

  it("gives imported names apart from what the body gives: they stay as they are when it runs again", () => {
    expect(compile("c", "import {a as b} from 'm';\nimport * as n from 'm';\nconst x = b(k);")).toMatchObject({
      outputs: ["x"],
      imports: [
        {specifier: "m", imported: "a", local: "b"},
        {specifier: "m", imported: "*", local: "n"}
      ]
    });
    expect(compile("c", "import a from './a.json' with {type: 'json'}")).toMatchObject({outputs: ["a"], imports: []});
    expect(compile("c", "import {a} from 'm'", {local: true}).imports).toEqual([]);
  });

  it("lets no statement run on where an import stood", async () => {
    expect(await runModule(compile("c", "const a = b\nimport 'node:path'\n;[1].map(b)"), {b: String})).toEqual({a: String});
    expect(compile("c", "const a = b\nimport 'm'\n(c)").body.split("\n")[2]).toBe(";         ");
  });

  it("takes no names of the language as inputs", () => {
    expect(compile("c", "Math.max(k, undefined, NaN, window.x, display)").inputs).toEqual(["k", "display"]);
  });

  it("shows an expression's value unless it displays by itself", () => {
    expect(compile("c", "a").autodisplay).toBe(true);
    expect(compile("c", "display(a)").autodisplay).toBe(false);
    expect(compile("c", "view(a)").autodisplay).toBe(false);
    expect(compile("c", "a;").autodisplay).toBe(false);
  });

  it("takes the erased parts of an expression away cleanly", () => {
    expect(run(compile("c", "(k as any) as number"), {k: 1})).toBe(1);
    expect(run(compile("c", "{a: k as any}"), {k: 1})).toEqual({a: 1});
    expect(run(compile("c", "((x): number =>\n  x as number)(k)"), {k: 1})).toBe(1);
  });

  it("names a missing export of an import, when guarded: an edited cell is not type-checked", async () => {
    const cell = compile("c", "import {nothing} from 'node:path'", {guard: {budget: 1000}});
    await expect(runModule(cell)).rejects.toThrow("node:path has no export named nothing");
  });

  it("gives no names from a local cell", () => {
    const cell = compile("c", "const result = mean([1]);", {local: true});
    expect(cell.outputs).toEqual([]);
    expect(run(cell, {mean: () => 1})).toBe(undefined);
  });

  it("wants an expression in prose", () => {
    expect(compile("c", "k.toFixed(2)", {inline: true}).autodisplay).toBe(true);
    expect(() => compile("c", "const a = 1", {inline: true})).toThrow(/one expression/);
    expect(() => compile("c", "k;", {inline: true})).toThrow(/one expression/);
  });
});
