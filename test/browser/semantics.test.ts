/** What readers of Observable Framework and Notebook Kit know of cells, item by item of their documentation. */
import {describe, expect, it} from "vitest";
import {counted, openCells, output, reads, redefine, settled, state} from "./cells.ts";

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
    expect(await output(page, "use")).toBe('"1,2,2,3"');
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
    expect(await output(page, "show")).toBe('"102 0"');
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
    expect(await output(page, "globals")).toBe('"function,function,2"');
    expect(await output(page, "use")).toContain("kernel is not defined");
  });

  it("lets a cell's name shadow a built-in and a global", async () => {
    const page = await openCells([
      {id: "a", source: 'const width = "own"; const progress = 3; const name = "mine";'},
      {id: "use", source: "[width, progress, name].join()"}
    ]);
    expect(await output(page, "use")).toBe('"own,3,mine"');
  });

  it("says that a name is defined more than once, and recovers", async () => {
    const page = await openCells([
      {id: "one", source: "const x = 1;"},
      {id: "two", source: "const x = 2;"},
      {id: "use", source: "x"}
    ]);
    expect(await output(page, "one")).toContain("x is defined more than once");
    expect(await output(page, "two")).toContain("x is defined more than once");
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
      '"b"',
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
  it("gives dependents each value of a generator, one per animation frame", async () => {
    const page = await openCells([
      {id: "a", source: "const i = (function* () { for (let i = 0; i < 4; ++i) yield i; })();"},
      {id: "use", source: "(globalThis as any).seen ??= [];\n(globalThis as any).seen.push([i, performance.now()]);\ndisplay(i);"}
    ]);
    await reads(page, "use", "3");
    const seen = await page.evaluate(() => (globalThis as unknown as {seen: [number, number][]}).seen);
    expect(seen.map(([i]) => i)).toEqual([0, 1, 2, 3]);
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
    await reads(page, "a", '"after 1"');
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
