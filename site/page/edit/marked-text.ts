import {isPlain, type Mark} from "../../notebook/text/mark.ts";
import {marksOf} from "../../notebook/text/unseen.ts";
import {element} from "../element.ts";

/** Identifiers that a look-alike could be taken for: those of the page's cells, and the language's own. */
let known: ReadonlySet<string> | undefined;

function names(): ReadonlySet<string> {
  if (known) return known;
  const found = new Set([...Object.getOwnPropertyNames(globalThis), "display", "view", "invalidation"]);
  for (const code of document.querySelectorAll(".cell-source code"))
    for (const [name] of (code.textContent ?? "").matchAll(/[A-Za-z_$][\w$]*/g)) found.add(name);
  for (const {dataset} of document.querySelectorAll<HTMLElement>("[data-cell]")) if (dataset.cell) found.add(dataset.cell);
  // Of the chapter as it is now: what is typed within a moment changes nothing that matters.
  setTimeout(() => (known = undefined));
  return (known = found);
}

/** A stretch of a text; `mark` says why it is pointed at. */
export interface Stretch {
  text: string;
  mark?: Mark;
}

/** A text of unknown origin, cut where something in it begins or ends that cannot be seen. Its stretches make up the text. */
export function stretchesOf(text: string): Stretch[] {
  if (isPlain(text)) return text === "" ? [] : [{text}];
  const stretches: Stretch[] = [];
  let at = 0;
  for (const mark of marksOf(text, names())) {
    if (mark.start > at) stretches.push({text: text.slice(at, mark.start)});
    stretches.push({text: text.slice(mark.start, mark.end), mark});
    at = mark.end;
  }
  if (at < text.length) stretches.push({text: text.slice(at)});
  return stretches;
}

/** Stretches as nodes: what cannot be seen is marked and isolated. The text of the nodes is exactly theirs. */
export function markedText(stretches: readonly Stretch[]): DocumentFragment {
  const fragment = document.createDocumentFragment();
  for (const {text, mark} of stretches) fragment.append(mark ? badge(mark, text) : text);
  return fragment;
}

/** Puts marks into code that is drawn already, token by token. */
export function markCode(code: Element): void {
  const text = code.textContent ?? "";
  const marks = isPlain(text) ? [] : marksOf(text, names());
  if (marks.length === 0) return;
  const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
  const pieces: Text[] = [];
  while (walker.nextNode()) pieces.push(walker.currentNode as Text);
  let [start, next] = [0, 0];
  for (const piece of pieces) {
    const end = start + piece.length;
    const parts = document.createDocumentFragment();
    let at = start;
    // A mark that goes across tokens is drawn in each of them.
    while (next < marks.length && marks[next]!.start < end) {
      const mark = marks[next]!;
      const [from, to] = [Math.max(mark.start, at), Math.min(mark.end, end)];
      parts.append(text.slice(at, from), badge(mark, text.slice(from, to)));
      at = to;
      if (mark.end > end) break;
      next++;
    }
    if (at > start) {
      parts.append(text.slice(at, end));
      piece.replaceWith(parts);
    }
    start = end;
  }
}

/** The characters themselves stay, so that what is copied is what is there; unseen ones take no room beside their name. */
export function badge({kind, label, name}: Mark, characters: string): HTMLElement {
  const seen = kind === "joined" || kind === "look-alike";
  const said = seen ? `${characters}: ${name}` : `${label}, ${name}`;
  const attributes = {class: `marked marked-${kind}`, title: seen ? `${label}: ${name}` : said, role: "img", "aria-label": said};
  return element("span", {...attributes, "data-label": label}, seen ? characters : element("span", {}, characters));
}
