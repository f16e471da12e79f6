import {describe, expect, it} from "vitest";
import {expectProblem} from "./harness.ts";
import {openCells, output, reads, redefine, settled, state} from "./cells.ts";

describe("an error in a cell", () => {
  it("shows message, line and column, and marks the place in the code", async () => {
    const page = await openCells([{id: "a", source: "const list = [1];\nconst x = (list as any).nothing.here;"}]);
    expect(await state(page, "a")).toBe("failed");
    expect(await output(page, "a")).toContain("TypeError: Cannot read properties of undefined (reading 'here')");
    expect(await output(page, "a")).toContain("line 2, column 33");
    expect(await page.locator("mark.error-mark").textContent()).toBe("here");
  });

  it("takes the mark away when it is mended", async () => {
    const page = await openCells([{id: "a", source: "const x = nothing;"}]);
    expect(await page.locator("mark.error-mark").textContent()).toBe("nothing");
    await redefine(page, "a", "const x = 1;");
    expect(await page.locator("mark.error-mark").count()).toBe(0);
    expect([await state(page, "a"), await output(page, "a")]).toEqual(["done", ""]);
  });

  it("thrown in a function of another cell is placed at the call, and lists both", async () => {
    const page = await openCells([
      {
        id: "f",
        source: "function f(x: number): number {\n  if (x < 0) throw new RangeError(`f: ${x} is negative`);\n  return x;\n}"
      },
      {id: "call", source: "const a = 1;\nconst b = f(-a);"}
    ]);
    expect(await output(page, "call")).toContain("RangeError: f: -1 is negative line 2, column 11");
    expect(await page.locator(".cell-error-stack li").allTextContents()).toEqual([
      "f, cell f, line 2, column 20",
      "line 2, column 11"
    ]);
    expect(await state(page, "f")).toBe("done");
  });

  it("after an await has its place too", async () => {
    const page = await openCells([
      {id: "a", source: "await new Promise((resolve) => setTimeout(resolve, 5));\nthrow new Error('late');"}
    ]);
    expect(await output(page, "a")).toBe("late line 2, column 7");
  });

  it("may be anything that is thrown", async () => {
    const page = await openCells([{id: "a", source: 'throw "a text";'}]);
    expect(await output(page, "a")).toBe("a text");
  });

  it("of an edited cell has the column of its own text, whatever the guard put before it", async () => {
    const page = await openCells([{id: "a", source: "1"}]);
    await redefine(page, "a", "for (const x of [1]) { (x as any).no.where; }");
    expect(await output(page, "a")).toContain("line 1, column 38");
  });

  it("of its text, found before it runs, is shown with its place; its dependents wait for it", async () => {
    const page = await openCells([
      {id: "a", source: "const x = 1;"},
      {id: "use", source: "x"}
    ]);
    await page.evaluate(() => kit.page.fail("a", Object.assign(new SyntaxError("Unexpected token"), {})));
    await settled(page);
    expect([await state(page, "a"), await output(page, "a")]).toEqual(["failed", "SyntaxError: Unexpected token"]);
    expect(await output(page, "use")).toBe("Waiting for x, which failed");
  });

  it("is announced", async () => {
    const page = await openCells([{id: "a", source: "throw new Error('no');"}]);
    await page.waitForFunction(() => document.querySelector(".announce")!.textContent !== "");
    expect(await page.locator(".announce").textContent()).toBe("Cell a failed at line 1, column 7: no.");
  });
});

describe("dependents of a failed cell", () => {
  const cells = [
    {id: "a", source: "const x: number = (() => { throw new Error('no'); })();"},
    {id: "b", source: "const y = x + 1;"},
    {id: "c", source: "y"},
    {id: "text", kind: "inline" as const, source: "x"},
    {id: "other", source: "1"}
  ];

  it("say which cell they wait for, and lead to it", async () => {
    const page = await openCells(cells);
    expect([await output(page, "b"), await output(page, "c")]).toEqual([
      "Waiting for x, which failed",
      "Waiting for x, which failed"
    ]);
    expect([await state(page, "b"), await state(page, "c"), await state(page, "other")]).toEqual([
      "upstream",
      "upstream",
      "done"
    ]);
    const target = await page.locator('[data-cell="c"] .cell-waits a').getAttribute("href");
    expect(await page.locator(target!).getAttribute("data-cell")).toBe("a");
  });

  it("recover when it is mended", async () => {
    const page = await openCells(cells);
    await redefine(page, "a", "const x = 1;");
    expect([await output(page, "b"), await output(page, "c"), await output(page, "text")]).toEqual(["", "2", "1"]);
    expect([await state(page, "b"), await state(page, "c"), await state(page, "text")]).toEqual(["done", "done", "done"]);
  });

  it("wait for a cell whose generator failed after its first values", async () => {
    const page = await openCells(
      [
        {id: "steps", source: "const step = (function* () { yield 1;\nthrow new Error('no more'); })();"},
        {id: "use", source: "step"}
      ],
      {settle: false}
    );
    await page.waitForFunction(() => kit.page.cells.get("use")!.state === "upstream");
    await reads(page, "steps", "no more line 2, column 7");
    await reads(page, "use", "Waiting for step, which failed");
  });
});

describe("an error in a sentence", () => {
  it("is a small mark that carries the message", async () => {
    const page = await openCells([{id: "t", kind: "inline", source: "nothing + 1"}]);
    expect(await page.locator(".inline-error").getAttribute("title")).toBe(
      "ReferenceError: nothing is not defined (line 1, column 1)"
    );
  });
});

describe("an error after the run", () => {
  it("of an event handler is shown at its cell, under what the cell displayed", async () => {
    const page = await openCells([
      {
        id: "a",
        source:
          'const b = document.createElement("button");\nb.textContent = "press";\nb.onclick = () => {\n  throw new TypeError("pressed");\n};\ndisplay(b);'
      },
      {id: "other", source: "1"}
    ]);
    expectProblem(page, /pressed/);
    await page.click("text=press");
    await page.waitForSelector(".cell-error");
    expect(await output(page, "a")).toBe("pressTypeError: pressed line 4, column 9");
    expect([await state(page, "a"), await state(page, "other")]).toEqual(["failed", "done"]);
  });

  it("of a promise that nobody awaited is shown at its cell", async () => {
    const page = await openCells([
      {id: "a", source: "async function work() {\n  await null;\n  throw new Error('unheard');\n}\nvoid work();\ndisplay(1);"}
    ]);
    expectProblem(page, /unheard/);
    await page.waitForSelector(".cell-error");
    expect(await output(page, "a")).toBe("1unheard line 3, column 9");
  });
});
