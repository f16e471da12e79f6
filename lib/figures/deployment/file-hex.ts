import type {FilePart} from "../../export/tflite/list-file.ts";
import {element} from "../kit/element.ts";

/** Most lines of bytes that are shown at once. */
const lines = 10;

/**
 * The bytes of a part and of what stands around it, in lines of so many: the place, the bytes in hexadecimal, and as text. Each byte
 * carries its place as `data-at`.
 */
export function hexDump(bytes: Uint8Array, {from, to}: FilePart, perLine: number): HTMLElement {
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
