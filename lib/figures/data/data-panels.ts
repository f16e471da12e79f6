import type {Dataset} from "../../data/dataset.ts";
import type {DrawnDigit, ImageSet} from "../../data/image-set.ts";
import {drawnSet, imageSet} from "../../data/image-set.ts";
import {maxUnpackedBytes} from "../../data/files/gzip.ts";
import {readInWorker} from "../../data/reading/file-reader.ts";
import {colourScale} from "../kit/colours.ts";
import {button, hide} from "../kit/controls.ts";
import {element, uniqueId} from "../kit/element.ts";
import {fileButton} from "../kit/file-button.ts";
import {paint} from "../kit/grid.ts";
import {drawingPad} from "./drawing-pad.ts";

/** What a panel does with what the reader gave it. */
export interface PanelHost {
  /** Takes a set; `said` is what the reader should know about it. */
  offer(set: Dataset, said: string): void;
  /** Says what is wrong, as a sentence without its full stop; "" takes an earlier one away. The set before stays. */
  refuse(message: string): void;
  /** Aborted when the figure ends. */
  readonly signal: AbortSignal;
  /** Rows and columns of every image. */
  readonly side: 28 | 8;
}

/** Files that the reader chooses or drops; they stay on this machine. */
export function filesPanel({offer, refuse, signal, side}: PanelHost): HTMLElement {
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
  let stop: AbortController | undefined;
  signal.addEventListener("abort", () => stop?.abort());
  const bar = element("progress", {"aria-label": "Read", max: "1"});
  const cancel = button("Cancel", () => stop?.abort());
  const running = element("div", {class: "fig-data-row", hidden: ""}, [bar, cancel]);
  const take = async (list: readonly File[]) => {
    const mine = ++turn;
    stop?.abort();
    const own = (stop = new AbortController());
    refuse("");
    const total = list.reduce((sum, {size}) => sum + size, 0);
    if (total > maxUnpackedBytes)
      return refuse(`${megabytes(total)} MB are too much, the limit is ${megabytes(maxUnpackedBytes)} MB`);
    state.textContent = "Reading…";
    bar.removeAttribute("value");
    running.hidden = false;
    try {
      const files = await Promise.all(
        list.map(async (each) => ({name: each.name, bytes: new Uint8Array(await each.arrayBuffer())}))
      );
      const progress = ({stage, share}: {stage: string; share: number}) => {
        if (mine !== turn) return;
        bar.value = share;
        const words = `${stage.charAt(0).toUpperCase()}${stage.slice(1)}…`;
        // Heard once for each stage; how far it is, the bar says.
        if (state.textContent !== words) state.textContent = words;
      };
      const {set, notes} = await readInWorker(files, {progress, signal: own.signal});
      if (mine !== turn) return;
      const left =
        notes.length > 0 ? `${notes.slice(0, 3).join(". ")}${notes.length > 3 ? `, and ${notes.length - 3} more` : ""}.` : "";
      last = {set, said: left};
      inverse.hidden = false;
      offer(set, left);
    } catch (error) {
      if (mine !== turn || signal.aborted) return;
      refuse(own.signal.aborted ? "The reading was cancelled" : error instanceof Error ? error.message : String(error));
    } finally {
      if (mine === turn) {
        state.textContent = "";
        hide(running, choose);
      }
    }
  };
  const {button: choose, field} = fileButton(
    "Choose files",
    {multiple: true, name: "files of digits"},
    (files) => void take(files)
  );
  const zone = element("div", {class: "fig-drop"}, [
    choose,
    element("span", {class: "fig-note"}, ["or drop them here"]),
    inverse,
    field
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
    running,
    state
  ]);
}

/** Dark ink on light paper as light ink on black, and back. */
function inverted({name, shape, pixels, labels, classes, white}: ImageSet): ImageSet {
  return imageSet({name, shape, pixels: pixels.map((value) => white - value), labels, classes, white});
}

/** Bytes as millions of them. */
export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

const shift = 2;
const copies = (2 * shift + 1) ** 2;

/** A pad, what the digit on it is to be, and a row of those that were added. */
export function drawnPanel({offer, refuse, signal}: PanelHost): HTMLElement {
  const digits: DrawnDigit[] = [];
  const invalidation = new Promise<void>((done) => signal.addEventListener("abort", () => done()));
  const newPad = () => drawingPad({start: null, invalidation});
  let pad = newPad();
  const id = uniqueId("digit");
  const label = element(
    "select",
    {id, class: "fig-select"},
    Array.from({length: 10}, (_, digit) => element("option", {}, [String(digit)]))
  );
  const row = element("div", {class: "fig-samples"});
  const changed = () => {
    row.replaceChildren(...digits.map(thumb));
    if (digits.length > 0) offer(drawnSet(digits, {shift}), `${digits.length} drawn, each in ${copies} places around the middle`);
  };
  const thumb = (digit: DrawnDigit) => {
    const canvas = element("canvas", {class: "fig-thumb", "aria-hidden": "true"});
    paint(canvas, digit.picture, colourScale("grey", [0, 1]));
    const made = element(
      "button",
      {type: "button", class: "fig-sample", "aria-label": `Take the ${digit.label} away`, title: "Take it away"},
      [canvas]
    );
    made.addEventListener("click", () => {
      if (digits.length === 1) return refuse("The last one must stay, a set needs an image");
      const place = digits.indexOf(digit);
      digits.splice(place, 1);
      changed();
      // The one that stands there now, or the last.
      (row.children[Math.min(place, digits.length - 1)] as HTMLElement).focus({preventScroll: true});
    });
    return made;
  };
  const add = button("Add it", () => {
    const picture = pad.value;
    if (picture.every((values) => values.every((value) => value === 0)))
      return refuse("The pad is empty: draw a digit, then add it");
    refuse("");
    digits.push({picture, label: Number(label.value)});
    const next = newPad();
    pad.replaceWith(next);
    pad = next;
    label.value = String((Number(label.value) + 1) % 10);
    changed();
  });
  return element("div", {class: "fig-column"}, [
    element("p", {class: "fig-note"}, [
      `A handful is enough: each is also shown moved by up to ${shift} pixels. Press one in the row to take it away.`
    ]),
    pad,
    element("div", {class: "fig-data-row"}, [element("label", {for: id}, ["It is a"]), label, add]),
    row
  ]);
}
