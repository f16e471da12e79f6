import type {Axis} from "../../nn/arithmetic/window.ts";
import {axisOf} from "../../nn/arithmetic/window.ts";
import {slider} from "../kit/controls.ts";
import {element, svgElement, uniqueId} from "../kit/element.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import {pointable} from "../kit/pointer.ts";

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
 * @example
 * ```ts height=435/568
 * import {outputSizeFigure} from "gantry/figures/output-size-figure";
 *
 * display(outputSizeFigure({input: 28, kernel: 4, stride: 2, padding: 1}, {
 *   caption: "How large is the result? Move the sliders.",
 *   invalidation
 * }));
 * ```
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
    label: ({row}) => `window ${row} of ${value.output}: begins at cell ${row * value.stride}`,
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

/** How a ruler is drawn. */
interface RulerOptions {
  /** CSS pixels that there are. */
  width: number;
  /** The window that is lit up; −1 for none. */
  lit: number;
}

/** Height in CSS pixels of one window's bracket. */
const bracketHeight = 13;
/** Where the brackets begin, in CSS pixels from the top of the drawing. */
const bracketsTop = 68;
const top = 22;

/**
 * A ruler of the padded cells of one axis; under it one bracket for every window that fits; cells that no window reaches are
 * crossed.
 */
function ruler({input, before, after, kernel, stride, dilation, output}: Axis, {width, lit}: RulerOptions): SVGSVGElement {
  const count = before + input + after;
  const cell = Math.max(5, Math.min(34, Math.floor((width - 2) / count)));
  const height = bracketsTop + Math.max(1, output) * bracketHeight + 4;
  const svg = svgElement("svg", {
    class: "fig-ruler",
    width: count * cell + 2,
    height,
    viewBox: `-1 0 ${count * cell + 2} ${height}`,
    "aria-hidden": "true"
  });
  const span = dilation * (kernel - 1) + 1;
  const reached = output === 0 ? 0 : (output - 1) * stride + span;
  const hatch = uniqueId("hatch");
  svg.append(
    svgElement("defs", {}, [
      svgElement(
        "pattern",
        {
          id: hatch,
          width: 6,
          height: 6,
          patternUnits: "userSpaceOnUse",
          patternTransform: "rotate(45)"
        },
        [
          svgElement("rect", {class: "fig-hatch-ground", width: 6, height: 6}),
          svgElement("line", {class: "fig-hatch-line", y2: 6})
        ]
      )
    ])
  );

  const taps = new Set(lit < 0 ? [] : Array.from({length: kernel}, (_, k) => lit * stride + k * dilation));
  for (let i = 0; i < count; i++) {
    const padded = i < before || i >= before + input;
    const box = {x: i * cell, y: top, width: cell, height: Math.min(cell, 30)};
    svg.append(
      svgElement("rect", {
        ...box,
        class: taps.has(i) ? "fig-ruler-lit" : padded ? "fig-hatched" : "fig-ruler-cell",
        ...(padded && !taps.has(i) ? {fill: `url(#${hatch})`} : {})
      })
    );
    if (i >= reached && output > 0) {
      const inset = cell * 0.28;
      const bottom = top + box.height - inset;
      const left = box.x + inset;
      const right = box.x + cell - inset;
      svg.append(
        svgElement("path", {
          class: "fig-ruler-left",
          d: `M${left},${top + inset}L${right},${bottom}M${right},${top + inset}L${left},${bottom}`
        })
      );
    }
  }
  const label = (from: number, to: number, text: string, y: number) => {
    if (to > from)
      svg.append(svgElement("text", {class: "fig-tick-label", x: ((from + to) / 2) * cell, y, "text-anchor": "middle"}, [text]));
  };
  const wide = (cells: number, text: string, short: string) => (cells * cell > text.length * 6.5 ? text : short);
  label(0, before, wide(before, `padding ${before}`, `p`), 14);
  label(before, before + input, `input ${input}`, 14);
  label(before + input, count, wide(after, `padding ${after}`, `p`), 14);
  if (output > 0 && reached < count) {
    const text = `${count - reached} left over`;
    const x = Math.min(count * cell, ((reached + count) / 2) * cell + text.length * 3);
    svg.append(svgElement("text", {class: "fig-tick-label fig-ruler-note", x, y: bracketsTop, "text-anchor": "end"}, [text]));
  }
  for (let o = 0; o < output; o++) {
    const y = bracketsTop + (o + 0.5) * bracketHeight;
    const left = o * stride * cell + 2;
    const right = (o * stride + span) * cell - 2;
    const drawn = svgElement("g", {class: o === lit ? "fig-bracket fig-bracket-lit" : "fig-bracket"}, [
      svgElement("path", {d: `M${left},${y - 5}V${y}H${right}V${y - 5}`})
    ]);
    if (dilation > 1) {
      for (let k = 0; k < kernel; k++) {
        drawn.append(svgElement("circle", {cx: (o * stride + k * dilation + 0.5) * cell, cy: y, r: Math.min(2.5, cell / 3)}));
      }
    }
    svg.append(drawn);
  }
  return svg;
}
