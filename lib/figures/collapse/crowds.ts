import type {Values} from "../../nn/network/network-weights.ts";
import {element} from "../kit/element.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import {classBars, largest} from "../kit/class-bars.ts";
import {unfitSamples, sampleSurface} from "../samples/sample-surface.ts";

/** What one generator makes. */
export interface Crowd {
  title: string;
  /** [n, height, width, 1 or 3] in [−1, 1] */
  images: Values;
  /** Share of each class among many more of its samples, 0 to 1. */
  shares: readonly number[];
  /** A sentence under the bars: how they were counted. */
  note: string;
}

/** Options of `crowds`. */
export interface CrowdsOptions extends FigureOptions {
  /** Names of the classes. Default: 0 … 9. */
  labels?: readonly string[];
}

/**
 * What several generators make, side by side: a sheet of each, and how often each class comes.
 * @example
 * ```ts height=646/1238
 * import {crowds} from "gantry/figures/crowds";
 * import {loadWeights, readHistory} from "gantry/weights";
 *
 * const lastSheet = async (name: "compact-dcgan" | "collapsed-gan") =>
 *   readHistory(await loadWeights(name)).sheets.at(-1)!.images;
 * display(
 *   crowds(
 *     [
 *       {
 *         title: "ten modes",
 *         images: await lastSheet("compact-dcgan"),
 *         shares: Array(10).fill(0.1),
 *         note: "As even as can be"
 *       },
 *       {
 *         title: "one mode",
 *         images: await lastSheet("collapsed-gan"),
 *         shares: [0, 0, 0, 0, 0, 1, 0, 0, 0, 0],
 *         note: "All are a 5"
 *       }
 *     ],
 *     {caption: "Which of the two would you hire? Look at the bars."}
 *   )
 * );
 * ```
 */
export function crowds(all: readonly Crowd[], options: CrowdsOptions = {}): Figure<null> {
  const made = frame<null>("crowds", options, null);
  const labels = options.labels ?? [..."0123456789"];
  const wrong =
    all.length === 0
      ? "This figure is waiting for samples."
      : all.map(({images, title}) => unfitSamples(images, title)).find(Boolean);
  if (wrong) {
    made.complain(wrong);
    return made.figure;
  }
  const panels = all.map(({title, images, shares, note}) => {
    const surface = sampleSurface({title, signal: made.signal});
    const bars = classBars(labels);
    bars.draw(shares, largest(shares));
    const picture = element("div", {role: "img", "aria-label": `${images.shape[0]} samples: ${title}`}, [surface.element]);
    const whole = element("div", {class: "fig-crowd"}, [
      element("div", {class: "fig-title"}, [title]),
      picture,
      element("p", {class: "fig-readout"}, [note]),
      bars.element
    ]);
    return {surface, images, whole};
  });
  const row = element(
    "div",
    {class: "fig-crowd-row fig-whole"},
    panels.map(({whole}) => whole)
  );
  made.body.append(row);
  onWidth(row, made.signal, (width) => {
    const room = width < 510 ? width : Math.floor((width - 32) / all.length);
    for (const {surface, images} of panels) surface.draw(images, Math.min(room, 300));
  });
  return made.figure;
}
