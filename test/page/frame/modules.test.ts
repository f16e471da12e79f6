import {describe, expect, it} from "vitest";
import {rewrite} from "../../../site/page/frame/modules.ts";

const resolve = (specifier: string) => new URL(specifier, "https://book.example/assets/").href;
const loaded = async (url: string) => `blob:${url}`;
const text = (source: string) => rewrite(source, resolve, loaded);

describe("rewrite(text, resolve, loaded)", () => {
  it("names static imports and exports by what they have become", async () => {
    expect(await text('import{a as b}from"./chunk-1.js";import"../x.js";export{c}from"./d.js";')).toBe(
      'import{a as b}from"blob:https://book.example/assets/chunk-1.js";import"blob:https://book.example/x.js";export{c}from"blob:https://book.example/assets/d.js";'
    );
  });

  it("makes import(…) and import.meta calls of apart$, and keeps every line and column of a cell", async () => {
    const source =
      'const d3 = await import("d3");\nconst url = import.meta.resolve(name);\nawait import(name, {with: {type: "json"}});';
    const result = await text(source);
    expect(result).toBe(
      'const d3 = await apart$("d3");\nconst url = apart$.meta.resolve(name);\nawait apart$(name, {with: {type: "json"}});'
    );
    expect(result.split("\n").map((line) => line.length)).toEqual(source.split("\n").map((line) => line.length));
  });

  it("gives an import beside the file its address", async () => {
    expect(await text('import("./lazy-1.js")')).toBe('apart$("https://book.example/assets/lazy-1.js")');
  });

  it("leaves strings, templates, comments and regular expressions alone", async () => {
    const source = 'const s = "import(\\"x\\")", t = `import.meta ${1} import "y"`; // import "z"\nconst r = /import("x")/;';
    expect(await text(source)).toBe(source);
  });

  it("finds imports within imports", async () => {
    expect(await text('await import((await import("a")).b)')).toBe('await apart$((await apart$("a")).b)');
  });
});
