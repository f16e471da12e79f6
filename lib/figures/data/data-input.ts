import type {Dataset} from "../../data/dataset.ts";
import {DataError} from "../../data/dataset.ts";
import {eightByEight} from "../../data/digits/eight-by-eight.ts";
import {proceduralDigits} from "../../data/digits/procedural-digits.ts";
import {sampleSet} from "../../data/image-set.ts";
import {hasBookMnist, loadBookMnist} from "../../data/files/mnist.ts";
import type {ImageSet} from "../../data/image-set.ts";
import {random} from "../../random.ts";
import {choice} from "../kit/controls.ts";
import {element} from "../kit/element.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame} from "../kit/frame.ts";
import type {PanelHost} from "./data-panels.ts";
import {drawnPanel, filesPanel} from "./data-panels.ts";
import {webPanel} from "./download-panel.ts";

/** Options of `dataInput`. */
export interface DataInputOptions extends FigureOptions {
  /** Rows and columns of every image: 28 as MNIST's, or 8 as the microcontroller's network reads. Default 28. */
  side?: 28 | 8;
  /** Seed of the procedural digits. Default 1. */
  seed?: number | string;
  /** How many procedural digits there are with `side: 8`, where they are a set in memory. Default 1,500. */
  count?: number;
}

/** Where a data set comes from. */
type Source = "procedural" | "book" | "web" | "files" | "drawn";

const names: Readonly<Record<Source, string>> = {
  procedural: "Procedural digits",
  book: "MNIST",
  web: "MNIST from the web",
  files: "My files",
  drawn: "Digits I draw"
};

/**
 * A choice of data to train on: `const data = view(dataInput({invalidation}))`. `.value` is a data set that `trainer({data})` takes:
 * procedural digits at first; MNIST, where the book was built with it, or from the web after the reader agrees; the reader's files;
 * digits drawn here. Images have the shape [side, side, 1]. A set that cannot be had is refused with the reason, and the one before stays.
 * @example
 * ```ts height=302/322
 * import {dataInput} from "gantry/figures/data-input";
 *
 * const digits = view(
 *   dataInput({
 *     count: 60,
 *     caption: "What shall be learned? Choose, draw or bring your own.",
 *     invalidation
 *   })
 * );
 * ```
 */
export function dataInput(options: DataInputOptions = {}): Figure<Dataset> {
  const {side = 28, seed = 1, count = 1500} = options;
  const endless = proceduralDigits({seed});
  const start = side === 28 ? endless : eightByEight(sampleSet(endless, count, random(seed)));
  const made = frame<Dataset>("data-input", {exportable: false, ...options}, start);
  const examples = dataExamples();
  const problem = element("p", {class: "fig-wrong", role: "alert"});
  const sets = new Map<Source, {set: Dataset; said: string}>([["procedural", {set: start, said: ""}]]);
  let current: Source = "procedural";

  const adopt = (source: Source) => {
    const found = sets.get(source);
    if (source !== current || !found) return;
    const facts = examples.show(found.set, found.said);
    made.say(`Examples are now from ${facts}`);
    if (found.set !== made.figure.value) made.emit(found.set);
  };
  const host = (source: Source): PanelHost => {
    const refuse = (message: string) => {
      if (source !== current) return;
      problem.textContent = message && `${upper(message)}. The examples before stay: ${made.figure.value.name}.`;
    };
    const offer = (set: Dataset, said: string) => {
      if (made.signal.aborted) return;
      try {
        sets.set(source, {set: fitting(set, side), said});
      } catch (error) {
        return refuse(error instanceof Error ? error.message : String(error));
      }
      refuse("");
      adopt(source);
    };
    return {side, signal: made.signal, offer, refuse};
  };

  const note = (text: string) => element("p", {class: "fig-note"}, [text]);
  const book = host("book");
  const web = webPanel(host("web"));
  const panels: Record<Source, HTMLElement> = {
    procedural: note("Written by a program, each by a hand of its own. They need no file and never repeat."),
    book: note(
      "60,000 digits that people wrote (LeCun, Cortes and Burges, 1998), or as many of them as this book was built with."
    ),
    web: web.element,
    files: filesPanel(host("files")),
    drawn: drawnPanel(host("drawn"))
  };
  const shown = (Object.keys(names) as Source[]).filter((source) => source !== "book" || hasBookMnist());
  const turn = (source: Source) => {
    current = source;
    problem.textContent = "";
    for (const each of shown) panels[each].hidden = each !== source;
    adopt(source);
    if (source === "web") void web.look();
    if (source === "book" && !sets.has("book"))
      loadBookMnist().then(
        (set) => book.offer(set, ""),
        (error: Error) => book.refuse(error.message)
      );
  };

  const inside = element(
    "div",
    {class: "fig-data-panel"},
    shown.map((source) => panels[source])
  );
  // What happens within is not this figure's value: only `emit` is heard outside.
  for (const name of ["input", "change"]) inside.addEventListener(name, (event) => event.stopPropagation());
  made.body.append(
    element("div", {class: "fig-column fig-whole"}, [
      choice("Examples from", shown, "procedural", turn, (source) => names[source], true).element,
      inside,
      problem,
      examples.element
    ])
  );
  for (const each of shown) panels[each].hidden = each !== "procedural";
  examples.show(start, "");
  return made.figure;
}

