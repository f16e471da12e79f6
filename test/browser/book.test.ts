/**
 * Every page of the book, in four visits: on a wide screen, on a tablet in the dark, on a phone and without JavaScript. The tests of
 * a visit look at one page, one after the other; what a reader does in the exercises is in exercises.test.ts.
 */
import {beforeAll, describe, expect, it} from "vitest";
import type {Page} from "playwright-core";
import {findings} from "./axe.ts";
import {chapters, openChapter} from "./chapters.ts";
import {expectProblem, foreignRequests, openPage, problems, serveFiles, site, visit} from "./harness.ts";
import {idle} from "./watch.ts";

beforeAll(() => site().then(() => undefined));

/** Elements that stand out of the window to the right and make it scroll; the page's own width when nothing in main does. */
function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(`(() => {
    const {scrollWidth} = document.documentElement;
    if (scrollWidth <= innerWidth) return [];
    const found = [...document.querySelectorAll("main *")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1);
    return [scrollWidth + " px", ...found.slice(0, 5).map((one) => one.outerHTML.slice(0, 120))];
  })()`);
}

/** What stands in the margins and should not: in the column, on a figure or on each other, out of the window; landmarks of one name. */
function marginFaults(page: Page): Promise<string[]> {
  return page.evaluate(`(() => {
    const faults = [];
    const box = (one) => one.getBoundingClientRect();
    const column = box(document.querySelector(".prose"));
    const reach = document.documentElement.clientWidth;
    const others = [...document.querySelectorAll(".fig, .cell-source > pre, .side-note, h2, h3, .table")].filter((one) => one.checkVisibility());
    for (const note of document.querySelectorAll(".side-note")) {
      if (getComputedStyle(note).float === "none") continue;
      const at = box(note);
      const mark = box(note.parentElement);
      const said = note.textContent.slice(0, 40);
      if (at.left < column.right || at.right > reach || at.width < 150) faults.push("not in the margin: " + said);
      if (Math.abs(at.top - mark.top) > 200) faults.push("far from its sentence: " + said);
      for (const other of others) {
        if (other === note || other.contains(note)) continue;
        const its = box(other);
        if (at.left < its.right - 1 && its.left < at.right - 1 && at.top < its.bottom - 1 && its.top < at.bottom - 1)
          faults.push("on " + other.outerHTML.slice(0, 80) + ": " + said);
      }
    }
    const outline = document.querySelector(".outline");
    if (outline?.checkVisibility() && (box(outline).left < 0 || box(outline).right > column.left)) faults.push("the outline is not in the margin");
    const names = [...document.querySelectorAll("nav")].filter((nav) => nav.checkVisibility()).map((nav) => nav.ariaLabel);
    if (new Set(names).size < names.length) faults.push("landmarks: " + names);
    return faults;
  })()`);
}

/** What is measured on the reader's machine, and on no other: a recording of it would be of something else. */
const READERS_OWN = /^times: How long does one picture take in your browser/;

/** Scrolls from the top of a page to its end, a screen at a time, and back: what comes near is drawn. */
function walk(page: Page): Promise<void> {
  return page.evaluate(`(async () => {
    const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight) {
      scrollTo({top: y, behavior: "instant"});
      await frames();
    }
    scrollTo({top: 0, behavior: "instant"});
  })()`);
}

/** Figures that show a message in the place of a drawing, or nothing at all; cells that wait for one that nobody has run. */
function emptyFigures(page: Page): Promise<string[]> {
  return page.evaluate(`(() => {
    const found = [];
    for (const figure of document.querySelectorAll(".cell-output .fig")) {
      const message = [...figure.children].find((one) => one.matches(".fig-message:not([hidden])"));
      const body = [...figure.children].find((one) => one.matches(".fig-body"));
      const name = figure.closest("[data-cell]").dataset.cell + ": " + (figure.querySelector("figcaption")?.textContent ?? figure.className);
      if (message) found.push(name + " says: " + message.textContent);
      else if (body && (body.hidden || body.childElementCount === 0)) found.push(name + " is empty");
    }
    for (const cell of document.querySelectorAll("[data-cell][data-state=waiting]:not([data-role])"))
      if (!cell.hidden && cell.querySelector(".cell-output")) found.push(cell.dataset.cell + " waits");
    return found;
  })()`);
}

