import {sampleDigit} from "../../data/digits/strokes.ts";
import type {Matrix} from "../../nn/arithmetic/matrix.ts";
import {choice} from "../kit/controls.ts";
import {drawingPad} from "./drawing-pad.ts";
import {element} from "../kit/element.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame} from "../kit/frame.ts";
import {paint} from "../kit/grid.ts";
import {imageInput} from "./image-input.ts";
import {colourScale} from "../kit/scales.ts";

/** Options of `pictureInput`. */
export interface PictureInputOptions extends FigureOptions {
  /** Side of the picture in pixels. Default 28. */
  size?: number;
  /** The sample digit that is there at first, 0…9. Default 3. */
  start?: number;
}

/**
 * Draw, choose a sample or bring a picture, in three tabs: `const picture = view(pictureInput())`. `.value`: `[size][size]`,
 * 0…1, never null: a tab that has nothing yet leaves the last picture.
 */
export function pictureInput(options: PictureInputOptions = {}): Figure<Matrix> {
  const {size = 28, start = 3} = options;
  const made = frame<Matrix>("picture-input", {exportable: false, ...options}, sampleDigit(start, {size}));
  const inner = options.invalidation ? {size, invalidation: options.invalidation} : {size};
  const pad = drawingPad({...inner, start});
  const image = imageInput(inner);
  const samples = sampleStrip(size, start, (digit) => made.emit(sampleDigit(digit, {size})));
  const tabs = {draw: pad, samples, picture: image};
  const names = {draw: "Draw", samples: "Samples", picture: "Your picture"};

  const current = (name: keyof typeof tabs): Matrix | null => (name === "samples" ? samples.value() : tabs[name].value);
  const turn = (name: keyof typeof tabs) => {
    for (const key of Object.keys(tabs) as (keyof typeof tabs)[]) tabs[key].hidden = key !== name;
    const value = current(name);
    if (value && value !== made.figure.value) made.emit(value);
  };
  for (const inside of [pad, image]) {
    inside.addEventListener("input", (event) => {
      // The parts' own events would be heard before this figure's value has changed.
      event.stopPropagation();
      if (inside.value) made.emit(inside.value);
    });
  }
  made.body.append(
    element("div", {class: "fig-column fig-whole"}, [
      choice("Picture from", ["draw", "samples", "picture"], "draw", turn, (name) => names[name], true).element,
      pad,
      samples,
      image
    ])
  );
  samples.hidden = image.hidden = true;
  return made.figure;
}

/** Ten digits to choose from. */
function sampleStrip(size: number, start: number, pick: (digit: number) => void): HTMLElement & {value(): Matrix} {
  let chosen = start;
  const scale = colourScale("grey", [0, 1]);
  const buttons = Array.from({length: 10}, (_, digit) => {
    const canvas = element("canvas", {class: "fig-thumb", "aria-hidden": "true"});
    paint(canvas, sampleDigit(digit), scale);
    const made = element(
      "button",
      {type: "button", class: "fig-sample", "aria-label": `Sample digit ${digit}`, "aria-pressed": String(digit === start)},
      [canvas]
    );
    made.addEventListener("click", () => {
      chosen = digit;
      buttons.forEach((each, i) => each.setAttribute("aria-pressed", String(i === digit)));
      pick(digit);
    });
    return made;
  });
  return Object.assign(element("div", {class: "fig-samples"}, buttons), {value: () => sampleDigit(chosen, {size})});
}
