import type {Values} from "../../nn/network/network-weights.ts";
import type {ReadImages} from "../../training/recipes/class-readings.ts";
import type {Trainer} from "../../training/run/types.ts";
import {button, choice, setAvailable} from "../kit/controls.ts";
import {element} from "../kit/element.ts";
import {follow, eachFrame, whenNear} from "../kit/follow.ts";
import {formatCount} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import {seededNoise} from "../samples/latent-geometry.ts";
import {sampleSurface} from "../samples/sample-surface.ts";

/** Options of `classSamples`. */
export interface ClassSamplesOptions extends FigureOptions {
  /** Names of the classes. */
  classes: readonly string[];
  /** Names what each picture shows. */
  read: ReadImages;
  /** Pictures of an order. Default 12. */
  count?: number;
  /**
   * A trained generator that takes the orders until the run has done a step, and what it is called in a sentence: "the book's S". The first order is drawn when the figure
   * comes near.
   */
  before?: {name: string; latentDim: number; generate: (noise: Values, options: {labels: readonly number[]}) => Promise<Values>};
}

/** `.value` of `classSamples`: the newest order; null before the first. */
export interface Order {
  label: number;
  step: number;
  images: Values;
  read: Uint8Array;
}

/**
 * An order to the generator that the reader trains: a chosen class, drawn as it is at this step, and what the classifier reads.
 * @example
 * ```ts height=142/222
 * import {classSamples} from "gantry/figures/class-samples";
 * import {preset} from "gantry/presets";
 * import {proceduralDigits} from "gantry/procedural-digits";
 * import {namedBy, plainRunner} from "gantry/runner";
 * import {trainer} from "gantry/trainer";
 * import {loadWeights} from "gantry/weights";
 *
 * const judge = plainRunner(
 *   async () => (await loadWeights("mnist-classifier")).networks.classifier,
 *   {invalidation}
 * );
 * const idle = trainer(
 *   {...preset("conditional XS"), data: proceduralDigits(), seed: 1},
 *   {idle: true, invalidation}
 * );
 * display(
 *   classSamples(idle, {
 *     classes: [..."0123456789"],
 *     read: (images) => namedBy(judge, images),
 *     caption: "What does the generator draw for you? Choose a digit.",
 *     invalidation
 *   })
 * );
 * ```
 */
export function classSamples(run: Trainer, options: ClassSamplesOptions): Figure<Order | null> {
  const {classes, read, count = 12, before} = options;
  const made = frame<Order | null>("class-samples", options, null);
  const {signal} = made;
  let label = 7 % classes.length;
  let order = 0;
  let drawing = false;
  let width = 640;
  const words = element("p", {class: "fig-readout", role: "status"});
  const surface = sampleSurface({title: "the order, made by the G that you train", signal, columns: 6});
  const press = button("Draw them", () => void draw());
  const status = follow(run.status, signal, eachFrame(signal, offer));

  function allow(): void {
    const {step, state} = status.value;
    setAvailable(press, !drawing && (step > 0 || before !== undefined) && state !== "failed" && state !== "ended");
  }
  function offer(): void {
    const {step} = status.value;
    allow();
    if (step === 0) {
      if (!before) words.textContent = "Press Play above first: an untrained G knows no class.";
      else if (!made.figure.value) words.textContent = `Until yours is trained, ${before.name} draws. What shall it be?`;
    } else if (!made.figure.value) words.textContent = `Trained for ${formatCount(step)} steps. What shall it draw?`;
  }

  async function draw(): Promise<void> {
    const [asked, {step}] = [label, status.value];
    const by = step === 0 ? before : undefined;
    const latentDim = by?.latentDim ?? run.plan.gan.generator.input[0];
    const values = new Float32Array(count * latentDim);
    for (let i = 0; i < count; i++) values.set(seededNoise(latentDim, `order ${order}/${i}`), i * latentDim);
    order++;
    drawing = true;
    allow();
    try {
      const labels = Array.from({length: count}, () => asked);
      const noise = {shape: [count, latentDim], values};
      const images = await (by ? by.generate(noise, {labels}) : run.generate(noise, {labels, average: true}));
      if (signal.aborted) return;
      surface.element.hidden = false;
      surface.draw(images, Math.min(width, 360));
      const when = by ? `drawn by ${by.name} until yours is trained` : `at step ${formatCount(step)}`;
      words.textContent = `${count} pictures asked for as ${classes[asked]}, ${when}. The classifier reads…`;
      const names = await read(images);
      if (signal.aborted) return;
      made.emit({label: asked, step, images, read: names});
      words.textContent = `${count} pictures asked for as ${classes[asked]}, ${when}: ${tally(names, asked)}`;
    } catch (error) {
      if (!signal.aborted)
        words.textContent = `They could not be drawn: ${error instanceof Error ? error.message : String(error)}`;
    } finally {
      drawing = false;
      allow();
    }
  }

  function tally(names: Uint8Array, asked: number): string {
    const right = names.filter((name) => name === asked).length;
    const others = [...new Set(names)].filter((name) => name !== asked).sort();
    const rest = others.map((name) => `${names.filter((one) => one === name).length} as ${classes[name]}`);
    return `the classifier reads ${right} as ${classes[asked]}${rest.length > 0 ? `, ${rest.join(", ")}` : ""}.`;
  }

  surface.element.hidden = true;
  made.body.append(
    element("div", {class: "fig-column fig-whole"}, [
      element("div", {class: "fig-controls"}, [
        choice("ask for", classes, classes[label], (name) => (label = classes.indexOf(name))).element,
        press
      ]),
      words,
      surface.element
    ])
  );
  onWidth(made.figure, signal, (next) => {
    width = next;
    if (made.figure.value) surface.draw(made.figure.value.images, Math.min(width, 360));
  });
  offer();
  if (before && status.value.step === 0)
    whenNear(made.figure, signal, () => {
      if (order === 0 && status.value.step === 0) void draw();
    });
  return made.figure;
}

/** Its former name, in cells that readers have kept. */
export const askRun = classSamples;
