import type {Page} from "../runtime/contract.ts";
import {element} from "../element.ts";

let leave: (() => void) | undefined;

/** Enters or leaves presenter mode: one section at a time, larger; arrows and Page keys turn, Escape leaves. */
export function togglePresenter(page: Page): void {
  if (leave) leave();
  else leave = present(page);
}

/** The chapter's pieces, gathered under its h1 and h2 headings: what is on the screen together. */
function scenes(article: HTMLElement): HTMLElement[][] {
  const found: HTMLElement[][] = [];
  const add = (piece: HTMLElement) => {
    if (found.length === 0 || piece.matches("h2")) found.push([]);
    found.at(-1)!.push(piece);
  };
  for (const block of article.children) {
    if (!(block instanceof HTMLElement)) continue;
    if (!block.matches(".prose")) add(block);
    else for (const piece of block.children) if (piece instanceof HTMLElement) add(piece);
  }
  return found;
}

function present(page: Page): () => void {
  const root = document.documentElement;
  const all = scenes(page.article);
  const place = element("output", {"aria-live": "off"});
  const back = element("button", {type: "button", class: "quiet"}, "Back");
  const next = element("button", {type: "button", class: "quiet"}, "Next");
  const end = element("button", {type: "button", class: "quiet"}, "Leave");
  const bar = element("div", {class: "presenter", role: "toolbar", "aria-label": "Presenter"}, back, place, next, end);
  const from = all.filter((scene) => (scene[0]?.getBoundingClientRect().top ?? Infinity) < innerHeight / 2).length - 1;
  let current = Math.max(0, from);

  const show = (number: number) => {
    current = Math.min(Math.max(number, 0), all.length - 1);
    all.forEach((scene, i) => {
      for (const piece of scene) piece.toggleAttribute("data-offstage", i !== current);
    });
    place.textContent = `${current + 1} / ${all.length}`;
    // Unavailable, not disabled: a disabled button would lose the focus, and with it the keyboard's place in the bar.
    back.setAttribute("aria-disabled", String(current === 0));
    next.setAttribute("aria-disabled", String(current === all.length - 1));
    scrollTo({top: 0, behavior: "instant"});
    page.announce(`Section ${current + 1} of ${all.length}: ${all[current]?.[0]?.textContent ?? ""}`);
  };
  const key = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && !isOwn(event.target)) return done();
    const step = {ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1}[event.key];
    if (step === undefined || isOwn(event.target)) return;
    event.preventDefault();
    show(current + step);
  };
  const done = () => {
    const heading = all[current]?.[0];
    removeEventListener("keydown", key);
    bar.remove();
    delete root.dataset.present;
    for (const piece of all.flat()) piece.removeAttribute("data-offstage");
    heading?.scrollIntoView({behavior: "instant", block: "start"});
    leave = undefined;
    document.querySelector<HTMLElement>(".bar [data-action=present]")?.focus({preventScroll: true});
  };

  root.dataset.present = "";
  document.body.append(bar);
  const turn = (pressed: HTMLButtonElement, by: 1 | -1) =>
    pressed.addEventListener("click", () => pressed.getAttribute("aria-disabled") === "true" || show(current + by));
  turn(back, -1);
  turn(next, 1);
  end.addEventListener("click", done);
  addEventListener("keydown", key);
  show(current);
  return done;
}

/** Keys that belong to what has the focus: a field, a slider, an editor, a figure. */
function isOwn(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest(
      "input, textarea, select, [contenteditable]:not([contenteditable=false]), [role=slider], [role=grid], dialog"
    ) !== null
  );
}
