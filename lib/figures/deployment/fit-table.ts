import type {Fit, Needs} from "../../export/boards/boards-fit.ts";
import {bytesText, fitOn, needsOf} from "../../export/boards/boards-fit.ts";
import {boards} from "../../export/boards/boards.ts";
import type {BoardNumbers} from "../../export/boards/boards.ts";
import type {Network} from "../../nn/network/network.ts";
import {choice} from "../kit/controls.ts";
import {element} from "../kit/element.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, refusal} from "../kit/frame.ts";
import {formatCount} from "../kit/format.ts";

/** What a fit table understands beside the options of every figure. */
export interface FitTableOptions extends FigureOptions {
  /** The numbers that it begins with; default int8. */
  numbers?: BoardNumbers;
}

/**
 * Does this network fit a board? A table of boards from Cortex-M0+ to Cortex-A53: flash and memory needed and there, the estimated time
 * of one run, and for a board that is too small by how much, and what would help. The reader chooses int8 or float32; `.value` is that.
 * @example
 * ```ts height=557/1522
 * import {fitTable} from "gantry/figures/fit-table";
 * import {conditionalGan} from "gantry/conditional";
 *
 * display(
 *   fitTable(conditionalGan("XS").generator, {
 *     caption: "Which boards are large enough? Choose the numbers."
 *   })
 * );
 * ```
 */
export function fitTable(network: Network, options: FitTableOptions = {}): Figure<BoardNumbers> {
  const start = options.numbers ?? "int8";
  const made = frame<BoardNumbers>("fit", {exportable: false, ...options}, start);
  let needs: Record<BoardNumbers, Needs> | null = null;
  made.complain(refusal("This network cannot be put on a board", () => (needs = needsOf(network))));
  if (needs === null) return made.figure;
  const found: Record<BoardNumbers, Needs> = needs;
  const show = (numbers: BoardNumbers): void => {
    made.body.replaceChildren(
      table(found, numbers),
      ...adviceList(found, numbers),
      element("p", {class: "fig-readout"}, [summaryOf(found[numbers])]),
      sources()
    );
  };
  const chosen = choice<BoardNumbers>("numbers", ["int8", "float32"], start, (numbers) => {
    show(numbers);
    made.say(said(found, numbers));
    made.emit(numbers);
  });
  made.controls.append(chosen.element);
  show(start);
  return made.figure;
}

function table(needs: Record<BoardNumbers, Needs>, numbers: BoardNumbers): HTMLElement {
  const need = needs[numbers];
  const heads = ["board", "fits?", "one run", `flash, needs ${bytesText(need.flash)}`, `memory, needs ${bytesText(need.ram)}`, "core"]; // prettier-ignore
  // With roles: where the table is set as a card a board, browsers would not take it for one.
  const head = heads.map((text) => element("th", {scope: "col", role: "columnheader"}, [text]));
  const made = element("table", {class: "fig-table fig-fit-table", role: "table"}, [
    element("thead", {role: "rowgroup"}, [element("tr", {role: "row"}, head)]),
    element("tbody", {role: "rowgroup"}, boards.map((board) => row(fitOn(board, needs, numbers), heads))) // prettier-ignore
  ]);
  return element("div", {class: "fig-table-scroll", tabindex: "0", role: "region", "aria-label": "Boards and what the network needs"}, [made]); // prettier-ignore
}

function row({board, fits, flashOver, ramOver, seconds, librarySeconds}: Fit, heads: readonly string[]): HTMLElement {
  const {core, flash, ram, clock, name} = board;
  const short = [
    ...(flashOver > 0 ? [`${bytesText(flashOver)} of flash`] : []),
    ...(ramOver > 0 ? [`${bytesText(ramOver)} of memory`] : [])
  ];
  const gain = core.library && librarySeconds !== null ? ` (${timeText(librarySeconds)} with ${core.library.name})` : "";
  const cell = (column: number, text: string, over = false): HTMLElement =>
    element("td", {role: "cell", "data-head": heads[column]!.split(",")[0]!, ...(over && {class: "fig-fit-over"})}, [text]);
  return element("tr", {role: "row"}, [
    element("th", {scope: "row", role: "rowheader"}, [name]),
    cell(1, fits ? "yes" : `no: ${short.join(" and ")} too little`, !fits),
    cell(2, fits ? `≈ ${timeText(seconds)}${gain}` : "–"),
    cell(3, bytesText(flash), flashOver > 0),
    cell(4, bytesText(ram), ramOver > 0),
    cell(5, `${core.name}, ${Math.round(clock / 1e6)} MHz`)
  ]);
}

/** What would help, once for all the boards that it would help on; nothing when the network fits everywhere. */
function adviceList(needs: Record<BoardNumbers, Needs>, numbers: BoardNumbers): HTMLElement[] {
  const found = new Map<string, string[]>();
  for (const board of boards) {
    const advice = fitOn(board, needs, numbers).advice.join(" ");
    if (advice !== "") found.set(advice, [...(found.get(advice) ?? []), board.name]);
  }
  if (found.size === 0) return [];
  const items = [...found].map(([advice, names]) => element("li", {}, [`${names.join(", ")}: ${advice}`])); // prettier-ignore
  return [element("ul", {class: "fig-fit-advice"}, items)];
}

/** Where the figures stand, for every board and every core. */
function sources(): HTMLElement {
  const cores = [...new Set(boards.map(({core}) => core))];
  const lines = [
    ...boards.map(({name, chip, source}) => `${name} (${chip}): ${source}`),
    ...cores.map(({name, source}) => `${name}, cycles: ${source}`),
    ...[...new Set(cores.flatMap(({library}) => library ?? []))].map(({name, source}) => `${name}: ${source}`)
  ];
  return element("details", {class: "fig-fit-sources"}, [
    element("summary", {}, ["Where these figures come from"]),
    element("ul", {}, lines.map((line) => element("li", {}, [line]))) // prettier-ignore
  ]);
}

function summaryOf({multiplyAdds, weights, arena, numbers}: Needs): string {
  return (
    `${formatCount(multiplyAdds)} multiply-adds, ${bytesText(weights)} of weights, ${bytesText(arena)} between the layers in ${numbers}. ` +
    "Times are estimates for plain C from counted instructions, and from published gains for the makers’ kernels; flash and memory include 8 KB and 2 KB for the program itself."
  );
}

/** Who cannot see the table hears which boards are large enough. */
function said(needs: Record<BoardNumbers, Needs>, numbers: BoardNumbers): string {
  const small = boards.filter((board) => !fitOn(board, needs, numbers).fits).map(({name}) => name);
  const count = boards.length - small.length;
  return `In ${numbers} it fits ${count} of ${boards.length} boards${small.length > 0 ? `; not ${small.join(", ")}` : ""}.`;
}

/** A time in the unit that suits it, two digits: "57 ms". */
function timeText(seconds: number): string {
  const [value, unit] = seconds >= 1 ? [seconds, "s"] : seconds >= 1e-3 ? [seconds * 1e3, "ms"] : [seconds * 1e6, "µs"];
  return `${value >= 100 ? Math.round(value) : Number(value.toPrecision(2))} ${unit}`;
}
