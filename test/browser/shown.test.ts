import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {linkTo} from "../../site/page/share/link.ts";
import {openAt, serveChapter, settled} from "./chapter.ts";
import {edit, menu, stored} from "./reader.ts";

/** What a reader sees of a text that somebody else wrote is what would run. */

interface Carried {
  id: string;
  original: null;
  text: string;
  kind?: "ts";
}

const added = (id: string, text: string): Carried => ({id, original: null, text, kind: "ts"});
const link = (url: string, cells: readonly Carried[]) => linkTo(url, JSON.stringify({version: 1, cells}));
const box = (page: Page, id: string) => page.getByRole("group", {name: `${id}, changed by this link, not run`});

/** Opens a link as a new reader, and waits until what it carries is shown. */
async function arrive(cells: readonly Carried[], options: Parameters<typeof openAt>[1] = {}): Promise<Page> {
  const {url} = await serveChapter();
  const page = await openAt(await link(url, cells), options);
  await page.locator('.cell-arrival, .notice[data-kind="problem"]').first().waitFor();
  return page;
}

/** Where a text of the page is drawn, in CSS pixels of the window. */
const placeOf = (page: Page, selector: string, words: string) =>
  page.evaluate(
    ([within, wanted]) => {
      const walker = document.createTreeWalker(document.querySelector(within!)!, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const at = walker.currentNode.textContent!.indexOf(wanted!);
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, at + wanted!.length);
        const {left, right, width} = range.getBoundingClientRect();
        return {left, right, width, window: innerWidth};
      }
      return null;
    },
    [selector, words]
  );

/** Within a moment: an editor measures itself once it has been drawn. */
async function expectInView(page: Page, selector: string, words: string): Promise<void> {
  const inView = async () => {
    const place = await placeOf(page, selector, words);
    return place !== null && place.width > 10 && place.left >= 0 && place.right <= place.window;
  };
  await expect.poll(inView, {message: `${words} in view`}).toBe(true);
}

const hidden = `display(1);${" ".repeat(3000)}globalThis.stolen = true;`;

describe("a line that goes on far beyond what is seen", () => {
  for (const width of [1280, 390])
    it(`is seen whole where it arrives, and the gap is named, at ${width} pixels`, async () => {
      const page = await arrive([added("extra", hidden)], {width});
      await expectInView(page, ".difference", "globalThis.stolen");
      expect(await box(page, "extra").locator(".marked-gap").getAttribute("data-label")).toBe("3,000 spaces");
      expect(await box(page, "extra").locator(".marked-gap").getAttribute("aria-label")).toContain("the line goes on");
    });

  it("is seen whole in a cell's code, and in its editor", async () => {
    const {url} = await serveChapter();
    const page = await openAt(url);
    await edit(page, "apart", hidden);
    await page.waitForSelector('[data-cell="apart"] .cm-content .marked-gap');
    await expectInView(page, '[data-cell="apart"] .cm-content', "globalThis");
    await stored(page, 1);
    await page.reload();
    await settled(page);
    await page.waitForSelector('[data-cell="apart"] pre .marked-gap');
    await expectInView(page, '[data-cell="apart"] pre', "globalThis");
    expect(await page.textContent('[data-cell="apart"] pre code')).toBe(hidden);
  });
});

describe("characters that cannot be seen", () => {
  const turned = 'const access = "user\u202e \u2066// only admin\u2069 \u2066";\nconst a\u3164b = 1; // \u200b\u{e0041}';

  it("are drawn by number and name where they arrive, each line by itself", async () => {
    const page = await arrive([added("extra", turned)]);
    const marks = box(page, "extra").locator(".marked-unseen");
    const labels = ["U+202E", "U+2066", "U+2069", "U+2066", "U+3164", "U+200B", "U+E0041"];
    expect(await marks.evaluateAll((all) => all.map((mark) => mark.getAttribute("data-label")))).toEqual(labels);
    expect(await marks.first().getAttribute("aria-label")).toBe("U+202E, right-to-left override");
    expect(await marks.first().evaluate((mark) => getComputedStyle(mark, "::before").content)).toBe('"U+202E"');
    expect(await marks.first().evaluate((mark) => mark.getBoundingClientRect().width)).toBeGreaterThan(20);
    // What follows the override is drawn from left to right, as it runs.
    const [first, last] = [await placeOf(page, ".difference", "only"), await placeOf(page, ".difference", "admin")];
    expect(first!.right).toBeLessThan(last!.left);
  });

  it("are drawn so in the reader's own code and editor, where they stand", async () => {
    const {url} = await serveChapter();
    const page = await openAt(url);
    await edit(page, "apart", turned);
    await page.waitForSelector('[data-cell="apart"] .cm-content .marked-unseen');
    const labels = (within: string) =>
      page
        .locator(`[data-cell="apart"] ${within} .marked-unseen`)
        .evaluateAll((all) => all.map((mark) => mark.getAttribute("data-label")));
    expect((await labels(".cm-content")).length).toBe(7);
    await page.keyboard.press("Escape");
    await page.waitForSelector('[data-cell="apart"] pre:not([hidden]) .marked-unseen');
    expect((await labels("pre")).length).toBe(7);
    expect(await page.textContent('[data-cell="apart"] pre code')).toBe(turned);
  });

  it("are marked in two texts between which the reader is to choose, and against the published text", async () => {
    const {url, publish} = await serveChapter();
    const page = await openAt(url);
    await edit(page, "apart", 'display("\u202eevil");');
    await stored(page, 1);
    publish([{id: "apart", source: "display(5);"}]);
    await page.reload();
    await settled(page);
    await page.getByRole("button", {name: "See both"}).click();
    await page.waitForSelector(".cell-choice .difference .marked-unseen");
  });

  it("leave an emoji whole, with a mark, and refuse nothing", async () => {
    const page = await arrive([added("extra", 'display("👨‍👩‍👧");')]);
    const mark = box(page, "extra").locator(".marked");
    expect(await mark.count()).toBe(1);
    expect(await mark.innerText()).toBe("👨‍👩‍👧");
    await page.getByRole("button", {name: "Run the changes"}).click();
    await page.getByText("👨‍👩‍👧").first().waitFor();
  });
});

