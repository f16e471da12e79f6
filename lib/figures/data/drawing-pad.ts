import type {Stroke, StrokePoint} from "../../data/digits/strokes.ts";
import {digitFromStrokes, sampleStrokes} from "../../data/digits/strokes.ts";
import type {Matrix} from "../../nn/arithmetic/matrix.ts";
import {colourScale} from "../kit/colours.ts";
import {button, setAvailable} from "../kit/controls.ts";
import {draggable, shareOf, penKeys} from "../kit/drag.ts";
import {element} from "../kit/element.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame} from "../kit/frame.ts";
import {plane} from "../kit/plane.ts";

/** Options of `drawingPad`. */
export interface DrawingPadOptions extends FigureOptions {
  /** Side of the picture in pixels. Default 28. */
  size?: number;
  /** The sample digit that is there until the first stroke, 0…9; null starts empty. Default 3. */
  start?: number | null;
}

// Strokes are kept in these units, whatever the pad's size on the screen.
const side = 100;
const penWidth = 9;

/**
 * A pad to draw on with mouse, touch, pen or keys (arrows move, Space sets the pen down and lifts it), with Undo and Clear;
 * beside it the picture that it becomes, scaled and centred as MNIST's digits are. `.value`: `[size][size]`, 0 (black) … 1
 * (white ink). Fires "input" after each stroke.
 * @example
 * ```ts height=364/543
 * import {drawingPad} from "gantry/figures/drawing-pad";
 *
 * const drawing = view(
 *   drawingPad({
 *     start: 2,
 *     caption: "Can you draw a digit? Use a finger, a mouse, or the keys."
 *   })
 * );
 * ```
 */
export function drawingPad(options: DrawingPadOptions = {}): Figure<Matrix> {
  const {size = 28, start = 3} = options;
  let strokes: Stroke[] = start === null ? [] : sampleStrokes(start);
  let sample = start !== null;
  const past: {strokes: Stroke[]; sample: boolean}[] = [];
  const picture = () => digitFromStrokes(strokes, {size});
  const made = frame<Matrix>("drawing", {exportable: false, ...options}, picture());
  const canvas = element("canvas", {class: "fig-pad-ink", width: "560", height: "560", "aria-hidden": "true"});
  const pad = element(
    "div",
    {
      class: "fig-pad",
      tabindex: "0",
      role: "application",
      "aria-roledescription": "drawing pad",
      "aria-label": "Draw a digit. Arrow keys move the pen, Space sets it down or lifts it, Backspace undoes."
    },
    [canvas]
  );
  const preview = plane(made.figure.value, {
    title: "picture",
    scale: colourScale("grey", [0, 1]),
    signal: made.signal,
    cell: 140 / size,
    numbers: false,
    legend: false
  });

  let current: Stroke | null = null;
  const remember = () => {
    past.push({strokes, sample});
    setAvailable(undo, true);
  };
  const begin = (point: StrokePoint) => {
    remember();
    current = [point];
    strokes = sample ? [current] : [...strokes, current];
    sample = false;
    show();
  };
  const extend = (...points: StrokePoint[]) => {
    current?.push(...points);
    show();
  };
  const end = () => {
    if (!current) return;
    current = null;
    change("Stroke drawn");
  };
  const change = (said: string) => {
    show();
    made.say(`${said}. ${strokes.length === 0 ? "The pad is empty." : `${strokes.length} strokes.`}`);
    made.emit(picture());
  };
  let frameAsked = 0;
  const show = () => {
    if (frameAsked) return;
    frameAsked = requestAnimationFrame(() => {
      frameAsked = 0;
      ink(canvas, strokes, sample);
      preview.draw(picture());
    });
  };

  const at = (event: PointerEvent): StrokePoint => {
    const {x, y} = shareOf(pad, event);
    const pressure = event.pointerType === "pen" && event.pressure > 0 ? {pressure: event.pressure} : {};
    return {x: x * side, y: y * side, ...pressure};
  };
  const {signal} = made;
  draggable(pad, {
    begin: (event) => begin(at(event)),
    move: (events) => current && extend(...events.map(at)),
    end,
    signal
  });

  const undo = button("Undo", () => {
    const last = past.pop();
    if (!last) return;
    ({strokes, sample} = last);
    setAvailable(undo, past.length > 0);
    change("Undone");
  });
  const clear = button("Clear", () => {
    remember();
    strokes = [];
    sample = false;
    change("Cleared");
  });
  setAvailable(undo, false);
  penKeys(pad, {begin, extend, end, undo: () => undo.click(), say: made.say, signal}, side);
  made.body.append(pad, preview.whole);
  made.controls.append(undo, clear);
  ink(canvas, strokes, sample);
  return made.figure;
}

/** Draws the strokes in white on black; a sample, which the first stroke replaces, in grey. */
function ink(canvas: HTMLCanvasElement, strokes: readonly Stroke[], sample: boolean): void {
  const context = canvas.getContext("2d")!;
  const scale = canvas.width / side;
  context.fillStyle = "#000";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.strokeStyle = sample ? "#8c8c8c" : "#fff";
  context.lineCap = context.lineJoin = "round";
  for (const stroke of strokes) {
    stroke.forEach((point, i) => {
      const from = stroke[Math.max(0, i - 1)];
      context.lineWidth = penWidth * scale * (0.6 + 0.8 * (point.pressure ?? 0.5));
      context.beginPath();
      context.moveTo(from.x * scale, from.y * scale);
      context.lineTo(point.x * scale, point.y * scale);
      context.stroke();
    });
  }
}
