import {describe, expect, it} from "vitest";
import {counted, openCells, output, reads, redefine, settled, state} from "./cells.ts";

const run = (id: string) => `.cell[data-cell="${id}"] .cell-run`;

describe("the states of a cell", () => {
  it("are running while it awaits, waiting for its dependents, then done", async () => {
    const page = await openCells(
      [
        {id: "a", source: "const x = await new Promise<number>((resolve) => ((globalThis as any).go = resolve));"},
        {id: "use", source: "x"}
      ],
      {settle: false}
    );
    await page.waitForFunction(() => "go" in globalThis);
    expect([await state(page, "a"), await state(page, "use")]).toEqual(["running", "waiting"]);
    await page.evaluate(() => (globalThis as unknown as {go(x: number): void}).go(3));
    await settled(page);
    expect([await state(page, "a"), await state(page, "use"), await output(page, "use")]).toEqual(["done", "done", "3"]);
  });

  it("are running while an output's promise or a generator of the cell is under way", async () => {
    const page = await openCells(
      [
        {
          id: "steps",
          source:
            "const step = (async function* () { yield 1; await new Promise((resolve) => ((globalThis as any).go = resolve)); yield 2; })();"
        },
        {id: "use", source: "step"}
      ],
      {settle: false}
    );
    await reads(page, "use", "1");
    await page.waitForFunction(() => "go" in globalThis);
    expect([await state(page, "steps"), await state(page, "use")]).toEqual(["running", "done"]);
    await page.evaluate(() => (globalThis as unknown as {go(): void}).go());
    await reads(page, "use", "2");
    await page.waitForFunction(() => kit.page.cells.get("steps")!.state === "done");
  });

  it("are stale for a cell that has a value while its input is computed, and the value stays in sight", async () => {
    const page = await openCells([
      {id: "a", source: "const x = 1;"},
      {id: "use", source: "x"}
    ]);
    await redefine(page, "a", "const x = await new Promise<number>((resolve) => ((globalThis as any).go = resolve));", false);
    await page.waitForFunction(() => "go" in globalThis);
    expect([await state(page, "use"), await output(page, "use")]).toEqual(["stale", "1"]);
  });

  it("are stale when the text was changed and not run", async () => {
    const page = await openCells([{id: "a", source: "const x = 1;"}]);
    await page.evaluate(() => kit.page.touched("a", true));
    expect(await state(page, "a")).toBe("stale");
    await redefine(page, "a", "const x = 2;");
    expect(await state(page, "a")).toBe("done");
  });

  it("are told to listeners, in order", async () => {
    const page = await openCells([{id: "a", source: "const x = 1;"}]);
    await page.evaluate(() => {
      const seen: string[] = ((globalThis as unknown as {seen: string[]}).seen = []);
      kit.page.on("state", (cell) => seen.push(`${cell.id} ${cell.state}`));
      kit.page.on("definition", (cell) => seen.push(`${cell.id} defined`));
    });
    await redefine(page, "a", "const x = await Promise.resolve(2);");
    expect(await page.evaluate(() => (globalThis as unknown as {seen: string[]}).seen)).toEqual([
      "a defined",
      "a stale",
      "a running",
      "a done"
    ]);
  });
});

describe("progress(fraction)", () => {
  it("is shown while the cell runs, as a bar and as a property for the mark in the margin", async () => {
    const page = await openCells(
      [{id: "a", source: "progress(0.25);\nawait new Promise((resolve) => ((globalThis as any).go = resolve));"}],
      {settle: false}
    );
    await page.waitForFunction(() => "go" in globalThis);
    expect(await page.locator("progress").getAttribute("value")).toBe("0.25");
    expect(await page.evaluate(() => kit.page.cells.get("a")!.element.style.getPropertyValue("--progress"))).toBe("0.25");
    await page.evaluate(() => (globalThis as unknown as {go(): void}).go());
    await settled(page);
    expect(await page.locator("progress").isHidden()).toBe(true);
  });

  it("refuses what is no fraction", async () => {
    const page = await openCells([{id: "a", source: "progress(25);"}]);
    expect(await output(page, "a")).toContain("RangeError: progress: from 0 to 1, got 25");
  });
});

