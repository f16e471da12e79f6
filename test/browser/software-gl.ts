import type {Browser, Page} from "playwright-core";
import {afterAll, afterEach, beforeAll, expect} from "vitest";
import {launchWithGl} from "./chromium.ts";
import type {Watch} from "./watch.ts";
import {openWatched, unexpected} from "./watch.ts";

/**
 * For a test file: a browser of its own with WebGL, and a function that opens a page in it. After each test its pages are closed, and the
 * test fails on what `openPage` of the harness fails on.
 */
export function pagesWithGl(): (url: string) => Promise<Page> {
  let browser: Browser;
  const opened: {page: Page; watch: Watch}[] = [];
  beforeAll(async () => void (browser = await launchWithGl()));
  afterAll(() => browser.close());
  afterEach(async () => {
    const found = opened.flatMap(({watch}) => unexpected(watch));
    await Promise.all(opened.splice(0).map((one) => one.page.context().close()));
    expect(found, "console errors, uncaught exceptions and foreign requests").toEqual([]);
  });
  return async (url) => {
    const one = await openWatched(browser, url);
    opened.push(one);
    return one.page;
  };
}
