import type {Live} from "../../live.ts";
import type {Values} from "../../nn/network/network-weights.ts";
import type {AskedReading} from "../../training/recipes/class-readings.ts";
import {byClass} from "../../training/recipes/class-readings.ts";
import type {History, SampleSheet} from "../../training/run/types.ts";
import {element, uniqueId} from "../kit/element.ts";
import {follow, linkStep, eachFrame} from "../kit/follow.ts";
import {formatCount} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import type {Recorded} from "../kit/stand-in.ts";
import {historyOr} from "../kit/stand-in.ts";
import {sheetAt} from "../samples/film-strip.ts";
import {hazeWords} from "../samples/haze.ts";
import {unfitSamples} from "../samples/sample-surface.ts";
import {classBoard, enlargement} from "./class-board.ts";

/** Options of `classAccuracySheet`. */
export interface ClassAccuracySheetOptions extends FigureOptions, Recorded {
  /** Names of the classes. */
  classes: readonly string[];
  /** The step that is shown; figures that share a live one that can be set move together. Default: the newest. */
  step?: Live<number>;
}

/**
 * What a conditional G makes of the same noise as every class while it learns: a column for each class, under it how many of them the
 * classifier reads as asked; what it reads as something else is outlined. The slider chooses a step: `.value`.
 * @example
 * ```ts height=317/499
 * import {classAccuracySheet} from "gantry/figures/class-accuracy-sheet";
 * import {readingOf} from "gantry/class-readings";
 * import {live} from "gantry/live";
 * import {proceduralDigits} from "gantry/procedural-digits";
 * import {random} from "gantry/random";
 *
 * const wanted = Array.from({length: 20}, (_, i) => i >> 1);
 * const painted = wanted.flatMap((digit, i) => [
 *   ...proceduralDigits({labels: [digit], seed: i}).batch(1, random(i)).images
 * ]);
 * const seenAs = Uint8Array.from(wanted, (digit, i) => (i === 3 ? 7 : digit));
 * const sheet = {
 *   step: 40,
 *   labels: wanted,
 *   images: {shape: [20, 28, 28, 1], values: Float32Array.from(painted)}
 * };
 * display(
 *   classAccuracySheet(
 *     live({entries: [], snapshots: [], sheets: [sheet]}),
 *     live([readingOf(sheet, seenAs, 2)]),
 *     {
 *       classes: [..."0123456789"],
 *       caption: "Which are read as asked? One is outlined.",
 *       invalidation
 *     }
 *   )
 * );
 * ```
 */
