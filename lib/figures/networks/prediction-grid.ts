import type {Values} from "../../nn/network/network-weights.ts";
import type {RecordedRun} from "../../recordings/recorded-run.ts";
import {element} from "../kit/element.ts";
import {formatCount} from "../kit/format.ts";
import type {Figure, FigureOptions, Frame} from "../kit/frame.ts";
import {frame} from "../kit/frame.ts";
import type {Recorded} from "../kit/stand-in.ts";
import {standIn} from "../kit/stand-in.ts";
import {imageCanvas, unfitSamples} from "../samples/sample-surface.ts";
import {classBars} from "../kit/class-bars.ts";

/** What a classifier said of some images. */
export interface Predictions {
  /** [n, height, width, 1 or 3] in [−1, 1]. The first sixteen are shown. */
  images: Values;
  predicted: ArrayLike<number>;
  actual: ArrayLike<number>;
  /** [n, classes] */
  probabilities?: Values;
}

/** Options of `predictionGrid`. */
export interface PredictionGridOptions extends FigureOptions, Recorded {
  /** Names of the classes. Default: 0 … 9. */
  labels?: readonly string[];
  /** Images that are shown at most. Default 16. */
  count?: number;
}

/**
 * Images with what a classifier says of each: ✓ in green where it is right, ✗ in red with the right class where it is not. Choosing one
 * shows its probabilities; `.value` is its index.
 * @example
 * ```ts height=362/428
 * import {predictionGrid} from "gantry/figures/prediction-grid";
 * import {proceduralDigits} from "gantry/procedural-digits";
 * import {random} from "gantry/random";
 *
 * const test = proceduralDigits({seed: 3}).batch(12, random(3));
 * display(predictionGrid({
 *   images: {shape: [12, 28, 28, 1], values: test.images},
 *   predicted: test.labels.map((label, i) => (i === 4 ? 8 : label)),
 *   actual: test.labels
 * }, {
 *   caption: "Could you read these? One was read wrongly.",
 *   invalidation
 * }));
 * ```
 */
export function predictionGrid(data: Predictions | null, options: PredictionGridOptions = {}): Figure<number> {
  const made = frame<number>("predictions", options, 0);
  const either = standIn<Predictions | null>(made, data, options.recording, {
    empty: (own) => own === null,
    recorded: recordedPredictions
  });
  let laid: Predictions | null = null;
  const lay = (): void => {
    if (laid && laid === either.value) return;
    laid = either.value;
    made.complain(laid ? null : "This figure is waiting for images, and for what a classifier says of them.");
    made.body.replaceChildren();
    if (laid) layPredictions(made, laid, options);
  };
  either.subscribe(lay, made.signal);
  lay();
  return made.figure;
}

/** What a classifier said, in a recording: its first sheet has the images. */
function recordedPredictions({history, results}: RecordedRun): Predictions | null {
  const found = results as {predicted: number[]; actual: number[]} | undefined;
  return found?.predicted && history.sheets.length > 0 ? {images: history.sheets[0].images, ...found} : null;
}

function layPredictions(made: Frame<number>, data: Predictions, options: PredictionGridOptions): void {
  const {images, predicted, actual, probabilities} = data;
  const labels = options.labels ?? [..."0123456789"];
  const wrong = unfitSamples(images, "images");
  made.complain(wrong);
  if (wrong) return;
  const count = Math.min(options.count ?? 16, images.shape[0]);
  const bars = classBars(labels);
  const words = element("p", {class: "fig-formula"});
  const tell = (i: number) =>
    predicted[i] === actual[i]
      ? `Read as ${labels[predicted[i]]}, and it is.`
      : `Read as ${labels[predicted[i]]}; it is ${labels[actual[i]]}.`;
  const buttons = Array.from({length: count}, (_, i) => {
    const right = predicted[i] === actual[i];
    const text = right ? `✓ ${labels[predicted[i]]}` : `✗ ${labels[predicted[i]]}, is ${labels[actual[i]]}`;
    const canvas = imageCanvas(images, i);
    canvas.className = "fig-thumb";
    canvas.setAttribute("aria-hidden", "true");
    const made = element(
      "button",
      {
        type: "button",
        class: "fig-sample fig-prediction",
        "aria-pressed": String(i === 0),
        "aria-label": `${text}. Image ${i + 1}. ${tell(i)}`
      },
      [canvas, element("span", {class: right ? "fig-right-answer" : "fig-wrong-answer"}, [text])]
    );
    made.addEventListener("click", () => choose(i));
    return made;
  });
  function show(i: number): void {
    buttons.forEach((one, at) => one.setAttribute("aria-pressed", String(at === i)));
    words.textContent = tell(i);
    const classes = probabilities?.shape[1] ?? 0;
    bars.draw(probabilities ? probabilities.values.subarray(i * classes, (i + 1) * classes) : null, predicted[i], actual[i]);
  }
  function choose(i: number): void {
    show(i);
    made.say(tell(i));
    made.emit(i);
  }
  let right = 0;
  for (let i = 0; i < count; i++) right += Number(predicted[i] === actual[i]);
  made.body.append(
    element("div", {class: "fig-predictions-grid"}, buttons),
    element("div", {class: "fig-column fig-side"}, [
      element("p", {class: "fig-readout"}, [`${formatCount(right)} of these ${formatCount(count)} are right.`]),
      words,
      ...(probabilities ? [bars.element] : [])
    ])
  );
  show(0);
}
