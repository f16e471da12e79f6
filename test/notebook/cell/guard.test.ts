import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {compile} from "../../../site/notebook/cell/compile.ts";
import {createTick, nextMacrotask, RunawayError, sourceColumn} from "../../../site/notebook/cell/guard.ts";

const budget = 1000;

function body(source: string): string {
  return compile("c", source, {guard: {budget}}).body.split("\n").slice(1, -1).join("\n");
}

/** A tick whose clock advances by `step` at each look. */
function ticking(step: number): {tick: (line: number) => void; pause: () => void} {
  let time = 0;
  let pause = () => {};
  const tick = createTick(
    budget,
    () => (time += step),
    (callback) => (pause = callback)
  );
  return {tick, pause: () => pause()};
}

/** Runs a guarded cell with a clock that goes one millisecond further at each look; the result or what it threw. */
function run(source: string, inputs: Record<string, unknown> = {}, tick = ticking(1).tick): unknown {
  const cell = compile("c", source, {guard: {budget}});
  const make = new Function(`"use strict"; return (${cell.body});`) as () => (...inputs: unknown[]) => unknown;
  return make()(tick, ...cell.inputs.map((name) => inputs[name]));
}

describe("compile(id, source, {guard})", () => {
  it.each([
    ["for (;;) {}", "for (;;) {__tick(1);}"],
    ["for (;;);", "for (;;){__tick(1);;}"],
    ["for (const a of b) c()", "for (const a of b) {__tick(1);c()}"],
    ["for (const a in b)\n  c();", "for (const a in b)\n  {__tick(1);c();}"],
    ["while (a) while (b) c", "while (a) {__tick(1);while (b) {__tick(1);c}}"],
    ["do a(); while (b)", "do {__tick(1);a();} while (b)"],
    ["\ndo { a() } while (b)", "\ndo {__tick(2); a() } while (b)"],
    ["out: for (;;) { continue out }", "out: for (;;) {__tick(1); continue out }"],
    ["if (a) for (;;) b\nelse c", "if (a) for (;;) {__tick(1);b}\nelse c"],
    ["const f = () => { while (a); };", "const f = () => {__tick(1); while (a){__tick(1);;} };"],
    ["const f = (n) => n && f(n - 1);", "const f = (n) => (__tick(1), n && f(n - 1));"],
    ["const f = () => ({a: 1});", "const f = () => ((__tick(1), {a: 1}));"],
    ["const f = () => a as any\n", "const f = () => (__tick(1), a);      \n"],
    ["const f = () => (a as any) as T\n", "const f = () => (__tick(1), (a       ));    \n"],
    ["while (a) b = c => d", "while (a) {__tick(1);b = c => (__tick(1), d)}"],
    ["class A { *m() { for (;;) yield 1 } }", "class A { *m() {__tick(1); for (;;) {__tick(1);yield 1} } }"],
    ["const b = a", "const b = a"]
  ])("makes of %j %j", (source, expected) => {
    expect(body(source.includes("b = c") ? `let b;${source}` : source)).toBe(
      source.includes("b = c") ? `let b;${expected}` : expected
    );
  });

  it("takes __tick before the inputs, and says so", () => {
    const cell = compile("c", "for (const a of b) c(a)", {guard: {budget}});
    expect(cell.guarded).toBe(true);
    expect(cell.inputs).toEqual(["b", "c"]);
    expect(cell.body).toMatch(/^\(__tick, b, c\) =>/);
  });

  it("leaves a published cell alone", () => {
    expect(compile("c", "for (;;) {}").body).not.toContain("__tick");
  });

  it("adds no line, and every column can be mapped back", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            "for (const a of b) x(a);",
            "while (c) { d(); }",
            "const f0 = (e) => e + g as any;",
            "do h(); while (i)",
            "{ j }",
            "\n"
          ),
          {maxLength: 8}
        ),
        (parts) => {
          const source = parts.map((part, index) => part.replace("f0", `f${index}`)).join(" ");
          const {body: text, insertions} = compile("c", source, {guard: {budget}});
          const compiled = text.split("\n").slice(1, -1);
          const lines = source.split("\n");
          expect(compiled.length).toBe(lines.length);
          lines.forEach((line, index) => {
            for (const name of ["x(", "d(", "h(", "g ", "j "]) {
              const column = compiled[index]!.indexOf(name) + 1;
              if (column > 0) expect(sourceColumn(insertions, index + 1, column)).toBe(line.indexOf(name) + 1);
            }
          });
        }
      )
    );
  });
});

