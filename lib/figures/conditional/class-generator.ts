import type {SampleOrigin} from "../../export/pictures/png.ts";
import type {Values} from "../../nn/network/network-weights.ts";
import type {PlainRunner} from "../../nn/runner/runner.ts";
import {button, hide, setAvailable} from "../kit/controls.ts";
import {element, uniqueId} from "../kit/element.ts";
import {download} from "../kit/export.ts";
import {eachFrame} from "../kit/follow.ts";
import {formatCount, formatNumber} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import {seededNoise} from "../samples/latent-geometry.ts";
import {imageCanvas, sampleSurface} from "../samples/sample-surface.ts";

/** Options of `classGenerator`. */
export interface ClassGeneratorOptions extends FigureOptions {
  /** A conditional generator beside the page. */
  generator: PlainRunner;
  latentDim: number;
  /** Names of the classes. */
  classes: readonly string[];
  /** What the files say of where the pictures come from. */
  origin: Omit<SampleOrigin, "seed">;
  /** Chosen at first: default the first class. */
  chosen?: readonly number[];
  /** Of each class, at first. Default 8. */
  count?: number;
  /** Default "1". */
  seed?: string;
}

/** `.value` of `classGenerator`: what is shown. The same order gives the same pictures. */
export interface ClassOrder {
  /** Indices, ascending. */
  classes: readonly number[];
  /** Pictures of each class. */
  count: number;
  seed: string;
}

/** Most pictures of each class. */
const most = 100;

/**
 * Pictures of chosen classes: which, how many of each, from which seed. They come as they are made, can be looked at one by one, and
 * saved as one PNG or as a zip file. Picture n of every class is made of the same noise, whatever else is asked for.
 * @example
 * ```ts height=455/796
 * import {classGenerator} from "gantry/figures/class-generator";
 * import {plainRunner} from "gantry/runner";
 * import {loadWeights} from "gantry/weights";
 *
 * const painter = await loadWeights("cgan-s");
 * display(classGenerator({
 *   generator: plainRunner(painter.networks.generator, {invalidation}),
 *   latentDim: painter.networks.generator.network.input[0],
 *   classes: [..."0123456789"],
 *   chosen: [3, 7],
 *   count: 4,
 *   origin: {generator: "cgan-s", sha256: painter.record.sha256},
 *   caption: "What shall be drawn? Choose digits, how many of each, and a seed.",
 *   invalidation
 * }));
 * ```
 */
