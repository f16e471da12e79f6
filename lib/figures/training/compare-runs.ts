import type {Live, LiveSource} from "../../live.ts";
import {live} from "../../live.ts";
import type {Recording} from "../../recordings/recording.ts";
import type {History, SampleSheet} from "../../training/run/types.ts";
import type {Loss} from "../../training/step/losses.ts";
import {element, uniqueId} from "../kit/element.ts";
import {follow, isSource, eachFrame} from "../kit/follow.ts";
import {formatCount} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import {historyOr} from "../kit/stand-in.ts";
import {sheetAt} from "../samples/film-strip.ts";
import {unfitSamples, sampleSurface} from "../samples/sample-surface.ts";
import {lossCurves} from "./loss-curves.ts";

/** One of two runs that are compared: a `Trainer`'s history and what the run is called. */
export interface ComparedRun {
  label: string;
  history: History | Live<History>;
  /** Stands in for it before its first step. */
  recording?: Recording;
}

/** Options of `compareRuns`. */
export interface CompareRunsOptions extends FigureOptions {
  /** The game that both play, for the line of the equilibrium. Default "nonSaturating". */
  loss?: Loss;
  /** The step that is shown; figures that share a live one that can be set move together. Default: the newest. */
  step?: Live<number>;
  /** Images in a row of a sheet. Default: nearly a square. */
  columns?: number;
}

/**
 * Two runs side by side: what both generators make at the same step, and both pairs of losses in one chart. The slider or the chart
 * choose the step: `.value`.
 * @example
 * ```ts height=680/704
 * import {compareRuns} from "gantry/figures/compare-runs";
 * import {loadWeights, readHistory} from "gantry/weights";
 *
 * const lifeOf = async (name: "compact-dcgan" | "collapsed-gan") => {
 *   const {sheets, losses} = readHistory(await loadWeights(name));
 *   const rest = {
 *     realLoss: 0,
 *     fakeLoss: 0,
 *     generatorNorms: {},
 *     discriminatorNorms: {},
 *     milliseconds: 0
 *   };
 *   return {
 *     entries: losses.map((each) => ({...each, ...rest})),
 *     sheets,
 *     snapshots: []
 *   };
 * };
 * display(
 *   compareRuns(
 *     {label: "compact DCGAN", history: await lifeOf("compact-dcgan")},
 *     {label: "collapsed GAN", history: await lifeOf("collapsed-gan")},
 *     {caption: "At the same step, which is ahead? Slide.", invalidation}
 *   )
 * );
 * ```
 */
export function compareRuns(a: ComparedRun, b: ComparedRun, options: CompareRunsOptions = {}): Figure<number> {
  const made = frame<number>("compare", options, 0);
  const {signal} = made;
  const step: LiveSource<number> = options.step && isSource(options.step) ? options.step : live(0);
  let chosen: number | null = step.value > 0 ? step.value : null;
  let width = 640;
  const redraw = eachFrame(signal, draw);
  const sides = [a, b].map(({label, history, recording}) => {
    const head = element("div", {class: "fig-title"});
    const note = element("p", {class: "fig-readout", hidden: ""});
    const surface = sampleSurface({
      title: `made by G of ${label}`,
      signal,
      ...(options.columns ? {columns: options.columns} : {})
    });
    return {
      label,
      history: follow(historyOr(made, history, recording, {label, needs: "sheets"}), signal, redraw),
      head,
      note,
      surface,
      whole: element("div", {class: "fig-plane"}, [head, note, surface.element])
    };
  });
  const id = uniqueId("compare");
  const range = element("input", {id, type: "range", min: "0", max: "0", step: "1", value: "0"});
  const output = element("output", {for: id});
  const {invalidation} = options;
  const curves = lossCurves(sides[0].history, {
    exportable: false,
    label: a.label,
    compare: {history: sides[1].history, label: b.label},
    step,
    ...(options.loss ? {loss: options.loss} : {}),
    ...(invalidation ? {invalidation} : {})
  });
  // The chart fires its own "input": this figure fires instead, after its value has changed.
  curves.addEventListener("input", (event) => event.stopPropagation(), {signal});
  step.subscribe((next) => {
    chosen = next;
    made.figure.value = next;
    redraw();
    made.emit(next);
  }, signal);

  function draw(): void {
    const most = Math.max(...sides.map(({history}) => history.value.sheets.at(-1)?.step ?? -1));
    made.complain(most < 0 ? "This figure is waiting for the first samples of either run." : null);
    if (most < 0) return;
    const at = chosen ?? most;
    if (chosen === null) made.figure.value = most;
    const room = Math.floor((width - 24) / 2);
    for (const {label, history, head, note, surface} of sides) {
      const {sheets} = history.value;
      const sheet = sheets[sheetAt(sheets, at)];
      const wrong = unfitSamples(sheet?.images, `samples of ${label}`);
      note.hidden = wrong === null;
      note.textContent = wrong ?? "";
      surface.element.hidden = wrong !== null;
      head.textContent = sheet ? `${label}, step ${formatCount(sheet.step)}` : label;
      if (!sheet || wrong) continue;
      const columns = columnsFor(sheet);
      // As large as the reader's own, of which more stand in a row.
      const share = columns && options.columns ? Math.min(1, columns / options.columns) : 1;
      surface.draw(sheet.images, Math.min(room, 290) * share, undefined, columns);
    }
    range.max = String(most);
    range.value = String(at);
    range.setAttribute("aria-valuetext", `step ${formatCount(at)}`);
    output.textContent = formatCount(at);
  }

  /** As many in a row as the reader's own sheets have: a recording may have fewer of each class, and keeps its rows. */
  function columnsFor({images}: SampleSheet): number | undefined {
    const labels = sides.map(({history}) => history.value.sheets.at(-1)?.labels).find((each) => each?.length === images.shape[0]);
    const rows = labels && new Set(labels).size;
    return rows && options.columns ? images.shape[0] / rows : options.columns;
  }

  range.addEventListener(
    "input",
    (event) => {
      event.stopPropagation();
      step.value = Number(range.value);
    },
    {signal}
  );
  made.body.append(
    element(
      "div",
      {class: "fig-results fig-whole"},
      sides.map(({whole}) => whole)
    ),
    element("div", {class: "fig-whole"}, [curves])
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
