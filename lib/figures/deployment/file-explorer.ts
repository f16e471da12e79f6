import type {FileListing, FilePart, PartGroup, ListedTensor} from "../../export/tflite/list-file.ts";
import {listTflite} from "../../export/tflite/list-file.ts";
import {button, choice} from "../kit/controls.ts";
import {element} from "../kit/element.ts";
import {formatCount, formatNumber} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {fileButton} from "../kit/file-button.ts";
import {frame, onWidth} from "../kit/frame.ts";
import {reading} from "../kit/reading.ts";

/** Options of `fileExplorer`. */
export interface FileExplorerOptions extends FigureOptions {
  /** Offers to open a file of the reader's. Default true. */
  open?: boolean;
}

/** A file, and what its bytes are. */
export interface ExplorableFile {
  name: string;
  bytes: Uint8Array;
  listing: FileListing;
}

/**
 * A .tflite file byte by byte: a map of the whole file, a choice of what to look at, and the bytes themselves with what they mean.
 * Arrow keys go from part to part; a byte that is clicked leads to its part. `.value` is the part looked at.
 * @example
 * ```ts height=473/530
 * import {fileExplorer} from "gantry/figures/file-explorer";
 * import {lower} from "gantry/lower";
 * import {writeTflite} from "gantry/tflite";
 * import {listTflite} from "gantry/tflite-listing";
 * import {loadWeights} from "gantry/weights";
 *
 * const reader = (await loadWeights("tinyml-cnn")).networks.classifier;
 * const bytes = writeTflite(lower(reader.network, reader.weights, "reader").graph);
 * display(fileExplorer({name: "reader.tflite", bytes, listing: listTflite(bytes)}, {
 *   caption: "What is this byte for? Drag along the bar.",
 *   invalidation
 * }));
 * ```
 */
export function fileExplorer(first: ExplorableFile | null, options: FileExplorerOptions = {}): Figure<FilePart | null> {
  const made = frame<FilePart | null>("file", {exportable: false, ...options}, first?.listing.parts[0] ?? null);
  if (!first) {
    made.complain("This figure is waiting for a file.");
    return made.figure;
  }
  const head = element("div", {class: "fig-title"});
  const map = element("canvas", {class: "fig-file-map", "aria-hidden": "true"});
  const places = {count: () => file.listing.parts.length, at: () => at, go};
  const surface = reading("parts of the file", [map], made.signal, places);
  const place = element("div");
  const words = element("p", {class: "fig-readout fig-reading", "aria-live": "polite"});
  const dump = element("div", {class: "fig-hex", role: "region", tabindex: "0", "aria-label": "bytes of the part"});
  const problem = element("p", {class: "fig-wrong", role: "alert"});
  let file = first;
  let groups = groupChoice();
  let at = 0;
  let room = 640;

  /** A choice of the groups that the file has, with their bytes. */
  function groupChoice(): {element: HTMLElement; value: PartGroup} {
    const {parts} = file.listing;
    const there = (Object.keys(inks) as PartGroup[]).filter((group) => parts.some((part) => part.group === group));
    const jump = (group: PartGroup) => go(parts.findIndex((part) => part.group === group));
    const made = choice<PartGroup>("look at", there, parts[0].group, jump, (group) => `${group}, ${formatCount(bytesOf(parts, group))}`); // prettier-ignore
    place.replaceChildren(made.element);
    return made;
  }

  function show(index: number): void {
    const {bytes, listing} = file;
    at = index;
    const part = listing.parts[at];
    head.textContent = `${file.name}, ${formatCount(bytes.length)} bytes`;
    paintMap(map, listing.parts, at, room, bytes.length);
    const text = partWords(part, file);
    words.replaceChildren(...text.map(({strong, word}) => (strong ? element("strong", {}, [word]) : word)));
    surface.tell({min: 1, max: listing.parts.length, now: at + 1, text: text.map(({word}) => word).join("")});
    dump.style.setProperty("--fig-part", `var(${inks[part.group]})`);
    dump.replaceChildren(hexDump(bytes, part, room < 520 ? 8 : 16));
    groups.value = part.group;
  }
  function go(index: number): void {
    const {parts} = file.listing;
    const next = Math.max(0, Math.min(parts.length - 1, index));
    if (next === at) return;
    show(next);
    made.emit(parts[next]);
  }
  const partAt = (byte: number): number => file.listing.parts.findIndex(({from, to}) => from <= byte && byte < to);
  const under = (event: PointerEvent): number =>
    partAt(Math.floor((surface.under(event) / surface.element.clientWidth) * file.bytes.length));
  const {signal} = made;
  surface.element.addEventListener("pointerdown", (event) => under(event) >= 0 && go(under(event)), {signal});
  surface.element.addEventListener("pointermove", (event) => event.buttons > 0 && under(event) >= 0 && go(under(event)), {
    signal
  });
  dump.addEventListener(
    "click",
    ({target}) => {
      const byte = target instanceof HTMLElement ? Number(target.dataset.at ?? NaN) : NaN;
      if (Number.isFinite(byte)) go(partAt(byte));
    },
    {signal}
  );
  const steps = element("div", {class: "fig-player", role: "group", "aria-label": "Walk through the file"}, [
    button("Back", () => go(at - 1)),
    button("Next", () => go(at + 1))
  ]);
  made.body.append(element("div", {class: "fig-whole fig-column"}, [head, surface.element, place, words, dump, problem]));
  made.controls.append(steps);
  if (options.open !== false) made.controls.append(opener(take, problem));

  function take(next: ExplorableFile): void {
    file = next;
    at = 0;
    groups = groupChoice();
    show(0);
    made.emit(file.listing.parts[0]);
  }
  onWidth(made.figure, signal, (next) => {
    room = next;
    show(at);
  });
  return made.figure;
}

