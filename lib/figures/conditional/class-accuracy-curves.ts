import type {Live} from "../../live.ts";
import type {Recording} from "../../recordings/recording.ts";
import type {AskedReading} from "../../training/recipes/class-readings.ts";
import {firstReadable} from "../../training/recipes/class-readings.ts";
import type {CurvesPlaces} from "../kit/curves.ts";
import {drawCurves} from "../kit/curves.ts";
import {element, svgElement} from "../kit/element.ts";
import {follow, linkStep, eachFrame} from "../kit/follow.ts";
import {formatCount, formatNumber} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import {reading} from "../kit/reading.ts";
import {nearestIndex} from "../kit/series.ts";
import {standIn} from "../kit/stand-in.ts";

/** A run whose samples are read. */
export interface ReadRun {
  label: string;
  readings: Live<readonly AskedReading[]>;
  /** Stands in for it before anything has been read. */
  recording?: Recording;
}

/** Options of `classAccuracyCurves`. */
export interface ClassAccuracyCurvesOptions extends FigureOptions {
  /** The share from which digits are called readable. Default 0.8. */
  goal?: number;
  /** The step that is marked; figures that share a live one that can be set move together. Default: the newest. */
  step?: Live<number>;
}

/**
 * How many of a run's samples a classifier reads as asked, over the steps, for one run or several; and when each was first readable, in
 * steps and in seconds of training on this machine. Pointing or the arrow keys choose a step: `.value`.
 * @example
 * ```ts height=351/371
 * import {classAccuracyCurves} from "gantry/figures/class-accuracy-curves";
 * import {readingOf} from "gantry/class-readings";
 * import {live} from "gantry/live";
 *
 * const askedFor = Array.from({length: 40}, (_, i) => i % 10);
 * const readLater = [0, 100, 200, 300].map((step, stage) => {
 *   const read = Uint8Array.from(askedFor, (digit, i) =>
 *     i % 4 < stage + 1 ? digit : (digit + 3) % 10
 *   );
 *   return readingOf({step, labels: askedFor}, read, step / 50);
 * });
 * display(
 *   classAccuracyCurves([{label: "XS", readings: live(readLater)}], {
 *     caption: "How many are read as asked? Point at the curve.",
 *     invalidation
 *   })
 * );
 * ```
 */
export function classAccuracyCurves(runs: readonly ReadRun[], options: ClassAccuracyCurvesOptions = {}): Figure<number> {
  const {goal = 0.8} = options;
  const made = frame<number>("class-accuracy-curves", options, 0);
  const {signal} = made;
  const redraw = eachFrame(signal, draw);
  const followed = runs.map(({label, readings, recording}) => {
    const either = standIn(made, readings, recording, {
      empty: (own) => own.length === 0,
      recorded: (run) => (run.readings.length > 0 ? run.readings : null),
      ...(runs.length > 1 && {label})
    });
    return {label, readings: follow(either, signal, redraw)};
  });
  const svg = svgElement("svg", {class: "fig-curves", "aria-hidden": "true"});
  const readout = element("p", {class: "fig-readout fig-reading"});
  const list = element("ul", {class: "fig-asked-list"});
  let width = 640;
  let chosen: number | null = options.step && options.step.value > 0 ? options.step.value : null;
  let places: CurvesPlaces | null = null;
  const tell = linkStep(options.step, signal, (step) => {
    chosen = step;
    redraw();
  });
  const share = ({right, asked}: AskedReading): number => right / asked.length;
  const percent = (value: number): string => `${formatNumber(100 * value, 3)} %`;
  const steps = (): number[] =>
    [...new Set(followed.flatMap(({readings}) => readings.value.map(({step}) => step)))].sort((a, b) => a - b);

  function draw(): void {
    const shown = followed.filter(({readings}) => readings.value.length > 0);
    made.complain(shown.length === 0 ? "This figure is waiting for the first samples that the classifier has read." : null);
    if (shown.length === 0) return;
    places = drawCurves(svg, {
      lines: shown.map(({label, readings}) => {
        const raw = Float64Array.from(readings.value, share);
        const second = label !== followed[0].label;
        return {kind: "generator", label, second, steps: readings.value.map(({step}) => step), raw, smooth: raw};
      }),
      references: [
        {value: goal, text: `readable: ${percent(goal)}`},
        {value: 0.1, text: "by chance: 10 %"}
      ],
      scale: "linear",
      last: Infinity,
      domain: [0, 1],
      format: percent,
      width,
      height: 220
    });
    const all = steps();
    const at = all[nearestIndex(all, chosen ?? all[all.length - 1])];
    places.mark(chosen === null ? null : at);
    if (chosen === null) made.figure.value = at;
    const said = shown.map(({label, readings}) => {
      const found =
        readings.value[
          nearestIndex(
            readings.value.map(({step}) => step),
            at
          )
        ];
      return `${label} ${percent(share(found))} (${found.right} of ${found.asked.length})`;
    });
    readout.textContent = `step ${formatCount(at)}: ${said.join("; ")}`;
    chart.tell({min: all[0], max: all[all.length - 1], now: at, text: readout.textContent});
    const lines = followed.map(({label, readings}) => `${label}: ${whenReadable(readings.value, goal)}`);
    if (lines.join() !== [...list.children].map(({textContent}) => textContent).join())
      list.replaceChildren(...lines.map((line) => element("li", {}, [line])));
  }

  function choose(step: number): void {
    const all = steps();
    if (all.length === 0) return;
    const next = all[nearestIndex(all, step)];
    if (next === chosen) return;
    chosen = next;
    made.figure.value = next;
    redraw();
    tell(next);
    made.emit(next);
  }

  const chart = reading("share of samples read as asked; step", [svg], signal, {
    count: () => steps().length,
    at: () => nearestIndex(steps(), chosen ?? steps().at(-1)!),
    go: (place) => choose(steps()[place])
  });
  chart.element.addEventListener("pointerdown", (event) => places && choose(places.step(chart.under(event))), {signal});
  made.body.append(element("div", {class: "fig-whole"}, [chart.element, readout, list]));
  onWidth(made.figure, signal, (next) => {
    width = next;
    draw();
  });
  return made.figure;
}

/** When a run was first readable, in words. */
function whenReadable(readings: readonly AskedReading[], goal: number): string {
  const percent = `${formatNumber(100 * goal, 3)} %`;
  const newest = readings.at(-1);
  if (!newest || newest.step === 0) return "not trained yet";
  const first = firstReadable(readings, goal);
  if (!first) {
    const best = Math.max(...readings.map(({right, asked}) => right / asked.length));
    return `not readable after ${formatCount(newest.step)} steps${time(newest)}; at best ${formatNumber(100 * best, 3)} %`;
  }
  const here = time(first);
  return `${percent} are read as asked from step ${formatCount(first.step)} on${here && `${here.replace(",", ", after")} on this machine`}`;
}

/** ", 12 s of training"; nothing where that is not known, as in a recording. */
function time({seconds}: AskedReading): string {
  return Number.isNaN(seconds) ? "" : `, ${formatNumber(seconds, 2)} s of training`;
}

/** Its former name, in cells that readers have kept. */
export const askedCurves = classAccuracyCurves;
