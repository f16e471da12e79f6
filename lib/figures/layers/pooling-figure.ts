import type {Matrix} from "../../nn/arithmetic/matrix.ts";
import type {PoolingKind, PoolingOptions, PoolTerm} from "../../nn/arithmetic/pooling.ts";
import {pool, poolGradient, poolTerms} from "../../nn/arithmetic/pooling.ts";
import type {ColourScale} from "../kit/colours.ts";
import {colourScale, scaleFor, valuesOf} from "../kit/colours.ts";
import {choice} from "../kit/controls.ts";
import {element} from "../kit/element.ts";
import {formatNumber, formatFactor} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, refusal, unfit} from "../kit/frame.ts";
import {around} from "../kit/grid.ts";
import type {Plane} from "../kit/plane.ts";
import {plane} from "../kit/plane.ts";
import type {Cell} from "../kit/pointer.ts";
import {startingCell} from "../kit/pointer.ts";

/** Options of `poolingFigure`. */
export interface PoolingFigureOptions extends FigureOptions {
  /** Side of the window. Default 2. */
  size?: number;
  /** Default: `size`. */
  stride?: number;
  /** Which poolings are shown. Default all five. */
  kinds?: PoolingName[];
  /**
   * Shows at first where a gradient of 1 at the pointed output goes back to, instead of the value; the reader can switch.
   * Default false.
   */
  gradient?: boolean;
  /** The map can be edited. Default false. */
  editable?: boolean;
}

/** `.value` of `poolingFigure`: the map, and what each pooling makes of it (global ones 1 × 1). */
export interface PoolingValue {
  map: Matrix;
  pooled: Partial<Record<PoolingName, Matrix>>;
}

const all: readonly PoolingName[] = ["max", "average", "sum", "global max", "global average"];

/**
 * The same map under max, average, sum, global max and global average pooling, side by side, with linked pointing. Fires
 * "input" when the map is edited.
 * @example
 * ```ts height=327/513
 * import {poolingFigure} from "gantry/figures/pooling-figure";
 *
 * display(poolingFigure([[1, 3, 2, 1], [4, 6, 5, 0], [7, 2, 9, 8], [0, 1, 3, 4]], {
 *   kinds: ["max", "average"],
 *   editable: true,
 *   caption: "What survives? Point at a window, or change a number.",
 *   invalidation
 * }));
 * ```
 */
