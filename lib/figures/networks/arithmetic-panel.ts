import type {Term, ValueArithmetic} from "../../nn/network/value-arithmetic.ts";
import {scaleFor, valuesOf} from "../kit/colours.ts";
import {button, slider} from "../kit/controls.ts";
import {element} from "../kit/element.ts";
import {formatFactor, formatNumber} from "../kit/format.ts";
import {grid} from "../kit/grid.ts";
import type {ArithmeticStep, SumPart} from "./arithmetic-words.ts";
import {equation, placeWords, strongestMap, sumParts, writtenTerms} from "./arithmetic-words.ts";

/** The panel under a strip that writes how one number comes about. */
export interface ArithmeticPanel {
  readonly element: HTMLElement;
  /** Writes the steps of a number; null closes it. The input map that was chosen stays while it is there. */
  show(steps: readonly ArithmeticStep[] | null, at: number): void;
  /** The input map whose window is drawn; null where the sum has no maps. */
  readonly map: number | null;
  readonly close: HTMLButtonElement;
}

/** An empty, closed panel; `chosen` is called when the reader chooses another input map, `closed` when its button is pressed. */
export function arithmeticPanel(chosen: () => void, closed: () => void): ArithmeticPanel {
  const title = element("p", {class: "fig-title fig-acts-title"});
  const body = element("div", {class: "fig-acts-steps"});
  const close = button("Close", closed);
  const head = element("div", {class: "fig-acts-head"}, [title, close]);
  const panel = element("div", {class: "fig-acts-panel", role: "group", "aria-label": "Arithmetic of a number", hidden: ""}, [
    head,
    body
  ]);
  let map: number | null = null;
  let shown: {steps: readonly ArithmeticStep[]; at: number; layer: string; wanted: number | null} | null = null;

  function show(steps: readonly ArithmeticStep[] | null, at: number): void {
    panel.hidden = steps === null;
    if (!steps) return void (shown = null);
    const [{layer, made}] = steps;
    const same = shown?.layer === layer.name && shown.steps.length === steps.length;
    const wanted = same ? shown!.wanted : null;
    shown = {steps, at, layer: layer.name, wanted};
    title.textContent = `${steps[steps.length - 1].layer.name}, ${placeWords(layer.outputShape, at)}`;
    const parts = made.kind === "sum" && layer.inputShape.length === 3 ? sumParts(made.terms, layer.inputShape[2]) : null;
    map = parts ? (wanted ?? strongestMap(parts)) : null;
    body.replaceChildren(
      ...steps.map((step) =>
        element("div", {class: "fig-acts-step"}, [
          element("span", {class: "fig-acts-name"}, [step.layer.name]),
          step.made.kind !== "sum" ? equation(step) : parts ? windows(step, step.made, parts) : products(step.made)
        ])
      )
    );
  }

  /** The window of one input map and the weights that it meets, and what the other maps add. */
  function windows({layer}: ArithmeticStep, sum: ValueArithmetic & {kind: "sum"}, parts: readonly SumPart[]): HTMLElement {
    const place = element("div", {class: "fig-acts-window"});
    const maps = layer.inputShape[2];
    const draw = () => {
      const part = parts.find((each) => each.map === map) ?? {map: map!, terms: [], sum: 0};
      place.replaceChildren(
        ...(part.terms.length ? windowGrids(part.terms, layer.inputShape) : ["The whole window lies outside the map."])
      );
      const rest = sum.value - (sum.bias ?? 0) - part.sum;
      const outside = sum.outside > 0 ? ` (${sum.outside} places of the window lie outside the map: nothing to add)` : "";
      line.replaceChildren(
        `${part.terms.length} products of map ${part.map}: ${formatNumber(part.sum)}${outside}`,
        ...(maps > 1 ? [element("br"), `the other ${maps - 1} maps: ${formatNumber(rest)}`] : []),
        ...(sum.bias === null ? [] : [element("br"), `bias: ${formatNumber(sum.bias)}`]),
        element("br"),
        "together ",
        element("strong", {}, [formatNumber(sum.value)])
      );
    };
    const line = element("p", {class: "fig-acts-total"});
    draw();
    const choose = slider("input map", {min: 0, max: maps - 1, value: map!}, (next) => {
      map = shown!.wanted = next;
      draw();
      chosen();
    });
    return element("div", {}, [...(maps > 1 ? [choose.element] : []), element("div", {class: "fig-acts-sum"}, [place, line])]);
  }

  return {
    element: panel,
    show,
    get map() {
      return map;
    },
    close
  };
}

/** Inputs and weights of a window, as two grids of numbers. */
function windowGrids(terms: readonly Term[], [, width, maps]: readonly number[]): (HTMLElement | string)[] {
  const places = terms.map(({from}) => Math.floor(from / maps));
  const columns = new Set(places.map((place) => place % width)).size;
  const matrix = (of: (term: Term) => number) =>
    Array.from({length: terms.length / columns}, (_, row) => terms.slice(row * columns, (row + 1) * columns).map(of));
  const cell = Math.max(30, Math.min(46, Math.floor(200 / columns)));
  const [values, weights] = [matrix(({value}) => value), matrix(({weight}) => weight)];
  const drawn = (title: string, of: number[][]) =>
    element("div", {class: "fig-plane"}, [
      element("div", {class: "fig-note"}, [title]),
      grid(of, {scale: scaleFor(valuesOf(of), "signed"), cell, numbers: true}).element
    ]);
  return [
    drawn("inputs", values),
    element("span", {class: "fig-acts-times", "aria-hidden": "true"}, ["⊙"]),
    drawn("weights", weights)
  ];
}

/** The largest products of a layer without maps, one in a line, and what all the others add up to. */
function products({terms, bias, value}: ValueArithmetic & {kind: "sum"}): HTMLElement {
  const most = writtenTerms(terms);
  const rest = terms.length - most.length;
  const told = most.reduce((total, term) => total + term.value * term.weight, 0);
  const line = (name: string, text: string, result: number) => [
    element("span", {class: "fig-note"}, [name]),
    element("span", {}, [text]),
    element("span", {class: "fig-acts-number"}, [formatNumber(result)])
  ];
  return element("div", {class: "fig-acts-products"}, [
    ...most.flatMap(({from, value: input, weight}) =>
      line(`input ${from}`, `${formatFactor(input)} · ${formatFactor(weight)}`, input * weight)
    ),
    ...(rest > 0 ? line(`${rest} others`, "each of them smaller", value - (bias ?? 0) - told) : []),
    ...(bias === null ? [] : line("bias", "", bias)),
    ...line("together", "", value)
  ]);
}
