import type {Values} from "../../nn/network/network-weights.ts";
import type {PlainOptions} from "../../nn/network/plain-forward.ts";
import {element} from "../kit/element.ts";
import {imageCanvas, unfitSamples, sampleSurface} from "../samples/sample-surface.ts";

/** Options of `classBoard`. */
export interface ClassBoardOptions {
  /** What a screen reader calls the pictures. */
  title: string;
  /** What stands over each column. */
  heads: readonly string[];
  /** What the columns are: "class", above the heads. */
  across: string;
  /** What the rows are: "noise", beside them. */
  down: string;
  signal: AbortSignal;
  /** A picture in words, by its index, row by row. */
  label: (index: number) => string;
  point?: (index: number) => void;
  choose?: (index: number) => void;
}

/** Pictures in rows and columns that have names. */
export interface ClassBoard {
  readonly element: HTMLElement;
  /** Pictures [rows × columns, height, width, channels] in [−1, 1], row by row, within `room` CSS pixels. */
  draw(images: Values, room: number): void;
  /** What stands under each column; null: nothing. */
  foot(words: readonly string[] | null): void;
  /** Pictures that are read as something else, outlined; with what they are read as. */
  misread(found: readonly {index: number; as: string}[]): void;
  /** Outlines the picture that is chosen; −1: none. */
  mark(index: number): void;
}

/** A board of pictures: one column for each class, one row for each noise. */
export function classBoard(options: ClassBoardOptions): ClassBoard {
  const {heads, signal} = options;
  const columns = heads.length;
  const surface = sampleSurface({
    title: options.title,
    signal,
    columns,
    label: options.label,
    point(index) {
      surface.mark("point", index);
      options.point?.(index);
    },
    ...(options.choose ? {choose: options.choose} : {})
  });
  const layer = element("div", {class: "fig-misread-layer", "aria-hidden": "true"});
  surface.element.append(layer);
  const cells = (words: readonly string[]) => words.map((text) => element("span", {}, [text]));
  const foot = element("div", {class: "fig-board-foot", "aria-hidden": "true", hidden: ""});
  const board = element("div", {class: "fig-board"}, [
    element("div", {class: "fig-board-across", "aria-hidden": "true"}, [options.across]),
    element("div", {class: "fig-board-heads", "aria-hidden": "true"}, cells(heads)),
    element("div", {class: "fig-board-down", "aria-hidden": "true"}, [element("span", {}, [options.down])]),
    surface.element,
    foot
  ]);
  let rows = 1;
  return {
    element: board,
    draw(images, room) {
      rows = Math.ceil(images.shape[0] / columns);
      // The side title takes what is left.
      surface.draw(images, room - 24);
    },
    foot(words) {
      foot.hidden = words === null;
      if (words) foot.replaceChildren(...cells(words));
    },
    misread(found) {
      layer.replaceChildren(
        ...found.map(({index, as}) => {
          const mark = element("span", {class: "fig-misread"}, [as]);
          Object.assign(mark.style, {
            left: `${(100 * (index % columns)) / columns}%`,
            top: `${(100 * Math.floor(index / columns)) / rows}%`,
            width: `${100 / columns}%`,
            height: `${100 / rows}%`
          });
          return mark;
        })
      );
    },
    mark: (index) => surface.mark("tap", index)
  };
}

/** The picture that is pointed at, enlarged beside a board. */
interface Enlargement {
  readonly element: HTMLElement;
  /** Shows picture `index` of [n, height, width, channels], and says in words which it is. */
  show(images: Values, index: number, words: string): void;
}

/** A place for one enlarged picture and its words. */
export function enlargement(): Enlargement {
  const canvas = element("canvas", {class: "fig-enlarged", role: "img", "aria-label": "no picture yet"});
  const readout = element("p", {class: "fig-readout"});
  return {
    element: element("div", {class: "fig-column fig-enlargement"}, [canvas, readout]),
    show(images, index, words) {
      imageCanvas(images, index, canvas);
      canvas.setAttribute("aria-label", `enlarged: ${words}`);
      readout.textContent = words;
    }
  };
}

/** A conditional generator: noise [n, latentDim] and a class (or a weight for every class) for each, to images in [−1, 1]. */
export type GenerateAs = (noise: Values, options: PlainOptions) => Promise<Values>;

/** What stands on a board: each row is one noise, each column one label. */
interface Rows {
  generate: GenerateAs;
  /** The noise of each row. */
  noises: readonly Float32Array[];
  labels: NonNullable<PlainOptions["labels"]>;
  /** False: something newer is wanted, and this ends. */
  going: () => boolean;
}

/**
 * Makes the pictures of a board row by row, so that the page has its turn between two; `show` gets all of them after each row, black
 * where there is none yet. Resolves with what is wrong with the pictures, as a sentence, or null.
 */
export async function fillRows({generate, noises, labels, going}: Rows, show: (images: Values) => void): Promise<string | null> {
  const columns = labels.length;
  let images: Values | null = null;
  for (const [row, noise] of noises.entries()) {
    const values = new Float32Array(columns * noise.length);
    for (let column = 0; column < columns; column++) values.set(noise, column * noise.length);
    const part = await generate({shape: [columns, noise.length], values}, {labels});
    const wrong = unfitSamples(part, "images");
    if (wrong) return wrong;
    if (!going()) return null;
    const size = part.values.length;
    images ??= {
      shape: [noises.length * columns, ...part.shape.slice(1)],
      values: new Float32Array(noises.length * size).fill(-1)
    };
    images.values.set(part.values, row * size);
    show(images);
    await new Promise((done) => setTimeout(done));
  }
  return null;
}
