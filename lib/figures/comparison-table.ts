import {element} from "./element.ts";
import type {Figure, FigureOptions} from "./figure.ts";
import {frame} from "./figure.ts";
import type {MetricRow} from "./metric-rows.ts";
import {metricTable, rowWords} from "./metric-rows.ts";
import {button, isAvailable, setAvailable} from "./controls.ts";
import {workLine} from "./work-panel.ts";
import type {Work} from "./work-panel.ts";

/** Options of `comparisonTable`. */
export interface ComparisonTableOptions extends FigureOptions {
  /** What can be measured, by the words of its button. */
  subjects: Readonly<Record<string, (work: Work) => Promise<Omit<MetricRow, "name">>>>;
}

/** Generators by every metric, a row for each that the reader has measured. `.value` are the rows so far. */
export function comparisonTable(options: ComparisonTableOptions): Figure<readonly MetricRow[]> {
  const made = frame<readonly MetricRow[]>("comparison", {exportable: false, ...options}, []);
  const line = workLine(made.signal);
  const table = metricTable();
  const buttons = Object.entries(options.subjects).map(([name, measure]) =>
    button(name, () => {
      void line.run(measure, (found) => {
        const row = {name, ...found};
        table.add(row);
        made.say(rowWords(row));
        made.emit([...made.figure.value, row]);
      });
    })
  );
  const measured = (one: HTMLElement): boolean => made.figure.value.some(({name}) => name === one.textContent);
  line.whileBusy((busy) => buttons.forEach((one) => setAvailable(one, !busy && !measured(one))));
  made.figure.addEventListener("input", () => buttons.forEach((one) => setAvailable(one, isAvailable(one) && !measured(one))));
  made.body.append(
    element("div", {class: "fig-column fig-whole"}, [element("div", {class: "fig-work"}, buttons), line.element, table.element])
  );
  return made.figure;
}
