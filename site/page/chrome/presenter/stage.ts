import type {PagePiece} from "./pieces.ts";

/** How much of the chapter's lengths fits a screen at the base scale: 1067 × 600, 1.8 times enlarged on 1920 × 1080. */
const base = {width: 1067, height: 600};

/** How far a slide may be enlarged beyond the base scale (a sentence or two most of all), and how far made smaller before it scrolls. */
const [mostText, mostFew, mostShow, least, leastOfAll] = [1.2, 1.4, 1.5, 0.6, 0.72];

/** Prose that is no higher is a sentence or two, in CSS pixels of the reading page. */
const few = 210;

/** How far figures may reach to the right of the text's column: as in the reading page, or further, where that makes a high figure lower. */
const reaches = ["18rem", "38rem"] as const;

/** The place where one slide at a time is shown, as large as fits. The chapter's own elements stand on it: none is copied, made anew or moved. */
export class Stage {
  readonly #main: HTMLElement;
  readonly #article: HTMLElement;
  readonly #pieces: readonly PagePiece[];
  readonly #resized: ResizeObserver;
  /** Told when what is on the slide has got another size. */
  readonly #fitted: () => void;
  #shown: readonly PagePiece[] = [];
  #scale = 1;
  /** Of this slide: the better reach once it is known, and what the first one gave while the second is tried. */
  #reach = new Map<PagePiece, string>();
  #tried: number | null = null;

  constructor(article: HTMLElement, pieces: readonly PagePiece[], fitted: () => void) {
    this.#article = article;
    this.#main = article.closest("main") ?? document.body;
    this.#pieces = pieces;
    this.#fitted = fitted;
    this.#resized = new ResizeObserver(() => this.fit(true));
    this.#resized.observe(article);
    this.#resized.observe(this.#main);
  }

