import {element} from "./element.ts";
import {formatNumber} from "./format.ts";

/** Bars of the probabilities of some classes, 0…1, with their numbers; `actual` is marked. */
export function classBars(labels: readonly string[]): {
  readonly element: HTMLElement;
  draw(probabilities: ArrayLike<number> | null, chosen: number, actual?: number): void;
} {
  const bars = labels.map((label) => {
    const bar = element("span", {class: "fig-class-bar"});
    const number = element("span", {class: "fig-class-number"});
    const row = element("li", {class: "fig-class"}, [
      element("span", {class: "fig-class-name"}, [label]),
      element("span", {class: "fig-class-track"}, [bar]),
      number
    ]);
    return {bar, number, row};
  });
  return {
    element: element(
      "ul",
      {class: "fig-classes"},
      bars.map(({row}) => row)
    ),
    draw(probabilities, chosen, actual = -1) {
      bars.forEach(({bar, number, row}, i) => {
        const value = probabilities ? probabilities[i] : 0;
        bar.style.width = `${100 * Math.max(0, Math.min(1, Number.isFinite(value) ? value : 0))}%`;
        number.textContent = probabilities ? `${formatNumber(100 * value, 2)} %` : "–";
        row.classList.toggle("fig-class-chosen", Boolean(probabilities) && i === chosen);
        row.classList.toggle("fig-class-actual", i === actual);
      });
    }
  };
}

/** Index of the largest; −1 for none, or when all are NaN. */
export function largest(values: ArrayLike<number>): number {
  let best = -1;
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i]) && (best < 0 || values[i] > values[best])) best = i;
  return best;
}
