import type {ImageSet} from "../../data/image-set.ts";
import {imageSet} from "../../data/image-set.ts";
import {fitWithin} from "../../data/image.ts";
import {maxUnpackedBytes} from "../../data/files/bytes.ts";
import {readFiles} from "../../data/files/read-files.ts";
import {button} from "../kit/controls.ts";
import type {PanelHost} from "./data-input.ts";
import {element} from "../kit/element.ts";

/** Files that the reader chooses or drops; they stay on this machine. */
export function filesPanel({offer, refuse, signal, side}: PanelHost): HTMLElement {
  const file = element("input", {type: "file", multiple: "", class: "fig-hidden", tabindex: "-1", "aria-hidden": "true"});
  const state = element("p", {class: "fig-note", role: "status"});
  let last: {set: ImageSet; said: string} | undefined;
  const inverse = button("Invert", () => {
    if (!last) return;
    last = {...last, set: inverted(last.set)};
    offer(last.set, last.said);
  });
  inverse.hidden = true;
  // Files chosen later win over those that are still read.
  let turn = 0;
  const take = async (list: readonly File[]) => {
    const mine = ++turn;
    refuse("");
    const total = list.reduce((sum, {size}) => sum + size, 0);
    if (total > maxUnpackedBytes)
      return refuse(`${megabytes(total)} MB are too much, the limit is ${megabytes(maxUnpackedBytes)} MB`);
    state.textContent = "Reading…";
    try {
      const files = await Promise.all(
        list.map(async (each) => ({name: each.name, bytes: new Uint8Array(await each.arrayBuffer())}))
      );
      const progress = (done: number, of: number) => {
        if (mine === turn) state.textContent = `${done} of ${of} pictures read`;
      };
      const {set, notes} = await readFiles(files, {side: 28, decode: decoder(4 * 28), progress, signal});
      if (mine !== turn) return;
      const left =
        notes.length > 0 ? `${notes.slice(0, 3).join(". ")}${notes.length > 3 ? `, and ${notes.length - 3} more` : ""}.` : "";
      last = {set, said: left};
      inverse.hidden = false;
      offer(set, left);
    } catch (error) {
      if (mine === turn && !signal.aborted) refuse(error instanceof Error ? error.message : String(error));
    } finally {
      if (mine === turn) state.textContent = "";
    }
  };
  file.addEventListener("change", () => {
    if (file.files?.length) void take([...file.files]);
    file.value = "";
  });
  const zone = element("div", {class: "fig-drop"}, [
    button("Choose files", () => file.click()),
    element("span", {class: "fig-note"}, ["or drop them here"]),
    inverse,
    file
  ]);
  for (const name of ["dragenter", "dragover"] as const) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("fig-drop-over");
    });
  }
  zone.addEventListener("dragleave", () => zone.classList.remove("fig-drop-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("fig-drop-over");
    const list = [...(event.dataTransfer?.files ?? [])];
    if (list.length > 0) void take(list);
    else refuse("What was dropped has no file in it");
  });
  const digits = side === 8 ? "They become 8 × 8." : "Pictures become grey, 28 × 28.";
  return element("div", {class: "fig-column"}, [
    element("p", {class: "fig-note"}, [
      `MNIST’s two files together, the picture and labels of TensorFlow.js’s examples, scikit-learn’s digits.csv, pictures or a zip of them (a folder is a class). ${digits} They stay on this machine.`
    ]),
    zone,
    state
  ]);
}

/** Decodes a picture at a size that is enough to make it small. */
const decoder = (longest: number) => async (bytes: Uint8Array, type: string) => {
  const bitmap = await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>], {type}));
  const {width, height} = fitWithin(
    bitmap.width,
    bitmap.height,
    Math.round((longest * Math.max(bitmap.width, bitmap.height)) / Math.min(bitmap.width, bitmap.height))
  );
  const canvas = element("canvas", {width: String(width), height: String(height)});
  const context = canvas.getContext("2d", {willReadFrequently: true})!;
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return context.getImageData(0, 0, width, height);
};

/** Dark ink on light paper as light ink on black, and back. */
function inverted({name, shape, pixels, labels, classes, white}: ImageSet): ImageSet {
  return imageSet({name, shape, pixels: pixels.map((value) => white - value), labels, classes, white});
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
