import type {DrawnDigit} from "../data/drawn-set.ts";
import {drawnSet} from "../data/drawn-set.ts";
import {button} from "./controls.ts";
import type {PanelHost} from "./data-input.ts";
import {drawingPad} from "./drawing-pad.ts";
import {element, uniqueId} from "./element.ts";
import {paint} from "./grid.ts";
import {colourScale} from "./scales.ts";

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
