import type {Network} from "../../nn/network/network.ts";
import {summary} from "../../nn/network/summary.ts";
import {element} from "../kit/element.ts";
import {formatCount, formatShape} from "../kit/format.ts";
import type {FigureOptions} from "../kit/frame.ts";
import {frame} from "../kit/frame.ts";
import {kindWords} from "./network-words.ts";

/**
 * The table that Keras prints of a network, with the multiply-adds for one example, and its totals.
 * @example
 * ```ts height=265/412
 * import {summaryTable} from "gantry/figures/summary-table";
 * import {tinymlCnn} from "gantry/published-cnns";
 *
 * display(
 *   summaryTable(tinymlCnn(), {
 *     caption: "Where do the parameters sit? Read the rows."
 *   })
 * );
 * ```
 */
export function summaryTable(network: Network, options: FigureOptions = {}): HTMLElement {
  const made = frame<null>("summary", {exportable: false, ...options}, null);
  const {rows, parameters, trainable, nonTrainable, multiplyAdds} = summary(network);
  const cells = (tag: "td" | "th", texts: readonly string[]) =>
    texts.map((text, i) =>
      element(tag, {...(i > 1 ? {class: "fig-right"} : {}), ...(tag === "th" ? {scope: "col"} : {})}, [text])
    );
  const row = (name: string, rest: readonly string[]) =>
    element("tr", {}, [element("th", {scope: "row"}, [name]), ...cells("td", ["", ...rest]).slice(1)]);
  const table = element("table", {class: "fig-table"}, [
    element("thead", {}, [element("tr", {}, cells("th", ["layer", "output shape", "parameters", "trained", "multiply-adds"]))]),
    element("tbody", {}, [
      row("input", [formatShape(network.input) + (network.label ? `, and one of ${network.label} labels` : ""), "", "", ""]),
      ...rows.map((line) =>
        row(`${line.name} (${kindWords(line.kind)})`, [
          formatShape(line.outputShape),
          ...[line.parameters, line.trainable, line.multiplyAdds].map((count) => (count === 0 ? "–" : countWords(count)))
        ])
      )
    ]),
    element("tfoot", {}, [row("total", ["", ...[parameters, trainable, multiplyAdds].map(countWords)])])
  ]);
  const still =
    nonTrainable > 0
      ? `${formatCount(nonTrainable)} parameters are not trained: they are running statistics, such as batch normalisation’s means and variances.`
      : "Every parameter is trained.";
  made.body.append(
    element("div", {class: "fig-table-scroll", tabindex: "0", role: "region", "aria-label": "Layers of the network"}, [table]),
    element("p", {class: "fig-readout"}, [still])
  );
  return made.figure;
}

/** A number of a summary, which says NaN where nobody has counted. */
function countWords(count: number): string {
  return Number.isNaN(count) ? "unknown" : formatCount(count);
}
