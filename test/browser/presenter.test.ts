import {beforeAll, describe, expect, it} from "vitest";
import type {Page} from "playwright-core";
import {bundlePage, openPage, type OpenOptions} from "./harness.ts";
import {liveScript, sampleBody} from "./sample.ts";

let url: string;
beforeAll(async () => {
  url = await bundlePage(liveScript, sampleBody);
});

async function opened(options: OpenOptions & {at?: string} = {}): Promise<Page> {
  const page = await openPage(url + (options.at ?? ""), options);
  await page.waitForSelector("html[data-ready]");
  await page.waitForSelector("[data-cell=object] a[role=button]", {state: "attached"});
  await page.evaluate("document.fonts.ready.then(() => true)");
  return page;
}

async function presenting(options: OpenOptions = {}): Promise<Page> {
  const page = await opened(options);
  await page.click("[data-action=present]");
  await page.waitForSelector(".presenter");
  return page;
}

const place = async (page: Page) => (await page.textContent(".presenter-place"))!.split(" / ").map(Number);
const number = async (page: Page) => (await place(page))[0];
const visible = (page: Page) => page.locator("h1:visible, h2:visible, .exercise > h3:visible").allTextContents();
const slide = (page: Page) => page.evaluate<string | null>("new URLSearchParams(location.search).get('slide')");
const focused = (page: Page) => page.evaluate<string>("document.activeElement.id || document.activeElement.className");

/** Turns until the slide shows this, by keyboard. */
async function turnTo(page: Page, selector: string): Promise<void> {
  for (let i = 0; i < 30 && !(await page.locator(selector).isVisible()); i++) await page.keyboard.press("PageDown");
  expect(await page.locator(selector).isVisible(), selector).toBe(true);
}

