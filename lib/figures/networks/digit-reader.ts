import type {Matrix} from "../../nn/arithmetic/matrix.ts";
import {drawingPad} from "../data/drawing-pad.ts";
import {element} from "../kit/element.ts";
import {formatNumber} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame} from "../kit/frame.ts";
import {oneAtATime} from "../kit/one-at-a-time.ts";
import {classBars, largest} from "../kit/class-bars.ts";

/** Options of `digitReader`. */
export interface DigitReaderOptions extends FigureOptions {
  /** The probabilities of the classes for a picture [size][size], 0 (black) … 1 (white ink), scaled and centred as MNIST's are. */
  classify: (picture: Matrix) => Promise<ArrayLike<number>> | ArrayLike<number>;
  /** Names of the classes. Default: 0 … 9. */
  labels?: readonly string[];
  /** Side of the picture. Default 28. */
  size?: number;
  /** The digit that is there until the first stroke. Default 3; null starts empty. */
  start?: number | null;
}

/** `.value` of `digitReader`; null before the first answer. */
export interface DigitReading {
  picture: Matrix;
  probabilities: number[];
  /** Index of the most likely class. */
  read: number;
}

/**
 * A pad whose digit is read after every stroke, with the probability of each class as a bar.
 * @example
 * ```ts height=510/1030
 * import {digitReader} from "gantry/figures/digit-reader";
 * import {plainForward} from "gantry/plain-forward";
 * import {loadWeights} from "gantry/weights";
 *
 * const {network: net, weights: trained} = (await loadWeights("mnist-classifier"))
 *   .networks.classifier;
 * display(
 *   digitReader({
 *     classify: (picture) => {
 *       const values = Float32Array.from(picture.flat(), (ink) => 2 * ink - 1);
 *       const logits = plainForward(net, trained, {
 *         shape: [1, 28, 28, 1],
 *         values
 *       }).values;
 *       const powers = [...logits].map((logit) =>
 *         Math.exp(logit - Math.max(...logits))
 *       );
 *       return powers.map((power) => power / powers.reduce((a, b) => a + b));
 *     },
 *     caption: "Can it read your hand? Draw a digit.",
 *     invalidation
 *   })
 * );
 * ```
 */
export function digitReader({classify, size = 28, ...options}: DigitReaderOptions): Figure<DigitReading | null> {
  const made = frame<DigitReading | null>("reader", {exportable: false, ...options}, null);
  const labels = options.labels ?? [..."0123456789"];
  const pad = drawingPad({
    size,
    start: options.start === undefined ? 3 : options.start,
    ...(options.invalidation ? {invalidation: options.invalidation} : {})
  });
  const bars = classBars(labels);
  const words = element("p", {class: "fig-formula fig-reader-words"});
  const trouble = element("p", {class: "fig-wrong", role: "alert"});
  const ask = oneAtATime(["read"], made.signal, (error) => {
    trouble.textContent = `The classifier failed: ${error instanceof Error ? error.message : String(error)}`;
  });
  const read = () => {
    const picture = pad.value;
    if (!picture.some((row) => row.some((value) => value > 0))) {
      words.textContent = "Draw a digit.";
      bars.draw(null, -1);
      return;
    }
    ask("read", async () => {
      const probabilities = Array.from(await classify(picture));
      if (made.signal.aborted) return;
      const best = largest(probabilities);
      bars.draw(probabilities, best);
      trouble.textContent =
        best < 0 || probabilities.some(Number.isNaN) ? "The classifier answers NaN: its weights are damaged." : "";
      if (best < 0) return;
      words.replaceChildren(
        "Read as ",
        element("strong", {}, [labels[best]]),
        `, with ${formatNumber(100 * probabilities[best], 2)} %.`
      );
      made.say(words.textContent ?? "");
      made.emit({picture, probabilities, read: best});
    });
  };
  pad.addEventListener(
    "input",
    (event) => {
      event.stopPropagation();
      read();
    },
    {signal: made.signal}
  );
  made.body.append(pad, element("div", {class: "fig-column fig-side"}, [words, bars.element, trouble]));
  read();
  return made.figure;
}
