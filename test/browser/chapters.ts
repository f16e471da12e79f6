import {readdirSync} from "node:fs";
import type {Page} from "playwright-core";
import {openPage} from "./harness.ts";
import type {OpenOptions} from "./harness.ts";
import {idle} from "./watch.ts";

/** The pages of the book: "index", "convolution", … */
export const chapters: readonly string[] = readdirSync(new URL("../../notebooks/", import.meta.url))
  .filter((name) => name.endsWith(".md"))
  .map((name) => name.slice(0, -3));

/**
 * Opens a chapter and waits until its cells have settled and what they asked for has come. It is not saved for reading offline unless
 * `serviceWorker` says so: that takes longer than the chapter.
 */
export async function openChapter(slug: string, options: OpenOptions = {}): Promise<Page> {
  const page = await openPage(`${slug}.html`, {serviceWorker: false, ...options});
  if (options.javaScript === false) return page;
  await page.waitForSelector("html[data-settled]", {state: "attached"});
  await idle(page);
  return page;
}