/** A button for a file of the reader's; what is wrong with one is said, and the one before stays. */
function opener(take: (file: ExplorableFile) => void, problem: HTMLElement): HTMLElement {
  const {button: choose, field} = fileButton(
    "Open a .tflite file",
    {accept: ".tflite", name: "a .tflite file of yours"},
    async ([chosen]) => {
      try {
        const bytes = new Uint8Array(await chosen.arrayBuffer());
        take({name: chosen.name, bytes, listing: listTflite(bytes)});
        problem.textContent = "";
      } catch (error) {
        problem.textContent = `${chosen.name} cannot be shown: ${error instanceof Error ? error.message : String(error)}. The file before stays.`;
      }
    }
  );
  return element("div", {}, [choose, field]);
}

function bytesOf(parts: readonly FilePart[], group: PartGroup): number {
  return parts.reduce((sum, part) => (part.group === group ? sum + part.to - part.from : sum), 0);
}

/** Most lines of bytes that are shown at once. */
const lines = 10;

/**
 * The bytes of a part and of what stands around it, in lines of so many: the place, the bytes in hexadecimal, and as text. Each byte
 * carries its place as `data-at`.
 */
function hexDump(bytes: Uint8Array, {from, to}: FilePart, perLine: number): HTMLElement {
  const first = Math.max(0, Math.floor(from / perLine) - 2);
  const last = Math.min(Math.ceil(bytes.length / perLine), first + lines);
  const table = element("div", {class: "fig-hex-lines"});
  for (let line = first; line < last; line++) {
    const start = line * perLine;
    const places = Array.from({length: Math.min(perLine, bytes.length - start)}, (_, i) => start + i);
    table.append(
      element("span", {class: "fig-hex-place"}, [start.toString(16).padStart(6, "0")]),
      element(
        "span",
        {},
        joined(places, from, to, (place) => bytes[place].toString(16).padStart(2, "0"), " ")
      ),
      element(
        "span",
        {class: "fig-hex-text", "aria-hidden": "true"},
        joined(places, from, to, (place) => character(bytes[place]), "")
      )
    );
  }
  return table;
}

function joined(
  places: readonly number[],
  from: number,
  to: number,
  text: (place: number) => string,
  gap: string
): HTMLElement[] {
  return places.map((place) => {
    const inside = place >= from && place < to;
    return element("span", {...(inside ? {class: "fig-hex-lit"} : {}), "data-at": String(place)}, [text(place) + gap]);
  });
}

function character(byte: number): string {
  return byte >= 32 && byte < 127 ? String.fromCharCode(byte) : "·";
}

/** The groups of a file's parts as they are offered, and a colour of the book for each. */
const inks: Readonly<Record<PartGroup, string>> = {
  header: "--fig-error",
  model: "--fig-muted",
  "operator code": "--fig-fake",
  subgraph: "--fig-ink",
  tensor: "--fig-real",
  operator: "--fig-gradient",
  buffer: "--fig-generator",
  filling: "--fig-hairline",
  other: "--fig-muted"
};