describe("a manual cell", () => {
  const cells = [
    {id: "k", source: "const k = 1;"},
    {id: "costly", manual: true, source: 'count("costly");\nconst x = k * 10;'},
    {id: "use", source: "x"}
  ];

  it("waits for Run; its dependents say so, and the page is settled", async () => {
    const page = await openCells(cells);
    expect([await state(page, "costly"), await state(page, "use"), await output(page, "use")]).toEqual([
      "held",
      "waiting",
      "Waiting for x, which has not run yet"
    ]);
    expect(await counted(page, "costly")).toBe(0);
  });

  it("runs once at Run, then its dependents", async () => {
    const page = await openCells(cells);
    await page.click(run("costly"));
    await settled(page);
    expect([await state(page, "costly"), await output(page, "use"), await counted(page, "costly")]).toEqual(["done", "10", 1]);
  });

  it("is stale, and not run again, when an input changes; its dependents keep their value until Run", async () => {
    const page = await openCells(cells);
    await page.click(run("costly"));
    await settled(page);
    await redefine(page, "k", "const k = 2;");
    expect([
      await state(page, "costly"),
      await state(page, "use"),
      await output(page, "use"),
      await counted(page, "costly")
    ]).toEqual(["stale", "done", "10", 1]);
    await page.click(run("costly"));
    await settled(page);
    expect([await state(page, "costly"), await output(page, "use"), await counted(page, "costly")]).toEqual(["done", "20", 2]);
  });

  it("runs with the inputs that its new text names", async () => {
    const page = await openCells([{id: "m", source: "const m = 7;"}, ...cells]);
    await page.click(run("costly"));
    await settled(page);
    await redefine(page, "costly", "const x = k + m;");
    expect([await state(page, "costly"), await output(page, "use")]).toEqual(["held", "10"]);
    await page.click(run("costly"));
    await settled(page);
    expect(await output(page, "use")).toBe("8");
  });

  it("runs as soon as its inputs are there, when Run came before", async () => {
    const page = await openCells([
      {id: "first", manual: true, source: "const a = 5;"},
      {id: "second", manual: true, source: "const b = a + 1;"},
      {id: "use", source: "b"}
    ]);
    await page.click(run("second"));
    await settled(page);
    expect(await state(page, "second")).toBe("waiting");
    await page.click(run("first"));
    await reads(page, "use", "6");
  });

  it("keeps the focus on its buttons when Run becomes Stop", async () => {
    const page = await openCells([
      {id: "a", manual: true, source: "await new Promise((resolve) => ((globalThis as any).go = resolve));"}
    ]);
    await page.focus(run("a"));
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => "go" in globalThis);
    expect(await page.evaluate(() => document.activeElement!.textContent)).toBe("Stop");
  });

  it("announces the end of its run", async () => {
    const page = await openCells(cells);
    await page.click(run("costly"));
    await page.waitForFunction(() => document.querySelector(".announce")!.textContent!.includes("costly"));
    expect(await page.locator(".announce").textContent()).toContain("Cell costly is done.");
  });
});

describe("hold(id) and run(id)", () => {
  it("keep a cell from running until it is run, though it is defined meanwhile", async () => {
    const page = await openCells([
      {id: "a", source: 'const x = 1; count("a");'},
      {id: "use", source: "x"}
    ]);
    await page.evaluate(() => kit.page.hold("a"));
    await redefine(page, "a", 'const x = 2; count("a");');
    expect([await state(page, "a"), await counted(page, "a"), await output(page, "use")]).toEqual(["held", 1, "1"]);
    await page.evaluate(() => kit.page.run("a"));
    await settled(page);
    expect([await state(page, "a"), await counted(page, "a"), await output(page, "use")]).toEqual(["done", 2, "2"]);
  });
});

describe("cells", () => {
  it("stand in the order of the document, also after one has moved", async () => {
    const page = await openCells([
      {id: "a", source: "1"},
      {id: "b", source: "2"},
      {id: "c", source: "3"}
    ]);
    await page.evaluate(() => {
      const {cells} = kit.page;
      cells.get("a")!.element.before(cells.get("c")!.element);
      kit.page.moved("c");
    });
    expect(await page.evaluate(() => [...kit.page.cells.keys()])).toEqual(["c", "a", "b"]);
  });

  it("can be removed: what depended on one says that its name is not defined", async () => {
    const page = await openCells([
      {id: "a", source: "const x = 1;"},
      {id: "use", source: "x"}
    ]);
    await page.evaluate(() => kit.page.remove("a"));
    await settled(page);
    expect(await output(page, "use")).toContain("ReferenceError: x is not defined");
  });
});
