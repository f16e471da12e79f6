import {interpolateRgb, rgb} from "d3";
import type {Point} from "../../data/points.ts";
import type {Values} from "../../nn/network/network-weights.ts";
import {sigmoid} from "../../training/step/losses.ts";
import type {InkName, ColourScale} from "../kit/colours.ts";
import {element} from "../kit/element.ts";
import type {Extent} from "../samples/point-geometry.ts";
import {usualLength, zeroSegments} from "../samples/point-geometry.ts";

/** D's logits on a grid over the plane. */
export interface PointGrid {
  /** Row by row from the top left. */
  values: ArrayLike<number>;
  width: number;
  height: number;
}

/** G's plane of noise as G warps it: points [rows · columns, 2], row by row, every cell as likely as every other. */
export interface Manifold {
  points: Values;
  rows: number;
  columns: number;
}

/** Colours of the book. */
type Inks = Readonly<Record<InkName, string>>;

/** What D says as a colour of the plane: from the colour of generated data at 0 over the paper to that of real data at 1. */
export function verdictScale({paper, real, fake}: Inks): ColourScale {
  const [toReal, toFake] = [interpolateRgb(paper, real), interpolateRgb(paper, fake)];
  const colour = (d: number) => (d >= 0.5 ? toReal((d - 0.5) * 0.9) : toFake((0.5 - d) * 0.9));
  return {kind: "signed", domain: [0, 1], colour, ink: () => "#1c1b19"};
}

/** A canvas over the plane, in CSS pixels. */
export class PointCanvas {
  readonly canvas = element("canvas", {class: "fig-point-canvas", "aria-hidden": "true"});
  private readonly tile = element("canvas");
  private readonly pen = this.canvas.getContext("2d")!;
  private side = 0;
  private extent: Extent = {x: [-1, 1], y: [-1, 1]};

  /** An empty square of paper of so many CSS pixels. */
  begin(side: number, extent: Extent, paper: string): void {
    const sharp = Math.ceil(window.devicePixelRatio || 1);
    if (this.side !== side || this.canvas.width !== side * sharp) {
      this.side = side;
      this.canvas.width = this.canvas.height = side * sharp;
    }
    this.extent = extent;
    this.pen.setTransform(sharp, 0, 0, sharp, 0, 0);
    this.pen.fillStyle = paper;
    this.pen.fillRect(0, 0, side, side);
  }

  /** Where a place of the plane is drawn. */
  at(x: number, y: number): Point {
    const {x: across, y: up} = this.extent;
    return [((x - across[0]) / (across[1] - across[0])) * this.side, (1 - (y - up[0]) / (up[1] - up[0])) * this.side];
  }

  /** D over the plane, one block of colour for each logit; what is not finite stays paper. */
  heat({values, width, height}: PointGrid, scale: ColourScale): void {
    const shades = Array.from({length: 101}, (_, i) => rgb(scale.colour(i / 100)));
    this.tile.width = width;
    this.tile.height = height;
    const context = this.tile.getContext("2d")!;
    const image = context.createImageData(width, height);
    for (let i = 0; i < width * height; i++) {
      if (!Number.isFinite(values[i])) continue;
      const {r, g, b} = shades[Math.round(100 * sigmoid(values[i]))];
      image.data.set([r, g, b, 255], 4 * i);
    }
    context.putImageData(image, 0, 0);
    this.pen.imageSmoothingEnabled = false;
    this.pen.drawImage(this.tile, 0, 0, this.side, this.side);
  }

  /** Where D is undecided: the line of logit 0. */
  contour({values, width, height}: PointGrid, ink: string): void {
    const {pen} = this;
    pen.beginPath();
    for (const [x1, y1, x2, y2] of zeroSegments(values, width, height)) {
      pen.moveTo((x1 / width) * this.side, (y1 / height) * this.side);
      pen.lineTo((x2 / width) * this.side, (y2 / height) * this.side);
    }
    this.line(ink, 2);
  }

