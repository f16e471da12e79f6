import type {Live} from "../../live.ts";
import {asLive} from "../../live.ts";
import {accuracyOf, cellWords, confusionWords} from "./confusion-text.ts";
import {choice} from "../kit/controls.ts";
import {element} from "../kit/element.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, unfit} from "../kit/frame.ts";
import {formatNumber} from "../kit/format.ts";
import {grid} from "../kit/grid.ts";
import {legend} from "../kit/legend.ts";
import {drawLive} from "../kit/live-draw.ts";
import type {MovePointer} from "../kit/pointer.ts";
import {pointable} from "../kit/pointer.ts";
import {colourScale, valuesOf} from "../kit/scales.ts";

/** Options of `confusionMatrix`. */
export interface ConfusionOptions extends FigureOptions {
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
 */
export function confusionMatrix(
  counts: number[][] | Live<number[][]>,
  options: ConfusionOptions = {}
): Figure<ConfusionCell | null> {
  const made = frame<ConfusionCell | null>("confusion", options, null);
  const watched = asLive(counts);
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