  /** Shows these pieces and no others. */
  show(pieces: readonly PagePiece[]): void {
    this.#shown = pieces;
    const shown = new Set(pieces);
    for (const piece of this.#pieces) piece.element.toggleAttribute("data-offstage", !shown.has(piece));
    // What holds pieces is there where one of them is.
    for (const holder of this.#article.querySelectorAll<HTMLElement>(".prose, .prose :is(ul, ol)")) {
      if (this.#pieces.some(({element}) => element === holder || element.contains(holder))) continue;
      holder.toggleAttribute("data-offstage", !pieces.some(({element}) => holder.contains(element)));
    }
    countOn(pieces);
    const first = pieces[0];
    this.#tried = null;
    this.#article.style.setProperty("--reach", (first && this.#reach.get(first)) ?? reaches[0]);
    this.#main.scrollTop = 0;
    this.#scale = 0;
    this.fit(false);
  }

  /** Makes the slide as large as fits. `again`: it is shown already, and grows only where that is worth the movement. */
  fit(again: boolean): void {
    const box = this.#inked();
    if (!box) return;
    const [width, height] = [this.#main.clientWidth, this.#main.clientHeight];
    if (width === 0 || height === 0) return;
    const unit = Math.min(width / base.width, height / base.height);
    const [aside, above] = [32 * unit, 20 * unit];
    const shows = this.#shown.some(({kind}) => kind === "show" || kind === "exercise");
    const most = shows ? mostShow : box.height < few ? mostFew : mostText;
    const wanted = Math.min((width - 2 * aside) / box.width, (height - 2 * above) / box.height, most * unit);
    if (this.#keepsReach(wanted, unit)) return;
    const scale = Math.max(wanted, Math.min(Math.max(least * unit, leastOfAll), (width - aside) / box.width));
    if (again && this.#scale > 0 && scale > this.#scale && scale < 1.06 * this.#scale) return this.#put(this.#scale, box);
    this.#put(scale, box);
  }

  /** How high what is shown is now, in lengths of the chapter. */
  get height(): number {
    return this.#inked()?.height ?? 0;
  }

  /** Puts everything back as it is in the reading page. */
  remove(): void {
    this.#resized.disconnect();
    this.#article.style.removeProperty("--reach");
    this.#article.style.removeProperty("transform");
    this.#main.removeAttribute("data-scrolls");
    for (const held of this.#article.querySelectorAll("[data-offstage]")) held.removeAttribute("data-offstage");
    countOn([]);
  }

  #put(scale: number, box: {left: number; top: number; width: number; height: number}): void {
    const [width, height] = [this.#main.clientWidth, this.#main.clientHeight];
    const scrolls = box.height * scale > height;
    const x = Math.max(0, (width - box.width * scale) / 2) - box.left * scale;
    const room = height - box.height * scale;
    const y = (scrolls ? 12 : room * 0.45) - box.top * scale;
    this.#scale = scale;
    this.#article.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px) scale(${scale.toFixed(4)})`;
    this.#main.toggleAttribute("data-scrolls", scrolls);
    this.#fitted();
  }

  /**
   * A slide that is made smaller than its text wants, for the height of a figure, tries how high the figure is when it is wider. True while
   * it waits for the figure to answer.
   */
  #keepsReach(wanted: number, unit: number): boolean {
    const first = this.#shown[0];
    if (!first || this.#reach.has(first)) return false;
    const {style} = this.#article;
    if (this.#tried === null) {
      const figure = this.#shown.some(({element}) => element.querySelector(".cell-output > :is(.fig, .wide)"));
      if (!figure || wanted > 0.95 * unit) return false;
      this.#tried = wanted;
      style.setProperty("--reach", reaches[1]);
      // Figures answer a width after a frame, and draw in the next.
      const answered = () => this.#shown[0] === first && this.#tried !== null && this.#compare(first);
      requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(answered)));
      return this.#scale > 0;
    }
    return true;
  }

  #compare(first: PagePiece): void {
    const [before, box] = [this.#tried!, this.#inked()];
    this.#tried = null;
    if (!box) return;
    const [width, height] = [this.#main.clientWidth, this.#main.clientHeight];
    const unit = Math.min(width / base.width, height / base.height);
    const wider = Math.min((width - 64 * unit) / box.width, (height - 40 * unit) / box.height);
    const better = wider > 1.04 * before ? reaches[1] : reaches[0];
    this.#reach.set(first, better);
    this.#article.style.setProperty("--reach", better);
    this.fit(false);
  }

  /** What the slide covers, in lengths of the chapter from the article's corner; null where there is nothing to see. */
  #inked(): {left: number; top: number; width: number; height: number} | null {
    const origin = this.#article.getBoundingClientRect();
    const scale = origin.width / (this.#article.offsetWidth || 1) || 1;
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    const take = (part: Element): void => {
      const box = part.getBoundingClientRect();
      if (box.width === 0 || box.height === 0 || !part.checkVisibility()) return; // code in a fold has a size, and is not seen
      [left, top] = [Math.min(left, box.left), Math.min(top, box.top)];
      [right, bottom] = [Math.max(right, box.right), Math.max(bottom, box.bottom)];
    };
    for (const {element, kind} of this.#shown) {
      if (kind === "exercise" || !element.matches(".cell")) take(element);
      // A cell is as wide as what it shows; the frame of a figure is as wide as it may be, whatever stands in it.
      else for (const part of element.querySelectorAll(parts)) take(part);
    }
    if (left === Infinity) return null;
    // Run, Edit and More hang below a cell when it is pointed at.
    const tools = this.#shown.at(-1)?.element.matches(".cell") ? toolsHeight : 0;
    return {
      left: (left - origin.left) / scale,
      top: (top - origin.top) / scale,
      width: (right - left) / scale,
      height: (bottom - top) / scale + tools
    };
  }
}

const toolsHeight = 26;

const parts = [
  ".cell-output > :not(.fig)",
  ".fig > .fig-caption",
  ".fig > .fig-message",
  ".fig > .fig-body > *",
  ".fig > .fig-foot > .fig-controls > *",
  ".fig > :not(.fig-caption, .fig-message, .fig-body, .fig-foot, .fig-spoken)",
  ".cell-source > *",
  ".cell-source .cm-editor",
  ".cell-error",
  ".cell > :not(.cell-output, .cell-source, .cell-tools)"
].join(", ");

/** Numbered points of a list that is cut go on counting where the slide before it ended. */
function countOn(pieces: readonly PagePiece[]): void {
  for (const point of document.querySelectorAll<HTMLElement>("[data-counts]")) {
    point.style.removeProperty("counter-set");
    delete point.dataset.counts;
  }
  const point = pieces.find(({element}) => element.matches("ol > li"))?.element;
  if (!point) return;
  const list = point.parentElement as HTMLOListElement;
  point.dataset.counts = "";
  point.style.setProperty("counter-set", `list-item ${list.start + [...list.children].indexOf(point)}`);
}
