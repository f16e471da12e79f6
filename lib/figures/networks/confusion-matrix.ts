import type {Live} from "../../live.ts";
import {colourScale, valuesOf} from "../kit/colours.ts";
import {choice} from "../kit/controls.ts";
import {element} from "../kit/element.ts";
import {drawLive} from "../kit/follow.ts";
import {formatNumber, formatCount} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, unfit} from "../kit/frame.ts";
import {grid} from "../kit/grid.ts";
import {legend} from "../kit/legend.ts";
import type {MovePointer} from "../kit/pointer.ts";
import {pointable} from "../kit/pointer.ts";
import type {Recorded} from "../kit/stand-in.ts";
import {standIn} from "../kit/stand-in.ts";

/** Options of `confusionMatrix`. */
export interface ConfusionOptions extends FigureOptions, Recorded {
  /** Names of the classes. Default: 0, 1, 2, … */
  labels?: readonly string[];
}

/** `.value` of `confusionMatrix`: the cell that was pointed at. */
export interface ConfusionCell {
  actual: number;
  predicted: number;
  count: number;
}

/**
 * How often each class was taken for each: `counts[actual][predicted]`, or a live value of it. Rows are what an example is, columns
 * what the classifier says; the diagonal is right. Pointing (or arrow keys) tells a cell in words.
 * @example
 * ```ts height=250/390
 * import {confusionMatrix} from "gantry/figures/confusion-matrix";
 *
 * display(confusionMatrix([[48, 1, 1], [0, 50, 0], [6, 0, 44]], {
 *   labels: ["cat", "car", "dog"],
 *   caption: "What is taken for what? Point at a cell.",
 *   invalidation
 * }));
 * ```
 */
export function confusionMatrix(
  counts: number[][] | Live<number[][]>,
  options: ConfusionOptions = {}
): Figure<ConfusionCell | null> {
  const made = frame<ConfusionCell | null>("confusion", options, null);
  const watched = standIn(made, counts, options.recording, {
    empty: (own) => own.length === 0,
    recorded: ({results}) => (results as {confusion?: number[][]} | undefined)?.confusion ?? null
  });
  const labels = () => options.labels ?? watched.value.map((_, i) => String(i));
  let mode: "share" | "count" = "share";
  let cell = {row: 0, column: 0};
  let pointer: MovePointer | null = null;
  const drawing = grid([[0]], {scale: colourScale("magnitude", [0, 1]), numbers: true});
  const above = element("div", {class: "fig-confusion-columns", "aria-hidden": "true"});
  const beside = element("div", {class: "fig-confusion-rows", "aria-hidden": "true"});
  const words = element("p", {class: "fig-formula"});
  const total = element("p", {});
  const bar = element("div");

  function draw(matrix: number[][]): void {
    const wrong =
      unfit(matrix, "counts") ??
      (matrix.length === matrix[0].length
        ? null
        : `This figure needs as many columns as rows; it was given ${matrix.length} × ${matrix[0].length}.`);
    made.complain(wrong);
    if (wrong) return;
    const shown =
      mode === "count"
        ? matrix
        : matrix.map((row) => {
            const sum = row.reduce((a, b) => a + b, 0) || 1;
            return row.map((count) => Math.round((1000 * count) / sum) / 10);
          });
    const top = Math.max(1, ...valuesOf(shown));
    const scale = colourScale("magnitude", [0, mode === "share" ? 100 : top]);
    drawing.draw(shown, {scale, cell: Math.max(26, Math.min(40, Math.floor(400 / matrix.length)))});
    above.replaceChildren(...labels().map((text) => element("span", {}, [text])));
    beside.replaceChildren(...labels().map((text) => element("span", {}, [text])));
    bar.replaceChildren(legend(scale, mode === "share" ? "% of the row" : "examples"));
    total.replaceChildren(
      element("strong", {}, [`${formatNumber(100 * accuracyOf(matrix))} %`]),
      ` are recognised. ${confusionWords(matrix, labels())}`
    );
    pointer?.refresh();
    show();
    const pointed = made.figure.value;
    const count = pointed ? matrix[pointed.actual]?.[pointed.predicted] : undefined;
    if (pointed && count !== undefined && count !== pointed.count) made.emit({...pointed, count});
  }
  function show(): void {
    const {row, column} = cell;
    if (!watched.value[row] || column >= watched.value.length) return;
    drawing.mark("point", [{row, column, kind: "point"}]);
    words.textContent = cellWords(watched.value, labels(), row, column);
  }
  pointer = pointable(drawing.element, "Confusion matrix: rows are the actual class, columns the predicted one", {
    size: () => ({rows: watched.value.length, columns: watched.value.length}),
    signal: made.signal,
    label: ({row, column}) => cellWords(watched.value, labels(), row, column),
    point(next) {
      cell = next;
      show();
      made.say(cellWords(watched.value, labels(), next.row, next.column));
      made.emit({actual: next.row, predicted: next.column, count: watched.value[next.row][next.column]});
    }
  });
  made.body.append(
    element("div", {class: "fig-confusion-plot"}, [
      element("div", {class: "fig-confusion-title"}, ["the classifier says"]),
      above,
      element("div", {class: "fig-confusion-side"}, [element("span", {}, ["it is"])]),
      beside,
      drawing.element
    ]),
    element("div", {class: "fig-column fig-side"}, [total, words, bar])
  );
  made.controls.append(
    choice(
      "show",
      ["share", "count"] as const,
      mode,
      (next) => {
        mode = next;
        draw(watched.value);
      },
      (name) => (name === "share" ? "% of each row" : "counts")
    ).element
  );
  drawLive(watched, made.signal, draw);
  return made.figure;
}