describe.each(chapters)("%s.html on a wide screen", (slug) => {
  const wide = visit(async () => {
    const page = await openPage(`${slug}.html`, {theme: "light", width: 2000});
    await page.waitForSelector("html[data-settled]", {state: "attached"});
    await idle(page);
    return page;
  });

  it("settles every cell, without an error and without a request to another host", async () => {
    const page = await wide();
    const failed = await page.$$eval(
      "[data-state=failed]:not([data-role=check]), [data-state=upstream]:not([data-role=check])",
      (cells) => cells.map((cell) => `${(cell as HTMLElement).dataset.cell}: ${cell.textContent}`)
    );
    expect(failed).toEqual([]);
    expect(foreignRequests(page)).toEqual([]);
  });

  it("shows something in every figure that has been seen, before anything is pressed", async () => {
    const page = await wide();
    await walk(page);
    await expect.poll(async () => (await emptyFigures(page)).filter((line) => !READERS_OWN.test(line))).toEqual([]);
  });

  it("has no horizontal scroll bar, and keeps its text within the column", async () => {
    const page = await wide();
    expect(await overflowing(page)).toEqual([]);
    const prose = page.locator(".prose").first();
    expect(await prose.evaluate((found) => found.getBoundingClientRect().width)).toBe(42 * 16);
  });

  it("has no horizontal scroll bar, and nothing in the margins that lies on something, from 2560 px down to 320", async () => {
    const page = await wide();
    await page.emulateMedia({reducedMotion: "reduce"});
    for (const width of [2560, 1600, 1440, 1280, 1200, 1152, 1024, 768, 640, 480, 390, 360, 320]) {
      await page.setViewportSize({width, height: 900});
      await page.waitForFunction(`innerWidth === ${width}`);
      // Figures lay themselves out anew when they are told of their width.
      const faults = async () => [...(await overflowing(page)), ...(await marginFaults(page))];
      await expect.poll(faults, {message: `at ${width} px`}).toEqual([]);
    }
  });

  it("has no serious or critical issue of accessibility in the light theme", async () => {
    const page = await wide();
    await page.setViewportSize({width: 1280, height: 900});
    expect(await page.evaluate("document.documentElement.dataset.theme")).toBe("light");
    expect(await findings(page)).toEqual([]);
  });
});

describe.each(chapters)("%s.html on a tablet, in the dark", (slug) => {
  const tablet = visit(() => openChapter(slug, {theme: "dark", width: 768, reducedMotion: true}));

  it("has no horizontal scroll bar", async () => {
    expect(await overflowing(await tablet())).toEqual([]);
  });

  it("can be walked with Tab from the first stop to the last, each visible and marked", async () => {
    const page = await tablet();
    await page.setViewportSize({width: 1280, height: 900});
    const stops: string[] = [];
    for (;;) {
      await page.keyboard.press("Tab");
      const {name, ring, shown} = await page.evaluate<{name: string; ring: string; shown: boolean}>(`(() => {
        const at = document.activeElement;
        const style = getComputedStyle(at);
        const {width, height} = at.getBoundingClientRect();
        const beside = at.nextElementSibling ? getComputedStyle(at.nextElementSibling).outlineStyle : "none";
        const ring = style.outlineStyle === "none" ? beside : style.outlineStyle;
        return {name: at === document.body ? "" : at.outerHTML.slice(0, 120), ring, shown: width > 0 && height > 0};
      })()`);
      if (name === "") break;
      expect(shown, name).toBe(true);
      expect(ring, name).not.toBe("none");
      stops.push(name);
      if (stops.length > 600) throw new Error(`The focus does not come to an end; last: ${name}`);
    }
    expect(stops[0]).toContain("skip");
    // The walk ends at the end of the page, not where a figure loses the focus.
    expect(stops.at(-1)).toMatch(/<a[^>]* rel="(prev|next|up)"/);
    expect(stops.length).toBeGreaterThan(10);
  });

  it("has no serious or critical issue of accessibility in the dark theme", async () => {
    const page = await tablet();
    await page.setViewportSize({width: 1280, height: 900});
    expect(await page.evaluate("document.documentElement.dataset.theme")).toBe("dark");
    expect(await findings(page)).toEqual([]);
  });

  it("prints the chapter alone, within the paper, long lines of code wrapped", async () => {
    const page = await tablet();
    await page.setViewportSize({width: 794, height: 900});
    await page.emulateMedia({media: "print"});
    expect(await page.locator(".bar:visible, nav:visible, .cell-tools:visible").count()).toBe(0);
    const cut = await page.$$eval(
      "main pre",
      (blocks) => blocks.filter((block) => block.scrollWidth > block.clientWidth + 1).length
    );
    expect(cut).toBe(0);
    expect(await overflowing(page)).toEqual([]);
  });
});

