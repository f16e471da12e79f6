import type {Values} from "../../nn/network/network-weights.ts";
import type {RecordedRun} from "../../recordings/recorded-run.ts";
import {colourScale} from "../kit/colours.ts";
import {slider} from "../kit/controls.ts";
import {reading} from "../kit/reading.ts";
import {element} from "../kit/element.ts";
import {formatNumber} from "../kit/format.ts";
import type {Figure, FigureOptions, Frame} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import type {Recorded} from "../kit/stand-in.ts";
import {standIn} from "../kit/stand-in.ts";
import {legend} from "../kit/legend.ts";
import {paintSheet, sampleKind, sheetLayout, unfitSamples} from "../samples/sample-surface.ts";

/** The same images made in two ways: [n, height, width, 1] in [−1, 1] each. */
export interface ImagePairs {
  first: Values;
  second: Values;
}

/** Options of `imagePairs`. */
export interface ImagePairsOptions extends FigureOptions, Recorded {
  /** What the two are called; default "float32" and "int8". */
  names?: readonly [string, string];
}

/**
 * Images made in two ways, one above the other, and under them the second minus the first, in grey levels of 255, on a signed scale
 * that the reader stretches. `.value` is the place of the pair looked at.
 * @example
 * ```ts height=502/396
 * import {imagePairs} from "gantry/figures/image-pairs";
 * import {proceduralDigits} from "gantry/procedural-digits";
 * import {random} from "gantry/random";
 *
 * const sharp = {
 *   shape: [8, 28, 28, 1],
 *   values: proceduralDigits().batch(8, random(1)).images
 * };
 * const coarse = {
 *   shape: sharp.shape,
 *   values: sharp.values.map((value) => Math.round(4 * value) / 4)
 * };
 * display(
 *   imagePairs(
 *     {first: sharp, second: coarse},
 *     {
 *       names: ["as drawn", "nine greys"],
 *       caption: "Can you see the difference? Point at a pair.",
 *       invalidation
 *     }
 *   )
 * );
 * ```
 */
export function imagePairs(pairs: ImagePairs | null, options: ImagePairsOptions = {}): Figure<number> {
  const made = frame<number>("image-pairs", options, 0);
  const either = standIn<ImagePairs | null>(made, pairs, options.recording, {
    empty: (own) => own === null,
    recorded: recordedPairs
  });
  let laid: ImagePairs | null = null;
  const lay = (): void => {
    if (laid && laid === either.value) return;
    laid = either.value;
    made.body.replaceChildren();
    made.controls.replaceChildren();
    layPairs(made, laid, options);
  };
  either.subscribe(lay, made.signal);
  lay();
  return made.figure;
}

/** The pairs of a recording: its first sheet, and in its numbers how far, in grey levels of 255, the second images are from it. */
function recordedPairs({history: {sheets}, numbers}: RecordedRun): ImagePairs | null {
  if (!numbers || sheets.length === 0) return null;
  const [{images: first}] = sheets;
  return {first, second: {shape: first.shape, values: first.values.map((value, i) => value + numbers.values[i] / 127.5)}};
}

