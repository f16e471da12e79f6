import {describe, expect, it} from "vitest";
import {readFileSync} from "node:fs";
import type {Page} from "playwright-core";
import {parse} from "../../site/notebook/text/parse.ts";
import {chapters, openChapter} from "./chapters.ts";

const exercises = (slug: string): string[] => {
  const file = new URL(`../../notebooks/${slug}.md`, import.meta.url);
  return parse(readFileSync(file, "utf8"), `${slug}.md`)
    .blocks.filter((block) => block.type === "exercise")
    .map((block) => block.id);
};

/** Waits for the exercise's verdict to be `kind`, and gives its text. */
async function verdict(page: Page, id: string, kind: "right" | "wrong"): Promise<string> {
  const result = page.locator(`[data-exercise="${id}"] .exercise-result`);
  await expect
    .poll(async () => `${await result.getAttribute("data-result")}: ${await result.textContent()}`)
    .toMatch(new RegExp(`^${kind}: `));
  return (await result.textContent())!;
}

const beside = (slug: string): boolean =>
  parse(readFileSync(new URL(`../../notebooks/${slug}.md`, import.meta.url), "utf8"), `${slug}.md`).beside === true;

describe.each(chapters.filter((slug) => slug !== "index" && !beside(slug)))("the exercises of %s", (slug) => {
  it("are at least four", () => {
    expect(exercises(slug).length).toBeGreaterThanOrEqual(4);
  });

  it.each(exercises(slug))(
    "%s: the starter fails its check, the solution passes it, and hints come one at a time",
    async (id) => {
      const page = await openChapter(slug);
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
    }
  );
});
