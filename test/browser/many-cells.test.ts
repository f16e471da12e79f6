/** Opening a chapter costs as much as it has cells. Chromium counts how often each block of the page's code is entered. */
import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {openCells} from "./cells.ts";

/** Attaches and defines `n` cells in the page, and waits until they have settled. Returns the blocks entered meanwhile. */
async function opening(make: string, n: number): Promise<number> {
  const page: Page = await openCells([]);
  await page.coverage.startJSCoverage({resetOnNavigation: false});
  await page.evaluate(
    async ([make, n]) => {
      const sourceOf = (0, eval)(make) as (i: number, n: number) => [inputs: string[], outputs: string[], give: () => unknown];
      for (let i = 0; i < n; i++) kit.attach({id: `c${i}`, source: `cell ${i}`});
      for (let i = 0; i < n; i++) {
        const [inputs, outputs, body] = sourceOf(i, n);
        kit.page.define(`c${i}`, {id: `c${i}`, inputs, outputs, body});
      }
      await kit.page.settled();
    },
    [make, n] as const
  );
  const entries = await page.coverage.stopJSCoverage();
  return entries
    .flatMap(({functions}) => functions.flatMap(({ranges}) => ranges.map(({count}) => count)))
    .reduce((sum, count) => sum + count, 0);
}

describe("four times the cells are at most about four times the work to open:", () => {
  it.each([
    ["a chain from the first", "(i) => [i ? [`x${i - 1}`] : [], [`x${i}`], () => ({[`x${i}`]: 1})]"],
    ["a chain from the last", "(i, n) => [i < n - 1 ? [`x${i + 1}`] : [], [`x${i}`], () => ({[`x${i}`]: 1})]"],
    ["all on the first", "(i) => [i ? ['x0'] : [], [`x${i}`], () => ({[`x${i}`]: 1})]"],
    [
      "a chain from one that fails",
      "(i) => [i ? [`x${i - 1}`] : [], [`x${i}`], () => { if (!i) throw new Error('no'); return {}; }]"
    ],
    [
      "a chain from one that waits for the reader",
      "(i, n) => [i ? [`x${i - 1}`] : [], [`x${i}`], () => ({[`x${i}`]: i ? 1 : new Promise((done) => setTimeout(done, 300))})]"
    ]
  ])("%s", async (_, make) => {
    await opening(make, 20);
    expect((await opening(make, 400)) / (await opening(make, 100))).toBeLessThan(6);
  });
});
