/** What a cell finds by name: built-ins, its run's promises, imports; and values in sentences. From the documentation of Observable Framework and Notebook Kit. */
import {describe, expect, it} from "vitest";
import {counted, openCells, output, reads, redefine, settled, state} from "./cells.ts";

describe("invalidation", () => {
  it("resolves when the cell runs again because an input changed", async () => {
    const page = await openCells([
      {id: "k", source: "const k = 1;"},
      {id: "a", source: "k; invalidation.then(() => count(`over ${k}`));"}
    ]);
    expect(await counted(page, "over 1")).toBe(0);
    await redefine(page, "k", "const k = 2;");
    expect([await counted(page, "over 1"), await counted(page, "over 2")]).toEqual([1, 0]);
  });

  it("resolves when the cell is redefined or removed", async () => {
    const page = await openCells([{id: "a", source: 'invalidation.then(() => count("first"));'}]);
    await redefine(page, "a", 'invalidation.then(() => count("second"));');
    expect([await counted(page, "first"), await counted(page, "second")]).toEqual([1, 0]);
    await page.evaluate(() => kit.page.remove("a"));
    expect(await counted(page, "second")).toBe(1);
  });
});

describe("visibility", () => {
  it("resolves when the cell is in the window", async () => {
    const page = await openCells([{id: "a", source: "await visibility();\ndisplay(1);"}], {settle: false});
    await reads(page, "a", "1");
  });

  it("waits until the cell is scrolled into the window", async () => {
    const page = await openCells([{id: "far", source: "const x = 1;"}]);
    await page.evaluate(() => (kit.page.cells.get("far")!.element.style.marginTop = "5000px"));
    await redefine(page, "far", 'count("begun");\nawait visibility();\ndisplay(1);', false);
    await page.waitForFunction(() => counts.begun === 1);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    expect(await output(page, "far")).toBe("");
    await page.evaluate(() => kit.page.cells.get("far")!.element.scrollIntoView());
    await reads(page, "far", "1");
  });
});

describe("built-ins", () => {
  it("has the reactive width of the article", async () => {
    const page = await openCells([{id: "a", source: "display(width)"}]);
    expect(await output(page, "a")).toBe("600");
    await page.evaluate(() => (document.querySelector("article")!.style.width = "400px"));
    await reads(page, "a", "400");
  });

  it("has now, the time at each frame", async () => {
    const page = await openCells([{id: "a", source: 'count("frame");\ndisplay(now > 1e12);'}], {settle: false});
    await page.waitForFunction(() => (counts.frame ?? 0) > 3);
    expect(await output(page, "a")).toBe("true");
  });

  it("has html, svg, tex and md", async () => {
    const page = await openCells([
      {id: "html", source: "html`<b>${2}</b>`"},
      {id: "svg", source: 'svg`<circle r="${3}"/>`'},
      {id: "tex", source: "tex`x^2`"},
      {id: "md", source: "md`**bold** ${1 + 1} ${html`<i>node</i>`}`"}
    ]);
    const inner = (id: string) => page.evaluate((id) => kit.page.cells.get(id)!.output.innerHTML, id);
    expect(await inner("html")).toBe("<b>2</b>");
    expect(await page.evaluate(() => kit.page.cells.get("svg")!.output.firstElementChild!.namespaceURI)).toContain("svg");
    expect(await inner("tex")).toContain("katex");
    expect(await inner("md")).toBe("<p><strong>bold</strong> 2 <i>node</i></p>");
  });
});

describe("html", () => {
  it("takes listeners and objects of attributes, and writes no listener into the document", async () => {
    const page = await openCells([
      {
        id: "a",
        source: "html`<button class=${'plain'} onclick=${() => count('pressed')} ${{title: 'press'}}>${'press'}</button>`"
      }
    ]);
    await page.click("text=press");
    expect(await counted(page, "pressed")).toBe(1);
    expect(await page.evaluate(() => kit.page.cells.get("a")!.output.innerHTML)).toBe(
      '<button class="plain" title="press">press</button>'
    );
  });
});

describe("inline cells", () => {
  it("show text and numbers as text, nodes as they are, each item of a list, nothing for null", async () => {
    const page = await openCells([
      {id: "text", kind: "inline", source: '"plain"'},
      {id: "number", kind: "inline", source: "1.5"},
      {id: "list", kind: "inline", source: '["a", 1, html`<i>n</i>`]'},
      {id: "nothing", kind: "inline", source: "null"}
    ]);
    expect([
      await output(page, "text"),
      await output(page, "number"),
      await output(page, "list"),
      await output(page, "nothing")
    ]).toEqual(["plain", "1.5", "a1n", ""]);
  });

  it("follow their inputs", async () => {
    const page = await openCells([
      {id: "k", source: "const k = 1;"},
      {id: "text", kind: "inline", source: "k * 2"}
    ]);
    await redefine(page, "k", "const k = 4;");
    expect(await output(page, "text")).toBe("8");
  });
});

describe("imports", () => {
  it("bring names into the cell and to others", async () => {
    const page = await openCells([
      {id: "imports", source: 'import {value as v} from "data:text/javascript,export const value = 6";'},
      {id: "use", source: "v"}
    ]);
    await settled(page);
    expect(await output(page, "use")).toBe("6");
  });

  const six = "data:text/javascript,export const value = 6";

  it("may stand in several cells, and stay while one of them does", async () => {
    const page = await openCells([
      {id: "first", source: `import {value} from "${six}";\ndisplay(value);`},
      {id: "second", source: `import {value} from "${six}";\ndisplay(value + 1);`},
      {id: "use", source: "value + 2"}
    ]);
    expect(await Promise.all(["first", "second", "use"].map((id) => output(page, id)))).toEqual(["6", "7", "8"]);
    await redefine(page, "first", "const other = 1;");
    expect([await state(page, "use"), await output(page, "use")]).toEqual(["done", "8"]);
  });

  it("leave the cells that use them alone when their own cell runs again", async () => {
    const page = await openCells([
      {id: "k", source: "const k = 1;"},
      {id: "brings", source: `import {value} from "${six}";\ndisplay(k + value);`},
      {id: "use", source: 'count("use");\ndisplay(value);'}
    ]);
    await redefine(page, "k", "const k = 10;");
    expect([await output(page, "brings"), await counted(page, "use")]).toEqual(["16", 1]);
  });

  it("of the same name from different modules are a name defined twice", async () => {
    const page = await openCells([
      {id: "first", source: `import {value} from "${six}";`},
      {id: "second", source: 'import {value} from "data:text/javascript,export const value = 7";'},
      {id: "use", source: "value"}
    ]);
    expect(await state(page, "use")).not.toBe("done");
  });
});
