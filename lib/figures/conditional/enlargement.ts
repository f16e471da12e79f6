import type {Values} from "../../nn/network/network-weights.ts";
import {element} from "../kit/element.ts";
import {imageCanvas} from "../samples/sample-image.ts";

/** The picture that is pointed at, enlarged beside a board. */
export interface Enlargement {
  readonly element: HTMLElement;
  /** Shows picture `index` of [n, height, width, channels], and says in words which it is. */
  show(images: Values, index: number, words: string): void;
}

/** A place for one enlarged picture and its words. */
export function enlargement(): Enlargement {
  const canvas = element("canvas", {class: "fig-enlarged", role: "img", "aria-label": "no picture yet"});
  const readout = element("p", {class: "fig-readout"});
  return {
    element: element("div", {class: "fig-column fig-enlargement"}, [canvas, readout]),
    show(images, index, words) {
      imageCanvas(images, index, canvas);
      canvas.setAttribute("aria-label", `enlarged: ${words}`);
      readout.textContent = words;
    }
  };
}