describe("letters that are taken for others", () => {
  it("are marked in code and in the name of a cell", async () => {
    const page = await arrive([added("dаta", "const lоss = displау(1);")]);
    const marks = (within: string) =>
      page.locator(`${within} .marked-look-alike`).evaluateAll((all) => all.map((mark) => mark.getAttribute("data-label")));
    expect(await marks(".cell-arrival .difference")).toEqual(["loss", "display"]);
    expect(await marks(".notice li")).toEqual(["data"]);
  });
});

describe("a link that carries a great deal", () => {
  it("of 199,000 lines is refused by number, and the page stays as it is", async () => {
    const page = await arrive([added("extra", "\n".repeat(199_000))]);
    const said = page.locator('.notice[data-kind="problem"]');
    expect(await said.innerText()).toContain("Lines of the cell “extra”: 199,001; at most 5,000 are taken");
    expect(await page.locator(".cell-arrival").count()).toBe(0);
  });

  it("that unpacks to more than is taken is given up there", async () => {
    const page = await arrive([added("extra", "x".repeat(2_500_000))]);
    expect(await page.locator('.notice[data-kind="problem"]').innerText()).toContain(
      "unpack to more than 2,000,000 bytes, the most that is taken"
    );
  });

  it("draws what is read first, and the rest by a button that says how much it is", async () => {
    const lines = Array.from({length: 1000}, (_, i) => `display(${i});`);
    const page = await arrive([added("extra", lines.join("\n"))]);
    const drawn = box(page, "extra").locator(".difference-added");
    expect(await drawn.count()).toBe(200);
    await box(page, "extra").getByText("800 of 1,000 lines are not shown").first().waitFor();
    await box(page, "extra").getByRole("button", {name: "Show 200 more lines"}).press("Enter");
    expect(await drawn.count()).toBe(400);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("+ display(200);");
    for (let i = 0; i < 2; i++) await box(page, "extra").getByRole("button", {name: "Show 200 more lines"}).press("Enter");
    await box(page, "extra").getByRole("button", {name: "Show the rest"}).press("Enter");
    expect(await drawn.allInnerTexts()).toEqual(lines.map((line) => `+ ${line}`));
    expect(await box(page, "extra").getByRole("button", {name: /^Show/}).count()).toBe(0);
  });

  it("at the limits draws no more elements than a screenful for each cell", async () => {
    const cells = Array.from({length: 500}, (_, i) =>
      added(`extra${i}`, Array.from({length: 40}, (_, k) => `${i} + ${k}; // ${"x".repeat(20)}`).join("\n"))
    );
    const page = await arrive(cells);
    await page.waitForFunction(() => document.querySelectorAll(".cell-arrival").length === 500);
    expect(await page.locator(".difference-added").count()).toBe(500 * 8);
  });
});

describe("a chapter's file that carries a great deal", () => {
  it("is refused by number, as a link is", async () => {
    const {url} = await serveChapter();
    const page = await openAt(url);
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), menu(page, "Import .md")]);
    const published = await (await fetch(`${url}chapter.md`)).text();
    const buffer = Buffer.from(published.replace("const a = 2;", `const a = 2;${"\n".repeat(6000)}`));
    await chooser.setFiles({name: "mine.md", mimeType: "text/markdown", buffer});
    const said = page.locator('.notice[data-kind="problem"]');
    await said.waitFor();
    expect(await said.innerText()).toContain(
      "mine.md could not be imported: Lines of the cell “a”: 6,002; at most 5,000 are taken"
    );
    expect(await page.locator(".cell-arrival").count()).toBe(0);
  });

  it("shows what cannot be seen in what it brings", async () => {
    const {url} = await serveChapter();
    const page = await openAt(url);
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), menu(page, "Import .md")]);
    const published = await (await fetch(`${url}chapter.md`)).text();
    const buffer = Buffer.from(published.replace("const a = 2;", "const a = 2; // \u202e"));
    await chooser.setFiles({name: "mine.md", mimeType: "text/markdown", buffer});
    await page.waitForSelector(".cell-arrival .marked-unseen");
  });
});
