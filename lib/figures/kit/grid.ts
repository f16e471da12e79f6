import type {ColourScale} from "./colours.ts";
import {element, svgElement, uniqueId} from "./element.ts";
import {formatNumber} from "./format.ts";

/** A rectangle of cells to be marked, in cells; may be fractional. `kind` is its look: see `fig-mark-*` in figure.css. */
export interface Mark {
  row: number;
  column: number;
  height?: number;
  width?: number;
  kind: "window" | "span" | "point" | "tap" | "feed" | "gradient";
}

/** Options of `grid`. */
export interface GridOptions {
  scale: ColourScale;
  /** CSS pixels of a cell where there is room. Default: `cellSize` of the columns. */
  cell?: number;
  /** Writes numbers into cells. Default: when cells are at least 26 pixels wide. */
  numbers?: boolean;
  /** Cells that are not data, such as padded zeros: hatched. */
  hatched?: (row: number, column: number) => boolean;
  /** Cells that are not filled yet: left empty. */
  empty?: (row: number, column: number) => boolean;
  /** Places where there is no cell at all. */
  absent?: (row: number, column: number) => boolean;
}

/** A matrix drawn as coloured cells, with layers of marks above. */
export interface Grid {
  /** Filled exactly by the cells. */
  readonly element: HTMLElement;
  /** Draws other values, another scale, or another size. */
  draw(matrix: readonly ArrayLike<number>[], changed?: Partial<GridOptions>): void;
  /** Replaces the marks of a layer; a mark at the same place in the list moves to its new place. */
  mark(layer: string, marks: readonly Mark[]): void;
}

/** SVG units of one cell. */
export const unit = 40;
const manyCells = 400;

/** A cell size that lets `columns` fit into `room` pixels, at most 44. */
export function cellSize(columns: number, room = 300): number {
  return Math.max(2, Math.min(44, Math.floor(room / columns)));
}

/**
 * A matrix `[height][width]` as a grid: SVG cells with numbers when there are few, a canvas of pixels when there are many.
 */
export function grid(matrix: readonly ArrayLike<number>[], start: GridOptions): Grid {
  let options = start;
  const svg = svgElement("svg", {class: "fig-cells", "aria-hidden": "true", preserveAspectRatio: "none"});
  const pattern = uniqueId("hatch");
  const cells = svgElement("g");
  const marks = svgElement("g", {class: "fig-marks"});
  svg.append(hatchPattern(pattern), cells, marks);
  const canvas = element("canvas", {class: "fig-pixels", "aria-hidden": "true"});
  const surface = element("div", {class: "fig-grid"}, [canvas, svg]);
  const layers = new Map<string, SVGGElement>();

  const draw = (values: readonly ArrayLike<number>[]) => {
    const rows = values.length;
    const columns = values[0]?.length ?? 0;
    const cell = options.cell ?? cellSize(columns);
    surface.style.width = `${columns * cell}px`;
    surface.style.aspectRatio = `${columns} / ${rows}`;
    svg.setAttribute("viewBox", `0 0 ${columns * unit} ${rows * unit}`);
    const many = rows * columns > manyCells || cell < 11;
    canvas.hidden = !many;
    if (many) paint(canvas, values, options.scale, options.empty);
    const drawn: Node[] = [];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        if (options.absent?.(row, column)) continue;
        const value = values[row][column];
        const hatched = options.hatched?.(row, column) ?? false;
        const empty = options.empty?.(row, column) ?? false;
        const box = {x: column * unit, y: row * unit, width: unit, height: unit};
        if (empty) {
          // On a canvas they are left out.
          if (!many) drawn.push(svgElement("rect", {...box, class: "fig-empty"}));
        } else if (hatched) drawn.push(svgElement("rect", {...box, class: "fig-hatched", fill: `url(#${pattern})`}));
        else if (!many) drawn.push(svgElement("rect", {...box, class: "fig-cell", fill: options.scale.colour(value)}));
        if (!empty && (options.numbers ?? cell >= 26))
          drawn.push(number(value, row, column, hatched ? null : options.scale.ink(value)));
      }
    }
    cells.replaceChildren(...drawn);
  };
  draw(matrix);
  return {
    element: surface,
    draw(values, changed = {}) {
      options = {...options, ...changed};
      draw(values);
    },
    mark(name, list) {
      let layer = layers.get(name);
      if (!layer) layers.set(name, (layer = marks.appendChild(svgElement("g"))));
      while (layer.childElementCount > list.length) layer.lastElementChild!.remove();
      list.forEach((mark, i) => place(layer.children[i] ?? layer.appendChild(outline()), mark));
    }
  };
}

/** The smallest rectangle around some cells, at least one. */
export function around(cells: readonly {row: number; column: number}[], kind: Mark["kind"]): Mark {
  const rows = cells.map(({row}) => row);
  const columns = cells.map(({column}) => column);
  const [row, column] = [Math.min(...rows), Math.min(...columns)];
  return {row, column, height: Math.max(...rows) - row + 1, width: Math.max(...columns) - column + 1, kind};
}

/** One pixel per value: the canvas is stretched by CSS and stays sharp. Cells that are `empty` stay transparent. */
export function paint(
  canvas: HTMLCanvasElement,
  values: readonly ArrayLike<number>[],
  scale: ColourScale,
  empty: (row: number, column: number) => boolean = () => false
): void {
  canvas.height = values.length;
  canvas.width = values[0].length;
  const context = canvas.getContext("2d")!;
  values.forEach((line, row) => {
    for (let column = 0; column < line.length; column++) {
      if (empty(row, column)) continue;
      context.fillStyle = scale.colour(line[column]);
      context.fillRect(column, row, 1, 1);
    }
  });
}

function number(value: number, row: number, column: number, ink: string | null): SVGElement {
  const text = formatNumber(value, 3);
  const size = Math.min(15, (unit * 1.45) / text.length);
  return svgElement(
    "text",
    {
      class: ink ? "fig-number" : "fig-number fig-number-hatched",
      x: (column + 0.5) * unit,
      y: (row + 0.5) * unit + size * 0.35,
      "font-size": size,
      ...(ink ? {fill: ink} : {})
    },
    [text]
  );
}

// A halo of paper under a line of colour is seen on black as on white.
function outline(): SVGGElement {
  return svgElement("g", {}, [svgElement("rect", {class: "fig-halo"}), svgElement("rect", {class: "fig-line"})]);
}

function place(drawn: Element, mark: Mark): void {
  drawn.setAttribute("class", `fig-mark fig-mark-${mark.kind}`);
  for (const rect of drawn.children) {
    rect.setAttribute("x", String(mark.column * unit));
    rect.setAttribute("y", String(mark.row * unit));
    rect.setAttribute("width", String((mark.width ?? 1) * unit));
    rect.setAttribute("height", String((mark.height ?? 1) * unit));
  }
}

function hatchPattern(id: string): SVGElement {
  return svgElement("defs", {}, [
    svgElement(
      "pattern",
      {
        id,
        width: 8,
        height: 8,
        patternUnits: "userSpaceOnUse",
        patternTransform: "rotate(45)"
      },
      [svgElement("rect", {class: "fig-hatch-ground", width: 8, height: 8}), svgElement("line", {class: "fig-hatch-line", y2: 8})]
    )
  ]);
}
