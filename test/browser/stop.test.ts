import {describe, expect, it} from "vitest";
import {counted, openCells, output, reads, redefine, settled, state} from "./cells.ts";

describe("Stop", () => {
  it("resolves the invalidation of a cell that awaits, and shows that it was stopped", async () => {
    const page = await openCells(
      [
        {
          id: "a",
          source: 'invalidation.then(() => count("over"));\ndisplay("begun");\nconst x = await new Promise<number>(() => {});'
        },
        {id: "use", source: "x"}
      ],
      {settle: false}
    );
    await reads(page, "a", "begun");
    await page.click(".cell-stop");
    await settled(page);
    expect([await state(page, "a"), await output(page, "a"), await counted(page, "over")]).toEqual(["stopped", "begun", 1]);
    expect([await state(page, "use"), await output(page, "use")]).toEqual(["waiting", "Waiting for x, which was stopped"]);
  });

  it("ends the generator of a cell; its dependents keep the last value", async () => {
    const page = await openCells(
      [
        {
          id: "steps",
          source:
            'const step = (async function* () {\n  try {\n    for (let i = 1; ; i++) { yield i; await new Promise((r) => setTimeout(r, 1)); }\n  } finally { count("ended"); }\n})();'
        },
        {id: "use", source: "display(step)"}
      ],
      {settle: false}
    );
    await reads(page, "use", "3");
    const [last, later] = await page.evaluate(async () => {
      const frames = async (n: number) => {
        for (let i = 0; i < n; i++) await new Promise(requestAnimationFrame);
      };
      kit.page.stop("steps");
      await frames(3); // a value that had come already is passed on
      const {output} = kit.page.cells.get("use")!;
      const last = output.textContent;
      await frames(5);
      return [last, output.textContent];
    });
    expect(later).toBe(last);
    await page.waitForFunction(() => counts.ended === 1);
    expect([await state(page, "steps"), await state(page, "use"), await output(page, "use")]).toEqual(["stopped", "done", last]);
  });

  it("drops what the stopped run displays or reports afterwards", async () => {
    const page = await openCells(
      [
        {
          id: "a",
          source: "display(1);\nawait new Promise((resolve) => ((globalThis as any).go = resolve));\nprogress(0.5);\ndisplay(2);"
        }
      ],
      {settle: false}
    );
    await reads(page, "a", "1");
    await page.click(".cell-stop");
    await page.evaluate(() => (globalThis as unknown as {go(): void}).go());
    await settled(page);
    expect([await state(page, "a"), await output(page, "a")]).toEqual(["stopped", "1"]);
  });

  it("is followed by Run, which begins anew", async () => {
    const page = await openCells(
      [{id: "a", source: 'count("run");\nawait new Promise((resolve) => ((globalThis as any).go = resolve));\ndisplay("end");'}],
      {settle: false}
    );
    await page.waitForFunction(() => counts.run === 1);
    await page.click(".cell-stop");
    await page.click(".cell-run");
    await page.waitForFunction(() => counts.run === 2);
    await page.evaluate(() => (globalThis as unknown as {go(): void}).go());
    await reads(page, "a", "end");
  });

  it("does nothing to a cell that is done, such as one that holds an input", async () => {
    const page = await openCells([
      {
        id: "k",
        source:
          'const field = Object.assign(document.createElement("input"), {type: "range", max: 9, value: 4});\nconst k = view(field);'
      },
      {id: "use", source: "k"}
    ]);
    await page.evaluate(() => kit.page.stop("k"));
    await page.locator("input").fill("7");
    await reads(page, "use", "7");
    expect(await state(page, "k")).toBe("done");
  });
});

describe("a loop past its budget in an edited cell", () => {
  it("is stopped with an error that names its line, and the page goes on", async () => {
    const page = await openCells([
      {id: "a", source: "const x = 1;"},
      {id: "use", source: "x"}
    ]);
    await redefine(page, "a", "let n = 0;\nwhile (true) n++;\nconst x = n;");
    expect(await state(page, "a")).toBe("failed");
    expect(await output(page, "a")).toContain("RunawayError: Line 2");
    expect(await output(page, "a")).toContain("line 2, column 1");
    expect(await output(page, "use")).toBe("Waiting for x, which failed");
    await redefine(page, "a", "const x = 2;");
    expect(await output(page, "use")).toBe("2");
  });
});