export function poolingFigure(map: Matrix, options: PoolingFigureOptions = {}): Figure<PoolingValue> {
  const made = frame<PoolingValue>("pooling", options, {map, pooled: {}});
  const {size = 2, stride = size, kinds = all} = options;
  const wrong = unfit(map, "a map") ?? refusal("This figure cannot pool", () => pool(map, {kind: "max", size, stride}));
  if (wrong) {
    made.complain(wrong);
    return made.figure;
  }
  const values = map.map((row) => Array.from(row));
  const optionsOf = (name: PoolingName): PoolingOptions =>
    name.startsWith("global ")
      ? {kind: name.slice(7) as PoolingKind, size: [values.length, values[0].length]}
      : {kind: name as PoolingKind, size, stride};
  let pooled = poolAll();
  made.figure.value = valueNow();
  let mode: "value" | "gradient" = options.gradient ? "gradient" : "value";
  let pointed: {name: PoolingName; cell: Cell} = {name: kinds[0], cell: startingCell(pooled[kinds[0]]!)};
  const scale = () => scaleFor(valuesOf(values));
  // A sum is larger than what it sums; max and average stay on the map's own scale and can be compared with it.
  const scaleOf = (name: PoolingName): ColourScale =>
    name === "sum" ? scaleFor(valuesOf(pooled.sum!), scale().kind === "grey" ? "magnitude" : scale().kind) : scale();

  const drawn: Plane = plane(values, {
    title: "map",
    scale: scale(),
    signal: made.signal,
    point: pointMap,
    ...(options.editable
      ? {
          edit: {
            step: scale().kind === "grey" ? 0.1 : 1,
            write: ({row, column}, value) => {
              values[row][column] = value;
              pooled = poolAll();
              redraw();
              made.emit(valueNow());
            }
          }
        }
      : {})
  });
  const gradient = plane(values, {
    title: "∂result/∂map",
    note: "",
    scale: colourScale("signed", [-1, 1]),
    signal: made.signal,
    legend: true
  });
  gradient.whole.hidden = mode !== "gradient";
  const results = new Map(
    kinds.map((name) => [
      name,
      plane(pooled[name]!, {
        title: name,
        scale: scaleOf(name),
        signal: made.signal,
        legend: name === "sum",
        cell: Math.min(44, Math.max(3, Math.floor(130 / pooled[name]![0].length))),
        label: ({row, column}) => `${name}, row ${row}, column ${column}: ${formatNumber(pooled[name]![row][column])}`,
        point: (cell) => {
          pointed = {name, cell};
          show();
        }
      })
    ])
  );
  const formula = element("div", {class: "fig-formula"});

  // Those whose results have the same places: all windows, or all global ones.
  const siblings = (name: PoolingName) => kinds.filter((other) => other.startsWith("global") === name.startsWith("global"));

  /** A place in the map: the first window that holds it. */
  function pointMap({row, column}: Cell): void {
    const target = kinds.includes(pointed.name) && !pointed.name.startsWith("global") ? pointed.name : kinds[0];
    const {length} = pooled[target]!;
    const along = (place: number, count: number) => Math.max(0, Math.min(count - 1, Math.floor(place / stride)));
    pointed = {name: target, cell: {row: along(row, length), column: along(column, pooled[target]![0].length)}};
    show();
  }

  function show(): void {
    const {name, cell} = pointed;
    const inWindow = poolTerms(values, {...optionsOf(name), ...cell});
    drawn.mark("window", [around(inWindow, "window")]);
    drawn.mark(
      "chosen",
      inWindow.filter((term) => term.chosen && mode === "value").map(({row, column}) => ({row, column, kind: "point"}))
    );
    for (const [other, result] of results) {
      const linked = siblings(name).includes(other);
      result.mark("point", linked ? [{...cell, kind: other === name ? "point" : "tap"}] : []);
      if (linked) result.at = cell;
    }
    if (mode === "gradient") {
      const upstream = pooled[name]!.map((line, row) =>
        line.map((_, column) => Number(row === cell.row && column === cell.column))
      );
      gradient.draw(poolGradient(values, upstream, optionsOf(name)));
      gradient.mark("window", [around(inWindow, "gradient")]);
    }
    formula.replaceChildren(...siblings(name).map((other) => element("p", {}, [sentence(other, cell)])));
    made.say(sentence(name, cell));
  }

  function sentence(name: PoolingName, cell: Cell): string {
    const inWindow = poolTerms(values, {...optionsOf(name), ...cell});
    return mode === "gradient" ? backText(name, inWindow) : forthText(name, inWindow, pooled[name]![cell.row][cell.column]);
  }
  function redraw(): void {
    drawn.draw(values, {scale: scale()});
    for (const [name, result] of results) result.draw(pooled[name]!, {scale: scaleOf(name)});
    show();
  }
  function poolAll(): Partial<Record<PoolingName, Matrix>> {
    return Object.fromEntries(kinds.map((name) => [name, pool(values, optionsOf(name))]));
  }
  function valueNow(): PoolingValue {
    return {map: values.map((row) => row.slice()), pooled: structuredClone(pooled)};
  }

  made.body.append(
    drawn.whole,
    gradient.whole,
    element("div", {class: "fig-column fig-side"}, [
      element(
        "div",
        {class: "fig-results"},
        [...results.values()].map(({whole}) => whole)
      ),
      formula
    ])
  );
  made.controls.append(
    choice(
      "show",
      ["value", "gradient"] as const,
      mode,
      (next) => {
        mode = next;
        gradient.whole.hidden = mode !== "gradient";
        show();
      },
      (name) => (name === "value" ? "values forward" : "gradient back")
    ).element
  );
  show();
  return made.figure;
}

/** A pooling by name; the global ones take the whole map as one window. */
type PoolingName = "max" | "average" | "sum" | "global max" | "global average";

/** "max: the largest of 1, 3, 2, 9 = 9" */
export function forthText(name: PoolingName, window: readonly PoolTerm[], result: number): string {
  const some = window.slice(0, 9).map((term) => formatFactor(term.input));
  const rest = window.length > 9 ? ["…"] : [];
  if (name.endsWith("max")) return `${name}: the largest of ${[...some, ...rest].join(", ")} = ${formatNumber(result)}`;
  const sum = [...some, ...rest].join(" + ");
  return name === "sum"
    ? `sum: ${sum} = ${formatNumber(result)}`
    : `${name}: (${sum}) / ${window.length} = ${formatNumber(result)}`;
}

/** Where a gradient of 1 goes. */
export function backText(name: PoolingName, window: readonly PoolTerm[]): string {
  const chosen = window.find((term) => term.chosen);
  if (chosen) return `${name}: all of it to the largest, row ${chosen.row}, column ${chosen.column}; nothing to the others`;
  return name === "sum"
    ? "sum: 1 to each, undivided"
    : `${name}: 1/${window.length} = ${formatNumber(1 / window.length)} to each`;
}
