import type {ProjectionParts} from "../../nn/network/projection-parts.ts";
import {svgElement} from "../kit/element.ts";
import {formatNumber} from "../kit/format.ts";

const [slot, height, foot] = [24, 116, 20];

/** D's logit for each y as bars up and down from zero, the one that D is told filled; a dashed line at the logit without a label. */
export function drawVerdicts(
  svg: SVGSVGElement,
  {alone, added}: ProjectionParts,
  told: number,
  classes: readonly string[]
): void {
  const logits = [...added].map((value) => alone + value);
  const most = Math.max(1, ...logits.map(Math.abs), Math.abs(alone));
  const width = 30 + slot * classes.length;
  const y = (value: number): number => height / 2 - (value / most) * (height / 2 - 6);
  for (const [name, value] of [["viewBox", `0 0 ${width} ${height + foot}`], ["width", width], ["height", height + foot]] as const)
    svg.setAttribute(name, String(value)); // prettier-ignore
  const text = (words: string, x: number, at: number, anchor = "middle") =>
    svgElement("text", {class: "fig-tick-label", x, y: at, "text-anchor": anchor}, [words]);
  svg.replaceChildren(
    ...logits.map((logit, k) =>
      svgElement("rect", {
        class: `fig-condition-bar${k === told ? " fig-condition-bar-told" : ""}`,
        x: 30 + k * slot + 3,
        width: slot - 6,
        y: Math.min(y(0), y(logit)),
        height: Math.max(1, Math.abs(y(logit) - y(0)))
      })
    ),
    svgElement("line", {class: "fig-tick", x1: 30, x2: width, y1: y(0), y2: y(0)}),
    svgElement("line", {class: "fig-condition-alone", x1: 30, x2: width, y1: y(alone), y2: y(alone)}),
    text("real", 26, 14, "end"),
    text("0", 26, y(0) + 4, "end"),
    text("fake", 26, height - 6, "end"),
    ...classes.map((name, k) => {
      const label = text(name, 30 + (k + 0.5) * slot, height + 14);
      if (k === told) label.setAttribute("font-weight", "700");
      return label;
    })
  );
}

/** What D says, short and in a sentence that can be checked by hand. */
export function verdictWords(
  {alone, added}: ProjectionParts,
  told: number,
  classes: readonly string[],
  {source, actual}: {source: "painted" | "real"; actual: number}
): {short: string; long: string} {
  const logit = alone + added[told];
  const share = `${Math.round(100 / (1 + Math.exp(-logit)))} %`;
  const what = source === "real" ? `a real ${classes[actual]}` : `G's ${classes[actual]}`;
  const sign = added[told] < 0 ? "−" : "+";
  return {
    short: `D(x, y) = ${formatNumber(logit)}: ${share} real`,
    long:
      `D sees ${what} and is told that it is a ${classes[told]}. Without a label its logit would be ${formatNumber(alone)}; ` +
      `this y adds ${formatNumber(added[told])}: ${formatNumber(alone)} ${sign} ${formatNumber(Math.abs(added[told]))} = ` +
      `${formatNumber(logit)}, which is ${share} real.`
  };
}
