import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {openChapter} from "./chapters.ts";
import {edit} from "./reader.ts";

const code = (page: Page, id: string) => page.locator(`[data-cell="${id}"] .cell-source code`).textContent().then(String);
const play = (page: Page) => page.locator('[data-cell="learn"]').getByRole("button", {name: "Play", exact: true}).click();
const result = (page: Page) => page.locator("main").getByText(/^Yours got \d+ of \d+ right/);
/** The training's own words. */
const saying = (page: Page, words: string | RegExp) => page.locator("main p").getByText(words).first();

/** The chapter, with this in the place of its loop's 50 epochs. */
async function withLoop(change: (text: string) => string): Promise<{page: Page; text: string}> {
  const page = await openChapter("pooling");
  const text = (await code(page, "fit")).replace("epoch <= 50", "epoch <= 2");
  await edit(page, "fit", change(text));
  await page.locator('[data-cell="fit"]:not([data-state="running"])').waitFor();
  await play(page);
  return {page, text};
}

describe("the loop that trains the classifier", () => {
  it("is the one on the page, in the worker: an edit of it changes what is learned, and the same text gives the same again", async () => {
    const {page, text} = await withLoop((text) => text);
    await saying(page, "Done after 2 epochs.").waitFor();
    const ours = await result(page).innerText();
    expect(await page.locator("main").getByText("carried out in the page").count()).toBe(0);

    await edit(page, "fit", text.replace("learningRate: 1e-3", "learningRate: 1e-6").replace("epoch <= 2", "epoch <= 1"));
    await saying(page, /^The recorded one got/).waitFor();
    await play(page);
    await saying(page, "Done after 1 epochs.").waitFor();
    expect(await result(page).innerText()).not.toBe(ours);

    await edit(page, "fit", text);
    await saying(page, /^The recorded one got/).waitFor();
    await play(page);
    await saying(page, "Done after 2 epochs.").waitFor();
    expect(await result(page).innerText()).toBe(ours);
  });

  it("fails with its cell and its line", async () => {
    const {page} = await withLoop((text) => text.replace("yield value;", 'throw new Error("enough");'));
    await saying(page, /It failed: enough \(cell “fit”, line \d+\)/).waitFor();
  });

  it("is carried out in the page where it needs that, and the reader is told", async () => {
    const {page} = await withLoop((text) => text.replace("yield value;", 'display("a step");\n      yield value;'));
    await saying(page, /Done after 2 epochs.*cell “fit” uses display, which only the page has \(line \d+\)/).waitFor();
    await expect.poll(() => result(page).count()).toBe(1);
  });
});