describe("presenter view", () => {
  it("shows a part of a section at a time, larger, its place among all, and the section's title", async () => {
    const page = await opened();
    const size = () => page.evaluate<number>("document.querySelector('.summary').getBoundingClientRect().width");
    const before = await size();
    await page.click("[data-action=present]");
    await page.waitForSelector(".presenter");
    expect(await visible(page)).toEqual(["Convolution"]);
    expect(await number(page)).toBe(1);
    expect(await page.textContent(".presenter-section")).toBe("Convolution");
    expect(await size()).toBeGreaterThan(before * 1.1);
    expect(await page.locator(".bar").isVisible()).toBe(false);
    await page.waitForFunction("document.querySelector('.announce').textContent.startsWith('Slide 1 of ')");
    expect(await focused(page)).toBe("main");
  });

  it("turns by arrows, Page keys and Space, to both ends by Home and End, and not past them", async () => {
    const page = await presenting();
    const [, last] = (await place(page)) as [number, number];
    expect(last).toBeGreaterThan(5);
    const steps: [key: string, to: number][] = [
      ["ArrowRight", 2],
      ["PageDown", 3],
      ["Space", 4],
      ["Shift+Space", 3],
      ["ArrowLeft", 2],
      ["PageUp", 1],
      ["ArrowLeft", 1],
      ["End", last],
      ["ArrowRight", last],
      ["Home", 1]
    ];
    for (const [key, to] of steps) {
      await page.keyboard.press(key);
      expect(await number(page), key).toBe(to);
    }
  });

  it("goes to a slide by number: G or a digit, Enter; Escape leaves the field and not the view", async () => {
    const page = await presenting();
    await page.keyboard.press("3");
    expect(await page.inputValue(".presenter-go input")).toBe("3");
    await page.keyboard.press("Enter");
    expect(await number(page)).toBe(3);
    expect(await focused(page)).toBe("main");
    await page.keyboard.press("g");
    await page.keyboard.type("99");
    await page.keyboard.press("Enter");
    expect(await number(page)).toBe((await place(page))[1]);
    await page.keyboard.press("g");
    await page.keyboard.press("Escape");
    expect(await page.locator(".presenter-go").isVisible()).toBe(false);
    expect(await page.locator(".presenter").isVisible()).toBe(true);
    expect(await focused(page)).toBe("main");
  });

  it("keeps the focus on Next at the last slide, and on Back at the first", async () => {
    const page = await presenting();
    const [, last] = (await place(page)) as [number, number];
    for (const [name, end] of [
      ["Next", last],
      ["Back", 1]
    ] as const) {
      const turn = page.locator(".presenter").getByRole("button", {name});
      await turn.focus();
      for (let i = 0; i < last; i++) await page.keyboard.press("Enter");
      expect(await number(page)).toBe(end);
      const held = await turn.evaluate((node) => [node === document.activeElement, node.getAttribute("aria-disabled")]);
      expect(held).toEqual([true, "true"]);
    }
  });

  it("leaves the keys to a slider, which works where it is enlarged, and takes the focus back when that slide is turned", async () => {
    const page = await presenting();
    await turnTo(page, "input[type=range]");
    const before = await number(page);
    const slider = page.locator("input[type=range]").first();
    await slider.focus();
    const value = Number(await slider.inputValue());
    await page.keyboard.press("ArrowRight");
    expect(Number(await slider.inputValue())).toBe(value + 1);
    const box = (await slider.boundingBox())!;
    await page.mouse.click(box.x + box.width - 4, box.y + box.height / 2);
    expect(await slider.inputValue()).toBe("7");
    expect(await number(page)).toBe(before);
    await page.evaluate("document.querySelector('.presenter button:nth-of-type(1)').click()");
    expect(await number(page)).toBe(before! - 1);
    expect(await focused(page)).toBe("main");
  });

  it("shows the chapter's own elements: cells run on, canvases keep their picture, nothing runs again", async () => {
    const page = await opened();
    const states = () =>
      page.locator("section.cell").evaluateAll((cells) => cells.map((cell) => (cell as HTMLElement).dataset.state));
    await page.evaluate(`(() => {
      const canvas = document.createElement("canvas");
      canvas.id = "drawn";
      document.querySelector("[data-cell=edited] .cell-output").append(canvas);
      canvas.getContext("2d").fillRect(0, 0, 10, 10);
      globalThis.kept = [...document.querySelectorAll("article *")];
    })()`);
    const before = await states();
    await page.click("[data-action=present]");
    await page.waitForSelector(".presenter");
    const [, last] = (await place(page)) as [number, number];
    for (let i = 0; i < last; i++) await page.keyboard.press("ArrowRight");
    // What was running comes to its end on a slide that nobody looks at.
    await page.evaluate("gate(3)");
    await page.waitForFunction("document.querySelector('[data-cell=table]').dataset.state === 'done'");
    await page.keyboard.press("Escape");
    const after = await states();
    // The one that was running, and the one that waited for it.
    expect(after.filter((state, i) => state !== before[i])).toEqual(["done", "done"]);
    expect(await page.evaluate("kept.every((one) => one.isConnected || one.closest('[data-cell=table], .cell-controls'))")).toBe(
      true
    );
    expect(await page.evaluate("document.querySelector('#drawn').getContext('2d').getImageData(5, 5, 1, 1).data[3]")).toBe(255);
  });

  it("has the slide in the address: a reload, and a link, open at it; leaving takes it out", async () => {
    const page = await presenting();
    await turnTo(page, "#trying");
    const at = await slide(page);
    expect(at).toBeTruthy();
    const again = await opened({at: `?slide=${encodeURIComponent(at!)}`});
    await again.waitForSelector(".presenter");
    expect(await slide(again)).toBe(at);
    expect(await again.locator("#trying").isVisible()).toBe(true);
    await again.keyboard.press("Escape");
    expect(await again.evaluate("location.search")).toBe("");
    const gone = await opened({at: "?slide=no-such-slide"});
    await gone.waitForSelector(".presenter");
    expect(await number(gone)).toBe(1);
  });

  it("follows a link to a place of the chapter to its slide", async () => {
    const page = await presenting();
    await page.evaluate("location.hash = 'left'");
    await page.waitForFunction("document.querySelector('#left').getClientRects().length > 0");
    expect(await visible(page)).toEqual(["What we left out"]);
  });

  it("shows notes for the teacher only there, toggled by N, remembered", async () => {
    const page = await opened();
    const said = "Ask how many products";
    expect(
      await page.evaluate("document.querySelector('main').innerText + document.querySelector('main').textContent")
    ).not.toContain(said);
    await page.click("[data-action=present]");
    await page.waitForSelector(".presenter");
    const panel = page.locator(".presenter-notes");
    const width = () => page.evaluate<number>("document.querySelector('main').clientWidth");
    const whole = await width();
    expect(await panel.isVisible()).toBe(false);
    await page.keyboard.press("n");
    expect(await panel.innerText()).toContain(said);
    expect(await panel.innerText()).toContain("5 minutes");
    expect(await width()).toBeLessThan(whole * 0.8);
    const fits = "document.querySelector('.summary').getBoundingClientRect().right <= document.querySelector('main').clientWidth";
    expect(await page.evaluate(fits)).toBe(true);
    await page.keyboard.press("End");
    expect(await panel.innerText()).toContain("No notes for this slide.");
    await page.reload();
    await page.waitForSelector(".presenter-notes:not([hidden])");
    await page.keyboard.press("n");
    expect(await panel.isVisible()).toBe(false);
    expect(await page.evaluate("localStorage.getItem('gantry:notes')")).toBeNull();
  });

  it("shows an exercise as text and editor side by side, without its solution", async () => {
    const page = await presenting();
    await turnTo(page, ".exercise");
    expect(await visible(page)).toEqual(["Exercise: Write the loop"]);
    const [text, editor] = await Promise.all(
      [".exercise > .prose p", ".exercise pre"].map(async (name) => (await page.locator(name).first().boundingBox())!)
    );
    expect(editor!.x).toBeGreaterThan(text!.x + text!.width - 1);
    expect(Math.abs(editor!.y - text!.y)).toBeLessThan(60);
    expect(await page.locator(".solution").isVisible()).toBe(false);
  });

  it("turns by a swipe, but not by one on a slider", async () => {
    const page = await presenting({touch: true});
    const swipe = (selector: string, by: number) =>
      page.locator(selector).evaluate((target, by) => {
        const touch = (x: number) => new Touch({identifier: 1, target, clientX: x, clientY: 200});
        target.dispatchEvent(new TouchEvent("touchstart", {bubbles: true, touches: [touch(400)]}));
        target.dispatchEvent(new TouchEvent("touchend", {bubbles: true, changedTouches: [touch(400 + by)]}));
      }, by);
    await swipe("h1", -150);
    expect(await number(page)).toBe(2);
    await swipe("main", 150);
    expect(await number(page)).toBe(1);
    await swipe("main", 20);
    expect(await number(page)).toBe(1);
    await turnTo(page, "input[type=range]");
    const at = await number(page);
    await page
      .locator("input[type=range]")
      .first()
      .evaluate((slider) => (slider.id = "dragged"));
    await swipe("#dragged", -150);
    expect(await number(page)).toBe(at);
  });

  it("scrolls what no screen holds within a visible edge, before it turns", async () => {
    const page = await opened();
    await page.evaluate(`(() => {
      const tall = document.createElement("canvas");
      tall.style.cssText = "display: block; width: 300px; height: 3000px";
      document.querySelector("[data-cell=edited] .cell-output").append(tall);
    })()`);
    await page.click("[data-action=present]");
    await page.waitForSelector(".presenter");
    await turnTo(page, "[data-cell=edited]");
    const at = await number(page);
    expect(await page.locator("main[data-scrolls]").count()).toBe(1);
    expect(await page.locator(".presenter-more").isVisible()).toBe(true);
    const edge = await page.evaluate("getComputedStyle(document.querySelector('main')).borderBottomStyle");
    expect(edge).toBe("dashed");
    await page.keyboard.press("PageDown");
    expect(await number(page)).toBe(at);
    expect(await page.evaluate<number>("document.querySelector('main').scrollTop")).toBeGreaterThan(100);
    for (let i = 0; i < 12 && (await number(page)) === at; i++) await page.keyboard.press("PageDown");
    expect(await number(page)).toBe(at! + 1);
    expect(await page.evaluate("document.querySelector('main').scrollTop")).toBe(0);
  });

  it("leaves with Escape, at the slide that was shown, with everything there and the focus in the bar", async () => {
    const page = await presenting();
    await turnTo(page, "#trying");
    await page.keyboard.press("Escape");
    expect(await visible(page)).toHaveLength(5);
    const top = await page.locator("#trying").evaluate((heading) => heading.getBoundingClientRect().top);
    expect(top).toBeGreaterThan(0);
    expect(top).toBeLessThan(300);
    expect(await page.evaluate("document.activeElement.dataset.action")).toBe("present");
    expect(await page.locator(".presenter, .presenter-notes, [data-offstage]").count()).toBe(0);
    expect(await page.getAttribute("article", "style")).toBeFalsy();
  });

  it("starts at the place that is being read", async () => {
    const page = await opened();
    await page.evaluate("document.querySelector('#trying').scrollIntoView({behavior: 'instant'})");
    await page.waitForFunction("Math.abs(document.querySelector('#trying').getBoundingClientRect().top) < innerHeight / 3");
    await page.click("[data-action=present]");
    await page.waitForSelector(".presenter");
    expect(await page.textContent(".presenter-section")).toMatch(/Try it|What a layer holds/);
  });

  for (const [width, height] of [
    [1280, 720],
    [1024, 768]
  ] as const)
    it(`has the same slides at ${width} × ${height}, made to fit`, async () => {
      const large = await presenting({width: 1920, height: 1080});
      const small = await presenting({width, height});
      expect((await place(small))[1]).toBe((await place(large))[1]);
      for (let i = 0; i < 4; i++) {
        const box = await small.evaluate<{right: number; bottom: number}>(`(() => {
          const shown = [...document.querySelectorAll("article p, article pre, h1, h2")].filter((one) => one.getClientRects().length);
          const boxes = shown.map((one) => one.getBoundingClientRect());
          return {right: Math.max(...boxes.map((box) => box.right)), bottom: Math.max(...boxes.map((box) => box.bottom))};
        })()`);
        expect(box.right).toBeLessThanOrEqual(width);
        expect(box.bottom).toBeLessThanOrEqual(height);
        await small.keyboard.press("ArrowRight");
      }
    });
});
