import type {FileListing, FilePart, PartGroup} from "../export/tflite/list-file.ts";
import {button, choice} from "./controls.ts";
import {keyed} from "./curves-figure.ts";
import {element} from "./element.ts";
import type {Figure, FigureOptions} from "./figure.ts";
import {frame, onWidth} from "./figure.ts";
import {hexDump} from "./file-hex.ts";
import {groupInk, groupNames, paintMap} from "./file-map.ts";
import {partWords} from "./file-words.ts";
import {formatCount} from "./format.ts";

/** A file, and what its bytes are. */
export interface ExplorableFile {
  name: string;
  bytes: Uint8Array;
  listing: FileListing;
}

/**
 * A .tflite file byte by byte: a map of the whole file, a choice of what to look at, and the bytes themselves with what they mean.
 * Arrow keys go from part to part. `.value` is the part looked at.
 */
export function fileExplorer(file: ExplorableFile | null, options: FigureOptions = {}): Figure<FilePart | null> {
  const made = frame<FilePart | null>("file", {exportable: false, ...options}, null);
  if (!file) {
    made.complain("This figure is waiting for a file.");
    return made.figure;
  }
  const {bytes, listing} = file;
  const {parts} = listing;
  const head = element("div", {class: "fig-title"}, [`${file.name}, ${formatCount(bytes.length)} bytes`]);
  const map = element("canvas", {class: "fig-file-map", "aria-hidden": "true"});
  const surface = element("div", {class: "fig-chart", role: "slider", tabindex: "0", "aria-label": "parts of the file"}, [map]);
  const words = element("p", {class: "fig-readout fig-reading", "aria-live": "polite"});
  const dump = element("div", {class: "fig-hex", role: "region", tabindex: "0", "aria-label": "bytes of the part"});
  const there = groupNames.filter((group) => parts.some((part) => part.group === group));
  let at = 0;
  let room = 640;

  function show(index: number): void {
    at = index;
    const part = parts[at];
    paintMap(map, parts, at, room, bytes.length);
    const text = partWords(part, file!);
    words.replaceChildren(...text.map(({strong, word}) => (strong ? element("strong", {}, [word]) : word)));
    surface.setAttribute("aria-valuemin", "1");
    surface.setAttribute("aria-valuemax", String(parts.length));
    surface.setAttribute("aria-valuenow", String(at + 1));
    surface.setAttribute("aria-valuetext", text.map(({word}) => word).join(""));
    dump.style.setProperty("--fig-part", groupInk(part.group));
    dump.replaceChildren(hexDump(bytes, part, room < 520 ? 8 : 16));
    groups.value = part.group;
  }
  const go = (index: number): void => {
    const next = Math.max(0, Math.min(parts.length - 1, index));
    if (next === at) return;
    show(next);
    made.emit(parts[next]);
  };
  const groups = choice<PartGroup>(
    "look at",
    there,
    parts[0].group,
    (group) => go(parts.findIndex((part) => part.group === group)),
    (group) => `${group}, ${formatCount(bytesOf(parts, group))}`
  );
  // Weights first: what is largest is what a finger finds.
  const under = ({clientX}: PointerEvent): number => {
    const box = surface.getBoundingClientRect();
    const place = Math.floor(((clientX - box.left) / box.width) * bytes.length);
    return parts.findIndex(({from, to}) => from <= place && place < to);
  };
  surface.addEventListener("pointerdown", (event) => under(event) >= 0 && go(under(event)), {signal: made.signal});
  surface.addEventListener("pointermove", (event) => event.buttons > 0 && under(event) >= 0 && go(under(event)), {signal: made.signal}); // prettier-ignore
  surface.addEventListener(
    "keydown",
    (event) => {
      const next = event.altKey || event.ctrlKey || event.metaKey ? null : keyed(event.key, at, parts.length);
      if (next === null) return;
      event.preventDefault();
      go(next);
    },
    {signal: made.signal}
  );
  dump.addEventListener(
    "click",
    ({target}) => {
      const place = target instanceof HTMLElement ? Number(target.dataset.at ?? NaN) : NaN;
      if (Number.isFinite(place)) go(parts.findIndex(({from, to}) => from <= place && place < to));
    },
    {signal: made.signal}
  );
  made.body.append(element("div", {class: "fig-whole fig-column"}, [head, surface, groups.element, words, dump]));
  made.controls.append(
    element("div", {class: "fig-player", role: "group", "aria-label": "Walk through the file"}, [
      button("Back", () => go(at - 1)),
      button("Next", () => go(at + 1))
    ])
  );
  onWidth(made.figure, made.signal, (next) => {
    room = next;
    show(at);
  });
  made.figure.value = parts[0] ?? null;
  return made.figure;
}

function bytesOf(parts: readonly FilePart[], group: PartGroup): number {
  return parts.reduce((sum, part) => (part.group === group ? sum + part.to - part.from : sum), 0);
}
