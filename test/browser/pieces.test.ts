import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {openChapter} from "./chapters.ts";
import {edit, shown} from "./reader.ts";

const starter = "write-convolution-starter";
const summary = (page: Page) => page.locator(".pieces");
const line = (page: Page, id: string) => page.locator(`[data-cell="${id}"] > .piece`);
const lines = (text: string) => text.split("\n").filter((each) => each !== "");
const failed = (page: Page) => page.locator("[data-state=failed], [data-state=upstream]").count();

/** A page of the book with an answer to the exercise "Write the loop", solved in its chapter. */
async function solved(answer: string): Promise<Page> {
  const page = await openChapter("convolution");
  await page.locator("#write-convolution").scrollIntoViewIfNeeded();
  await edit(page, starter, answer);
  await page.locator("#write-convolution > .exercise-result", {hasText: /^Right\./}).waitFor();
  const own = await openChapter("your-own-gan", {context: page.context()});
  await own.locator('[data-cell="dense"]').scrollIntoViewIfNeeded();
  await summary(own).waitFor();
  return own;
}

const scattered = `function slide(input: number[][], kernel: number[][]) {
  const output = input.slice(kernel.length - 1).map(() => new Array<number>(input[0]!.length - kernel[0]!.length + 1).fill(0));
  for (const [i, weights] of kernel.entries())
    for (const [j, weight] of weights.entries())
      for (let r = 0; r < output.length; r++)
        for (let c = 0; c < output[0]!.length; c++) output[r]![c]! += weight * input[r + i]![c + j]!;
  return output;
}`;

describe("your own GAN", () => {
  it("lends all its pieces to a reader who has solved nothing, and says where to write them", async () => {
    const page = await openChapter("your-own-gan");
    await page.locator('[data-cell="dense"]').scrollIntoViewIfNeeded();
    const pieces = await page.locator("[data-answer]").count();
    await expect.poll(() => summary(page).innerText()).toMatch(new RegExp(`^0 of ${pieces} pieces are yours`));
    expect(await summary(page).getByRole("button").count()).toBe(0);
    const link = line(page, "slide").getByRole("link", {name: "Write yours"});
    expect(await link.getAttribute("href")).toBe("convolution.html#write-convolution");
    expect(await failed(page)).toBe(0);
  });

  it("offers what was solved in another chapter, trains with it when asked to, and gives ours back", async () => {
    const page = await solved(scattered);
    const ours = lines(await shown(page, "slide"));
    expect(await line(page, "slide").innerText()).toContain("Yours is solved");
    await summary(page).getByRole("button", {name: "Put in the one that you have solved"}).click();
    await expect.poll(() => line(page, "slide").innerText()).toBe("Yours");
    expect(await shown(page, "slide")).toBe(scattered);
    await expect.poll(() => summary(page).innerText()).toMatch(/^1 of \d pieces is yours/);

    await page.getByRole("button", {name: /^Play both/}).click();
    const compared = page.locator('[data-cell="compared"]');
    await compared
      .getByText(/^step [1-9]\d*: the pieces: D \d/)
      .first()
      .waitFor();
    await page.getByRole("button", {name: "Pause both"}).click();
    expect(await failed(page)).toBe(0);

    await page.reload();
    await page.locator('[data-cell="dense"]').scrollIntoViewIfNeeded();
    await expect.poll(() => line(page, "slide").innerText()).toBe("Yours");
    await summary(page).getByRole("button", {name: "Ours again, all of them"}).click();
    await expect.poll(() => line(page, "slide").innerText()).toContain("Ours. Yours is solved.");
    expect(lines(await shown(page, "slide"))).toEqual(ours);
  });

  it("brings along what an answer stands on in its chapter", async () => {
    const page = await solved("const slide = (input: number[][], kernel: number[][]) => convolve(input, kernel);");
    await line(page, "slide").getByRole("button", {name: "Put yours here: slide"}).click();
    await expect.poll(() => line(page, "slide").innerText()).toBe("Yours");
    const text = await shown(page, "slide");
    expect(text).toContain("function outputSize(");
    expect(text).toContain("function convolve(");
    await expect.poll(() => page.locator('[data-cell="slide"]').getAttribute("data-state")).toBe("done");
    await expect.poll(() => failed(page)).toBe(0);
  });

  it("offers nothing that the browser's storage holds in another shape", async () => {
    const page = await solved(scattered);
    await page.evaluate(() => {
      const key = Object.keys(localStorage).find((name) => name.endsWith("#write-convolution"))!;
      localStorage.setItem(key, '{"source": 3, "needs": "all"}');
      localStorage.setItem(key.replace("convolution#write-convolution", "tensors#write-dense"), "nonsense");
    });
    await page.reload();
    await page.locator('[data-cell="dense"]').scrollIntoViewIfNeeded();
    await expect.poll(() => summary(page).innerText()).toMatch(/^0 of/);
  });
});