export function classGenerator(options: ClassGeneratorOptions): Figure<ClassOrder> {
  const {generator, latentDim, classes, origin} = options;
  const start = {classes: options.chosen ?? [0], count: options.count ?? 8, seed: options.seed ?? "1"};
  const made = frame<ClassOrder>("class-generator", {exportable: false, ...options}, start);
  const {signal} = made;
  let width = 640;
  let drawing: AbortController | null = null;
  let images: Values | null = null;
  let pointed = 0;
  const redraw = eachFrame(signal, show);
  const problem = element("p", {class: "fig-wrong", role: "alert"});
  const status = element("p", {class: "fig-readout", role: "status"});
  const bar = element("progress", {max: "1", value: "0", "aria-label": "pictures made"});
  const stop = button("Stop", () => drawing?.abort());
  const busy = element("div", {class: "fig-player fig-busy", hidden: ""}, [bar, stop]);
  const enlarged = element("canvas", {class: "fig-enlarged", role: "img", "aria-label": "no picture yet"});
  const readout = element("p", {class: "fig-readout"});
  const side = element("div", {class: "fig-column fig-enlargement", hidden: ""}, [enlarged, readout]);
  const entry = (label: string, type: "number" | "text", value: string, more: Record<string, string> = {}) => {
    const id = uniqueId("order");
    const input = element("input", {id, type, class: "fig-entry", value, spellcheck: "false", autocomplete: "off", ...more});
    input.addEventListener("input", (event) => event.stopPropagation(), {signal});
    input.addEventListener("change", order, {signal});
    return {input, element: element("label", {class: "fig-check", for: id}, [label, input])};
  };
  const chosen = classChoice("classes", classes, start.classes, order);
  const count = entry("of each", "number", String(start.count), {min: "1", max: String(most), step: "1", size: "4"});
  const seed = entry("seed", "text", start.seed, {size: "10", maxlength: "40"});
  const another = button("Another seed", () => {
    const number = Number(seed.input.value);
    seed.input.value = Number.isSafeInteger(number) ? String(number + 1) : `${seed.input.value}′`;
    order();
  });

  /** The place of a picture in the order. */
  const placeOf = (index: number): {name: string; number: number} => {
    const {value} = made.figure;
    return {name: classes[value.classes[Math.floor(index / value.count)]], number: (index % value.count) + 1};
  };
  const words = (index: number): string => {
    const {name, number} = placeOf(index);
    return `${name}, number ${number} of seed ${made.figure.value.seed}`;
  };
  const surface = sampleSurface({
    title: "the pictures",
    signal,
    label: words,
    point(index) {
      pointed = index;
      surface.mark("point", index);
      enlarge();
    }
  });
  const place = element("div", {class: "fig-generated"}, [surface.element]);

  function enlarge(): void {
    if (!images) return;
    pointed = Math.min(pointed, images.shape[0] - 1);
    imageCanvas(images, pointed, enlarged);
    enlarged.setAttribute("aria-label", `enlarged: ${words(pointed)}`);
    readout.textContent = words(pointed);
  }

  function show(): void {
    if (!images) return;
    side.hidden = false;
    // A row for each class, if it fits at the pictures' own size.
    const room = width < 480 ? width : width - 170;
    const fit = Math.max(1, Math.floor(room / (images.shape[2] + 1)));
    surface.draw(images, room, undefined, Math.min(made.figure.value.count, fit));
    enlarge();
  }

  /** Reads what is asked for, or says what is wrong with it; the pictures before then stay. */
  function asked(): ClassOrder | null {
    const number = count.input.valueAsNumber;
    const text = seed.input.value.trim();
    const wrong =
      chosen.value.length === 0
        ? "Choose at least one class."
        : !Number.isInteger(number) || number < 1 || number > most
          ? `“Of each” is a whole number from 1 to ${most}; it is ${count.input.value === "" ? "empty" : count.input.value}.`
          : text === ""
            ? "The seed is empty: any number or word will do."
            : null;
    count.input.setAttribute("aria-invalid", String(wrong?.startsWith("“") ?? false));
    problem.textContent = wrong && images ? `${wrong} The pictures before stay.` : (wrong ?? "");
    return wrong ? null : {classes: chosen.value, count: number, seed: text};
  }

  function order(): void {
    const next = asked();
    if (next) void draw(next);
  }

  async function draw(next: ClassOrder): Promise<void> {
    drawing?.abort();
    const mine = (drawing = new AbortController());
    const total = next.classes.length * next.count;
    const labels = Array.from({length: total}, (_, i) => next.classes[Math.floor(i / next.count)]);
    const noise = new Float32Array(total * latentDim);
    for (let n = 0; n < next.count; n++) {
      const vector = seededNoise(latentDim, `${next.seed}/${n + 1}`);
      for (let row = 0; row < next.classes.length; row++) noise.set(vector, (row * next.count + n) * latentDim);
    }
    busy.hidden = false;
    for (const save of saves) setAvailable(save, false);
    status.textContent = "";
    const began = performance.now();
    let done = 0;
    let fresh: Values | null = null;
    try {
      await generator.run(
        {shape: [total, latentDim], values: noise},
        {
          labels,
          signal: mine.signal,
          part({from, output}) {
            if (!fresh) {
              const size = output.values.length / output.shape[0];
              fresh = {shape: [total, ...output.shape.slice(1)], values: new Float32Array(total * size).fill(-1)};
              images = fresh;
              made.figure.value = next;
            }
            fresh.values.set(output.values, (from / total) * fresh.values.length);
            done = from + output.shape[0];
            bar.value = done / total;
            redraw();
          }
        }
      );
      if (signal.aborted || mine !== drawing) return;
      const seconds = formatNumber((performance.now() - began) / 1000, 2);
      status.textContent = `${formatCount(total)} picture${total === 1 ? "" : "s"}, made here in ${seconds} s.`;
      for (const save of saves) setAvailable(save, true);
      made.emit(next);
    } catch (error) {
      if (signal.aborted || mine !== drawing) return;
      if (mine.signal.aborted) status.textContent = `Stopped after ${formatCount(done)} of ${formatCount(total)} pictures.`;
      else problem.textContent = `The pictures could not be made: ${error instanceof Error ? error.message : String(error)}`;
    } finally {
      // Stop goes: what was asked for with another seed may be asked for again.
      if (mine === drawing) hide(busy, another);
    }
  }

  const save = (label: string, ending: "png" | "zip"): HTMLButtonElement =>
    button(label, async () => {
      if (!images) return;
      const {classes: which, seed: from} = made.figure.value;
      const name = `digits-${which.map((index) => classes[index]).join("")}-seed-${from.replace(/[^\p{L}\p{N}_-]+/gu, "-")}`;
      try {
        const bytes = ending === "png" ? await sheetPng(images, made.figure.value.count) : await zipOf(images, from);
        download(new Blob([bytes as Uint8Array<ArrayBuffer>]), `${name}.${ending}`);
        status.textContent = `${name}.${ending}: ${formatNumber(bytes.length / 1000, 2)} KB.`;
      } catch (error) {
        problem.textContent = `The file could not be made: ${error instanceof Error ? error.message : String(error)}`;
      }
    });
  async function zipOf(given: Values, from: string): Promise<Uint8Array> {
    const {sampleZip} = await import("../../export/pictures/png.ts");
    const named = Array.from({length: given.shape[0]}, (_, i) => placeOf(i));
    return sampleZip({images: given, made: named}, {...origin, seed: from});
  }
  const saves = [save("Save as one PNG", "png"), save("Save as zip", "zip")];

  made.body.append(
    element("div", {class: "fig-order fig-whole"}, [
      chosen.element,
      element("div", {class: "fig-controls"}, [count.element, seed.element, another])
    ]),
    problem,
    place,
    side,
    element("div", {class: "fig-controls fig-whole"}, [status, busy, element("div", {class: "fig-player"}, saves)])
  );
  onWidth(made.figure, signal, (next) => {
    width = next;
    show();
  });
  signal.addEventListener("abort", () => drawing?.abort());
  order();
  return made.figure;
}

