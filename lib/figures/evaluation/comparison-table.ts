import type {Comparison} from "../../evaluation/types.ts";
import type {MetricName, Verdict} from "../../evaluation/verdicts.ts";
import {measuredBy, metricNames, verdictRule, verdicts} from "../../evaluation/verdicts.ts";
import type {Values} from "../../nn/network/network-weights.ts";
import {live} from "../../live.ts";
import type {RecordedRun} from "../../recordings/recorded-run.ts";
import type {Recording} from "../../recordings/recording.ts";
import {button, isAvailable, setAvailable} from "../kit/controls.ts";
import {element} from "../kit/element.ts";
import {formatNumber} from "../kit/format.ts";
import type {Figure, FigureOptions, Frame} from "../kit/frame.ts";
import {frame} from "../kit/frame.ts";
import type {Recorded} from "../kit/stand-in.ts";
import {standIn} from "../kit/stand-in.ts";
import type {Work} from "../kit/work-panel.ts";
import {workLine} from "../kit/work-panel.ts";
import {imageCanvas} from "../samples/sample-surface.ts";

/** Options of `comparisonTable`. */
export interface ComparisonTableOptions extends FigureOptions, Recorded {
  /** What can be measured, by the words of its button. */
  subjects: Readonly<Record<string, (work: Work) => Promise<Omit<MetricRow, "name">>>>;
}

/**
 * Generators by every metric, a row for each that the reader has measured. `.value` are the rows so far.
 * @example
 * ```ts height=132/153
 * import {comparisonTable} from "gantry/figures/comparison-table";
 * import {evaluator} from "gantry/evaluator";
 * import {proceduralDigits} from "gantry/procedural-digits";
 *
 * const measure = evaluator({invalidation});
 * display(
 *   comparisonTable({
 *     subjects: {
 *       "cgan-s": async (work) => {
 *         const [real, again] = await measure.draw(
 *           proceduralDigits(),
 *           [300, 300],
 *           1,
 *           work
 *         );
 *         const made = await measure.generate("cgan-s", {count: 300, seed: 1}, work);
 *         const sets = {
 *           real: await measure.look(real, work),
 *           again: await measure.look(again, work),
 *           generated: await measure.look(made, work)
 *         };
 *         return {
 *           images: made.images,
 *           comparison: await measure.compare(sets, {}, work)
 *         };
 *       }
 *     },
 *     caption: "How far from real digits, by which number? Press the name.",
 *     invalidation
 *   })
 * );
 * ```
 */
export function comparisonTable(options: ComparisonTableOptions): Figure<readonly MetricRow[]> {
  const made = frame<readonly MetricRow[]>("comparison", {exportable: false, ...options}, []);
  const line = workLine(made.signal);
  const table = metricTable();
  fillFromRecording(made, table, options.recording);
  const buttons = Object.entries(options.subjects).map(([name, measure]) =>
    button(name, () => {
      void line.run(measure, (found) => {
        const row = {name, ...found};
        if (made.figure.value.length === 0) table.clear();
        table.add(row);
        made.say(rowWords(row));
        made.emit([...made.figure.value, row]);
      });
    })
  );
  const measured = (one: HTMLElement): boolean => made.figure.value.some(({name}) => name === one.textContent);
  line.whileBusy((busy) => buttons.forEach((one) => setAvailable(one, !busy && !measured(one))));
  made.figure.addEventListener("input", () => buttons.forEach((one) => setAvailable(one, isAvailable(one) && !measured(one))));
  made.body.append(
    element("div", {class: "fig-column fig-whole"}, [element("div", {class: "fig-work"}, buttons), line.element, table.element])
  );
  return made.figure;
}

/** Samples that have been measured. */
export interface MetricRow {
  name: string;
  /** Some of them are shown. */
  images: Values;
  comparison: Comparison;
}

/** Shows the rows of a recording until the reader has measured one. */
export function fillFromRecording(
  made: Frame<readonly MetricRow[]>,
  table: ReturnType<typeof metricTable>,
  recording: Recording | undefined
): void {
  const own = live<readonly MetricRow[]>(made.figure.value);
  made.figure.addEventListener("input", () => (own.value = made.figure.value), {signal: made.signal});
  const either = standIn(made, own, recording, {empty: (rows) => rows.length === 0, recorded: recordedRows});
  let full = false;
  const fill = (): void => {
    const rows = own.value.length === 0 ? either.value : [];
    if (full || rows.length === 0) return;
    full = true;
    rows.forEach((row) => table.add(row));
  };
  either.subscribe(fill, made.signal);
}

/** Rows of a recording: a sheet of each has some of the samples. */
function recordedRows({history, results}: RecordedRun): readonly MetricRow[] | null {
  const rows = (results as {rows?: Omit<MetricRow, "images">[]} | undefined)?.rows;
  return rows ? rows.map((row, i) => ({...row, images: history.sheets[i].images})) : null;
}

/** A table with a column for each metric; the first row are the floors of the first comparison. Hidden while it is empty. */
export function metricTable(): {readonly element: HTMLElement; add(row: MetricRow): void; clear(): void} {
  const body = element("tbody");
  const head = ["samples", ...metricNames].map((name) => element("th", {scope: "col"}, [name]));
  const table = element("table", {class: "fig-faults-table"}, [element("thead", {}, [element("tr", {}, head)]), body]);
  const under = element("p", {class: "fig-note"});
  const whole = element("div", {class: "fig-column fig-whole", hidden: ""}, [table, under]);
  return {
    element: whole,
    add({name, images, comparison}) {
      const found = verdicts(comparison);
      if (body.childElementCount === 0) body.append(floorRow(found));
      const strip = element("span", {class: "fig-faults-strip", "aria-hidden": "true"});
      for (let i = 0; i < Math.min(5, images.shape[0]); i++) strip.append(imageCanvas(images, i));
      body.append(
        element("tr", {}, [
          element("th", {scope: "row"}, [strip, element("span", {}, [name])]),
          ...metricNames.map((metric) => cellOf(metric, found[metric]))
        ])
      );
      under.textContent = `Measured ${measuredBy(comparison)}. ✕ notices. ${verdictRule}`;
      whole.hidden = false;
    },
    clear() {
      body.replaceChildren();
      whole.hidden = true;
    }
  };
}

/** What the metrics say of a row, for those who listen. */
export function rowWords({name, comparison}: Pick<MetricRow, "name" | "comparison">): string {
  const found = verdicts(comparison);
  const noticing = metricNames.filter((metric) => found[metric].noticed);
  return `${name}: ${noticing.length === 0 ? "no metric notices" : `noticed by ${noticing.join(", ")}`}`;
}

function floorRow(found: Readonly<Record<MetricName, Verdict>>): HTMLElement {
  return element("tr", {class: "fig-faults-floor"}, [
    element("th", {scope: "row"}, [element("span", {}, ["other real digits"])]),
    ...metricNames.map((metric) => element("td", {"data-metric": metric}, [shown(metric, found[metric].floor)]))
  ]);
}

function cellOf(metric: MetricName, {value, noticed}: Verdict): HTMLElement {
  return element("td", {class: noticed ? "fig-noticed" : "", "data-metric": metric}, [
    shown(metric, value),
    ...(noticed ? [element("span", {"aria-hidden": "true"}, [" ✕"]), element("span", {class: "fig-hidden"}, [" notices"])] : [])
  ]);
}

function shown(metric: MetricName, value: number): string {
  // A copy of the reference leaves minus 10⁻¹³.
  return formatNumber(Math.abs(value) < 5e-4 ? 0 : value, metric === "IS" || metric === "FID" || metric === "KID" ? 3 : 2);
}
