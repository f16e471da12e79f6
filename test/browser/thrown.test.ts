/** Anything may be thrown: each ends its cell, and says something. */
import {describe, expect, it} from "vitest";
import {expectProblem} from "./harness.ts";
import {openCells, output, redefine, state} from "./cells.ts";

const revoked = "(() => { const {proxy, revoke} = Proxy.revocable({}, {}); revoke(); return proxy; })()";
const trapped = "new Proxy(new Error('x'), {get() { throw 1; }, getPrototypeOf() { throw 2; }})";
const fickle =
  "(() => { let n = 0; return Object.defineProperty(new Error('x'), 'message', {get() { if (n++) throw 1; return 'once'; }}); })()";

const thrown: [what: string, expression: string, said: RegExp][] = [
  ["an object whose toString throws", "{toString() { throw 1; }}", /cannot be looked at/],
  ["a revoked proxy", revoked, /cannot be looked at/],
  ["a proxy that throws", trapped, /cannot be looked at/],
  ["an object without a prototype", "Object.create(null)", /cannot be looked at/],
  ["an error that can be read once", fickle, /The cell failed|cannot be looked at/],
  ["an error whose stack throws", "Object.defineProperty(new Error('x'), 'stack', {get() { throw 1; }})", /cannot be looked at/],
  ["undefined", "undefined", /threw undefined/],
  ["null", "null", /threw null/],
  ["a symbol", "Symbol('s')", /threw Symbol\(s\)/],
  ["a huge message", "new Error('x'.repeat(30_000_000))", /^x{1000}….*line 1, column \d+/]
];

describe("a cell that throws", () => {
  it("anything is failed, says so, lets others say that they wait, and can be mended", async () => {
    const page = await openCells(
      thrown.flatMap(([, expression], i) => [
        {id: `a${i}`, source: `const x${i} = (() => { throw ${expression}; })();`},
        {id: `b${i}`, source: `x${i}`}
      ])
    );
    for (const [i, [what, , said]] of thrown.entries()) {
      expect([await state(page, `a${i}`), await state(page, `b${i}`)], what).toEqual(["failed", "upstream"]);
      expect(await output(page, `a${i}`), what).toMatch(said);
      expect((await output(page, `a${i}`)).length, what).toBeLessThan(2000);
    }
    await redefine(page, "a0", "const x0 = 5;");
    expect([await state(page, "a0"), await output(page, "b0")]).toEqual(["done", "5"]);
  });

  it("after it gave a value is failed as well: a promise, a generator, an asynchronous one", async () => {
    const page = await openCells([
      {id: "p", source: `const p = Promise.reject(${revoked});`},
      {id: "g", source: `const g = (function* () { throw ${revoked}; })();`},
      {id: "ag", source: `const ag = (async function* () { throw ${revoked}; })();`},
      {id: "wait", source: `await null; throw ${trapped};`}
    ]);
    for (const id of ["p", "g", "ag", "wait"]) {
      expect([id, await state(page, id), await output(page, id)]).toEqual([
        id,
        "failed",
        expect.stringMatching(/cannot be looked at/)
      ]);
    }
  });

  it("gives what cannot be shown is failed, not running for ever", async () => {
    const page = await openCells([
      {id: "value", source: revoked},
      {id: "shown", source: `display(${revoked});`},
      {id: "text", kind: "inline", source: "({toString() { throw 1; }})"}
    ]);
    for (const id of ["value", "shown", "text"]) expect([id, await state(page, id)]).toEqual([id, "failed"]);
  });

  it("from a promise that nobody awaits or an event does not throw once more", async () => {
    const page = await openCells([
      {id: "a", source: `Promise.reject(${revoked});\nsetTimeout(() => { throw ${trapped}; });\ndisplay(1);`},
      {id: "b", source: "1 + 1"}
    ]);
    expectProblem(page, /./);
    await page.waitForTimeout(100);
    expect([await output(page, "a"), await output(page, "b")]).toEqual(["1", "2"]);
  });
});