/** All pictures as one, each pixel 2 × 2; a row for each class as long as it is not longer than 25. */
async function sheetPng(images: Values, count: number): Promise<Uint8Array> {
  const [{writePng}, {sheetRaster}] = await Promise.all([
    import("../../export/pictures/png.ts"),
    import("../../export/pictures/raster.ts")
  ]);
  return writePng(sheetRaster(images, {columns: Math.min(count, 25), background: 255}));
}

/** A choice of one or several classes, each a switch of its own, with All and None. */
interface ClassChoice {
  readonly element: HTMLElement;
  /** Indices of those that are chosen, ascending. */
  readonly value: readonly number[];
}

/** Switches for classes by name; `change` is called whenever others are chosen. */
function classChoice(
  label: string,
  classes: readonly string[],
  start: readonly number[],
  change: (chosen: readonly number[]) => void
): ClassChoice {
  const inputs = classes.map((name, index) =>
    element("input", {type: "checkbox", value: name, ...(start.includes(index) ? {checked: ""} : {})})
  );
  const chosen = (): number[] => [...inputs.keys()].filter((index) => inputs[index].checked);
  const all = (on: boolean) => () => {
    for (const input of inputs) input.checked = on;
    change(chosen());
  };
  const set = element("fieldset", {class: "fig-choice fig-class-choice"}, [
    element("legend", {}, [label]),
    element(
      "div",
      {class: "fig-class-switches"},
      inputs.map((input, index) => element("label", {}, [input, element("span", {}, [classes[index]])]))
    ),
    element("div", {class: "fig-player"}, [button("All", all(true)), button("None", all(false))])
  ]);
  set.addEventListener("input", (event) => event.stopPropagation());
  set.addEventListener("change", (event) => {
    event.stopPropagation();
    change(chosen());
  });
  return {
    element: set,
    get value() {
      return chosen();
    }
  };
}
