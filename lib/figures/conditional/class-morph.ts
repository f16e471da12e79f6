import type {Values} from "../../nn/network/network-weights.ts";
import {button, choice} from "../kit/controls.ts";
import {element} from "../kit/element.ts";
import {whenNear} from "../kit/follow.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import {oneAtATime} from "../kit/one-at-a-time.ts";
import {between, seededNoise} from "../samples/latent-geometry.ts";
import type {GenerateAs} from "./class-board.ts";
import {classBoard, enlargement, fillRows} from "./class-board.ts";

/** Options of `classMorph`. */
export interface ClassMorphOptions extends FigureOptions {
  generate: GenerateAs;
  latentDim: number;
  /** Names of the classes. */
  classes: readonly string[];
  /** The class at the left, and that at the right. Default 4 and 9. */
  from?: number;
  to?: number;
  /** Default 1. */
  seed?: number;
}

/** `.value` of `classMorph`: the picture that was pointed at. */
export interface MorphPlace {
  /** The weight of every class. */
  label: number[];
  /** From the upper noise, 0, to the lower one, 1. */
  down: number;
}

const across = 9;
const rows = 5;

/**
 * Two ways through what a conditional generator can draw: from left to right the label goes from one class to another, in weights
 * that add up to 1; from top to bottom the noise goes along the arc from one vector to another.
 * @example
 * ```ts height=462/689
 * import {classMorph} from "gantry/figures/class-morph";
 * import {plainGenerator} from "gantry/plain-forward";
 * import {loadWeights} from "gantry/weights";
 *
 * const between = (await loadWeights("cgan-xs")).networks.generator;
 * display(classMorph({
 *   generate: plainGenerator(between.network, between.weights),
 *   latentDim: between.network.input[0],
 *   classes: [..."0123456789"],
 *   from: 3,
 *   to: 8,
 *   caption: "What lies between a 3 and an 8? Move along the row.",
 *   invalidation
 * }));
 * ```
 */
export function classMorph(options: ClassMorphOptions): Figure<MorphPlace | null> {
  const {generate, latentDim, classes} = options;
  const made = frame<MorphPlace | null>("class-morph", options, null);
  const {signal} = made;
  let [from, to, seed] = [options.from ?? 4, options.to ?? 9, options.seed ?? 1];
  let images: Values | null = null;
  let width = 640;
  let pointed = 0;
  const trouble = element("p", {class: "fig-wrong", role: "alert"});
  const enlarged = enlargement();
  const note = element("span", {class: "fig-note"}, [`seed ${seed}`]);
  const ask = oneAtATime(["draw"], signal, (error) => {
    trouble.textContent = `The pictures could not be made: ${error instanceof Error ? error.message : String(error)}`;
  });
  const share = (column: number): number => column / (across - 1);
  const labelAt = (column: number): number[] => {
    const label = classes.map(() => 0);
    label[from] += 1 - share(column);
    label[to] += share(column);
    return label;
  };
  const percent = (part: number): string => `${Math.round(1000 * part) / 10} %`;
  const words = (index: number): string => {
    const [row, column] = [Math.floor(index / across), index % across];
    const noise = ["the first noise", "a quarter of the way", "half-way", "three quarters of the way", "the second noise"][row];
    return `y: ${percent(1 - share(column))} ${classes[from]}, ${percent(share(column))} ${classes[to]}; z: ${noise}`;
  };
  const board = classBoard({
    title: "Pictures: from one class to another across, from one noise to another down",
    heads: Array.from({length: across}, (_, column) => (column === 0 ? "◂" : column === across - 1 ? "▸" : "·")),
    across: "from one class to the other",
    down: "from one noise to another",
    signal,
    label: words,
    point(index) {
      pointed = index;
      enlarge();
      tell();
    }
  });
  const tell = (): void => made.emit({label: labelAt(pointed % across), down: Math.floor(pointed / across) / (rows - 1)});

  function enlarge(): void {
    if (!images) return;
    enlarged.show(images, pointed, words(pointed));
  }

  function show(): void {
    if (!images) return;
    board.draw(images, width < 480 ? width : width - 170);
    enlarge();
  }

  async function drawAll(): Promise<void> {
    const wish = () => `${from}/${to}/${seed}`;
    const asked = wish();
    const [first, second] = [seededNoise(latentDim, `${seed}/0`), seededNoise(latentDim, `${seed}/1`)];
    const noises = Array.from({length: rows}, (_, row) => between(first, second, row / (rows - 1), "spherical"));
    const labels = Array.from({length: across}, (_, column) => labelAt(column));
    const going = () => !signal.aborted && asked === wish();
    const wrong = await fillRows({generate, noises, labels, going}, (next) => {
      images = next;
      show();
    });
    trouble.textContent = wrong ?? "";
  }

  const draw = (): void => ask("draw", drawAll);
  /** Between other classes the place that was pointed at has other weights. */
  const turn = (change: () => void): void => {
    change();
    draw();
    if (made.figure.value) tell();
  };
  made.body.append(board.element, enlarged.element, trouble);
  made.controls.append(
    choice("from", classes, classes[from], (name) => turn(() => (from = classes.indexOf(name)))).element,
    choice("to", classes, classes[to], (name) => turn(() => (to = classes.indexOf(name)))).element,
    button("New noise", () => {
      seed++;
      note.textContent = `seed ${seed}`;
      made.say(`Seed ${seed}`);
      draw();
    }),
    note
  );
  onWidth(made.figure, signal, (next) => {
    width = next;
    show();
  });
  whenNear(made.figure, signal, draw);
  return made.figure;
}
