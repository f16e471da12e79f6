import {describe, expect, it} from "vitest";
import {chapters, openChapter} from "./chapters.ts";

/** One slide of a chapter, as a room sees it. */
interface Seen {
  slide: string;
  /** How far beyond the edges of the screen something of it is drawn, in CSS pixels. */
  beyond: number;
  scrolls: boolean;
  /** The share of the screen's height that it takes, and how many CSS pixels its text is high. */
  filled: number;
  text: number;
  /** It ends with a heading. */
  orphan: boolean;
  notes: string;
}

/** In the page: goes from slide to slide by keyboard, and looks at each once it has come to rest. */
const walk = `(async () => {
  const main = document.querySelector("main");
  const article = document.querySelector("article");
  const frame = () => new Promise(requestAnimationFrame);
  const rest = async () => {
    for (let still = 0, last = ""; still < 4;) {
      await frame();
      const now = article.style.transform + article.offsetHeight;
      still = now === last ? still + 1 : 0;
      last = now;
    }
  };
  /** The box to which what stands in an element is cut; undefined where nothing cuts. Known for each element that was asked about. */
  let cuts = new Map();
  const cutOf = (at) => {
    if (at === null || at === main) return undefined;
    if (cuts.has(at)) return cuts.get(at);
    const {overflowX, clipPath} = getComputedStyle(at);
    const outer = cutOf(at.parentElement);
    const cut = overflowX === "visible" && clipPath === "none" ? outer : within(at.getBoundingClientRect(), outer);
    cuts.set(at, cut);
    return cut;
  };
  const within = ({left, top, right, bottom}, cut) =>
    cut ? {left: Math.max(left, cut.left), top: Math.max(top, cut.top), right: Math.min(right, cut.right), bottom: Math.min(bottom, cut.bottom)} : {left, top, right, bottom};
  const isLeaf = (one) =>
    one.matches("svg, canvas, img, input, select, button, progress, .katex") ||
    (!one.closest("svg, .katex, pre") && [...one.childNodes].some((child) => child.nodeType === 3 && child.data.trim() !== "")) ||
    one.matches(".line");
  const unseen = ".visually-hidden, .fig-spoken, .fig-hidden, .cell-mark, .cell-tools, [data-offstage]";
  const seen = [];
  for (;;) {
    await rest();
    cuts = new Map();
    const stage = main.getBoundingClientRect();
    const boxes = [...article.querySelectorAll("*")]
      .filter((one) => isLeaf(one) && !one.closest(unseen) && one.checkVisibility({opacityProperty: true}))
      .map((one) => within(one.getBoundingClientRect(), cutOf(one.parentElement)))
      .filter(({left, top, right, bottom}) => right - left > 3 && bottom - top > 3);
    const edge = (side, pick) => pick(...boxes.map((box) => box[side]));
    const [left, top, right, bottom] = [edge("left", Math.min), edge("top", Math.min), edge("right", Math.max), edge("bottom", Math.max)];
    const pieces = [...article.querySelectorAll(":scope > :not(.prose), .prose > *")].filter((one) => one.getBoundingClientRect().height > 2);
    const words = pieces.find((one) => one.matches("p, ul, ol")) ?? article;
    const number = document.querySelector(".presenter-place").textContent;
    seen.push({
      slide: number + " " + new URLSearchParams(location.search).get("slide"),
      beyond: Math.max(0, stage.left - left, stage.top - top, right - stage.right, bottom - stage.bottom),
      scrolls: main.hasAttribute("data-scrolls"),
      filled: (bottom - top) / stage.height,
      text: parseFloat(getComputedStyle(words).fontSize) * (words.getBoundingClientRect().width / words.offsetWidth),
      orphan: pieces.at(-1)?.matches("h1, h2, h3, h4") === true,
      notes: document.querySelector(".presenter-notes").textContent
    });
    const [at, of] = number.split(" / ").map(Number);
    if (at === of) return seen;
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowRight", bubbles: true}));
  }
})()`;

/** Slides that scroll or are small, by their piece in the address: cells of several figures, which no screen holds. */
const tall: readonly string[] = ["heads-compared", "losing-curves", "duelling", "starved", "saved", "inside"];

describe("presenter view of a whole chapter at 1920 × 1080", () => {
  it.each(chapters)("%s: every slide fits, none is tiny or ends with a heading, and there are notes", async (slug) => {
    const page = await openChapter(slug, {width: 1920, height: 1080, reducedMotion: true});
    await page.click("[data-action=present]");
    await page.waitForSelector(".presenter");
    const all = (await page.evaluate(walk)) as Seen[];
    expect(all.length).toBeGreaterThan(1);
    const seen = all.filter(({slide}) => !tall.includes(slide.split(" ").at(-1)!));
    const named = (which: (one: Seen) => boolean) => seen.filter(which).map(({slide}) => slide);
    expect(
      named(({scrolls}) => scrolls),
      "scroll"
    ).toEqual([]);
    const beyond = seen.filter(({beyond, scrolls}) => beyond > 2 && !scrolls);
    expect(
      beyond.map(({slide, beyond}) => `${slide}: ${Math.round(beyond)} px`),
      "are cut by the edge of the screen"
    ).toEqual([]);
    expect(
      named(({text}) => text < 19),
      "have text of less than 19 pixels"
    ).toEqual([]);
    expect(
      named(({filled}) => filled < 0.1),
      "are nearly empty"
    ).toEqual([]);
    expect(
      named(({orphan}) => orphan),
      "end with a heading"
    ).toEqual([]);
    const noted = seen.filter(({notes}) => !notes.startsWith("No notes"));
    // All of "Generate by class" is three slides.
    expect(noted.length, "slides with notes").toBeGreaterThanOrEqual(slug === "generate" ? 1 : 2);
  });
});
