import {sampleDigit} from "../../data/digits/strokes.ts";
import {ImageError, maxFileBytes, sniffImage} from "../../data/files/sniff-image.ts";
import {centreCrop, fitWithin, invert, resize, toGrey} from "../../data/image.ts";
import type {Matrix} from "../../nn/arithmetic/matrix.ts";
import {colourScale} from "../kit/colours.ts";
import {choice, button} from "../kit/controls.ts";
import {element} from "../kit/element.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {fileButton} from "../kit/file-button.ts";
import {frame} from "../kit/frame.ts";
import {paint} from "../kit/grid.ts";
import {drawingPad} from "./drawing-pad.ts";

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
 * @example
 * ```ts height=424/603
 * import {pictureInput} from "gantry/figures/picture-input";
 *
 * const chosen = view(
 *   pictureInput({
 *     start: 5,
 *     caption: "Which picture? Choose one, draw one or bring your own.",
 *     invalidation
 *   })
 * );
 * ```
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

/** Options of `imageInput`. */
interface ImageInputOptions extends FigureOptions {
  /** Height and width of the result in pixels: the middle square of the picture, resized. Default 28. */
  size?: number;
}

/**
 * A picture from a file: chosen, dropped or pasted. `.value`: grey `[size][size]`, 0 black … 1 white, or null before the
 * first. What is not a picture, is too large (32 MB, 40 megapixels) or has no pixels is refused in place with the reason, and
 * the last good picture stays.
 * @example
 * ```ts height=159/179
 * import {imageInput} from "gantry/figures/picture-input";
 *
 * const grey = view(
 *   imageInput({caption: "Have you a picture? Drop it here.", invalidation})
 * );
 * ```
 */
export function imageInput(options: ImageInputOptions = {}): Figure<Matrix | null> {
  const {size = 28} = options;
  const made = frame<Matrix | null>("image", {exportable: false, ...options}, null);
  const {signal} = made;
  const problem = element("p", {class: "fig-wrong", role: "alert"});
  const state = element("p", {class: "fig-note"}, [
    `PNG, JPEG, GIF, WebP or BMP, up to ${Math.round(maxFileBytes / 2 ** 20)} MB and 40 million pixels. It stays on this machine.`
  ]);
  const canvas = element("canvas", {class: "fig-picture", hidden: "", role: "img"});
  const {button: choose, field: file} = fileButton(
    "Choose a picture",
    {accept: "image/png,image/jpeg,image/gif,image/webp,image/bmp", name: "a picture"},
    (files) => first(files, "chosen")
  );
  const inverse = button("Invert", () => {
    if (made.figure.value) keep(invert(made.figure.value), "Inverted");
  });
  inverse.hidden = true;
  const zone = element("div", {class: "fig-drop"}, [
    choose,
    element("span", {class: "fig-note"}, ["or drop or paste one here"]),
    file
  ]);

  const keep = (picture: Matrix, said: string) => {
    canvas.hidden = inverse.hidden = false;
    paint(canvas, picture, colourScale("grey", [0, 1]));
    canvas.setAttribute("aria-label", `The picture, ${size} × ${size} pixels`);
    problem.textContent = "";
    state.textContent = said;
    made.say(said);
    made.emit(picture);
  };
  // A later file wins over one that still decodes.
  let turn = 0;
  const take = async (blob: Blob, name: string) => {
    const mine = ++turn;
    try {
      const {pixels, width, height} = await decode(blob);
      if (mine === turn && !signal.aborted)
        keep(
          resize(centreCrop(toGrey(pixels)), size, size),
          `${name}: the middle of ${width} × ${height}, as ${size} × ${size} pixels`
        );
    } catch (error) {
      const reason = error instanceof ImageError ? error.message : "the browser cannot decode it; it may be damaged";
      if (mine === turn) problem.textContent = `${name}: ${reason}.${made.figure.value ? " The last picture stays." : ""}`;
    }
  };
  const first = (list: FileList | readonly File[] | undefined | null, source: string) => {
    const [found] = list ?? [];
    if (found) void take(found, found.name || source);
    else problem.textContent = `What was ${source} has no file in it.`;
  };
  for (const name of ["dragenter", "dragover"] as const) {
    zone.addEventListener(
      name,
      (event) => {
        event.preventDefault();
        zone.classList.add("fig-drop-over");
      },
      {signal}
    );
  }
  zone.addEventListener("dragleave", () => zone.classList.remove("fig-drop-over"), {signal});
  zone.addEventListener(
    "drop",
    (event) => {
      event.preventDefault();
      zone.classList.remove("fig-drop-over");
      first(event.dataTransfer?.files, "dropped");
    },
    {signal}
  );
  made.figure.addEventListener(
    "paste",
    (event) => {
      event.preventDefault();
      first(event.clipboardData?.files, "pasted");
    },
    {signal}
  );
  made.body.append(element("div", {class: "fig-column fig-side"}, [zone, problem, state]), canvas);
  made.controls.append(inverse);
  return made.figure;
}

/** The pixels of a file, its longer side at most 512, and its real size. */
async function decode(blob: Blob): Promise<{pixels: ImageData; width: number; height: number}> {
  // Only the size is known without reading: a giant file is refused before its bytes are in memory.
  if (blob.size > maxFileBytes)
    throw new ImageError(
      `the file is too large: ${(blob.size / 2 ** 20).toFixed(1)} MB, the limit is ${maxFileBytes / 2 ** 20} MB`
    );
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const {type} = sniffImage(bytes);
  const bitmap = await createImageBitmap(new Blob([bytes], {type}));
  const {width, height} = bitmap;
  const fitted = fitWithin(width, height, 512);
  const canvas = element("canvas", {width: String(fitted.width), height: String(fitted.height)});
  const context = canvas.getContext("2d", {willReadFrequently: true})!;
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, fitted.width, fitted.height);
  bitmap.close();
  return {pixels: context.getImageData(0, 0, fitted.width, fitted.height), width, height};
}