export function classAccuracySheet(
  history: Live<History>,
  readings: Live<readonly AskedReading[]>,
  options: ClassAccuracySheetOptions
): Figure<number> {
  const {classes} = options;
  const made = frame<number>("class-accuracy-sheet", options, 0);
  const {signal} = made;
  const redraw = eachFrame(signal, draw);
  const either = historyOr(made, history, options.recording, {needs: "sheets", replaced: () => (chosen = null)});
  const followed = follow(either, signal, redraw);
  follow(readings, signal, redraw);
  // What was read on the sheets that are shown.
  const read = (): readonly AskedReading[] =>
    followed.value === options.recording?.run.value?.history ? options.recording.run.value.readings : readings.value;
  let chosen: number | null = options.step && options.step.value > 0 ? options.step.value : null;
  let width = 640;
  let pointed = 0;
  let shown: {sheet: SampleSheet; images: Values; reading?: AskedReading} | null = null;
  const tell = linkStep(options.step, signal, (step) => {
    chosen = step;
    redraw();
  });
  const head = element("div", {class: "fig-title"});
  const verdict = element("p", {class: "fig-readout"});
  const enlarged = enlargement();
  const board = classBoard({
    title: "made by G: a column for each class, a row for each noise",
    heads: classes,
    across: "asked for",
    down: "noise",
    signal,
    label: words,
    point(index) {
      pointed = index;
      enlarge();
    }
  });
  const id = uniqueId("asked");
  const range = element("input", {id, type: "range", min: "0", max: "0", step: "1", value: "0"});
  const output = element("output", {for: id});

  function words(index: number): string {
    const rows = (shown?.images.shape[0] ?? 0) / classes.length;
    const [row, label] = [Math.floor(index / classes.length), index % classes.length];
    const said = shown?.reading ? `; read as ${classes[shown.reading.read[label * rows + row]]}` : "";
    return `asked for ${classes[label]}, noise ${row + 1}${said}`;
  }

  function enlarge(): void {
    if (!shown) return;
    pointed = Math.min(pointed, shown.images.shape[0] - 1);
    enlarged.show(shown.images, pointed, words(pointed));
  }

  function draw(): void {
    const {sheets} = followed.value;
    const last = sheets.at(-1);
    const wrong = unfitSamples(last?.images, "sheets of samples") ?? unfitBoard(last!, classes.length);
    made.complain(wrong);
    if (wrong) return;
    const at = chosen === null ? sheets.length - 1 : sheetAt(sheets, chosen);
    const sheet = sheets[at];
    const reading = read().find(({step}) => step === sheet.step);
    const images = shown?.sheet === sheet ? shown.images : byRow(sheet.images, classes.length);
    shown = {sheet, images, ...(reading && {reading})};
    made.figure.value = sheet.step;
    head.textContent = `step ${formatCount(sheet.step)} of ${formatCount(sheets[sheets.length - 1].step)}`;
    board.draw(images, width < 480 ? width : width - 170);
    tellReading(reading, images.shape[0] / classes.length);
    const haze = hazeWords(sheet, options.recording?.run.value?.history.sheets);
    if (haze) verdict.textContent += ` ${haze}`;
    range.max = String(sheets.length - 1);
    range.value = String(at);
    range.setAttribute(
      "aria-valuetext",
      `step ${formatCount(sheet.step)}${reading ? `: ${reading.right} of ${reading.asked.length} as asked` : ""}`
    );
    output.textContent = formatCount(sheet.step);
    enlarge();
  }

  function tellReading(reading: AskedReading | undefined, rows: number): void {
    if (!reading) {
      verdict.textContent = "The classifier has not read this sheet yet.";
      board.foot(null);
      board.misread([]);
      return;
    }
    const {asked, read, right} = reading;
    verdict.textContent = `The classifier reads ${right} of ${asked.length} as asked: ${Math.round((100 * right) / asked.length)} %.`;
    board.foot(byClass(reading, classes.length).map((one) => `${one.right}/${one.asked}`));
    board.misread(
      asked.flatMap((label, i) => (label === read[i] ? [] : [{index: (i % rows) * classes.length + label, as: classes[read[i]]}]))
    );
  }

  range.addEventListener(
    "input",
    (event) => {
      event.stopPropagation();
      const {sheets} = followed.value;
      const {step} = sheets[Number(range.value)];
      chosen = Number(range.value) === sheets.length - 1 ? null : step;
      redraw();
      tell(step);
      made.figure.value = step;
      made.emit(step);
    },
    {signal}
  );
  made.body.append(
    element("div", {class: "fig-plane"}, [head, board.element]),
    enlarged.element,
    element("div", {class: "fig-whole"}, [verdict])
  );
  made.controls.append(
    element("div", {class: "fig-slider fig-film-slider"}, [element("label", {for: id}, ["step"]), range, output])
  );
  onWidth(made.figure, signal, (next) => {
    width = next;
    draw();
  });
  return made.figure;
}

/** A sheet whose samples stand class by class as a board: row by row, one class after the other. */
function byRow({shape, values}: Values, classes: number): Values {
  const size = values.length / shape[0];
  const rows = shape[0] / classes;
  const turned = new Float32Array(values.length);
  for (let label = 0; label < classes; label++)
    for (let row = 0; row < rows; row++) {
      const from = (label * rows + row) * size;
      turned.set(values.subarray(from, from + size), (row * classes + label) * size);
    }
  return {shape, values: turned};
}

function unfitBoard({images, labels}: SampleSheet, classes: number): string | null {
  const [count] = images.shape;
  if (!labels) return "This figure needs samples that were asked for by class: these have no labels.";
  if (count % classes === 0 && labels.every((label, i) => label === Math.floor((i * classes) / count))) return null;
  return `This figure needs as many samples of each of ${classes} classes, one class after the other; it was given ${count}.`;
}

/** Its former name, in cells that readers have kept. */
export const askedSheet = classAccuracySheet;
