import type {Values} from "../../nn/network/network-weights.ts";
import type {ReadImages} from "../../training/recipes/class-readings.ts";
import {button} from "../kit/controls.ts";
import {element} from "../kit/element.ts";
import {whenNear} from "../kit/follow.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import {oneAtATime} from "../kit/one-at-a-time.ts";
import {seededNoise} from "../samples/latent-geometry.ts";
import type {GenerateAs} from "./class-board.ts";
import {classBoard, enlargement, fillRows} from "./class-board.ts";

/** Options of `classGrid`. */
export interface ClassGridOptions extends FigureOptions {
  generate: GenerateAs;
  latentDim: number;
  /** Names of the classes. */
  classes: readonly string[];
  /** Rows: vectors of noise. Default 5. */
  noises?: number;
  /** Default 1. */
  seed?: number;
  /** Names what each picture shows; asked for when the reader presses "Read them". Default: no such button. */
  read?: ReadImages;
}

/** `.value` of `classGrid`: the picture that was chosen. */
export interface ChosenPicture {
  label: number;
  /** Which row, from 0. */
  noise: number;
  seed: number;
}

/**
 * The same noise as every class: each row is one vector, each column one class. Pointing enlarges a picture; "New noise" draws other
 * rows; a classifier can be asked what it reads. Row by row: the page stays quick.
 * @example
 * ```ts height=302/416
 * import {classGrid} from "gantry/figures/class-grid";
 * import {plainGenerator} from "gantry/plain-forward";
 * import {loadWeights} from "gantry/weights";
 *
 * const asked = (await loadWeights("cgan-xs")).networks.generator;
 * display(classGrid({
 *   generate: plainGenerator(asked.network, asked.weights),
 *   latentDim: asked.network.input[0],
 *   classes: [..."0123456789"],
 *   noises: 3,
 *   caption: "What stays when only the label changes? Read along a row.",
 *   invalidation
 * }));
 * ```
 */
export function classGrid(options: ClassGridOptions): Figure<ChosenPicture | null> {
  const {generate, latentDim, classes, noises: rows = 5, read} = options;
  const made = frame<ChosenPicture | null>("class-grid", options, null);
  const {signal} = made;
  const count = classes.length;
  let seed = options.seed ?? 1;
  let images: Values | null = null;
  let names: Uint8Array | null = null;
  let width = 640;
  let pointed = 0;
  const trouble = element("p", {class: "fig-wrong", role: "alert"});
  const enlarged = enlargement();
  const verdict = element("p", {class: "fig-readout", role: "status"});
  const note = element("span", {class: "fig-note"}, [`seed ${seed}`]);
  const ask = oneAtATime(["draw", "read"], signal, (error) => {
    trouble.textContent = `The pictures could not be made: ${error instanceof Error ? error.message : String(error)}`;
  });
  const words = (index: number): string => {
    const said = names ? `, read as ${classes[names[index]]}` : "";
    return `${classes[index % count]}, noise ${Math.floor(index / count) + 1}${said}`;
  };
  const board = classBoard({
    title: "Pictures: a column for each class, a row for each noise",
    heads: classes,
    across: "asked for",
    down: "noise",
    signal,
    label: words,
    point(index) {
      pointed = index;
      enlarge();
    },
    choose(index) {
      board.mark(index);
      made.say(`${words(index)}, chosen`);
      made.emit({label: index % count, noise: Math.floor(index / count), seed});
    }
  });

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
    const drawn = seed;
    const noises = Array.from({length: rows}, (_, row) => seededNoise(latentDim, `${drawn}/${row}`));
    const labels = classes.map((_, label) => label);
    const going = () => !signal.aborted && drawn === seed;
    const wrong = await fillRows({generate, noises, labels, going}, (next) => {
      images = next;
      show();
    });
    trouble.textContent = wrong ?? "";
  }

  async function readAll(): Promise<void> {
    if (!read || !images) return;
    const given = images;
    verdict.textContent = "The classifier reads…";
    const found = await read(given);
    if (given !== images || signal.aborted) return;
    names = found;
    const wrong = [...found.keys()].filter((index) => found[index] !== index % count);
    board.misread(wrong.map((index) => ({index, as: classes[found[index]]})));
    verdict.textContent = `${found.length - wrong.length} of ${found.length} are read as asked.`;
    enlarge();
  }

  made.body.append(board.element, enlarged.element, trouble);
  made.controls.append(
    button("New noise", () => {
      seed++;
      names = null;
      note.textContent = `seed ${seed}`;
      verdict.textContent = "";
      board.misread([]);
      board.mark(-1);
      made.say(`Seed ${seed}`);
      ask("draw", drawAll);
    }),
    note
  );
  if (read)
    made.controls.append(
      button("Read them", () => ask("read", readAll)),
      verdict
    );
  onWidth(made.figure, signal, (next) => {
    width = next;
    show();
  });
  whenNear(made.figure, signal, () => ask("draw", drawAll));
  return made.figure;
}
