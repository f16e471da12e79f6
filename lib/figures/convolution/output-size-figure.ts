import type {Axis} from "../../nn/arithmetic/window.ts";
import {axisOf} from "../../nn/arithmetic/window.ts";
import {slider} from "../kit/controls.ts";
import {element} from "../kit/element.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import {pointable} from "../kit/pointer.ts";
import {bracketHeight, bracketsTop, ruler} from "./ruler.ts";

/** The five quantities, and the size that follows. All in cells. */
export interface OutputSizeValue {
  /** n, 1…32 */
  input: number;
  /** f, 1…11 */
  kernel: number;
  /** s, 1…8 */
  stride: number;
  /** p on each side, 0…8 */
  padding: number;
  /** d, 1…4 */
  dilation: number;
  /** ⌊(n + 2p − d(f − 1) − 1)/s⌋ + 1, or 0 when the window does not fit. */
  output: number;
}

const quantities = [
  {name: "input", symbol: "n", min: 1, max: 32, start: 8},
  {name: "kernel", symbol: "f", min: 1, max: 11, start: 3},
  {name: "stride", symbol: "s", min: 1, max: 8, start: 2},
  {name: "padding", symbol: "p", min: 0, max: 8, start: 1},
  {name: "dilation", symbol: "d", min: 1, max: 4, start: 1}
] as const;

/**
 * A ruler of n + 2p cells with every window that fits drawn as a bracket and the cells left over crossed; sliders for n, f,
 * s, p, d. What `start` leaves out is 8, 3, 2, 1, 1; what lies beyond a slider's limits is taken to the limit.
 */
export function outputSizeFigure(
  start: Partial<Omit<OutputSizeValue, "output">> = {},
  options: FigureOptions = {}
): Figure<OutputSizeValue> {
  const value: OutputSizeValue = {input: 8, kernel: 3, stride: 2, padding: 1, dilation: 1, output: 0};
  for (const {name, min, max} of quantities) {
    const given = start[name] ?? value[name];
    value[name] = Math.max(min, Math.min(max, Number.isFinite(given) ? Math.round(given) : value[name]));
  }
  const made = frame<OutputSizeValue>("output-size", options, value);
  const drawing = element("div", {class: "fig-ruler-place"});
  const brackets = element("div", {class: "fig-brackets"});
  const formula = element("p", {class: "fig-formula"});
  let width = 640;
  let lit = 0;
  let axis: Axis | null;

  const draw = () => {
    axis = axisFor(value);
    value.output = axis?.output ?? 0;
    lit = Math.max(0, Math.min(lit, value.output - 1));
    const shown = axis ?? {...value, before: value.padding, after: value.padding, output: 0};
    const drawn = ruler(shown, {width, lit: axis ? lit : -1});
    // The brackets stay where they are: an element that is moved loses the focus.
    if (brackets.parentNode === drawing) brackets.previousElementSibling!.replaceWith(drawn);
    else drawing.replaceChildren(drawn, brackets);
    Object.assign(brackets.style, {
      top: `${bracketsTop}px`,
      height: `${value.output * bracketHeight}px`,
      width: `${drawn.getAttribute("width")}px`
    });
    brackets.hidden = !axis;
    formula.replaceChildren(...sentence(value));
  };
  const move = pointable(brackets, "Windows", {
    size: () => ({rows: Math.max(1, value.output), columns: 1}),
    signal: made.signal,
    label: ({row}) => `window ${row + 1} of ${value.output}: begins at cell ${row * value.stride + 1}`,
    point({row}) {
      lit = row;
      draw();
    }
  });
  onWidth(made.body, made.signal, (next) => {
    width = next;
    draw();
  });
  for (const {name, symbol, min, max} of quantities) {
    made.controls.append(
      slider(`${name} ${symbol}`, {min, max, value: value[name]}, (next) => {
        value[name] = next;
        draw();
        move({row: lit, column: 0});
        made.say(formula.textContent);
        made.emit({...value});
      }).element
    );
  }
  made.figure.value = {...value};
  made.body.append(element("div", {class: "fig-column fig-whole"}, [drawing, formula]));
  return made.figure;
}

function axisFor({input, kernel, stride, padding, dilation}: OutputSizeValue): Axis | null {
  try {
    return axisOf({input, kernel, stride, padding, dilation});
  } catch {
    return null;
  }
}

function sentence({input: n, kernel: f, stride: s, padding: p, dilation: d, output}: OutputSizeValue): (Node | string)[] {
  const span = d * (f - 1) + 1;
  const room = n + 2 * p;
  if (output === 0)
    return [`The window spans ${span} cells, the padded input has ${room}: no window fits. Widen the input or the padding.`];
  const general = d === 1 ? "⌊(n + 2p − f) / s⌋ + 1" : "⌊(n + 2p − d(f − 1) − 1) / s⌋ + 1";
  const taken = d === 1 ? `${f}` : `${d}·(${f} − 1) − 1`;
  const filled = `⌊(${n} + 2·${p} − ${taken}) / ${s}⌋ + 1`;
  const whole = (room - span) % s === 0;
  return [
    `${general} = ${filled} = ${whole ? (room - span) / s : `⌊${room - span}/${s}⌋`} + 1 = `,
    element("strong", {}, [`${output}`]),
    output === 1 ? " window" : " windows"
  ];
}
