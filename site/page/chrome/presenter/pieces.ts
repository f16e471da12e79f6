import type {Piece} from "./deck.ts";

/** A piece of the chapter with its element in the page, which stays where it is. */
export interface PagePiece extends Piece {
  element: HTMLElement;
  /** A name for it that stays while other sections are edited: "step", "let-it-play-p1.3". It stands in the address. */
  key: string;
  /** The heading of the section that it stands in. */
  section: string;
  /** Notes for whoever presents that stand behind it, before the next piece. */
  notes: HTMLTemplateElement[];
}

/** Higher than this, a list is cut between its points. */
const tallList = 480;

/** By how much a cell's output is lower than its author said it would be: what it shows comes when it is seen. */
function lacking(element: HTMLElement): number {
  const output = element.querySelector<HTMLElement>(":scope > .cell-output");
  const said = parseFloat(getComputedStyle(element).getPropertyValue("--height"));
  return output && said > 0 ? Math.max(0, said - output.offsetHeight) : 0;
}

/** The pieces of a chapter as they are laid out, in order, those of figures that are not drawn yet as they will be. Notes before the first piece are its own. */
export function piecesOf(article: HTMLElement): PagePiece[] {
  const pieces: PagePiece[] = [];
  const early: HTMLTemplateElement[] = [];
  let section = "";
  let lower = 0;
  const add = (element: HTMLElement, key: string): void => {
    if (element.matches("h1, h2, h3")) section = element.textContent?.trim() ?? "";
    const box = element.getBoundingClientRect();
    const exercise = element.matches(".exercise");
    if (exercise) section = element.querySelector("h3")?.textContent?.trim() ?? section;
    const inner = exercise ? [...element.querySelectorAll<HTMLTemplateElement>("template.teacher")] : [];
    const top = box.top + lower;
    lower += lacking(element);
    const bottom = Math.max(box.bottom, box.top + element.scrollHeight) + lower;
    pieces.push({element, key, section, top, bottom, notes: [...early.splice(0), ...inner], ...read(element, bottom - top)});
  };
  const visit = (element: Element, key: string): void => {
    if (element instanceof HTMLTemplateElement) (pieces.at(-1)?.notes ?? early).push(element);
    else if (!(element instanceof HTMLElement)) return;
    else if (element.matches(".prose")) [...element.children].forEach((child, i) => visit(child, i === 0 ? key : `${key}.${i}`));
    else if (element.matches("ul, ol") && element.scrollHeight > tallList)
      [...element.children].forEach((child, i) => visit(child, `${key}.${i}`));
    else {
      add(element, key);
      if (!element.matches(".exercise"))
        pieces.at(-1)!.notes.push(...element.querySelectorAll<HTMLTemplateElement>("template.teacher"));
    }
  };
  [...article.children].forEach((child, i) =>
    visit(child, (child as HTMLElement).dataset.block ?? (i === 0 ? "title" : `top.${i}`))
  );
  return pieces;
}

/** What the cutting must know of an element. */
function read(element: HTMLElement, height: number): Pick<Piece, "kind" | "leads" | "follows"> {
  if (height < 2) return {kind: "silent"};
  if (element.matches("h1")) return {kind: "title", leads: 20};
  if (element.matches("h2, h3, .summary")) return {kind: "title", leads: 20};
  if (element.matches("h4")) return {kind: "text", leads: 20};
  if (element.matches(".exercise")) return {kind: "exercise"};
  if (element.matches(".cell")) return cell(element, height);
  const words = element.textContent?.trim() ?? "";
  const formula = element.matches(".tex-display, :has(> .tex-display:only-child)");
  return {
    kind: "text",
    ...(/:$/.test(words) && {leads: 3}),
    ...((formula || /^Aloud\b|^\(/.test(words)) && {follows: 2})
  };
}

/** A cell without a picture or code is like a line of text; the controls of what follows stay with it. */
function cell(element: HTMLElement, height: number): Pick<Piece, "kind" | "leads"> {
  const code = element.querySelector(":scope > .cell-source:not([hidden], details:not([open])) > pre") !== null;
  const picture = element.querySelector(".cell-output :is(canvas, svg, img, table)") !== null;
  if (code || picture || height > 300) return {kind: "show"};
  if (element.querySelector(".cell-output :is(input, select, button)")) return {kind: "show", leads: 1};
  return {kind: "text"};
}
