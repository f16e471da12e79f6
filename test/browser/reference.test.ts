import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {readLibrary} from "../../site/build/reference/library.ts";
import {referencePages} from "../../site/build/reference/pages.ts";
import {resolve} from "node:path";
import {linkWith, runApart} from "./apart.ts";
import {findings} from "./axe.ts";
import {openChapter} from "./chapters.ts";
import {expectProblem, openPage, site, visit} from "./harness.ts";
import {idle} from "./watch.ts";

const root = resolve(import.meta.dirname, "../..");
const pages = referencePages(readLibrary(root), () => []).map(({slug, out}) => ({
  slug,
  text: out.text,
  examples: [...out.text.matchAll(/^```ts (?:hide )?#([\w$-]+)/gm)].map(([, id]) => id!)
}));
const withExamples = pages.filter(({examples, slug}) => examples.length > 0 && slug !== "gallery");

/** Goes to a cell and waits until it has run. */
async function comeTo(page: Page, id: string): Promise<void> {
  await page.evaluate((cell) => document.getElementById(`cell-${cell}`)!.scrollIntoView({block: "center"}), id);
  await page.waitForFunction(
    (cell) => /^(done|failed|upstream|stopped)$/.test(document.getElementById(`cell-${cell}`)!.dataset["state"] ?? ""),
    id
  );
}

const stateOf = (page: Page, id: string) => page.locator(`#cell-${id}`).getAttribute("data-state");

/** Opens the search and gives the first places that it finds: "convTranspose · Layers and networks". */
async function searched(page: Page, query: string): Promise<string[]> {
  if (!(await page.locator("dialog.search[open]").count())) await page.keyboard.press("/");
  await page.waitForSelector("dialog.search[open]");
  await page.fill(".search input", query);
  await page.waitForFunction(
    (text) =>
      (document.querySelector(".search input") as HTMLInputElement).value === text &&
      document.querySelector(".search [role=option]"),
    query
  );
  return page.locator(".search-where").allTextContents();
}

/** Makes the window as narrow as a phone's: there is no horizontal scroll bar. */
async function fitsAPhone(page: Page): Promise<void> {
  await page.setViewportSize({width: 390, height: 844});
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
}

describe("each example of the reference", () => {
  it.each(withExamples.map(({slug, examples}) => [slug, examples] as const))(
    "of %s runs, and shows something; its page fits a phone",
    async (slug, examples) => {
      const page = await openChapter(slug);
      for (const id of examples) {
        await comeTo(page, id);
        const cell = page.locator(`#cell-${id}`);
        expect(await cell.getAttribute("data-state"), `${id}: ${await cell.locator(".cell-output").innerText()}`).toBe("done");
        await expect.poll(() => cell.locator(".cell-output").innerHTML(), {message: id}).not.toBe("");
        // A recording is read when the reader comes.
        await expect.poll(() => cell.locator(".fig-message:visible").allTextContents(), {message: id}).toEqual([]);
        // The room that was kept for it: what stands below does not jump.
        const kept = await cell.evaluate((element) => parseInt(getComputedStyle(element).getPropertyValue("--height")));
        const off = () => cell.locator(".cell-output").evaluate((output, height) => Math.abs(output.clientHeight - height), kept);
        await expect.poll(off, {message: `${id} is not ${kept} pixels high`}).toBeLessThanOrEqual(Math.max(32, kept / 8));
      }
      await fitsAPhone(page);
    }
  );

  it("waits until the reader comes to it", async () => {
    const page = await openChapter("reference-figures-layers");
    const last = withExamples.find(({slug}) => slug === "reference-figures-layers")!.examples.at(-1)!;
    expect(await stateOf(page, last)).toBe(null);
    await comeTo(page, last);
    expect(await stateOf(page, last)).toBe("done");
  });

  it("can be edited and run, and its edit is there again at the next visit", async () => {
    const page = await openChapter("reference-networks");
    await comeTo(page, "convTranspose");
    const cell = page.locator("#cell-convTranspose");
    await cell.locator(".cell-source pre").click();
    await cell.locator(".cm-content").waitFor();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.insertText(
      'import {convTranspose} from "gantry/layers";\ndisplay(convTranspose(7, {kernel: 3}).filters);'
    );
    await page.keyboard.press("Shift+Enter");
    await expect.poll(() => cell.locator(".cell-output").innerText()).toBe("7");
    expect(await cell.getAttribute("data-edited")).not.toBe(null);
    await expect
      .poll(() => page.evaluate(() => Object.keys(localStorage).some((key) => key.includes("reference-networks"))))
      .toBe(true);
    await page.reload();
    await page.waitForSelector("html[data-settled]", {state: "attached"});
    await comeTo(page, "convTranspose");
    await expect.poll(() => cell.locator(".cell-output").innerText()).toBe("7");
  });

  it("is not run by ?safe, and has its button there", async () => {
    const page = await openPage("reference-figures-layers.html?safe", {serviceWorker: false});
    const first = page.locator("#cell-channelsFigure");
    await first.scrollIntoViewIfNeeded();
    await first.getByRole("button", {name: "Run", exact: true}).first().click();
    await expect.poll(() => first.getAttribute("data-state")).toBe("done");
    expect(await stateOf(page, "convolutionFigure")).not.toBe("done");
  });
});

describe("the reference", () => {
  it("is found from a chapter by the name of a layer, and leads back into the chapter", async () => {
    const page = await openChapter("dcgan");
    expect((await searched(page, "convTranspose"))[0]).toContain("convTranspose");
    await page.keyboard.press("Enter");
    await page.waitForURL(/reference-networks\.html#convtranspose$/);
    await page.waitForSelector("html[data-settled]", {state: "attached"});
    expect(await page.locator("#convtranspose").innerText()).toBe("convTranspose");
    await page.locator("#convtranspose ~ * .used a, .used a[href^='dcgan.html#']").first().click();
    await page.waitForURL(/dcgan\.html#/);
  });

  it("and the book are found by either spelling, by joined words, and by authors", async () => {
    const page = await openChapter("index");
    for (const [query, place] of [
      ["maxpool", /Pooling/],
      ["maxpool", /maxPool/],
      ["color", /colour/i],
      ["optimizer", /optimiser/i],
      ["Goodfellow", /GAN|Loss/],
      ["Miyato", /projection|Projection/],
      ["Heusel", /frechet|Fr/i]
    ] as const) {
      await searched(page, query);
      const all = await page.locator(".search-results").innerText();
      expect(all, query).toMatch(place);
    }
  });

  it("leads from a type in a signature to where the type is described", async () => {
    const page = await openChapter("reference-networks");
    await page.locator("#convtranspose + pre a", {hasText: "ConvOptions"}).click();
    await page.waitForURL(/#convoptions$/);
    expect(await page.locator("#convoptions").innerText()).toBe("ConvOptions");
  });

  it("stands in the contents of every chapter, and lists its pages on its own", async () => {
    const page = await openChapter("pooling");
    expect(await page.locator("nav.contents ul a").allTextContents()).toEqual(expect.arrayContaining(["Reference", "Gallery"]));
    const own = await openChapter("reference-metrics");
    expect(await own.locator("nav.contents a[aria-current=page]").textContent()).toBe("Metrics");
    expect(await own.locator("nav.contents ul a").allTextContents()).toEqual(
      expect.arrayContaining(["Losses and training", "Metrics"])
    );
    expect(await own.locator("nav.pager a").getAttribute("href")).toBe("reference.html");
  });

  const withoutExamples = pages.map(({slug}) => slug).filter((slug) => !withExamples.some((page) => page.slug === slug));
  it.each([...withoutExamples, "reference-networks", "reference-figures-layers", "reference-metrics"])(
    "has no serious issue of accessibility on %s, in light and dark, and fits a phone",
    async (slug) => {
      const page = await openChapter(slug);
      for (const colorScheme of ["dark", "light"] as const) {
        await page.emulateMedia({colorScheme, reducedMotion: "reduce"});
        await idle(page);
        expect(await findings(page), colorScheme).toEqual([]);
      }
      await fitsAPhone(page);
    }
  );

  it("reads without JavaScript", async () => {
    const page = await openChapter("reference-networks", {javaScript: false});
    expect(await page.locator("#convtranspose").innerText()).toBe("convTranspose");
    expect(await page.locator("#convtranspose + pre").innerText()).toContain("function convTranspose(filters: number");
  });
});

describe("an example that came changed by a link", () => {
  it("is not run when the reader comes to it, and runs apart when the reader says so", async () => {
    const {text} = pages.find(({slug}) => slug === "reference-networks")!;
    const source = /^```ts #relu[^\n]*\n([^]*?)\n```$/m.exec(text)![1]!;
    const changed = "globalThis.ran = 1;\ndisplay(1 + 1);";
    const link = await linkWith(await site("reference-networks.html"), {relu: changed}, [{id: "relu", source}]);
    const page = await openPage(link, {serviceWorker: false});
    await page.waitForSelector("html[data-settled]", {state: "attached"});
    await page.evaluate(() => document.getElementById("cell-dense")!.scrollIntoView());
    await expect.poll(() => stateOf(page, "dense")).toBe("done");
    await page.evaluate(() => document.getElementById("cell-relu")!.scrollIntoView());
    await expect.poll(() => stateOf(page, "leakyRelu")).toBe("done");
    expect(await page.evaluate("globalThis.ran")).toBe(undefined);
    const frame = await runApart(page);
    await frame.locator("#cell-relu").scrollIntoViewIfNeeded();
    await expect.poll(() => frame.locator("#cell-relu .cell-output").innerText()).toBe("2");
    expect(await page.evaluate("globalThis.ran")).toBe(undefined);
  });
});

describe("on paper", () => {
  it.each(["reference", "reference-networks"])("%s is the page alone, within the paper, no signature cut", async (slug) => {
    const page = await openChapter(slug, {width: 794});
    await page.emulateMedia({media: "print"});
    expect(await page.locator(".bar:visible, nav:visible, .cell-tools:visible").count()).toBe(0);
    const cut = await page.$$eval("main pre", (all) => all.filter((block) => block.scrollWidth > block.clientWidth + 1).length);
    expect(cut).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(794);
  });
});

describe("the gallery", () => {
  const gallery = visit(() => openChapter("gallery"));

  it("draws the figures that are seen, and no other before the reader comes to it", async () => {
    const page = await gallery();
    const cells = page.locator(".card > .cell");
    await expect.poll(() => cells.first().getAttribute("data-state")).toBe("done");
    expect(await cells.last().getAttribute("data-state")).toBe(null);
    expect(await page.locator(".card .cell[data-state]").count()).toBeLessThan(20);
    await cells.last().scrollIntoViewIfNeeded();
    await expect.poll(() => cells.last().getAttribute("data-state")).toBe("done");
    expect(await page.locator(".card .cell[data-state=failed]").count()).toBe(0);
  });

  it("shows every figure, none failed, when it is walked through", async () => {
    const page = await gallery();
    for (const id of pages.find(({slug}) => slug === "gallery")!.examples) {
      await comeTo(page, id);
      expect(await stateOf(page, id), id).toBe("done");
    }
  });

  it("is links to the entries, each once on the way of the keyboard, and nothing within a picture is", async () => {
    const page = await gallery();
    await expect.poll(() => page.locator(".card > .cell").first().getAttribute("data-state")).toBe("done");
    const focusable = await page
      .locator(".card")
      .first()
      .evaluate((card) => {
        const all = [...card.querySelectorAll<HTMLElement>("a[href], button, input, select, [tabindex]")];
        return all
          .filter((each) => each.tabIndex >= 0 && !each.closest("[inert]") && each.checkVisibility())
          .map((each) => each.textContent);
      });
    expect(focusable).toEqual(["channelsFigure"]);
    await page
      .locator(".card")
      .nth(1)
      .click({position: {x: 40, y: 40}});
    await page.waitForURL(/reference-figures-layers\.html#convolutionfigure$/);
  });
});

describe("without a connection", () => {
  it("a page of the reference opens after the first visit to a chapter, and its examples run", async () => {
    const page = await openChapter("pooling", {serviceWorker: true});
    await page.waitForSelector(".edition:has-text('Saved for offline reading')");
    await page.context().setOffline(true);
    expectProblem(page, /ERR_INTERNET_DISCONNECTED|Failed to load/);
    await page.goto(await site("reference-figures-layers.html"));
    await page.waitForSelector("html[data-settled]", {state: "attached"});
    await comeTo(page, "matrixFigure");
    expect(await stateOf(page, "matrixFigure")).toBe("done");
  });
});
