/** The run of a chapter under a reader's hand: its buttons, its words, its log, and the text of the cells that it stands on. */
import type {Page} from "playwright-core";
import {openChapter} from "./chapters.ts";
import {visit} from "./harness.ts";
import {edit, shown} from "./reader.ts";
import {idle} from "./watch.ts";

/** What stands around the run: buttons, status, log. */
export const controls = (page: Page) => page.locator('[data-cell="controls"]');
export const words = (page: Page) => controls(page).innerText();
export const press = (page: Page, name: string) => controls(page).getByRole("button", {name, exact: true}).click();

/** The log line of the step that the run is at, once it has come to that step. */
export async function logAfter(page: Page, step: number): Promise<string> {
  const line = controls(page).getByText(new RegExp(`^${step} \\[D loss`));
  await line.first().waitFor();
  return line.innerText();
}

/**
 * A chapter that the tests of a `describe` share: each time it is asked for, the cells that tests edit have their published texts
 * again, and cell "run", made anew, stands at its beginning.
 */
export function sharedChapter(slug: string, edited: readonly string[]): () => Promise<Page> {
  const open = visit(() => openChapter(slug));
  let published: Record<string, string> | undefined;
  return async () => {
    const page = await open();
    if (published === undefined) {
      const texts = await Promise.all([...edited, "run"].map(async (id) => [id, await shown(page, id)] as const));
      published = Object.fromEntries(texts);
      return page;
    }
    for (const [id, text] of Object.entries(published))
      if (id === "run" || (await shown(page, id)) !== text) await edit(page, id, text);
    await idle(page);
    return page;
  };
}