describe.each(chapters)("%s.html on a phone", (slug) => {
  const phone = visit(() => openChapter(slug, {width: 390, height: 800, touch: true}));

  it("has no horizontal scroll bar, nor formulas that are wider than the phone", async () => {
    const page = await phone();
    expect(await overflowing(page)).toEqual([]);
    const cut = await page.evaluate<string[]>(`[...document.querySelectorAll(".katex-display")]
      .filter((formula) => formula.scrollWidth > formula.clientWidth + 1)
      .map((formula) => formula.querySelector("annotation").textContent)`);
    expect(cut).toEqual([]);
  });

  it("goes on in the next line between two words of code, never within one", async () => {
    const page = await phone();
    await page.evaluate(`document.querySelectorAll("details.cell-source").forEach((fold) => (fold.open = true))`);
    const words = ".line [class*=tok-]:not(.tok-string, .tok-string2, .tok-comment)";
    expect(await page.locator(words).count()).toBeGreaterThan(0);
    const broken = await page.$$eval(words, (found) =>
      found
        .filter((word) => new Set([...word.getClientRects()].map(({top}) => Math.round(top))).size > 1)
        .map((word) => word.textContent)
    );
    expect(broken).toEqual([]);
    expect(await overflowing(page)).toEqual([]);
  });

  it("shows an edge where something scrolls within itself, cuts nothing else, and breaks no number", async () => {
    const page = await phone();
    await page.evaluate(`document.querySelectorAll("details").forEach((fold) => (fold.open = true))`);
    const cut = await page.evaluate<string[]>(`(() => {
      const found = [];
      const name = (one) => one.closest("[data-cell]")?.dataset.cell + ": " + one.outerHTML.slice(0, 80);
      for (const one of document.querySelectorAll("main *")) {
        if (one.scrollWidth <= one.clientWidth + 1 || one.clientWidth < 2 || !one.checkVisibility()) continue;
        const style = getComputedStyle(one);
        const edge = style.overflowX === "auto" && /local/.test(style.backgroundAttachment);
        if (style.overflowX !== "visible" && !edge && !one.closest(".katex-mathml, .fig-spoken, .bracket")) found.push(name(one));
      }
      const range = document.createRange();
      for (const cell of document.querySelectorAll("main :is(td, th)")) {
        const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
        for (let text; (text = walk.nextNode());) {
          for (const {0: number, index} of text.data.matchAll(/\\d[\\d.,]*\\d/g)) {
            range.setStart(text, index);
            range.setEnd(text, index + number.length);
            if (range.getClientRects().length > 1) found.push("broken, " + number + ": " + name(cell));
          }
        }
      }
      return found;
    })()`);
    expect(cut).toEqual([]);
    expect(await overflowing(page)).toEqual([]);
  });

  it("gives fingers targets of at least 44 px, in the contents too", async () => {
    const page = await phone();
    await page.click("[data-action=contents]");
    await page.waitForSelector(".contents[data-open]");
    const small = await page.evaluate<string[]>(`(() => {
      const found = [];
      for (const one of document.querySelectorAll("button, select, summary, input:not([type=hidden]), .bar a, .pager a, .contents a")) {
        if (!one.checkVisibility({opacityProperty: true, visibilityProperty: true}) || one.closest("[inert]")) continue;
        const target = one.matches("input[type=checkbox], input[type=radio]") ? one.closest("label, form") ?? one : one;
        const {width, height} = target.getBoundingClientRect();
        if (width === 0 || Math.round(height) >= 44) continue;
        found.push(one.outerHTML.slice(0, 120) + " " + Math.round(width) + "×" + Math.round(height));
      }
      return found;
    })()`);
    expect(small).toEqual([]);
  });
});

