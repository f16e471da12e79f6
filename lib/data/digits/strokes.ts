import type {Matrix} from "../../nn/arithmetic/matrix.ts";
import {checkWhole, fill} from "../../nn/arithmetic/matrix.ts";

/** A point of a pen's path, in any unit; y grows downwards. */
export interface StrokePoint {
  x: number;
  y: number;
  /** 0…1 as pointer events report it; 0.5 (the default, and what a mouse reports) gives the pen's nominal width. */
  pressure?: number;
}

/** One path of the pen, from touching the paper to leaving it. A single point is a dot. */
export type Stroke = StrokePoint[];

/** How strokes become pixels. */
export interface RasteriseOptions {
  /** Rows and columns of the picture; default 28. */
  size?: number;
  /** Diameter of the pen in pixels at pressure 0.5; default 2.4. */
  pen?: number;
}

/** How a drawing becomes an MNIST-like picture. */
export interface DigitOptions extends RasteriseOptions {
  /** Side of the square that the ink is scaled to fit; default 20 of 28, in proportion. */
  box?: number;
}

interface Placed {
  x: number;
  y: number;
  radius: number;
}

/**
 * Strokes in pixel coordinates (pixel (row r, column c) covers x from c to c + 1, y from r to r + 1), drawn with a round
 * pen and soft edges one pixel wide: 0 is paper, 1 is ink.
 * @returns matrix of shape [size, size], values in [0, 1]; all 0 for no strokes
 * @throws RangeError for a coordinate that is not finite, a pressure outside 0…1, or an impossible size or pen.
 */
export function rasterise(strokes: Stroke[], {size = 28, pen = 2.4}: RasteriseOptions = {}): Matrix {
  checkWhole(size, "size", 1);
  if (!(pen > 0)) throw new RangeError(`pen must be more than 0 pixels, got ${pen}`);
  const picture = fill(size, size);
  for (const stroke of strokes) {
    const path = stroke.map((point) => place(point, pen));
    path.forEach((to, index) => drawSegment(picture, path[Math.max(index - 1, 0)], to));
  }
  return picture;
}

/**
 * A drawing as MNIST's digits were made (LeCun, Bottou, Bengio and Haffner, 1998): scaled, keeping its proportions, so
 * that the ink fits a 20 × 20 box, and moved so that its centre of mass is the centre of the 28 × 28 picture. Here the
 * path is scaled and moved before it is drawn, so nothing is blurred and the pen stays equally thick. Where the exact
 * centre of mass would push ink over the border, the picture moves only as far as the border allows.
 * @returns matrix of shape [size, size], values in [0, 1]; all 0 for no strokes
 * @throws RangeError as `rasterise`; for a box that is larger than the picture or not wider than the pen.
 */
export function digitFromStrokes(
  strokes: Stroke[],
  {size = 28, pen = (2.4 * size) / 28, box = (20 * size) / 28}: DigitOptions = {}
): Matrix {
  if (!(box <= size) || !(box > pen))
    throw new RangeError(`box must be more than the pen (${pen}) and at most the picture (${size}), got ${box}`);
  const points = strokes.flat();
  if (points.length === 0) return rasterise([], {size, pen});
  points.forEach((point) => place(point, pen));

  const bounds = boundsOf(points);
  const longest = Math.max(bounds.width, bounds.height);
  const scale = longest > 0 ? (box - pen) / longest : 1;
  const centred = move(
    strokes,
    scale,
    size / 2 - (bounds.left + bounds.width / 2) * scale,
    size / 2 - (bounds.top + bounds.height / 2) * scale
  );

  const mass = centreOfMass(rasterise(centred, {size, pen}));
  const spare = {x: (size - bounds.width * scale - pen) / 2, y: (size - bounds.height * scale - pen) / 2};
  const within = (shift: number, most: number): number => Math.min(Math.max(shift, -most), most);
  return rasterise(move(centred, 1, within(size / 2 - mass.x, spare.x), within(size / 2 - mass.y, spare.y)), {size, pen});
}

/**
 * Centre of mass of a picture, in pixels from its top left corner; a single inked pixel at (0, 0) gives (0.5, 0.5).
 * The middle of the picture when there is no ink.
 */
export function centreOfMass(picture: Matrix): {x: number; y: number} {
  let mass = 0;
  let x = 0;
  let y = 0;
  picture.forEach((values, row) =>
    values.forEach((value, column) => {
      mass += value;
      x += value * (column + 0.5);
      y += value * (row + 0.5);
    })
  );
  return mass > 0 ? {x: x / mass, y: y / mass} : {x: picture[0].length / 2, y: picture.length / 2};
}

/**
 * A stroke from text as in SVG's `points`: `polyline("0,0 10,5")` goes from (0, 0) to (10, 5).
 * @throws RangeError for what is not a pair of numbers.
 */
export function polyline(points: string): Stroke {
  return points
    .trim()
    .split(/\s+/)
    .map((point) => {
      const [x, y, ...rest] = point.split(",").map((number) => (number === "" ? NaN : Number(number)));
      if (!Number.isFinite(x) || !Number.isFinite(y) || rest.length > 0) throw new RangeError(`a point is "x,y", got "${point}"`);
      return {x, y};
    });
}

/**
 * A smooth curve through the points (a Catmull–Rom spline): `steps` points for each stretch between two.
 * Fewer than three points are returned as they are.
 */