  /** The warped grid of noise: small cells, where many points land, are filled more. */
  manifold({points: {values}, rows, columns}: Manifold, ink: string): void {
    const {pen} = this;
    const corner = (row: number, column: number): Point => {
      const at = 2 * (row * columns + column);
      return this.at(values[at], values[at + 1]);
    };
    const {r, g, b} = rgb(ink);
    for (let row = 0; row + 1 < rows; row++) {
      for (let column = 0; column + 1 < columns; column++) {
        const cell = [corner(row, column), corner(row, column + 1), corner(row + 1, column + 1), corner(row + 1, column)];
        pen.beginPath();
        cell.forEach(([x, y], i) => (i === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
        pen.closePath();
        const even = (this.side * this.side) / ((rows - 1) * (columns - 1));
        pen.fillStyle = `rgba(${r}, ${g}, ${b}, ${Math.min(0.45, (0.05 * even) / Math.max(areaOf(cell), 1))})`;
        pen.fill();
      }
    }
    pen.beginPath();
    const along = (count: number, place: (i: number) => Point) => {
      for (let i = 0; i < count; i++) {
        const [x, y] = place(i);
        if (i === 0) pen.moveTo(x, y);
        else pen.lineTo(x, y);
      }
    };
    for (let row = 0; row < rows; row++) along(columns, (column) => corner(row, column));
    for (let column = 0; column < columns; column++) along(rows, (row) => corner(row, column));
    this.line(`rgba(${r}, ${g}, ${b}, 0.7)`, 1);
  }

  /** The reach of each mode, 3σ. */
  modes(centres: readonly Point[], sigma: number, inks: Inks, near: readonly number[]): void {
    const {pen} = this;
    const {x} = this.extent;
    const radius = Math.max(4, ((3 * sigma) / (x[1] - x[0])) * this.side);
    centres.forEach(([cx, cy], i) => {
      pen.beginPath();
      pen.arc(...this.at(cx, cy), radius, 0, 2 * Math.PI);
      pen.setLineDash(near[i] > 0 ? [] : [3, 3]);
      this.line(inks.muted, 1);
    });
    pen.setLineDash([]);
  }

  /** Real points are filled circles, generated ones hollow. */
  points({values}: Values, ink: string, paper: string, filled: boolean): void {
    const {pen} = this;
    for (let i = 0; i + 1 < values.length; i += 2) {
      if (!Number.isFinite(values[i]) || !Number.isFinite(values[i + 1])) continue;
      pen.beginPath();
      pen.arc(...this.at(values[i], values[i + 1]), filled ? 2.6 : 3.2, 0, 2 * Math.PI);
      if (filled) {
        pen.fillStyle = ink;
        pen.fill();
        this.line(paper, 0.75);
      } else {
        pen.fillStyle = paper;
        pen.fill();
        this.line(ink, 1.5);
      }
    }
  }

  /** The way down from each point: against its gradient, nine of ten arrows at most `reach` pixels long. */
  arrows(from: Values, gradients: Values, ink: string, paper: string, reach = 26): void {
    const usual = usualLength(gradients);
    if (!(usual > 0)) return;
    const lines: [Point, Point][] = [];
    for (let i = 0; i + 1 < Math.min(from.values.length, gradients.values.length); i += 2) {
      const [dx, dy] = [-gradients.values[i], -gradients.values[i + 1]];
      const [x, y] = this.at(from.values[i], from.values[i + 1]);
      const length = Math.min(Math.hypot(dx, dy) / usual, 1.5) * reach;
      const angle = Math.atan2(-dy, dx);
      if (length > 1.5)
        lines.push([
          [x, y],
          [x + length * Math.cos(angle), y + length * Math.sin(angle)]
        ]);
    }
    for (const [colour, width] of [
      [paper, 3.5],
      [ink, 1.5]
    ] as const) {
      // prettier-ignore
      this.pen.beginPath();
      for (const [a, b] of lines) this.arrow(a, b);
      this.line(colour, width);
    }
  }

  private arrow([x1, y1]: Point, [x2, y2]: Point): void {
    const {pen} = this;
    const angle = Math.atan2(y2 - y1, x2 - x1);
    const head = Math.min(5, Math.hypot(x2 - x1, y2 - y1) / 2);
    pen.moveTo(x1, y1);
    pen.lineTo(x2, y2);
    for (const turn of [-0.5, 0.5]) {
      pen.moveTo(x2, y2);
      pen.lineTo(x2 - head * Math.cos(angle + turn), y2 - head * Math.sin(angle + turn));
    }
  }

  private line(colour: string, width: number): void {
    this.pen.strokeStyle = colour;
    this.pen.lineWidth = width;
    this.pen.lineCap = "round";
    this.pen.stroke();
  }
}

function areaOf(corners: readonly Point[]): number {
  let twice = 0;
  corners.forEach(([x, y], i) => {
    const [nextX, nextY] = corners[(i + 1) % corners.length];
    twice += x * nextY - nextX * y;
  });
  return Math.abs(twice) / 2;
}
