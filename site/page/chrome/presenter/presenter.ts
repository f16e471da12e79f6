import type {Page} from "../../runtime/contract.ts";
import {PresenterBar} from "./bar.ts";
import {comfortable, type Cut, cutIntoSlides} from "./deck.ts";
import {listenToTurns} from "./keys.ts";
import {Notes, NotesPanel} from "./notes.ts";
import {type PagePiece, piecesOf} from "./pieces.ts";
import {putInAddress, slideAsked} from "./place.ts";
import {Stage} from "./stage.ts";

let presenter: Presenter | undefined;

/** Enters or leaves presenter view: one idea at a time, as large as the screen. */
export function togglePresenter(page: Page): void {
  if (presenter) presenter.leave();
  else presenter = new Presenter(page);
}

/** The chapter as slides, from entering the view until leaving it. */
class Presenter {
  readonly #page: Page;
  readonly #main: HTMLElement;
  readonly #notes = new Notes();
  readonly #panel = new NotesPanel(this.#notes);
  readonly #bar: PresenterBar;
  readonly #over = new AbortController();
  #pieces: PagePiece[] = [];
  #cuts: Cut[] = [];
  #stage: Stage | undefined;
  #current = 0;

  constructor(page: Page) {
    this.#page = page;
    this.#main = page.article.closest("main") ?? document.body;
    this.#bar = new PresenterBar({
      turn: (by) => this.#turn(by),
      goTo: (number) => this.#show(number - 1),
      notes: () => this.#toggleNotes(),
      leave: () => this.leave()
    });
    const asked = slideAsked(location.search);
    const reading = readingPlace(page.article);
    document.documentElement.dataset.present = "";
    document.documentElement.toggleAttribute("data-notes", this.#panel.open);
    document.querySelector(".bar [data-action=present]")?.setAttribute("aria-pressed", "true");
    document.body.append(this.#panel.element, this.#bar.element);
    this.#cut();
    const number = asked === null ? this.#slideOf(reading) : this.#slideCalled(asked);
    this.#listen();
    this.#main.tabIndex = -1;
    this.#main.focus({preventScroll: true});
    this.#show(number);
    // What cells show by then has its size, and is cut by it.
    if (document.documentElement.dataset.settled === undefined) void page.settled().then(() => this.#again());
  }

  /** Back to reading, at the place that was shown. */
  leave(): void {
    const first = this.#shown()[0];
    this.#over.abort();
    this.#stage?.remove();
    this.#panel.remove();
    this.#bar.element.remove();
    delete document.documentElement.dataset.present;
    delete document.documentElement.dataset.notes;
    presenter = undefined;
    putInAddress(null);
    first?.element.scrollIntoView({behavior: "instant", block: "start"});
    const button = document.querySelector<HTMLElement>(".bar [data-action=present]");
    button?.setAttribute("aria-pressed", "false");
    button?.focus({preventScroll: true});
  }

  #listen(): void {
    const {signal} = this.#over;
    listenToTurns(
      {
        turn: (by) => this.#turn(by),
        first: () => this.#show(0),
        last: () => this.#show(this.#cuts.length - 1),
        ask: (digit) => this.#bar.ask(digit),
        notes: () => this.#toggleNotes(),
        leave: () => this.leave(),
        scroll: (by) => this.#scroll(by)
      },
      signal
    );
    // A link to a place of this chapter leads to its slide.
    addEventListener(
      "hashchange",
      () => {
        const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
        if (target && this.#page.article.contains(target)) this.#show(this.#slideOf(target));
      },
      {signal}
    );
    addEventListener("beforeprint", () => this.leave(), {signal});
    this.#main.addEventListener("scroll", () => this.#sayMore(), {signal, passive: true});
    const ends = this.#page.on("order", () => requestAnimationFrame(() => signal.aborted || this.#again()));
    signal.addEventListener("abort", ends);
  }

  /** Cuts the chapter as it is laid out now, all of it on one long page that nobody sees. */
  #cut(): void {
    this.#stage?.remove();
    this.#pieces = piecesOf(this.#page.article);
    this.#cuts = cutIntoSlides(this.#pieces);
    this.#stage = new Stage(this.#page.article, this.#pieces, () => this.#sayMore());
  }

  /** Cuts anew, as the chapter has changed, and stays where it is. */
  #again(): void {
    if (this.#over.signal.aborted) return;
    const {key} = this.#shown()[0]!;
    const held = document.activeElement;
    this.#cut();
    this.#show(this.#slideCalled(key), true);
    if (held instanceof HTMLElement && held.isConnected && held !== document.activeElement) held.focus({preventScroll: true});
  }

  /** The next slide or the one before. What a figure has come to show in the meantime may want another cut. */
  #turn(by: 1 | -1): void {
    const outgrown =
      this.#stage!.height - this.#shown().reduce((sum, {top, bottom}) => sum + bottom - top, 0) > 0.3 * comfortable;
    if (outgrown) this.#again();
    this.#show(this.#current + by);
  }

  #show(number: number, silent = false): void {
    this.#current = Math.min(Math.max(number, 0), this.#cuts.length - 1);
    const shown = this.#shown();
    const held = document.activeElement;
    this.#stage!.show(shown);
    const {section} = shown.at(-1)!;
    const next = this.#cuts[this.#current + 1];
    const after = next ? (this.#pieces[next.to - 1]?.section ?? "") : "the end";
    this.#notes.set(
      shown.flatMap(({notes}) => notes),
      after === section ? "" : after
    );
    this.#bar.show(this.#current + 1, this.#cuts.length, section);
    this.#sayMore();
    putInAddress(shown[0]!.key);
    // What had the focus is on another slide now: the slide itself has it, so that keys are heard.
    if (held instanceof Element && held !== this.#main && this.#main.contains(held) && held.getClientRects().length === 0)
      this.#main.focus({preventScroll: true});
    if (!silent) this.#page.announce(`Slide ${this.#current + 1} of ${this.#cuts.length}: ${section}`);
  }

  #shown(): PagePiece[] {
    const {from, to} = this.#cuts[this.#current] ?? {from: 0, to: 1};
    return this.#pieces.slice(from, to);
  }

  /** The slide that shows an element, or what stands before it. */
  #slideOf(element: Element): number {
    const before = this.#pieces.filter(
      (piece) =>
        piece.element.contains(element) ||
        element.contains(piece.element) ||
        (piece.element.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING) > 0
    );
    const at = before.length - 1;
    return this.#slideAt(Math.max(at, 0));
  }

  /** The slide of that name in an address; the first of its block where that piece is gone, else the first of all. */
  #slideCalled(key: string): number {
    const block = key.replace(/\.\d+(\.\d+)?$/, "");
    const at = [key, block].map((name) => this.#pieces.findIndex((piece) => piece.key === name)).find((found) => found >= 0);
    return this.#slideAt(at ?? 0);
  }

  #slideAt(piece: number): number {
    return Math.max(
      0,
      this.#cuts.findIndex(({from, to}) => from <= piece && piece < to)
    );
  }

  #scroll(by: 1 | -1): boolean {
    const {scrollTop, clientHeight, scrollHeight} = this.#main;
    if (!this.#main.hasAttribute("data-scrolls") || (by > 0 ? scrollTop + clientHeight > scrollHeight - 4 : scrollTop < 4))
      return false;
    this.#main.scrollBy({top: by * 0.8 * clientHeight, behavior: "instant"});
    return true;
  }

  #sayMore(): void {
    const {scrollTop, clientHeight, scrollHeight} = this.#main;
    const more = this.#main.hasAttribute("data-scrolls") && scrollTop + clientHeight < scrollHeight - 4;
    this.#bar.say({more, notes: this.#panel.open});
  }

  #toggleNotes(): void {
    const held = this.#panel.element.contains(document.activeElement);
    this.#panel.toggle();
    document.documentElement.toggleAttribute("data-notes", this.#panel.open);
    if (held) this.#main.focus({preventScroll: true});
    this.#stage!.fit(false);
    this.#sayMore();
    this.#page.announce(this.#panel.open ? "Notes open" : "Notes closed");
  }
}

/** What the reader sees in the upper half of the window: the last block, or piece of prose, that begins there or above. */
function readingPlace(article: HTMLElement): Element {
  if (scrollY < 40) return article.firstElementChild ?? article;
  const all = [...article.querySelectorAll(":scope > :not(.prose), .prose > *")];
  const begun = all.filter((one) => one.getClientRects().length > 0 && one.getBoundingClientRect().top < innerHeight / 2);
  return begun.at(-1) ?? article;
}
