import {slider} from "../kit/controls.ts";
import type {Slider} from "../kit/controls.ts";
import {draggable, shareOf} from "../kit/draggable.ts";
import {element, svgElement} from "../kit/element.ts";
import {normalDensity} from "../../nn/arithmetic/normal.ts";

/** A slider from −3 to 3 under the curve of N(0, 1): where samples come from. */
export function noiseSlider(label: string, change: (value: number) => void): Slider {
  const made = slider(label, {min: -3, max: 3, step: 0.05, value: 0}, change);
  const input = made.element.querySelector("input")!;
  const places = Array.from({length: 61}, (_, i) => -3 + i / 10);
  const curve = places.map((z) => `${((z + 3) / 6) * 100},${20 - (normalDensity(z) / normalDensity(0)) * 19}`);
  const density = svgElement(
    "svg",
    {class: "fig-density", viewBox: "0 0 100 20", preserveAspectRatio: "none", "aria-hidden": "true"},
    [svgElement("path", {d: `M0,20L${curve.join("L")}L100,20Z`})]
  );
  const track = element("div", {class: "fig-density-track"});
  input.replaceWith(track);
  track.append(density, input);
  return made;
}

/** A square with a handle that is dragged or moved by arrow keys (with Shift by tenths); places from 0 to 1, from the top left. */
export function squarePad(
  title: string,
  signal: AbortSignal,
  move: (x: number, y: number) => void
): {element: HTMLElement; canvas: HTMLCanvasElement; place(x: number, y: number, exact: boolean): void} {
  const canvas = element("canvas", {class: "fig-pixels", "aria-hidden": "true"});
  const handle = element("div", {class: "fig-handle", "aria-hidden": "true"});
  const pad = element(
    "div",
    {
      class: "fig-latent-pad",
      tabindex: "0",
      role: "application",
      "aria-roledescription": "plane with a handle",
      "aria-label": title
    },
    [canvas, handle]
  );
  let at = [0.5, 0.5];
  const go = (x: number, y: number) => {
    at = [Math.max(0, Math.min(1, x)), Math.max(0, Math.min(1, y))];
    move(at[0], at[1]);
  };
  const drag = (event: PointerEvent) => {
    const {x, y} = shareOf(pad, event);
    go(x, y);
  };
  draggable(pad, {begin: drag, move: (events) => drag(events[events.length - 1]), signal});
  pad.addEventListener(
    "keydown",
    (event) => {
      const way = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]}[event.key];
      if (!way || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const reach = event.shiftKey ? 0.1 : 0.02;
      go(at[0] + way[0] * reach, at[1] + way[1] * reach);
    },
    {signal}
  );
  return {
    element: pad,
    canvas,
    place(x, y, exact) {
      at = [x, y];
      Object.assign(handle.style, {left: `${100 * x}%`, top: `${100 * y}%`});
      handle.classList.toggle("fig-handle-off", !exact);
    }
  };
}
