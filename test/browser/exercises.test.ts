import {describe, expect, it} from "vitest";
import {readFileSync} from "node:fs";
import type {Page} from "playwright-core";
import {parse} from "../../site/notebook/text/parse.ts";
import {chapters, openChapter} from "./chapters.ts";
import {visit} from "./harness.ts";

const read = (slug: string) => {
  const {blocks, beside} = parse(readFileSync(new URL(`../../notebooks/${slug}.md`, import.meta.url), "utf8"), `${slug}.md`);
  return {exercises: blocks.filter(({type}) => type === "exercise").map(({id}) => id), beside};
};

/** Waits for the exercise's verdict to be `kind`, and gives its text. */
async function verdict(page: Page, id: string, kind: "right" | "wrong"): Promise<string> {
  await page.waitForSelector(`[data-exercise="${id}"] .exercise-result[data-result=${kind}]`, {state: "attached"});
  return (await page.textContent(`[data-exercise="${id}"] .exercise-result`))!;
}

const taught = chapters.map((slug) => ({slug, ...read(slug)})).filter(({slug, beside}) => slug !== "index" && beside !== true);

// A reader does them one after the other, in one visit.
describe.each(taught)("the exercises of $slug", ({slug, exercises}) => {
  const chapter = visit(() => openChapter(slug));

  it("are at least four", () => {
    expect(exercises.length).toBeGreaterThanOrEqual(4);
  });

  it.each(exercises)("%s: the starter fails its check, the solution passes it, and hints come one at a time", async (id) => {
    const page = await chapter();
    const exercise = page.locator(`[data-exercise="${id}"]`);

    await exercise.locator("[data-role=starter] pre").first().click();
    const editor = exercise.locator("[data-role=starter] .cm-content").first();
    await editor.focus();
    await page.keyboard.press("Control+End");
    await page.keyboard.type(" ");
    await page.keyboard.press("Shift+Enter");
    expect(await verdict(page, id, "wrong")).toMatch(/^Not yet: /);

    const hints = exercise.locator("details.hint");
    expect(await hints.count()).toBeGreaterThan(0);
    expect(await exercise.locator("details.hint:visible").count()).toBe(1);

    await exercise.locator("details.solution > summary").click();
    await exercise.getByRole("button", {name: "Put it in the cell"}).click();
    expect(await verdict(page, id, "right")).toMatch(/^Right\. Checked: /);
  });
});