/** Paints a file as a bar, every byte at its place, in the colours of the groups; the part looked at is marked. */
function paintMap(canvas: HTMLCanvasElement, parts: readonly FilePart[], at: number, width: number, size: number): void {
  const density = globalThis.devicePixelRatio || 1;
  const [wide, tall] = [Math.round(width * density), Math.round(44 * density)];
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== tall) canvas.height = tall;
  canvas.style.width = `${width}px`;
  canvas.style.height = "44px";
  const style = getComputedStyle(canvas);
  const context = canvas.getContext("2d")!;
  context.clearRect(0, 0, wide, tall);
  const place = (byte: number): number => (byte / size) * wide;
  const [top, height] = [10 * density, 24 * density];
  for (const {from, to, group} of parts) {
    context.fillStyle = style.getPropertyValue(inks[group]) || "#888";
    context.fillRect(place(from), top, Math.max(1, place(to) - place(from) - (to - from > size / 200 ? 1 : 0)), height);
  }
  const {from, to} = parts[at];
  context.fillStyle = style.getPropertyValue("--fig-accent") || "#0b5cad";
  const middle = (place(from) + place(to)) / 2;
  const half = Math.max(4 * density, (place(to) - place(from)) / 2);
  context.fillRect(middle - half, 0, 2 * half, 5 * density);
  context.fillRect(middle - half, tall - 5 * density, 2 * half, 5 * density);
}

/** A piece of a sentence, some of them to be read first. */
interface Word {
  word: string;
  strong?: boolean;
}

/** What a part of a file is, and whose: "Bytes 40 to 43 of …: shape of tensor 3 is [1, 7, 7, 64]. Tensor 3 is …". */
function partWords(part: FilePart, {bytes, listing}: ExplorableFile): Word[] {
  const {from, to, what, value} = part;
  const places = to - from === 1 ? `Byte ${formatCount(from)}` : `Bytes ${formatCount(from)} to ${formatCount(to - 1)}`;
  const words: Word[] = [
    {word: `${places}: `},
    {word: value === undefined ? what : `${what} = ${value}`, strong: true},
    {word: "."}
  ];
  const more = ownerWords(part, bytes, listing);
  return more ? [...words, {word: ` ${more}`}] : words;
}

function ownerWords(
  {group, index, from, to}: FilePart,
  bytes: Uint8Array,
  {tensors, operators, buffers}: ExplorableFile["listing"]
): string {
  if (group === "tensor" && tensors[index]) return `Tensor ${index} is ${tensorWords(tensors[index])}.`;
  if (group === "operator" && operators[index]) {
    const {name, inputs, outputs, options} = operators[index];
    const names = (places: readonly number[]) => places.map((place) => tensors[place]?.name ?? "nothing").join(", ");
    const told = Object.entries(options).map(([key, text]) => `${key} ${text}`);
    return `Operator ${index} is ${name}${told.length ? ` (${told.join(", ")})` : ""}: from ${names(inputs)} it makes ${names(outputs)}.`;
  }
  if (group !== "buffer") return "";
  const users = tensors.filter(({buffer}) => buffer === index);
  const [first] = users;
  const held = buffers[index];
  if (!first || !held || held.to <= held.from) return `Buffer ${index} is empty: its tensors are computed.`;
  const inside = from >= held.from && to <= held.to;
  return `Buffer ${index} holds the numbers of ${tensorWords(first)}.${inside ? ` They begin ${numbers(bytes, from, first.type)}.` : ""}`;
}

function tensorWords({name, shape, type, scales, zeroPoints}: ListedTensor): string {
  const steps =
    scales.length === 0
      ? ""
      : scales.length === 1
        ? `, one step is ${formatNumber(scales[0])} and 0 is ${formatNumber(zeroPoints[0] ?? 0)}`
        : `, with ${formatCount(scales.length)} scales, one for each channel`;
  return `“${name}”, ${shape.length === 0 ? "one number" : shape.map(formatCount).join(" × ")} in ${type}${steps}`;
}

/** The first few numbers of a buffer. */
function numbers(bytes: Uint8Array, from: number, type: string): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read: Record<string, [size: number, at: (place: number) => number]> = {
    FLOAT32: [4, (place) => view.getFloat32(place, true)],
    INT32: [4, (place) => view.getInt32(place, true)],
    INT8: [1, (place) => view.getInt8(place)],
    UINT8: [1, (place) => view.getUint8(place)]
  };
  const found = read[type];
  if (!found) return "with bytes of a type that is not spelled out here";
  const [size, at] = found;
  const count = Math.min(4, Math.floor((bytes.length - from) / size));
  return Array.from({length: count}, (_, i) => formatNumber(at(from + i * size))).join(", ");
}