describe("createTick(budget, now, onMacrotask)", () => {
  it("stops a loop that runs past the budget, with its line", () => {
    expect(() => run("let i = 0;\n\nwhile (true)\n  i++")).toThrow(RunawayError);
    expect(() => run("let i = 0;\n\nwhile (true)\n  i++")).toThrow(/^Line 3: this ran for more than 1 s without a pause/);
  });

  it("stops recursion", () => {
    expect(() => run("const fib = (n: number): number => n < 2 ? n : fib(n - 1) + fib(n - 2);\nfib(60)")).toThrow(/^Line 1:/);
  });

  it("lets a loop within its budget be", () => {
    expect(run("let sum = 0; for (let i = 0; i < 10_000; i++) sum += i", {}, ticking(0.01).tick)).toEqual({sum: 49995000});
  });

  it("is not kept from stopping by catch or finally", () => {
    expect(() => run("while (true) try { while (true); } catch {}")).toThrow(RunawayError);
    expect(() => run("while (true) try { while (true); } finally { continue }")).toThrow(RunawayError);
    expect(() => run("function f() { try { for (;;); } catch { f() } }\nfor (;;) f()")).toThrow(RunawayError);
  });

  it("stops a loop that only ever awaits promises", async () => {
    await expect(run("while (true) { await null }")).rejects.toThrow(RunawayError);
  });

  it("throws at every tick until a macrotask has passed, and then begins anew", () => {
    const {tick, pause} = ticking(600);
    tick(1);
    tick(1);
    expect(() => tick(2)).toThrow(RunawayError);
    expect(() => tick(3)).toThrow(RunawayError);
    expect(() => tick(4)).toThrow(/^Line 4/);
    pause();
    expect(() => tick(5)).not.toThrow();
  });

  it("asks for one macrotask a turn", () => {
    let asked = 0;
    const tick = createTick(
      budget,
      () => 0,
      () => asked++
    );
    for (let i = 0; i < 1000; i++) tick(1);
    expect(asked).toBe(1);
  });

  it("looks at the clock rarely in a quick loop, and catches slow steps that follow", () => {
    let time = 0;
    let looks = 0;
    const tick = createTick(
      budget,
      () => (looks++, time),
      () => {}
    );
    for (let i = 0; i < 100_000; i++) tick(1);
    expect(looks).toBeLessThan(1000);
    let steps = 0;
    expect(() => {
      for (; steps < 10_000; steps++) {
        time += 50;
        tick(1);
      }
    }).toThrow(RunawayError);
    expect(steps).toBeLessThanOrEqual(128 + budget / 50);
  });

  it("has line and budget on its error", () => {
    expect(new RunawayError(3, 2000)).toMatchObject({
      name: "RunawayError",
      line: 3,
      budget: 2000,
      message: expect.stringMatching(/^Line 3: .* 2 s/)
    });
  });
});

describe("nextMacrotask(callback)", () => {
  it("calls back after every promise that is settled already", async () => {
    const order: string[] = [];
    await new Promise<void>((resolve) => {
      nextMacrotask(() => (order.push("macrotask"), resolve()));
      void Promise.resolve()
        .then(() => order.push("one"))
        .then(() => order.push("two"))
        .then(() => order.push("three"));
    });
    expect(order).toEqual(["one", "two", "three", "macrotask"]);
  });
});
