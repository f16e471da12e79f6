/** Which cells run when, and what they show. From the documentation of Observable Framework and Notebook Kit. */
import {describe, expect, it} from "vitest";
import {counted, openCells, output, reads, redefine, state} from "./cells.ts";

describe("reactivity", () => {
  it("runs cells in the order of their names' dependence, not of the page", async () => {
    const page = await openCells([
      {id: "sum", source: "a + b"},
      {id: "b", source: "const b = a * 10;"},
      {id: "a", source: "const a = 2;"}
    ]);
    expect(await output(page, "sum")).toBe("22");
  });

  it("gives several names from one cell, also destructured, functions and classes", async () => {
    const page = await openCells([
      {id: "many", source: "const {x, y: [z]} = {x: 1, y: [2]};\nfunction f(v: number) { return v + 1; }\nclass C { n = 3; }"},
      {id: "use", source: "[x, z, f(x), new C().n].join()"}
    ]);
    expect(await output(page, "use")).toBe("1,2,2,3");
  });

  it("runs only the redefined cell and its dependents again; the state of others is kept", async () => {
    const page = await openCells([
      {id: "a", source: 'const a = 1; count("a");'},
      {id: "b", source: 'const b = a + 1; count("b");'},
      {id: "c", source: 'const c = b + 1; count("c");'},
      {id: "other", source: 'count("other"); const other = Mutable(0); const bump = () => ++other.value;'},
      {id: "show", source: "display(`${c} ${other}`)"},
      {id: "bumper", source: "bump"}
    ]);
    await page.evaluate(() => kit.page.cells.get("bumper"));
    await redefine(page, "b", 'const b = a + 100; count("b");');
    expect(await output(page, "show")).toBe("102 0");
    expect([await counted(page, "a"), await counted(page, "b"), await counted(page, "c"), await counted(page, "other")]).toEqual([
      1, 2, 2, 1
    ]);
  });

  it("keeps running when a name moves from one cell to another", async () => {
    const page = await openCells([
      {id: "a", source: "const x = 1;"},
      {id: "b", source: "const y = 5;"},
      {id: "use", source: "x"}
    ]);
    await redefine(page, "a", "const z = 1;");
    expect(await state(page, "use")).toBe("failed");
    await redefine(page, "b", "const x = 7;");
    expect(await output(page, "use")).toBe("7");
  });

  it("takes a free name that no cell defines from the globals, but never an element by its id", async () => {
    const page = await openCells([
      {id: "globals", source: "[typeof fetch, typeof addEventListener, Math.max(1, 2)].join()"},
      {id: "kernel", source: "const unused = 1;"},
      {id: "use", source: "kernel"}
    ]);
    await page.evaluate(() => (kit.page.cells.get("kernel")!.element.id = "kernel"));
    await redefine(page, "use", "kernel ");
    expect(await output(page, "globals")).toBe("function,function,2");
    expect(await output(page, "use")).toContain("kernel is not defined");
  });

  it("lets a cell's name shadow a built-in and a global", async () => {
    const page = await openCells([
      {id: "a", source: 'const width = "own"; const progress = 3; const name = "mine";'},
      {id: "use", source: "[width, progress, name].join()"}
    ]);
    expect(await output(page, "use")).toBe("own,3,mine");
  });

  it("says that a name is defined in two cells, and recovers", async () => {
    const page = await openCells([
      {id: "one", source: "const x = 1;"},
      {id: "two", source: "const x = 2;"},
      {id: "use", source: "x"}
    ]);
    expect(await output(page, "one")).toContain('"x" is defined in two cells');
    expect(await output(page, "two")).toContain('"x" is defined in two cells');
    await redefine(page, "two", "const y = 2;");
    expect([await output(page, "use"), await output(page, "one"), await state(page, "one")]).toEqual(["1", "", "done"]);
  });

  it("says that definitions are circular", async () => {
    const page = await openCells([
      {id: "a", source: "const a = b;"},
      {id: "b", source: "const b = a;"}
    ]);
    expect(await output(page, "a")).toContain("circular definition");
    expect(await state(page, "b")).toBe("failed");
  });
});

describe("display", () => {
  it("shows the value of a cell that is one expression, and nothing of a program", async () => {
    const page = await openCells([
      {id: "expression", source: "1 + 2"},
      {id: "program", source: "1 + 2;"}
    ]);
    expect([await output(page, "expression"), await output(page, "program")]).toEqual(["3", ""]);
  });

  it("shows each value in order, returns it, and takes several at once", async () => {
    const page = await openCells([{id: "a", source: 'const x = display(1) + 1;\ndisplay(x);\ndisplay("b", null);'}]);
    expect(await page.evaluate(() => [...kit.page.cells.get("a")!.output.children].map((node) => node.textContent))).toEqual([
      "1",
      "2",
      "b",
      "null"
    ]);
  });

  it("appends nodes as they are, the same node once", async () => {
    const page = await openCells([
      {
        id: "a",
        source:
          'const p = document.createElement("p");\np.textContent = "text";\ndisplay(p);\ndisplay(p);\ndisplay(document.createTextNode("end"));'
      }
    ]);
    expect(await page.evaluate(() => kit.page.cells.get("a")!.output.innerHTML)).toBe("<p>text</p>end");
  });

  it("does not take a node from elsewhere in the document: it is inspected", async () => {
    const page = await openCells([{id: "a", source: 'document.querySelector("article")'}]);
    await page.waitForSelector(".cell-output .observablehq--inspect");
    expect(await page.locator("article").count()).toBe(1);
  });

  it("shows objects with the inspector", async () => {
    const page = await openCells([{id: "a", source: "({rows: 2, data: [1, 2]})"}]);
    await page.waitForSelector(".observablehq--collapsed");
    expect(await output(page, "a")).toContain("rows: 2");
  });

  it("shows a value that arrives later, from a callback", async () => {
    const page = await openCells([{id: "a", source: "display(1);\nsetTimeout(() => display(2), 20);"}]);
    await reads(page, "a", "12");
  });

  it("clears what the last run displayed at the first display of the next", async () => {
    const page = await openCells([
      {id: "k", source: "const k = 1;"},
      {id: "a", source: "display(k);\nawait new Promise((resolve) => setTimeout(resolve, k));\ndisplay(k);"}
    ]);
    await redefine(page, "k", "const k = 2;");
    expect(await output(page, "a")).toBe("22");
  });

  it("clears what a run displayed when the next one displays nothing", async () => {
    const page = await openCells([
      {id: "k", source: "const k = 1;"},
      {id: "a", source: "if (k === 1) display(k);"}
    ]);
    await redefine(page, "k", "const k = 2;");
    expect(await output(page, "a")).toBe("");
  });

  it("drops displays of a run that is over", async () => {
    const page = await openCells([
      {id: "k", source: "const k = 1;"},
      {id: "a", source: "const mine = k;\ndisplay(mine);\n(globalThis as any).late ??= () => display(`late ${mine}`);"}
    ]);
    await redefine(page, "k", "const k = 2;");
    const thrown = await page.evaluate(() => {
      try {
        (globalThis as unknown as {late(): void}).late();
        return "nothing";
      } catch (error) {
        return (error as Error).name;
      }
    });
    expect([thrown, await output(page, "a")]).toEqual(["StaleDisplay", "2"]);
  });
});
