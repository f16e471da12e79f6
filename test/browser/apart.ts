/** A chapter that came by a link, and runs apart from the book, for tests. */
import type {Frame, Page} from "playwright-core";
import {linkTo} from "../../site/page/share/link.ts";
import {hash} from "../../site/notebook/changes/changes.ts";
import {chain, openAt, type PublishedCell, serveChapter} from "./chapter.ts";
import type {OpenOptions} from "./harness.ts";

/** Changes as a link carries them: texts of new cells, before all others, and of published ones. */
export function linkWith(url: string, texts: Record<string, string>, published: readonly PublishedCell[] = []): Promise<string> {
  const cells = Object.entries(texts).map(([id, text]) => {
    const original = published.find((cell) => cell.id === id);
    return original ? {id, original: hash(original.source), text} : {id, original: null, kind: "ts", text, after: null};
  });
  return linkTo(url, JSON.stringify({version: 1, cells}));
}

/** Opens the small chapter by a link with these texts. Nothing has run. */
export async function arrive(texts: Record<string, string>, options: OpenOptions = {}): Promise<{page: Page; url: string}> {
  const {url} = await serveChapter();
  return {page: await openAt(await linkWith(url, texts, chain), options), url};
}

/** Presses Run and waits until the chapter has settled in its frame (unless `settled` is false). */
export async function runApart(page: Page, settled = true): Promise<Frame> {
  await page.getByRole("button", {name: "Run the changes"}).click();
  const frame = await frameOf(page);
  if (settled) await frame.locator("html[data-settled]").waitFor({state: "attached"});
  return frame;
}

/** The frame in which the chapter runs apart. */
export async function frameOf(page: Page): Promise<Frame> {
  const frame = await (await page.waitForSelector("dialog.apart > iframe", {state: "attached"})).contentFrame();
  if (!frame) throw new Error("the chapter has no frame");
  return frame;
}

/** Arrives, and runs. */
export async function apart(
  texts: Record<string, string>,
  options: OpenOptions = {},
  settled = true
): Promise<{page: Page; frame: Frame; url: string}> {
  const {page, url} = await arrive(texts, options);
  return {page, url, frame: await runApart(page, settled)};
}

/** Each cell's state, by its id. */
export function states(where: Page | Frame): Promise<Record<string, string | undefined>> {
  return where.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll<HTMLElement>("[data-cell]:not([data-role=check], [data-role=solution])")].map(({dataset}) => [
        dataset.cell,
        dataset.state
      ])
    )
  );
}
