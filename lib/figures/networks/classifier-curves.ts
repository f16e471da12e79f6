import type {Live} from "../../live.ts";
import {axes, endLabels, pathThrough} from "../kit/axes.ts";
import {element, svgElement} from "../kit/element.ts";
import {drawLive} from "../kit/follow.ts";
import {formatNumber} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import {reading} from "../kit/reading.ts";
import {extentOf, nearestIndex} from "../kit/series.ts";
import type {Recorded} from "../kit/stand-in.ts";
import {standIn} from "../kit/stand-in.ts";

/** An epoch of training in numbers. */
export interface Epoch {
  /** From 1. */
  epoch: number;
  loss: number;
  accuracy?: number;
  validationLoss?: number;
  validationAccuracy?: number;
}

interface Panel {
  title: string;
  percent: boolean;
  lines: {name: string; dashed: boolean; of: (epoch: Epoch) => number | undefined}[];
}

const panels: readonly Panel[] = [
  {
    title: "loss",
    percent: false,
    lines: [
      {name: "training", dashed: false, of: ({loss}) => loss},
      {name: "validation", dashed: true, of: ({validationLoss}) => validationLoss}
    ]
  },
  {
    title: "accuracy",
    percent: true,
    lines: [
      {name: "training", dashed: false, of: ({accuracy}) => accuracy},
      {name: "validation", dashed: true, of: ({validationAccuracy}) => validationAccuracy}
    ]
  }
];

const margin = {left: 46, right: 74, top: 8, bottom: 34};
const height = 190;

/**
 * Loss and accuracy of a classifier by epoch, in training (solid) and on examples that it does not learn from (dashed). Takes a list or
 * a live one. Pointing or arrow keys read an epoch; `.value` is the epoch that is read.
 * @example
 * ```ts height=284/494
 * import {classifierCurves} from "gantry/figures/classifier-curves";
 *
 * display(classifierCurves([1, 2, 3, 4, 5, 6].map((epoch) => ({
 *   epoch,
 *   loss: 1.2 * Math.exp(-epoch / 2),
 *   accuracy: 1 - 0.5 * Math.exp(-epoch / 2),
 *   validationLoss: 0.2 + Math.exp(-epoch / 2),
 *   validationAccuracy: 0.95 - 0.5 * Math.exp(-epoch / 2)
 * })), {caption: "Does it learn, or learn by heart? Compare the two curves."}));
 * ```
 */