function layPairs(made: Frame<number>, pairs: ImagePairs | null, {names = ["float32", "int8"]}: ImagePairsOptions): void {
  const wrong = unfitPairs(pairs);
  made.complain(wrong);
  if (wrong || !pairs) return;
  const kind = sampleKind(pairs.first) as {count: number; height: number; width: number};
  const size = kind.height * kind.width;
  const difference = pairs.second.values.map((value, i) => 127.5 * (value - pairs.first.values[i]));
  const canvases = [0, 1, 2].map(() => element("canvas", {class: "fig-pixels fig-pair-sheet", "aria-hidden": "true"}));
  const marks = canvases.map(() => element("span", {class: "fig-sheet-mark"}));
  const strips = canvases.map((canvas, i) => element("div", {class: "fig-grid fig-sheet"}, [canvas, marks[i]]));
  const lanes = [...names, `${names[1]} − ${names[0]}`].map((name, i) =>
    element("div", {class: "fig-pair-lane"}, [element("div", {class: "fig-title"}, [name]), strips[i]])
  );
  const places = {count: () => kind.count, at: () => made.figure.value, go};
  const surface = reading("pairs of images", lanes, made.signal, places, "fig-pairs");
  const scaleRow = element("div");
  const words = element("p", {class: "fig-readout fig-reading", "aria-live": "polite"});
  const whole = element("p", {class: "fig-readout"});
  let limit = 16;
  let layout = sheetLayout(kind, 640, {columns: 10});

  function draw(room: number): void {
    layout = sheetLayout(kind, room, {columns: 10, most: 3, least: 28});
    paintSheet(canvases[0], pairs!.first, layout);
    paintSheet(canvases[1], pairs!.second, layout);
    for (const strip of strips) {
      strip.style.width = `${layout.width * layout.scale}px`;
      strip.style.height = `${layout.height * layout.scale}px`;
    }
    paintDifference();
    point(made.figure.value);
  }

  function paintDifference(): void {
    const scale = colourScale("signed", [-limit, limit]);
    const colours = Array.from({length: 2 * limit + 1}, (_, i) =>
      scale
        .colour(i - limit)
        .match(/\d+/g)!
        .map(Number)
    );
    const [, , canvas] = canvases;
    canvas.width = layout.width;
    canvas.height = layout.height;
    const context = canvas.getContext("2d")!;
    const pixels = context.createImageData(layout.width, layout.height);
    difference.forEach((value, at) => {
      const [image, place] = [Math.floor(at / size), at % size];
      const row = Math.floor(image / layout.columns) * (kind.height + 1) + Math.floor(place / kind.width);
      const column = (image % layout.columns) * (kind.width + 1) + (place % kind.width);
      const colour = colours[Math.max(0, Math.min(2 * limit, Math.round(value) + limit))];
      pixels.data.set([...colour, 255], 4 * (row * layout.width + column));
    });
    context.putImageData(pixels, 0, 0);
    scaleRow.replaceChildren(legend(scale, "grey levels of 255"));
  }

  function about(from: number, to: number): string {
    const part = difference.subarray(from, to);
    const sizes = part.map(Math.abs);
    const mean = sizes.reduce((sum, value) => sum + value, 0) / sizes.length;
    return `differ by ${formatNumber(mean, 2)} grey levels on average, ${formatNumber(Math.max(...sizes), 2)} at most`;
  }

  function point(index: number): void {
    const unit = (kind.width + 1) * layout.scale;
    const tall = (kind.height + 1) * layout.scale;
    for (const mark of marks) {
      mark.style.left = `${(index % layout.columns) * unit}px`;
      mark.style.top = `${Math.floor(index / layout.columns) * tall}px`;
      mark.style.width = `${kind.width * layout.scale}px`;
      mark.style.height = `${kind.height * layout.scale}px`;
    }
    const text = `Pair ${index + 1} of ${kind.count}: they ${about(index * size, (index + 1) * size)}.`;
    words.textContent = text;
    surface.tell({min: 1, max: kind.count, now: index + 1, text});
  }

  function go(index: number): void {
    if (index === made.figure.value) return;
    point(index);
    made.emit(index);
  }
  for (const strip of strips) {
    for (const type of ["pointermove", "pointerdown"] as const) {
      strip.addEventListener(
        type,
        ({clientX, clientY}) => {
          const box = strip.getBoundingClientRect();
          const column = Math.min(layout.columns - 1, Math.floor((clientX - box.left) / ((kind.width + 1) * layout.scale)));
          const row = Math.floor((clientY - box.top) / ((kind.height + 1) * layout.scale));
          go(Math.max(0, Math.min(kind.count - 1, row * layout.columns + Math.max(0, column))));
        },
        {signal: made.signal}
      );
    }
  }
  whole.textContent = `All ${kind.count} pairs ${about(0, difference.length)}.`;
  made.body.append(element("div", {class: "fig-whole"}, [surface.element, scaleRow, words, whole]));
  made.controls.append(
    slider("full colour at", {min: 1, max: 64, value: limit, unit: "levels"}, (next) => {
      limit = next;
      paintDifference();
    }).element
  );
  onWidth(made.figure, made.signal, draw);
}

/** Why pairs cannot be drawn, as a sentence; null when they can. */
function unfitPairs(pairs: ImagePairs | null): string | null {
  const [first, second] = [pairs?.first, pairs?.second];
  const wrong = unfitSamples(first, "images") ?? unfitSamples(second, "images");
  if (wrong || !first || !second) return wrong;
  if (first.shape.join() !== second.shape.join())
    return `This figure needs two sets of the same shape; they are [${first.shape.join(", ")}] and [${second.shape.join(", ")}].`;
  const kind = sampleKind(first);
  return kind?.kind === "images" && kind.channels === 1 ? null : "This figure needs grey images [n, height, width, 1].";
}
