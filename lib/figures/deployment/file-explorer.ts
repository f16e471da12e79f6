import {listTflite} from "../../export/tflite/list-file.ts";
import type {FileListing, FilePart, PartGroup} from "../../export/tflite/list-file.ts";
import {button, choice} from "../kit/controls.ts";
import {sliderKeys} from "../kit/slider-keys.ts";
import {element, uniqueId} from "../kit/element.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import {hexDump} from "./file-hex.ts";
import {groupInk, groupNames, paintMap} from "./file-map.ts";
import {partWords} from "./file-words.ts";
import {formatCount} from "../kit/format.ts";

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
 */
export function fileExplorer(first: ExplorableFile | null, options: FileExplorerOptions = {}): Figure<FilePart | null> {
  const made = frame<FilePart | null>("file", {exportable: false, ...options}, first?.listing.parts[0] ?? null);
  if (!first) {
    made.complain("This figure is waiting for a file.");
    return made.figure;
  }
  const head = element("div", {class: "fig-title"});
  const map = element("canvas", {class: "fig-file-map", "aria-hidden": "true"});
  const surface = element("div", {class: "fig-chart", role: "slider", tabindex: "0", "aria-label": "parts of the file"}, [map]);
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
    const there = groupNames.filter((group) => parts.some((part) => part.group === group));
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
    surface.setAttribute("aria-valuemin", "1");
    surface.setAttribute("aria-valuemax", String(listing.parts.length));
    surface.setAttribute("aria-valuenow", String(at + 1));
    surface.setAttribute("aria-valuetext", text.map(({word}) => word).join(""));
    dump.style.setProperty("--fig-part", groupInk(part.group));
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
  const under = ({clientX}: PointerEvent): number => {
    const box = surface.getBoundingClientRect();
    return partAt(Math.floor(((clientX - box.left) / box.width) * file.bytes.length));
  };
  const {signal} = made;
  surface.addEventListener("pointerdown", (event) => under(event) >= 0 && go(under(event)), {signal});
  surface.addEventListener("pointermove", (event) => event.buttons > 0 && under(event) >= 0 && go(under(event)), {signal});
  sliderKeys(surface, signal, {count: () => file.listing.parts.length, at: () => at, go: go});
  dump.addEventListener(
    "click",
    ({target}) => {
      const byte = target instanceof HTMLElement ? Number(target.dataset.at ?? NaN) : NaN;
      if (Number.isFinite(byte)) go(partAt(byte));
    },
    {signal}
  );
  const walk = element("div", {class: "fig-player", role: "group", "aria-label": "Walk through the file"}, [
    button("Back", () => go(at - 1)),
    button("Next", () => go(at + 1))
  ]);
  made.body.append(element("div", {class: "fig-whole fig-column"}, [head, surface, place, words, dump, problem]));
  made.controls.append(walk);
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

/** A field for a file of the reader's; what is wrong with one is said, and the one before stays. */
function opener(take: (file: ExplorableFile) => void, problem: HTMLElement): HTMLElement {
  const id = uniqueId("file");
  const input = element("input", {id, type: "file", accept: ".tflite", class: "fig-file-field"});
  input.addEventListener("input", (event) => event.stopPropagation());
  input.addEventListener("change", async (event) => {
    event.stopPropagation();
    const chosen = input.files?.[0];
    if (!chosen) return;
    try {
      const bytes = new Uint8Array(await chosen.arrayBuffer());
      take({name: chosen.name, bytes, listing: listTflite(bytes)});
      problem.textContent = "";
    } catch (error) {
      problem.textContent = `${chosen.name} cannot be shown: ${error instanceof Error ? error.message : String(error)}. The file before stays.`;
    }
  });
  return element("div", {}, [element("label", {for: id, class: "fig-file-label"}, ["a .tflite file of yours "]), input]);
}

function bytesOf(parts: readonly FilePart[], group: PartGroup): number {
  return parts.reduce((sum, part) => (part.group === group ? sum + part.to - part.from : sum), 0);
}