export function classifierCurves(
  epochs: readonly Epoch[] | Live<readonly Epoch[]>,
  options: FigureOptions & Recorded = {}
): Figure<number> {
  const made = frame<number>("classifier", options, 0);
  const watched = standIn(made, epochs, options.recording, {
    empty: (own) => own.length === 0,
    recorded: ({results}) => (results as {epochs?: readonly Epoch[]} | undefined)?.epochs ?? null
  });
  const drawings = panels.map(() => svgElement("svg", {class: "fig-epochs", "aria-hidden": "true"}));
  const words = element("p", {class: "fig-readout"});
  const trouble = element("p", {class: "fig-wrong"});
  let width = 640;
  let chosen: number | null = null;

  const number = (value: number | undefined, percent: boolean) =>
    value === undefined ? "–" : percent ? `${formatNumber(100 * value)} %` : formatNumber(value);
  function describe(entry: Epoch): string {
    const parts = panels.map(({title, percent, lines}) => {
      const there = lines.filter(({of}) => of(entry) !== undefined);
      return `${title} ${there.map(({name, of}) => `${number(of(entry), percent)}${name && there.length > 1 ? ` in ${name}` : ""}`).join(", ")}`;
    });
    return `epoch ${entry.epoch}: ${parts.join("; ")}`;
  }
  function draw(epochs: readonly Epoch[]): void {
    made.complain(epochs.length === 0 ? "This figure is waiting for the first epoch." : null);
    if (epochs.length === 0) return;
    const beside = panels.length > 1 && width >= 640;
    const own = beside ? (width - 16) / panels.length : width;
    const at =
      chosen === null
        ? epochs.length - 1
        : nearestIndex(
            epochs.map(({epoch}) => epoch),
            chosen
          );
    panels.forEach((panel, i) => paintPanel(drawings[i], panel, epochs, own, chosen === null ? -1 : at));
    const bad = epochs.find((entry) =>
      panels.some(({lines}) => lines.some(({of}) => of(entry) !== undefined && !Number.isFinite(of(entry))))
    );
    trouble.textContent = bad ? `In epoch ${bad.epoch} a value is NaN or infinite: the training has come apart.` : "";
    words.textContent = describe(epochs[at]);
    made.figure.value = epochs[at].epoch;
    surface.tell({min: epochs[0].epoch, max: epochs[epochs.length - 1].epoch, now: epochs[at].epoch, text: describe(epochs[at])});
  }
  function choose(index: number): void {
    const epochs = watched.value;
    if (epochs.length === 0) return;
    chosen = epochs[Math.max(0, Math.min(epochs.length - 1, index))].epoch;
    draw(epochs);
    made.emit(chosen);
  }
  drawings.forEach((svg) => {
    const under = (event: PointerEvent) => {
      const box = svg.getBoundingClientRect();
      const share = (event.clientX - box.left - margin.left) / (box.width - margin.left - margin.right);
      const index = Math.round(share * (watched.value.length - 1));
      if (watched.value[Math.max(0, Math.min(watched.value.length - 1, index))]?.epoch !== chosen) choose(index);
    };
    for (const name of ["pointermove", "pointerdown"] as const) svg.addEventListener(name, under, {signal: made.signal});
  });
  const numbers = () => watched.value.map(({epoch}) => epoch);
  const surface = reading(
    "Curves by epoch",
    drawings,
    made.signal,
    {
      count: () => numbers().length,
      at: () => (chosen === null ? numbers().length - 1 : nearestIndex(numbers(), chosen)),
      go: choose
    },
    "fig-epoch-panels"
  );
  made.body.append(element("div", {class: "fig-whole"}, [surface.element, words, trouble]));
  onWidth(made.body, made.signal, (next) => {
    width = next;
    draw(watched.value);
  });
  drawLive(watched, made.signal, draw);
  return made.figure;
}

function paintPanel(
  svg: SVGSVGElement,
  {title, percent, lines}: Panel,
  epochs: readonly Epoch[],
  width: number,
  at: number
): void {
  const values = lines.map(({of}) => epochs.map((entry) => of(entry) ?? NaN));
  const found = extentOf(values) ?? [0, 1];
  const low = percent ? Math.max(0, Math.floor(found[0] * 10 - 0.5) / 10) : 0;
  const high = percent ? 1 : found[1] * 1.05 || 1;
  const floor = Math.min(low, found[0]);
  const [first, last] = [epochs[0].epoch, epochs[epochs.length - 1].epoch];
  const chart = axes(svg, {
    width,
    height,
    margin,
    x: {
      domain: [0, epochs.length - 1],
      ticks: epochs.length > 1 ? [0, epochs.length - 1] : [0],
      format: (i) => (i === 0 ? String(first) : `epoch ${last}`)
    },
    y: {
      domain: [floor, high],
      ticks: [floor, (floor + high) / 2, high],
      format: (value) => (percent ? `${formatNumber(100 * value, 2)} %` : formatNumber(value, 2)),
      mark: "grid"
    }
  });
  const {x, y} = chart;
  const drawn = lines.flatMap(({dashed}, k) => {
    const list = values[k];
    if (!list.some(Number.isFinite)) return [];
    const path = pathThrough(list.map((value, i) => [x(i), y(value)]));
    const dot =
      at >= 0 && Number.isFinite(list[at])
        ? [svgElement("circle", {class: "fig-epoch-dot", cx: x(at), cy: y(list[at]), r: 4})]
        : [];
    return [svgElement("path", {class: `fig-epoch-line${dashed ? " fig-epoch-dashed" : ""}`, d: path}), ...dot];
  });
  const ends = lines.flatMap(({name}, k) => {
    const newest = values[k].filter((value) => Number.isFinite(value)).at(-1);
    return newest === undefined ? [] : [{at: y(newest), text: name, look: "fig-epoch-label"}];
  });
  svg.replaceChildren(
    chart.drawn,
    svgElement("text", {class: "fig-tick-label", x: chart.left, y: height - 4}, [title]),
    ...drawn,
    ...endLabels(chart, chart.right + 8, ends)
  );
}
