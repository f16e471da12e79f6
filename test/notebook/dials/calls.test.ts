import {describe, expect, it} from "vitest";
import {analyse} from "../../../site/notebook/cell/analyse.ts";
import {chapterDials} from "../../../site/notebook/dials/calls.ts";
import {prepareChapter} from "../../../site/build/pages/chapter.ts";
import type {Cell} from "../../../site/notebook/types.ts";

const dialsOf = (...sources: string[]) => {
  const read = sources.map((source, i) => {
    const analysis = analyse(source);
    const cell = {id: analysis.declarations[0] ?? `cell-${i}`, kind: "ts", source, hide: source.includes("hidden")} as Cell;
    return {cell, analysis};
  });
  const {calls, literals, errors} = chapterDials(read);
  return {
    calls: Object.fromEntries(calls),
    literals: Object.fromEntries(literals),
    errors: errors.map(({error}) => error.message)
  };
};

const run = "const run = trainer({batch: 32, loss: 'hinge'});";

describe("chapterDials(cells)", () => {
  it("knows the calls whose arguments are literals, and what the cells that they are about say", () => {
    expect(dialsOf(run, 'display(figure(run, dials("run", {"batch": {min: 1, max: 64}, seed: {}}, ["step"])))')).toEqual({
      calls: {"cell-1": [{name: "run", declared: {batch: {min: 1, max: 64}, seed: {}}, asks: ["step"]}]},
      literals: {run: {run: {batch: {value: 32}, seed: {value: undefined}}}},
      errors: []
    });
  });

  it("leaves to the page a cell with a call that it cannot know", () => {
    const {calls, errors} = dialsOf(
      run,
      'const choices = ["hinge"];\ndials("run", {batch: {}}); dials("run", {loss: {choices}})'
    );
    expect([calls, errors]).toEqual([{}, []]);
  });

  it("refuses what no reader should meet: another cell, a hidden one, an expression, a value that is not allowed", () => {
    const refused = (...sources: string[]) => dialsOf(...sources).errors[0];
    expect(refused('dials("run", {})')).toBe('dials("run", …): no cell of the chapter declares run.');
    expect(refused(`${run} // hidden`, 'dials("run", {})')).toMatch(/its cell is hidden/);
    expect(refused("const run = f({batch: 8 * 4})", 'dials("run", {batch: {}})')).toBe(
      'dials("run", …): at batch the cell’s 1:23 holds an expression, `8 * 4`.'
    );
    expect(refused(run, 'dials("run", {batch: {max: 8}})')).toBe(
      'dials("run", …): at batch the cell has 32, and the dial allows numbers up to 8.'
    );
    expect(refused(run, 'dials("run", {loss: {min: 8}})')).toMatch(
      /at loss the cell has "hinge", and the dial allows numbers from 8/
    );
    expect(refused(run, 'dials("run", {"a b": {}})')).toMatch(/"a b" is no path/);
    expect(refused(run, 'dials("run", {"__proto__": {}})')).toMatch(/"__proto__" is no path/);
  });

  it("is no matter of cells that have a name `dials` of their own", () => {
    expect(dialsOf('const dials = (name: string) => name;\ndials("nobody");')).toEqual({calls: {}, literals: {}, errors: []});
  });
});

describe("a chapter's module", () => {
  const text = (batch: string) =>
    `---\ntitle: T\nsummary: S.\norder: 1\n---\n\n\`\`\`ts\nconst run = {batch: ${batch}};\n\`\`\`\n\n\`\`\`ts hide\ndisplay(dials("run", {batch: {max: 64}}));\n\`\`\`\n`;
  const prepare = (batch: string) => prepareChapter(text(batch), "notebooks/t.md", {names: new Set(), former: new Map()});

  it("carries what the page need not read itself", async () => {
    const {module, errors} = prepare("32");
    expect(errors).toEqual([]);
    const {cells} = (await import(`data:text/javascript,${encodeURIComponent(module)}`)) as {cells: Record<string, unknown>[]};
    expect(cells[0]!.literals).toEqual({run: {batch: {value: 32}}});
    expect(cells[1]!.dials).toEqual([{name: "run", declared: {batch: {max: 64}}, asks: []}]);
  });

  it("is not made where a dial cannot be turned, and the author is told where", () => {
    expect(prepare("65").errors.map(({located}) => located)).toEqual([
      'notebooks/t.md:12:9: dials("run", …): at batch the cell has 65, and the dial allows numbers up to 64.'
    ]);
  });
});
