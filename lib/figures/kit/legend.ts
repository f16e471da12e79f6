import type {ColourScale} from "./colours.ts";
import {element, svgElement} from "./element.ts";
import {formatNumber} from "./format.ts";

const margin = 16;
const steps = 28;

/**
 * A bar of a scale's colours with numbers at its ends and, for a signed scale, at zero. `quantity` is written after the bar;
 * `width` is the bar's, in pixels; `marks` are other places for the numbers.
 */
export function legend(scale: ColourScale, quantity = "", width = 140, marks?: readonly number[]): SVGSVGElement {
  const [low, high] = scale.domain;
  const whole = width + 2 * margin + quantity.length * 6.5;
  const svg = svgElement("svg", {
    class: "fig-legend",
    viewBox: `0 0 ${whole} 34`,
    width: whole,
    height: 34,
    role: "img",
    "aria-label": `Colours: ${quantity} from ${formatNumber(low)} to ${formatNumber(high)}`
  });
  for (let i = 0; i < steps; i++) {
    const value = low + ((i + 0.5) / steps) * (high - low);
    svg.append(
      svgElement("rect", {
        x: margin + (i * width) / steps,
        y: 0,
        width: width / steps + 0.5,
        height: 10,
        fill: scale.colour(value)
      })
    );
  }
  svg.append(svgElement("rect", {class: "fig-legend-edge", x: margin, y: 0, width, height: 10}));
  const ticks = marks ?? (scale.kind === "signed" && low < 0 && high > 0 ? [low, 0, high] : [low, high]);
  for (const tick of ticks) {
    const x = margin + ((tick - low) / (high - low)) * width;
    svg.append(svgElement("line", {class: "fig-tick", x1: x, x2: x, y1: 10, y2: 14}));
    svg.append(svgElement("text", {class: "fig-tick-label", x, y: 27, "text-anchor": "middle"}, [formatNumber(tick)]));
  }
  if (quantity) svg.append(svgElement("text", {class: "fig-tick-label", x: margin + width + 8, y: 9}, [quantity]));
  return svg;
}

/** What a mark in one of the book's colours stands for, as a line of a legend: "● 300 real points". */
export function markLegend(ink: string, mark: string, text: string): HTMLElement {
  return element("p", {}, [element("span", {class: `fig-point-mark fig-ink-${ink}`, "aria-hidden": "true"}, [mark]), text]);
}