describe("the outline in the margin of a wide screen", () => {
  const wide = visit(() => openChapter("convolution", {width: 1280, height: 800, reducedMotion: true}));
  const shown = (page: Page) => page.locator(".outline").isVisible();

  it("names the section that is read, however far one goes at once, and leads to the others by the keyboard", async () => {
    const page = await wide();
    const reading = page.locator(".outline [aria-current=location]");
    expect(await page.locator(".outline a").count()).toBe(await page.locator(".chapter h2").count());
    expect(await reading.count()).toBe(0);
    await page.evaluate("scrollTo({top: document.body.scrollHeight, behavior: 'instant'})");
    await expect.poll(() => reading.allTextContents()).toEqual(["Where to go"]);
    // A section that is too near to the end to be scrolled up is the one that is read when it was asked for.
    await page.click(".outline a >> text=What we left out");
    await expect.poll(() => reading.allTextContents()).toEqual(["What we left out"]);
    await page.focus(".outline a");
    await page.keyboard.press("Enter");
    await expect.poll(() => reading.allTextContents()).toEqual(["A window that slides"]);
    expect(await page.evaluate("location.hash")).toBe("#a-window-that-slides");
    await page.evaluate("scrollTo({top: 0, behavior: 'instant'})");
    await expect.poll(() => reading.count()).toBe(0);
  });

  it("makes room for a figure that takes both margins, and comes back for who comes by the keyboard", async () => {
    const page = await wide();
    const opacity = () => page.locator(".outline").evaluate((nav) => getComputedStyle(nav).opacity);
    const figure = page.locator(".cell[data-wide] .fig").first();
    await figure.evaluate((one) => one.scrollIntoView({block: "center", behavior: "instant"}));
    await expect.poll(opacity).toBe("0");
    const {x, width} = (await figure.boundingBox())!;
    expect(x).toBeLessThan((await page.locator(".prose").first().boundingBox())!.x - 150);
    expect(width).toBeGreaterThan(1100);
    await page.focus(".outline a");
    await expect.poll(opacity).toBe("1");
    await page.evaluate("document.activeElement.blur(); document.querySelector('#how-large-is-the-output').scrollIntoView()");
    await expect.poll(opacity).toBe("1");
  });

  it("is not there twice with the contents, nor in the presenter view, in print or on a narrow page; its notes are parentheses there", async () => {
    const page = await wide();
    const notes = () =>
      page.locator(".side-note").evaluateAll((all) => [...new Set(all.map((note) => getComputedStyle(note).float))]);
    expect([await shown(page), ...(await notes())]).toEqual([true, "right"]);
    await page.click("[data-action=contents]");
    await page.waitForSelector(".contents[data-open]");
    expect([await shown(page), ...(await notes())]).toEqual([false, "right"]);
    expect(await marginFaults(page)).toEqual([]);
    await page.click("[data-action=contents]");
    await page.click("[data-action=present]");
    await page.waitForSelector("html[data-present]");
    expect([await shown(page), ...(await notes())]).toEqual([false, "none"]);
    await page.keyboard.press("Escape");
    await page.emulateMedia({media: "print"});
    expect([await shown(page), ...(await notes())]).toEqual([false, "none"]);
    await page.emulateMedia({media: "screen"});
    await page.setViewportSize({width: 1180, height: 800});
    expect([await shown(page), ...(await notes())]).toEqual([false, "none"]);
    expect(await page.locator(".side-note").first().innerText()).toMatch(/^\s*\(.*\)$/s);
  });
});

describe.each(chapters)("%s.html without JavaScript", (slug) => {
  it("reads: prose, highlighted code, formulas and the way to the next chapter; no button that does nothing", async () => {
    const page = await openChapter(slug, {javaScript: false});
    expect(await page.locator("h1").isVisible()).toBe(true);
    expect((await page.textContent("h1"))?.length).toBeGreaterThan(2);
    expect((await page.textContent("article"))?.length).toBeGreaterThan(1000);
    // The page beside the book says little.
    expect(await page.locator(".prose p:visible").count()).toBeGreaterThan(1);
    expect(await page.locator(".tok-keyword").count()).toBeGreaterThan(0);
    const code = page.locator(".cell-source:not([hidden]) > pre").first();
    if (await code.count()) expect((await code.textContent())!.length).toBeGreaterThan(5);
    const formula = page.locator(".katex-html").first();
    if (await formula.count()) expect(await formula.isVisible()).toBe(true);
    expect(await page.locator("nav.pager a").count()).toBeGreaterThan(0);
    expect(await page.locator("button:visible").count()).toBe(0);
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
