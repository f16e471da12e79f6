import {difference, type DifferencePart} from "../../notebook/changes/difference.ts";
import {button, element} from "../element.ts";
import {markedText, type Stretch, stretchesOf} from "../edit/marked-text.ts";

/** Rows that are drawn at once, and with each press of the button: more than anyone reads in one go, and drawn in a few milliseconds. */
const ROWS = 200;

/** Characters of a line that make a row: a long line is drawn piece by piece too. */
const ROW = 1000;

/** Puts the published text of a cell, as what the reader's differs from, behind its code; or takes it away again. */
export function toggleOriginal(
  {element: cell, source}: {element: HTMLElement; source: HTMLElement},
  id: string,
  original: string | null,
  text: string | null
): void {
  const there = cell.querySelector(":scope > .cell-original");
  if (there) return there.remove();
  if (original === null || text === null) return;
  const figure = differenceView(difference(original, text), `The published text of ${id} and yours`);
  figure.classList.add("cell-original");
  source.after(figure);
  figure.querySelector("pre")?.focus();
}

const signs = {same: "  ", removed: "− ", added: "+ "} as const;

interface Row {
  kind: DifferencePart["kind"];
  stretches: Stretch[];
  /** It goes on with the line before it. */
  goesOn: boolean;
}

/**
 * Shows removed and added lines in place, as text (never as HTML), readable without colour and by ear. Long lines wrap, and what cannot
 * be seen is marked. Beyond `rows` a button draws more: it says how much is not there yet, what it has drawn is searched and selected
 * as any text, and a text at the limit costs no more than a short one.
 */
export function differenceView(parts: readonly DifferencePart[], label: string, rows = ROWS): HTMLElement {
  const lines = parts.flatMap(({kind, text}) => text.split("\n").map((line) => ({kind, text: line})));
  const all = rowsOf(lines);
  const code = element("code");
  let drawn = 0;
  let line: HTMLElement | undefined;
  const more = button("", () => {
    const first = draw(ROWS);
    // The button may be gone: the reader goes on where the new lines begin.
    first?.setAttribute("tabindex", "-1");
    first?.focus({preventScroll: true});
  });
  const figure = element("figure", {class: "difference"}, element("pre", {tabindex: "0"}, code));

  function draw(count: number): HTMLElement | undefined {
    let first: HTMLElement | undefined;
    for (const {kind, stretches, goesOn} of all.slice(drawn, drawn + count)) {
      if (!goesOn || !line) {
        const name = kind === "removed" ? "del" : kind === "added" ? "ins" : "span";
        line = element(
          name,
          {class: `difference-${kind}`},
          element("span", {class: "difference-sign", "aria-hidden": "true"}, signs[kind])
        );
        code.append(line);
      }
      line.append(markedText(stretches));
      first ??= line;
    }
    drawn = Math.min(all.length, drawn + count);
    const left = all.length - drawn;
    if (left > 0) {
      const hidden =
        lines.length > 1 && all.length === lines.length
          ? `${number(left)} of ${number(lines.length)} lines`
          : "A part of this text";
      more.textContent = left <= ROWS ? `Show the rest` : `Show ${ROWS} more lines`;
      note.replaceChildren(`${hidden} ${left === 1 ? "is" : "are"} not shown. `, more);
      if (!note.isConnected) figure.append(note);
    } else note.remove();
    return first;
  }

  const note = element("p", {class: "difference-more"});
  draw(Math.max(1, rows));
  const removed = lines.filter(({kind}) => kind === "removed").length;
  const added = lines.filter(({kind}) => kind === "added").length;
  figure.setAttribute("aria-label", `${label}: ${lineCount(removed)} removed, ${lineCount(added)} added`);
  return figure;
}

/** Each line as rows of about `ROW` characters that take room. */
function rowsOf(lines: readonly {kind: DifferencePart["kind"]; text: string}[]): Row[] {
  const rows: Row[] = [];
  for (const {kind, text} of lines) {
    let row: Row = {kind, stretches: [], goesOn: false};
    let room = ROW;
    rows.push(row);
    for (const stretch of stretchesOf(text).flatMap(cut)) {
      const size = stretch.mark ? stretch.mark.label.length : stretch.text.length;
      if (size > room && room < ROW) {
        rows.push((row = {kind, stretches: [], goesOn: true}));
        room = ROW;
      }
      row.stretches.push(stretch);
      room -= size;
    }
  }
  return rows;
}

/** A long stretch in pieces; none ends within a character. */
function cut(stretch: Stretch): Stretch[] {
  const {text, mark} = stretch;
  if (mark || text.length <= ROW) return [stretch];
  return [...text.matchAll(/[^]{1,999}(?:[\ud800-\udbff](?=[\udc00-\udfff])[^]|[^])?/g)].map(([piece]) => ({text: piece}));
}

function lineCount(lines: number): string {
  return lines === 1 ? "1 line" : `${number(lines)} lines`;
}

function number(value: number): string {
  return value.toLocaleString("en");
}