export function smoothStroke(points: Stroke, steps = 8): Stroke {
  checkWhole(steps, "steps", 1);
  if (points.length < 3) return points;
  const at = (index: number): StrokePoint => points[Math.min(Math.max(index, 0), points.length - 1)];
  const curve = (a: number, b: number, c: number, d: number, t: number): number =>
    b + (t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))) / 2;
  const result: Stroke = [points[0]];
  for (let i = 0; i < points.length - 1; i++) {
    const [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    for (let step = 1; step <= steps; step++) {
      const t = step / steps;
      const pressure = (b.pressure ?? 0.5) * (1 - t) + (c.pressure ?? 0.5) * t;
      result.push({x: curve(a.x, b.x, c.x, d.x, t), y: curve(a.y, b.y, c.y, d.y, t), pressure});
    }
  }
  return result;
}

/** Pressure 0 draws 0.6 of the pen's width, pressure 1 draws 1.4. */
function place({x, y, pressure = 0.5}: StrokePoint, pen: number): Placed {
  if (!Number.isFinite(x) || !Number.isFinite(y)) throw new RangeError(`a point of a stroke must be finite, got (${x}, ${y})`);
  if (!(pressure >= 0 && pressure <= 1)) throw new RangeError(`pressure must be from 0 to 1, got ${pressure}`);
  return {x, y, radius: (pen / 2) * (0.6 + 0.8 * pressure)};
}

/** Inks every pixel by how far inside the pen's edge its centre lies; overlapping strokes keep the darker value. */
function drawSegment(picture: Matrix, from: Placed, to: Placed): void {
  const reach = Math.max(from.radius, to.radius) + 1;
  const size = picture.length;
  const top = Math.max(0, Math.floor(Math.min(from.y, to.y) - reach));
  const bottom = Math.min(size - 1, Math.ceil(Math.max(from.y, to.y) + reach));
  const left = Math.max(0, Math.floor(Math.min(from.x, to.x) - reach));
  const right = Math.min(size - 1, Math.ceil(Math.max(from.x, to.x) + reach));
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const square = dx * dx + dy * dy;
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const px = column + 0.5 - from.x;
      const py = row + 0.5 - from.y;
      const along = square > 0 ? Math.min(Math.max((px * dx + py * dy) / square, 0), 1) : 0;
      const distance = Math.hypot(px - along * dx, py - along * dy);
      const radius = from.radius + along * (to.radius - from.radius);
      const ink = Math.min(Math.max(radius + 0.5 - distance, 0), 1);
      if (ink > picture[row][column]) picture[row][column] = ink;
    }
  }
}

function boundsOf(points: StrokePoint[]): {left: number; top: number; width: number; height: number} {
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  const left = xs.reduce((a, b) => Math.min(a, b));
  const top = ys.reduce((a, b) => Math.min(a, b));
  return {left, top, width: xs.reduce((a, b) => Math.max(a, b)) - left, height: ys.reduce((a, b) => Math.max(a, b)) - top};
}

function move(strokes: Stroke[], scale: number, dx: number, dy: number): Stroke[] {
  return strokes.map((stroke) => stroke.map((point) => ({...point, x: point.x * scale + dx, y: point.y * scale + dy})));
}

const straight = polyline;
const curved = (points: string): Stroke => smoothStroke(polyline(points));

/** Each digit's strokes, in a square of 100, drawn by hand for this book; not from MNIST. */
const strokesOf: readonly Stroke[][] = [
  [curved("58,8 38,14 24,36 22,62 34,86 54,92 72,78 80,52 74,24 58,9 50,8")],
  [straight("38,26 56,8 50,92")],
  [curved("24,28 34,12 54,8 70,20 68,40 50,62 26,86 22,90"), curved("22,90 38,85 58,88 80,86")],
  [curved("26,16 44,7 64,12 68,28 56,42 42,46"), curved("42,46 62,48 76,62 70,82 50,92 28,88 20,80")],
  [straight("44,8 22,56 80,54"), straight("64,30 58,94")],
  [straight("74,10 36,12 30,46"), curved("30,46 50,40 70,50 76,68 64,86 44,92 24,84")],
  [curved("66,8 46,22 30,48 24,72 36,90 56,92 70,78 68,60 52,52 34,62 26,76")],
  [straight("22,14 76,11"), curved("76,11 62,38 52,62 46,93"), straight("36,52 68,48")],
  [curved("68,20 54,8 36,14 34,30 50,44 68,60 72,78 56,92 36,88 28,72 42,54 60,38 68,22")],
  [curved("70,26 56,10 36,16 28,36 40,50 58,44 69,27"), curved("70,24 68,48 62,72 52,93")]
];

/**
 * The strokes of a digit, in coordinates from 0 to 100.
 * @throws RangeError when `digit` is not a whole number from 0 to 9.
 */
export function sampleStrokes(digit: number): Stroke[] {
  const strokes = strokesOf[digit];
  if (!strokes) throw new RangeError(`a digit is a whole number from 0 to 9, got ${digit}`);
  return strokes.map((stroke) => stroke.map((point) => ({...point})));
}

/**
 * A digit that looks handwritten: 28 × 28, values in [0, 1], 1 is ink. Always the same picture.
 * @throws RangeError when `digit` is not a whole number from 0 to 9.
 */
export function sampleDigit(digit: number, options: DigitOptions = {}): Matrix {
  return digitFromStrokes(sampleStrokes(digit), options);
}
