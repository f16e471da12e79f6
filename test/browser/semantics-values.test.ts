/** What cells see of promises, generators, inputs and mutable values. From the documentation of Observable Framework and Notebook Kit. */
import {describe, expect, it} from "vitest";
import {counted, openCells, output, reads, redefine, state} from "./cells.ts";

describe("promises", () => {
  it("allows await at the top level", async () => {
    const page = await openCells([{id: "a", source: "const x = await Promise.resolve(3);\ndisplay(x);"}]);
    expect(await output(page, "a")).toBe("3");
  });

  it("gives dependents the value that a promise resolves to", async () => {
    const page = await openCells([
      {id: "a", source: "const later = new Promise<number>((resolve) => setTimeout(() => resolve(5), 30));"},
      {id: "use", source: "later + 1"}
    ]);
    expect(await output(page, "use")).toBe("6");
  });

  it("displays what the promise of an expression cell resolves to", async () => {
    const page = await openCells([{id: "a", source: "Promise.resolve(8)"}]);
    expect(await output(page, "a")).toBe("8");
  });

  it("computes a cell again though its last promise never resolves, and its dependents", async () => {
    const page = await openCells(
      [
        {id: "a", source: "const x = await new Promise<number>(() => {});"},
        {id: "use", source: "x"}
      ],
      {settle: false}
    );
    await page.waitForFunction(() => kit.page.cells.get("a")!.state === "running");
    await redefine(page, "a", "const x = 4;");
    expect(await output(page, "use")).toBe("4");
  });

  it("computes a cell again though an output's promise never resolves", async () => {
    const page = await openCells(
      [
        {id: "a", source: "const x = new Promise<number>(() => {});"},
        {id: "use", source: "x"}
      ],
      {settle: false}
    );
    await page.waitForFunction(() => kit.page.cells.get("a")!.state === "running");
    await redefine(page, "a", "const x = 4;");
    expect(await output(page, "use")).toBe("4");
  });
});

describe("generators", () => {
  it("gives dependents each value of a generator from the first that they see, one per animation frame", async () => {
    const page = await openCells([
      {id: "a", source: "const i = (function* () { for (let i = 0; i < 8; ++i) yield i; })();"},
      {id: "use", source: "(globalThis as any).seen ??= [];\n(globalThis as any).seen.push([i, performance.now()]);\ndisplay(i);"}
    ]);
    await reads(page, "use", "7");
    const seen = await page.evaluate(() => (globalThis as unknown as {seen: [number, number][]}).seen);
    // A frame may come before the dependents have begun: the first value is the one that is there then.
    const [[first]] = seen as [[number, number]];
    expect(first).toBeLessThan(4);
    expect(seen.map(([i]) => i)).toEqual(Array.from({length: 8 - first}, (_, k) => first + k));
    for (let k = 1; k < seen.length; k++) expect(seen[k]![1]).toBeGreaterThan(seen[k - 1]![1]);
  });

  it("gives dependents each value of an async generator", async () => {
    const page = await openCells([
      {
        id: "a",
        source:
          "const i = (async function* () { for (let i = 0; i < 3; ++i) { yield i; await new Promise((r) => setTimeout(r, 5)); } })();"
      },
      {id: "use", source: 'count("use");\ndisplay(i);'}
    ]);
    await reads(page, "use", "2");
    expect(await counted(page, "use")).toBe(3);
  });

  it("displays each value of a generator that is a cell's expression", async () => {
    const page = await openCells([{id: "a", source: "(function* () { yield 1; yield 2; })()"}]);
    await reads(page, "a", "2");
  });

  it("yields from yield what was yielded", async () => {
    const page = await openCells([{id: "a", source: "(function* () { const x: number = yield 1; yield `after ${x}`; })()"}]);
    await reads(page, "a", "after 1");
  });

  it("returns the generator when the cell is computed again", async () => {
    const page = await openCells([
      {id: "k", source: "const k = 1;"},
      {id: "a", source: "const i = (function* () { try { while (true) yield k; } finally { count(`returned ${k}`); } })();"},
      {id: "use", source: "i"}
    ]);
    await redefine(page, "k", "const k = 2;");
    await reads(page, "use", "2");
    expect([await counted(page, "returned 1"), await counted(page, "returned 2")]).toEqual([1, 0]);
  });

  it("has Generators.observe, queue, input, width and now", async () => {
    const page = await openCells([
      {
        id: "observed",
        source: "const x = Generators.observe<number>((change) => { change(3); return () => count('disposed'); });"
      },
      {id: "use", source: "x"},
      {id: "wide", source: "const w = Generators.width(document.querySelector('article')!);"},
      {id: "useWide", source: "w"}
    ]);
    expect(await output(page, "use")).toBe("3");
    await reads(page, "useWide", "600");
    await redefine(page, "observed", "const x = 4;");
    expect(await counted(page, "disposed")).toBe(1);
  });
});

describe("view", () => {
  const cells = [
    {
      id: "k",
      source:
        'const field = document.createElement("input");\nfield.type = "range"; field.max = "9"; field.value = "4";\nconst k = view(field);'
    },
    {id: "use", source: 'count("use");\ndisplay(k * 2);'}
  ];

  it("displays the input and gives dependents its value, now and at each input", async () => {
    const page = await openCells(cells);
    expect(await output(page, "use")).toBe("8");
    await page.locator("input").fill("7");
    await reads(page, "use", "14");
    expect([await counted(page, "use"), await page.locator("input").count()]).toEqual([2, 1]);
  });

  it("leaves the cell done, not running, and the page settled", async () => {
    const page = await openCells(cells);
    expect(await state(page, "k")).toBe("done");
  });

  it("lets dependents wait, and the page settle, while the input has no value", async () => {
    const page = await openCells([
      {id: "picture", source: 'const picture = view(Object.assign(document.createElement("div"), {value: undefined}));'},
      {id: "use", source: "picture"}
    ]);
    expect(await state(page, "use")).toBe("waiting");
    await page.evaluate(() => {
      const div = kit.page.cells.get("picture")!.output.firstElementChild as HTMLElement & {value: unknown};
      div.value = 5;
      div.dispatchEvent(new Event("input"));
    });
    await reads(page, "use", "5");
  });

  it("works with Inputs", async () => {
    const page = await openCells([
      {id: "k", source: 'const k = view(Inputs.range([0, 10], {value: 3, step: 1, label: "k"}));'},
      {id: "use", source: "k + 1"}
    ]);
    expect(await output(page, "use")).toBe("4");
    await page.locator("input[type=number]").fill("9");
    await reads(page, "use", "10");
  });
});

describe("Mutable", () => {
  it("is set by its own cell's functions and read as a plain value elsewhere", async () => {
    const page = await openCells([
      {id: "count", source: "const n = Mutable(0);\nconst increment = () => ++n.value;"},
      {id: "use", source: "display(n);\n(globalThis as any).press = increment;"}
    ]);
    expect(await output(page, "use")).toBe("0");
    await page.evaluate(() => (globalThis as unknown as {press(): void}).press());
    await reads(page, "use", "1");
  });
});
