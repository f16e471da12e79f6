import {readdirSync} from "node:fs";
import {resolve} from "node:path";
import {beforeAll, describe, expect, it} from "vitest";
import {expectProblem, foreignRequests, openPage, problems, serveFiles, site} from "./harness.ts";

const pages = readdirSync(resolve(import.meta.dirname, "../../notebooks"))
  .filter((name) => name.endsWith(".md"))
  .map((name) => name.replace(/\.md$/, ".html"));

beforeAll(() => site().then(() => undefined));

describe.each(pages)("%s", (path) => {
  it("settles every cell, without an error and without a request to another host", async () => {
    const page = await openPage(path);
    await page.waitForSelector("html[data-settled]", {state: "attached"});
    const failed = await page.$$eval(
      "[data-state=failed]:not([data-role=check]), [data-state=upstream]:not([data-role=check])",
      (cells) => cells.map((cell) => `${(cell as HTMLElement).dataset.cell}: ${cell.textContent}`)
    );
    expect(failed).toEqual([]);
    expect(foreignRequests(page)).toEqual([]);
  });

  it("reads without JavaScript: prose, highlighted code and the way to the next chapter", async () => {
    const page = await openPage(path, {javaScript: false});
    expect((await page.textContent("h1"))?.length).toBeGreaterThan(2);
    expect((await page.textContent("article"))?.length).toBeGreaterThan(1000);
    expect(await page.locator(".tok-keyword").count()).toBeGreaterThan(0);
    expect(await page.locator("nav.pager a").count()).toBeGreaterThan(0);
  });

  it("prints the chapter alone, within the paper, long lines of code wrapped", async () => {
    const page = await openPage(path, {width: 794});
    await page.waitForSelector("html[data-settled]", {state: "attached"});
    await page.emulateMedia({media: "print"});
    expect(await page.locator(".bar:visible, nav:visible, .cell-tools:visible").count()).toBe(0);
    const cut = await page.$$eval(
      "main pre",
      (blocks) => blocks.filter((block) => block.scrollWidth > block.clientWidth + 1).length
    );
    expect(cut).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  });

  it.each([390, 768, 2000])("has no horizontal scroll bar at %i px", async (width) => {
    const page = await openPage(path, {width});
    await page.waitForSelector("html[data-settled]", {state: "attached"});
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  });
});

describe("the content security policy of a page", () => {
  it("refuses inline scripts, eval, other hosts and frames; allows modules from blobs and WebAssembly", async () => {
    let asked = 0;
    const other = await serveFiles(async () => {
      asked++;
      return null;
    });
    const page = await openPage("index.html");
    for (const pattern of [/Content Security Policy/, /violates the following/, /^request to another host/])
      expectProblem(page, pattern);
    const tried = await page.evaluate(`(async () => {
      const result = {};
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      document.body.append(script);
      result.inline = window.ran === true;
      document.body.insertAdjacentHTML("beforeend", "<img id='broken' src='data:image/png,' onerror='window.handled = true'>");
      const broken = document.getElementById("broken");
      if (!broken.complete) await new Promise((done) => broken.addEventListener("error", done));
      result.handler = window.handled === true;
      result.eval = await Promise.resolve().then(() => Function("return 1")()).then(() => true, () => false);
      result.fetch = await fetch("${other}").then(() => true, (error) => false);
      result.foreignModule = await import("${other}x.js").then(() => true, () => false);
      const blob = URL.createObjectURL(new Blob(["export const x = 7"], {type: "text/javascript"}));
      result.blob = (await import(blob)).x;
      result.wasm = await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => true);
      return result;
    })()`);
    expect(tried).toEqual({inline: false, handler: false, eval: false, fetch: false, foreignModule: false, blob: 7, wasm: true});
    expect(asked).toBe(0);
    expect(problems(page).filter((problem) => /Content Security Policy|violates/.test(problem)).length).toBeGreaterThanOrEqual(4);
  });
});

describe("the theme that a reader chose", () => {
  it("is there before the first paint", async () => {
    const page = await openPage("index.html", {theme: "dark", waitUntil: "commit"});
    await page.waitForSelector("html[data-theme=dark]", {state: "attached"});
    expect(await page.evaluate(() => document.documentElement.dataset.choice)).toBe("dark");
  });

  it("is the system's when none was chosen", async () => {
    const page = await openPage("index.html", {colorScheme: "dark"});
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).toBe("rgb(22, 21, 19)");
  });
});
