import {beforeAll, describe, expect, it} from "vitest";
import {openChapter} from "./chapters.ts";
import {openPage, site} from "./harness.ts";

beforeAll(() => site().then(() => undefined));

describe("the tools of a cell, for a reader who has edited nothing yet", () => {
  it("appear when the cell is pointed at; Edit opens its code", async () => {
    const page = await openChapter("index");
    const cell = page.locator('[data-cell="ink"]');
    const tools = cell.locator(".cell-tools");
    expect(await tools.evaluate((node) => getComputedStyle(node).opacity)).toBe("0");
    await cell.hover();
    expect(await tools.evaluate((node) => getComputedStyle(node).opacity)).toBe("1");
    await tools.getByRole("button", {name: "Edit ink"}).click();
    await cell.locator(".cm-content").waitFor();
    expect(await tools.getByRole("button").allInnerTexts()).toEqual(["Run", "Done", "More"]);
  });

  it("show the code of a cell whose code is hidden", async () => {
    const page = await openChapter("index");
    const cell = page.locator('[data-cell="seen"]');
    await cell.hover();
    await cell.getByRole("button", {name: "Edit seen"}).click();
    await cell.locator(".cm-content").waitFor();
    expect(await cell.locator(".cm-content").innerText()).toContain("convolutionFigure");
  });

  it("add a cell with the first click", async () => {
    const page = await openChapter("index");
    const cell = page.locator('[data-cell="ink"]');
    await cell.hover();
    await cell.getByRole("button", {name: "More for ink"}).click();
    await page.getByRole("menuitem", {name: "Add code below"}).click();
    await page.keyboard.insertText("ink * 2");
    await page.keyboard.press("Shift+Enter");
    await page.waitForFunction(() => document.querySelector('[data-cell^="mine-"] > .cell-output')?.textContent !== "");
    const ink = Number(await cell.locator(".cell-output").innerText());
    expect(await page.locator('[data-cell^="mine-"] > .cell-output').innerText()).toBe(String(2 * ink));
  });

  it("are one stop of Tab, after the code, and open it with Enter", async () => {
    const page = await openChapter("index");
    await page.locator('[data-cell="ink"] pre').focus();
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Edit ink");
    await page.keyboard.press("Enter");
    await page.locator('[data-cell="ink"] .cm-content').waitFor();
  });
});

describe("the room that a cell keeps for its output", () => {
  it("is what the output needs at 1280 px, within 25 px, and is given up when it is there", async () => {
    for (const slug of ["index", "convolution", "pooling"]) {
      const page = await openChapter(slug, {width: 1280});
      // What is recorded fills its figure when the reader comes near.
      await page.evaluate(`(async () => {
        for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight) {
          scrollTo(0, y);
          await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        }
      })()`);
      const rooms = () =>
        page.$$eval('.cell[style*="--height"]', (cells) =>
          cells.map((cell) => ({
            cell: `${document.body.dataset.slug} ${(cell as HTMLElement).dataset.cell}`,
            kept: parseFloat((cell as HTMLElement).style.getPropertyValue("--height")),
            needed: cell.querySelector(".cell-output")!.getBoundingClientRect().height
          }))
        );
      expect((await rooms()).length).toBeGreaterThan(0);
      await expect.poll(async () => (await rooms()).filter(({kept, needed}) => Math.abs(kept - needed) > 25)).toEqual([]);
      await page.context().close();
    }
  });

  it("lets a link to a section arrive there while the cells above it still fill", async () => {
    const page = await openPage("convolution.html#checkerboards", {width: 1280});
    await page.waitForSelector("html[data-settled]", {state: "attached"});
    const top = await page.locator("#checkerboards").evaluate((node) => node.getBoundingClientRect().top);
    expect(top).toBeGreaterThan(40);
    expect(top).toBeLessThan(160);
  });
});
