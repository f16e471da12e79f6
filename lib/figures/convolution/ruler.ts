import type {Axis} from "../../nn/arithmetic/window.ts";
import {svgElement, uniqueId} from "../kit/element.ts";

/** How a ruler is drawn. */
export interface RulerOptions {
  /** CSS pixels that there are. */
  width: number;
  /** The window that is lit up; −1 for none. */
  lit: number;
}

/** Height in CSS pixels of one window's bracket. */
export const bracketHeight = 13;
/** Where the brackets begin, in CSS pixels from the top of the drawing. */
export const bracketsTop = 68;
const top = 22;

/**
 * A ruler of the padded cells of one axis; under it one bracket for every window that fits; cells that no window reaches are
 * crossed.
 */
export function ruler({input, before, after, kernel, stride, dilation, output}: Axis, {width, lit}: RulerOptions): SVGSVGElement {
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