/** A set whose images have the asked size. Throws a DataError when they have another one that cannot be changed. */
function fitting(set: Dataset, side: 28 | 8): Dataset {
  const [height, width, channels] = set.shape;
  if (height === side && width === side && channels === 1) return set;
  if (side === 8 && channels === 1 && "pixels" in set) return eightByEight(set as ImageSet);
  throw new DataError(`the images of ${set.name} are ${set.shape.join(" × ")}, and here they must be ${side} × ${side} × 1`);
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const columns = 8;
const rows = 2;

/** Sixteen examples of a data set, and its name, size and classes in words. */
function dataExamples(): {element: HTMLElement; show(set: Dataset, said: string): string} {
  const canvas = element("canvas", {class: "fig-data-examples", role: "img"});
  const facts = element("p", {class: "fig-data-facts"});
  const more = element("p", {class: "fig-note"});
  return {
    element: element("div", {class: "fig-column"}, [canvas, facts, more]),
    /** Draws them, always the same ones of the same set; returns the facts. */
    show(set, said) {
      const labels = draw(canvas, set);
      const asked = set.classes > 1 ? `: ${labels.join(", ")}` : "";
      canvas.setAttribute("aria-label", `${columns * rows} examples of ${set.name}${asked}`);
      const size = Number.isFinite(set.size)
        ? `${set.size.toLocaleString("en")} ${set.size === 1 ? "image" : "images"}`
        : "images without end";
      const classes = set.classes > 1 ? `${set.classes} classes` : "no classes";
      const text = `${size}, ${classes}, ${set.shape.slice(0, 2).join(" × ")} pixels`;
      facts.replaceChildren(element("strong", {}, [set.name]), `: ${text}`);
      more.textContent = said;
      more.hidden = said === "";
      return `${set.name}: ${text}`;
    }
  };
}

/** White on black as they are, a dark line between them. Returns their labels. */
function draw(canvas: HTMLCanvasElement, set: Dataset): number[] {
  const [height, width] = set.shape;
  const {images, labels} = set.batch(columns * rows, random("examples"));
  canvas.width = columns * (width + 1) - 1;
  canvas.height = rows * (height + 1) - 1;
  const context = canvas.getContext("2d")!;
  for (let place = 0; place < columns * rows; place++) {
    const image = context.createImageData(width, height);
    for (let i = 0; i < width * height; i++) {
      const grey = Math.round((255 * (images[place * width * height + i] + 1)) / 2);
      image.data.set([grey, grey, grey, 255], 4 * i);
    }
    context.putImageData(image, (place % columns) * (width + 1), Math.floor(place / columns) * (height + 1));
  }
  return [...labels];
}
