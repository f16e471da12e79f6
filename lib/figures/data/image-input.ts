import {centreCrop, fitWithin, invert, resize, resizeVolume, toGrey, toVolume} from "../../data/image.ts";
import {ImageError, maxFileBytes, sniffImage} from "../../data/files/sniff-image.ts";
import type {Matrix, Volume} from "../../nn/arithmetic/matrix.ts";
import {button} from "../kit/controls.ts";
import {element} from "../kit/element.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame} from "../kit/frame.ts";

/** Options of `imageInput` and `colourInput`. */
export interface ImageInputOptions extends FigureOptions {
  /** Height and width of the result in pixels: the middle square of the picture, resized. Default 28. */
  size?: number;
}

/**
 * A picture from a file: chosen, dropped or pasted. `.value`: grey `[size][size]`, 0 black … 1 white, or null before the
 * first. What is not a picture, is too large (32 MB, 40 megapixels) or has no pixels is refused in place with the reason, and
 * the last good picture stays.
 */
export function imageInput(options: ImageInputOptions = {}): Figure<Matrix | null> {
  return pictureField<Matrix>(options, (pixels, size) => resize(centreCrop(toGrey(pixels)), size, size), invert);
}

/** As `imageInput`, in colour: `.value` is `[size][size][3]`, red, green and blue, 0…1, or null before the first. */
export function colourInput(options: ImageInputOptions = {}): Figure<Volume | null> {
  return pictureField<Volume>(
    options,
    (pixels, size) => resizeVolume(centreCrop(toVolume(pixels)), size, size),
    (volume) => volume.map((row) => row.map((channels) => channels.map((value) => 1 - value)))
  );
}

function pictureField<Picture extends Matrix | Volume>(
  options: ImageInputOptions,
  convert: (pixels: ImageData, size: number) => Picture,
  negative: (picture: Picture) => Picture
): Figure<Picture | null> {
  const {size = 28} = options;
  const made = frame<Picture | null>("image", {exportable: false, ...options}, null);
  const {signal} = made;
  const file = element("input", {
    type: "file",
    accept: "image/png,image/jpeg,image/gif,image/webp,image/bmp",
    class: "fig-hidden",
    tabindex: "-1",
    "aria-hidden": "true"
  });
  const problem = element("p", {class: "fig-wrong", role: "alert"});
  const state = element("p", {class: "fig-note"}, [
    `PNG, JPEG, GIF, WebP or BMP, up to ${Math.round(maxFileBytes / 2 ** 20)} MB and 40 million pixels. It stays on this machine.`
  ]);
  const canvas = element("canvas", {class: "fig-picture", hidden: "", role: "img"});
  const choose = button("Choose a picture", () => file.click());
  const inverse = button("Invert", () => {
    if (made.figure.value) keep(negative(made.figure.value), "Inverted");
  });
  inverse.hidden = true;
  const zone = element("div", {class: "fig-drop"}, [
    choose,
    element("span", {class: "fig-note"}, ["or drop or paste one here"]),
    file
  ]);

  const keep = (picture: Picture, said: string) => {
    canvas.hidden = inverse.hidden = false;
    show(canvas, picture);
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
        keep(convert(pixels, size), `${name}: the middle of ${width} × ${height}, as ${size} × ${size} pixels`);
    } catch (error) {
      const reason = error instanceof ImageError ? error.message : "the browser cannot decode it; it may be damaged";
      if (mine === turn) problem.textContent = `${name}: ${reason}.${made.figure.value ? " The last picture stays." : ""}`;
    }
  };
  const first = (list: FileList | undefined | null, source: string) => {
    const [found] = list ?? [];
    if (found) void take(found, found.name || source);
    else problem.textContent = `What was ${source} has no file in it.`;
  };
  file.addEventListener(
    "change",
    (event) => {
      event.stopPropagation();
      if (file.files?.length) first(file.files, "chosen");
      file.value = "";
    },
    {signal}
  );
  file.addEventListener("input", (event) => event.stopPropagation(), {signal});
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

function show(canvas: HTMLCanvasElement, picture: Matrix | Volume): void {
  canvas.height = picture.length;
  canvas.width = picture[0].length;
  const context = canvas.getContext("2d")!;
  const image = context.createImageData(canvas.width, canvas.height);
  picture.flat().forEach((value, i) => {
    const [red, green, blue] = typeof value === "number" ? [value, value, value] : value;
    image.data.set([red * 255, green * 255, blue * 255, 255], 4 * i);
  });
  context.putImageData(image, 0, 0);
}