/** One kind of mistake: so many of class `actual` were taken for `predicted`. */
interface Confusion {
  actual: number;
  predicted: number;
  count: number;
  /** Of all examples of the actual class. */
  share: number;
}

/** Share of right answers; 0 when there are none at all. */
export function accuracyOf(counts: readonly ArrayLike<number>[]): number {
  const all = counts.reduce((sum, row) => sum + total(row), 0);
  const right = counts.reduce((sum, row, i) => sum + row[i], 0);
  return all > 0 ? right / all : 0;
}

/** The mistakes, the most frequent first. `counts[actual][predicted]`. */
export function confusions(counts: readonly ArrayLike<number>[]): Confusion[] {
  const found: Confusion[] = [];
  counts.forEach((row, actual) => {
    for (let predicted = 0; predicted < row.length; predicted++)
      if (predicted !== actual && row[predicted] > 0)
        found.push({actual, predicted, count: row[predicted], share: row[predicted] / total(row)});
  });
  return found.sort((a, b) => b.count - a.count || b.share - a.share);
}

/** "Most often: 4 taken for 9 (12 times), 7 for 2 (9), 5 for 3 (8)." */
export function confusionWords(counts: readonly ArrayLike<number>[], labels: readonly string[], most = 3): string {
  const found = confusions(counts).slice(0, most);
  if (found.length === 0) return "Nothing was taken for anything else.";
  const list = found.map(
    ({actual, predicted, count}, i) =>
      `${labels[actual]} ${i === 0 ? "taken " : ""}for ${labels[predicted]} (${formatCount(count)}${i === 0 ? (count === 1 ? " time" : " times") : ""})`
  );
  return `Most often: ${list.join(", ")}.`;
}

/** What a cell says: "Of 98 that are 4, 12 were taken for 9: 12.2 %." */
export function cellWords(
  counts: readonly ArrayLike<number>[],
  labels: readonly string[],
  actual: number,
  predicted: number
): string {
  const all = total(counts[actual]);
  const count = counts[actual][predicted];
  const verb = actual === predicted ? "recognised" : `taken for ${labels[predicted]}`;
  const share = all > 0 ? `: ${formatNumber((100 * count) / all)} %` : "";
  return `Of ${formatCount(all)} that are ${labels[actual]}, ${formatCount(count)} ${count === 1 ? "was" : "were"} ${verb}${share}.`;
}

function total(row: ArrayLike<number>): number {
  return Array.prototype.reduce.call(row, (sum, value) => (sum as number) + (value as number), 0) as number;
}
