import type {Comparison} from "../../evaluation/types.ts";
import type {Fault} from "../../metrics/faults.ts";
import {faultWords} from "../../metrics/faults.ts";
import type {Values} from "../../nn/network/network-weights.ts";
import {button, choice, slider, setAvailable} from "../kit/controls.ts";
import {element} from "../kit/element.ts";
import type {Figure, FigureOptions, Frame} from "../kit/frame.ts";
import {frame} from "../kit/frame.ts";
import type {Recorded} from "../kit/stand-in.ts";
import type {Work} from "../kit/work-panel.ts";
import {workLine} from "../kit/work-panel.ts";
import type {MetricRow} from "./comparison-table.ts";
import {fillFromRecording, metricTable, rowWords} from "./comparison-table.ts";

/** A row of the table: a fault, some of the broken samples, and what the metrics say. */
export interface FaultRow extends MetricRow {
  /** Null: the training digits themselves. */
  fault: Fault | null;
}

/** Options of `faultTable`. */
export interface FaultTableOptions extends FigureOptions, Recorded {
  /** Breaks samples and measures them; null measures the training digits themselves, learned by heart. */
  measure: (fault: Fault | null, work: Work) => Promise<{images: Values; comparison: Comparison}>;
}

const kinds = ["none", "blur", "noise", "drop class", "duplicate", "one per class", "copies"] as const;
type Kind = (typeof kinds)[number];
const names: Readonly<Record<Kind, string>> = {
  none: "nothing",
  blur: "blur",
  noise: "noise",
  "drop class": "drop a class",
  duplicate: "duplicate",
  "one per class": "one of each class",
  copies: "learn by heart"
};
const ranges: Partial<Record<Kind, {label: string; min: number; max: number; step: number; value: number; unit?: string}>> = {
  blur: {label: "blur", min: 0.25, max: 2, step: 0.25, value: 1, unit: "pixels"},
  noise: {label: "noise σ", min: 0.05, max: 1, step: 0.05, value: 0.3},
  "drop class": {label: "class", min: 0, max: 9, step: 1, value: 3},
  duplicate: {label: "different images", min: 10, max: 500, step: 10, value: 50}
};

/**
 * Metrics × faults, filled by the reader: choose how samples are broken, and how much, and measure. Each cell has the number; ✕ marks a
 * metric that notices. `.value` are the rows so far.
 * @example
 * ```ts height=180/273
 * import {faultTable} from "gantry/figures/fault-table";
 * import {evaluator} from "gantry/evaluator";
 * import {proceduralDigits} from "gantry/procedural-digits";
 *
 * const judge = evaluator({invalidation});
 * display(
 *   faultTable({
 *     measure: async (fault, work) => {
 *       const [real, again, spare] = await judge.draw(
 *         proceduralDigits(),
 *         [300, 300, 300],
 *         1,
 *         work
 *       );
 *       const samples = fault ? await judge.spoil(spare, fault, 1, work) : spare;
 *       const sets = {
 *         real: await judge.look(real, work),
 *         again: await judge.look(again, work),
 *         generated: await judge.look(samples, work)
 *       };
 *       return {
 *         images: samples.images,
 *         comparison: await judge.compare(sets, {}, work)
 *       };
 *     },
 *     caption: "Which metric catches which fault? Choose one and measure.",
 *     invalidation
 *   })
 * );
 * ```
 */
export function faultTable(options: FaultTableOptions): Figure<readonly FaultRow[]> {
  const made = frame<readonly FaultRow[]>("faults", {exportable: false, ...options}, []);
  const line = workLine(made.signal);
  let kind: Kind = "blur";
  const strengths = Object.fromEntries(Object.entries(ranges).map(([name, {value}]) => [name, value])) as Record<Kind, number>;
  const table = metricTable();
  fillFromRecording(made as unknown as Frame<readonly MetricRow[]>, table, options.recording);
  const knob = element("div", {class: "fig-faults-knob"});
  const kindOf = choice(
    "break by",
    kinds,
    kind,
    (next) => {
      kind = next;
      turn();
    },
    (name) => names[name]
  );
  const one = button("Break and measure", () => void add([faultOf(kind)]));
  const all = button("Measure them all", () => void add(kinds.map(faultOf)));
  line.whileBusy((busy) => [one, all].forEach((each) => setAvailable(each, !busy)));

  function turn(): void {
    const range = ranges[kind];
    knob.replaceChildren(
      ...(range ? [slider(range.label, {...range, value: strengths[kind]}, (value) => (strengths[kind] = value)).element] : [])
    );
  }
  function faultOf(name: Kind): Fault | null {
    switch (name) {
      case "copies":
        return null;
      case "blur":
        return {kind: name, pixels: strengths.blur};
      case "noise":
        return {kind: name, deviation: strengths.noise};
      case "drop class":
        return {kind: name, label: strengths["drop class"]};
      case "duplicate":
        return {kind: name, distinct: strengths.duplicate};
      default:
        return {kind: name};
    }
  }
  async function add(faults: readonly (Fault | null)[]): Promise<void> {
    await line.run(
      async (work) => {
        for (const fault of faults) {
          const name = fault ? faultWords(fault) : "the training digits";
          if (made.figure.value.some((row) => row.name === name)) continue;
          const progress: Work["progress"] = ({stage, share}) => work.progress({stage: `${name}: ${stage}`, share});
          const found = await options.measure(fault, {...work, progress});
          if (work.signal.aborted) return;
          const row = {name, fault, ...found};
          if (made.figure.value.length === 0) table.clear();
          table.add(row);
          made.emit([...made.figure.value, row]);
          made.say(rowWords(row));
        }
      },
      () => {}
    );
  }
  made.body.append(
    element("div", {class: "fig-column fig-whole"}, [
      kindOf.element,
      element("div", {class: "fig-work"}, [knob, one, all]),
      line.element,
      table.element
    ])
  );
  turn();
  return made.figure;
}
