import type {Station} from "../../training/step/phases.ts";

/** An arrow of the loop. */
export interface Arrow {
  from: Station;
  to: Station;
}

/** Where a station stands, in CSS pixels. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const arrow = (from: Station, to: Station): Arrow => ({from, to});

/** All arrows, in the direction of the values. */
export const ARROWS: readonly Arrow[] = [
  arrow("noise", "G"),
  arrow("G", "fake"),
  arrow("data", "real"),
  arrow("fake", "D"),
  arrow("real", "D"),
  arrow("D", "answers"),
  arrow("answers", "D's loss"),
  arrow("answers", "G's loss")
];

/** Places in columns and rows: from left to right where there is room, else from top to bottom. */
const wide: Record<Station, readonly [column: number, row: number]> = {
  noise: [0, 0],
  G: [1, 0],
  fake: [2, 0],
  data: [1, 1],
  real: [2, 1],
  D: [3, 0.5],
  answers: [4, 0.5],
  "G's loss": [5, 0],
  "D's loss": [5, 1]
};
const tall: typeof wide = {
  noise: [0, 0],
  G: [0, 1],
  fake: [0, 2],
  data: [2, 1],
  real: [2, 2],
  D: [1, 3.1],
  answers: [1, 4.2],
  "G's loss": [0, 5.3],
  "D's loss": [2, 5.3]
};

/** The boxes of all stations within a width, and the height of the whole; a compact loop is low, and lies across where it can. */
export function loopLayout(width: number, compact = false): {boxes: Record<Station, Box>; height: number; across: boolean} {
  const across = width >= (compact ? 480 : 600);
  const places = across ? wide : tall;
  const [columns, rows] = across ? [6, 2] : [3, 6.3];
  const boxWidth = Math.min(112, Math.floor(width / columns) - (across ? (compact ? 16 : 26) : 12));
  const boxHeight = Math.min(boxWidth + 22, compact ? 80 : across ? 134 : 92);
  const pitch = {x: (width - boxWidth - 2) / (columns - 1), y: boxHeight + (compact ? 14 : across ? 28 : 22)};
  const boxes = {} as Record<Station, Box>;
  for (const [name, [column, row]] of Object.entries(places) as [Station, readonly [number, number]][])
    boxes[name] = {x: 1 + column * pitch.x, y: 1 + row * pitch.y, width: boxWidth, height: boxHeight};
  return {boxes, height: (rows - 1) * pitch.y + boxHeight + 2, across};
}

/** The path of an arrow between two boxes, from edge to edge; backwards for a gradient. */
export function arrowPath(from: Box, to: Box, across: boolean, back = false): string {
  const start = across ? [from.x + from.width, from.y + from.height / 2] : [from.x + from.width / 2, from.y + from.height];
  const end = across ? [to.x, to.y + to.height / 2] : [to.x + to.width / 2, to.y];
  const middle = across ? (start[0] + end[0]) / 2 : (start[1] + end[1]) / 2;
  const bend = (point: number[]) => (across ? [middle, point[1]] : [point[0], middle]);
  const points = [start, bend(start), bend(end), end];
  if (back) points.reverse();
  const text = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`);
  return `M${text[0]}C${text[1]} ${text[2]} ${text[3]}`;
}
