import type {Live} from "../../live.ts";
import {element} from "../kit/element.ts";
import type {FigureOptions} from "../kit/frame.ts";
import {frame} from "../kit/frame.ts";
import type {Recorded} from "../kit/stand-in.ts";
import {standIn} from "../kit/stand-in.ts";
import {follow} from "../kit/follow.ts";
import {formatNumber} from "../kit/format.ts";

/** A column of numbers. */
export interface BarColumn {
  /** With its unit: "size (KB)". */
  title: string;
  /** A bar beside each number, on a scale from 0 to the column's largest. Default false. */
  bar?: boolean;
  /** Significant digits, default 3. */
  digits?: number;
}

/** A row: what it is, and a number for each column; null where there is none yet, text where it cannot be had. */
export interface BarRow {
  name: string;
  values: readonly (number | string | null)[];
}

/** Options of `barTable`. */
export interface BarTableOptions extends FigureOptions, Recorded {
  /** What the rows are: "version". */
  of: string;
  columns: readonly BarColumn[];
  /** Under which name the recording has the rows. Default "rows". */
  recordedAs?: string;
  /** Stands in the place of the table while there are no rows. */
  waiting?: string;
}

/**
 * Numbers as a table, with bars where they are to be compared by eye. Takes rows or live ones.
 * @example
 * ```ts height=175/175
 * import {barTable} from "gantry/figures/bar-table";
 *
 * display(barTable([
 *   {name: "float32", values: [1420, 0]},
 *   {name: "float16", values: [710, 0.0004]},
 *   {name: "int8", values: [362, 0.012]}
 * ], {
 *   of: "version",
 *   columns: [{title: "size (KB)", bar: true}, {title: "mean error", digits: 2}],
 *   caption: "What does a smaller file cost? Compare the rows."
 * }));
 * ```
 */
export function barTable(rows: readonly BarRow[] | Live<readonly BarRow[]>, options: BarTableOptions): HTMLElement {
  const made = frame<null>("bar-table", {exportable: false, ...options}, null);
  const {columns, of, waiting = "This table is waiting for numbers."} = options;
  const head = element("tr", {}, [
    element("th", {scope: "col"}, [of]),
    ...columns.map(({title}) => element("th", {scope: "col", class: "fig-right"}, [title]))
  ]);
  const body = element("tbody");
  const table = element("table", {class: "fig-table fig-bar-table"}, [element("thead", {}, [head]), body]);
  const scroll = element("div", {class: "fig-table-scroll", tabindex: "0", role: "region", "aria-label": `${of}s, compared`}, [
    table
  ]);
  const {recording, recordedAs = "rows"} = options;
  const either = standIn(made, rows, recording, {
    empty: (own) => own.length === 0,
    recorded: ({results}) => (results as Record<string, readonly BarRow[]> | undefined)?.[recordedAs] ?? null
  });
  const followed = follow(either, made.signal, draw);

  function draw(): void {
    const now = followed.value;
    made.complain(now.length === 0 ? waiting : null);
    const most = columns.map((_, i) =>
      Math.max(...now.map(({values}) => (typeof values[i] === "number" && Number.isFinite(values[i]) ? Math.abs(values[i]) : 0)))
    );
    body.replaceChildren(
      ...now.map(({name, values}) =>
        element("tr", {}, [
          element("th", {scope: "row"}, [name]),
          ...columns.map(({bar, digits = 3}, i) => {
            const value = values[i] ?? null;
            const text = value === null ? "–" : typeof value === "string" ? value : formatNumber(value, digits);
            const cell = element("td", {class: "fig-right"}, [text]);
            if (bar && typeof value === "number" && most[i] > 0) {
              const share = Number.isFinite(value) ? Math.abs(value) / most[i] : 1;
              const track = element("span", {class: "fig-bar-track", "aria-hidden": "true"}, [
                element("span", {class: "fig-bar-length", style: `width: ${(100 * share).toFixed(1)}%`})
              ]);
              cell.append(track);
            }
            return cell;
          })
        ])
      )
    );
  }
  made.body.append(scroll);
  draw();
  return made.figure;
}
