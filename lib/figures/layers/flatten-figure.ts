import {flatIndex, nestedIndex} from "../../nn/arithmetic/flatten.ts";
import {fill} from "../../nn/arithmetic/matrix.ts";
import {colourScale} from "../kit/colours.ts";
import {element} from "../kit/element.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import {legend} from "../kit/legend.ts";
import type {Plane} from "../kit/plane.ts";
import {plane} from "../kit/plane.ts";

/** Shape of the block, `[batch, height, width, channels]`; at most 600 values. */
export interface FlattenShape {
  batch: number;
  height: number;
  width: number;
  channels: number;
}

/** `.value` of `flattenFigure`: the element that is pointed at; all indices from 0. */
export interface FlattenValue {
  /** [example, row, column, channel] */
  from: [number, number, number, number];
  /** [example, (row · width + column) · channels + channel] */
  to: [number, number];
}

const most = 600;

/**
 * A block [batch, height, width, channels] and its flattened form [batch, height · width · channels]; pointing at a value
 * shows both places and the formula. A value's colour is its place in the flat row. `.value` follows the pointing and fires
 * "input".
 * @example
 * ```ts height=415/409
 * import {flattenFigure} from "gantry/figures/flatten-figure";
 *
 * display(flattenFigure({batch: 2, height: 3, width: 3, channels: 2}, {
 *   caption: "Where does this value go? Point at it.",
 *   invalidation
 * }));
 * ```
 */
export function flattenFigure({batch, height, width, channels}: FlattenShape, options: FigureOptions = {}): Figure<FlattenValue> {
  const made = frame<FlattenValue>("flatten", options, {from: [0, 0, 0, 0], to: [0, 0]});
  const count = batch * height * width * channels;
  if (![batch, height, width, channels].every((n) => Number.isInteger(n) && n > 0) || count > most) {
    made.complain(
      `This figure draws blocks of 1 to ${most} values; (${[batch, height, width, channels].join(", ")}) has ${count}.`
    );
    return made.figure;
  }
  const shape = [height, width, channels];
  const length = height * width * channels;
  const scale = colourScale("magnitude", [0, Math.max(1, length - 1)]);
  const common = {scale, signal: made.signal, legend: false, note: "", numbers: false};
  const placesOf = (channel: number) => fill(height, width, (row, column) => flatIndex([row, column, channel], shape));
  const formula = element("p", {class: "fig-formula"});
  const blocks = Array.from({length: batch}, (_, example) =>
    Array.from({length: channels}, (_, channel) =>
      plane(placesOf(channel), {
        ...common,
        title: `channel ${channel}`,
        cell: 18,
        label: ({row, column}) => `example ${example}, row ${row}, column ${column}, channel ${channel}`,
        point: ({row, column}) => show(example, row, column, channel)
      })
    )
  );
  const rows = element("div", {class: "fig-column fig-flat"});
  let flats: Plane[] = [];
  let perLine = length;

  function show(example: number, row: number, column: number, channel: number): void {
    const flat = flatIndex([row, column, channel], shape);
    blocks.forEach((planes, e) =>
      planes.forEach((each, c) => each.mark("point", e === example && c === channel ? [{row, column, kind: "point"}] : []))
    );
    flats.forEach((each, e) => {
      const place = {row: Math.floor(flat / perLine), column: flat % perLine};
      each.mark("point", e === example ? [{...place, kind: "point"}] : []);
      if (e === example) each.at = place;
    });
    const sum = `(${row}·${width} + ${column})·${channels} + ${channel}`;
    const text = `[${example}, ${row}, ${column}, ${channel}] goes to [${example}, ${sum}] = `;
    formula.replaceChildren(text, element("strong", {}, [`[${example}, ${flat}]`]));
    made.say(`${text}[${example}, ${flat}]`);
    const before = made.figure.value.from.join();
    const value: FlattenValue = {from: [example, row, column, channel], to: [example, flat]};
    if (before !== value.from.join()) made.emit(value);
  }
  // Not the first value, whose formula is all zeros.
  const begin: [number, number, number, number] = [0, Math.min(1, height - 1), Math.min(2, width - 1), Math.min(1, channels - 1)];
  made.figure.value = {from: begin, to: [0, flatIndex(begin.slice(1), shape)]};
  onWidth(made.body, made.signal, (room) => {
    const blockCell = room < 600 ? 18 : Math.max(10, Math.min(20, Math.floor((room / batch - 46) / (channels * width))));
    for (const planes of blocks) planes.forEach((each, channel) => each.draw(placesOf(channel), {cell: blockCell}));
    // Where a whole row does not fit it goes on in the next line, a whole number of pixels of the map to the line.
    perLine = Math.min(length, Math.max(channels, Math.floor((room - 1) / 12 / channels) * channels));
    const lines = Math.ceil(length / perLine);
    const index = (row: number, column: number) => row * perLine + column;
    const focused = flats.findIndex(({element}) => element === document.activeElement);
    flats = Array.from({length: batch}, (_, example) =>
      plane(fill(lines, perLine, index), {
        ...common,
        title: "",
        cell: 12,
        absent: (row, column) => index(row, column) >= length,
        label: ({row, column}) => `example ${example}, place ${Math.min(length - 1, index(row, column))}`,
        point: ({row, column}) => {
          const [r, c, k] = nestedIndex(Math.min(length - 1, index(row, column)), shape);
          show(example, r, c, k);
        }
      })
    );
    rows.replaceChildren(
      ...flats.map(({element: grid}, example) => {
        grid.setAttribute("aria-label", `flattened example ${example}, ${length} values`);
        return element("div", {}, [element("span", {class: "fig-note"}, [`example ${example}`]), grid]);
      })
    );
    show(...made.figure.value.from);
    // The rows were laid out anew: the keys go on in the one that they were in.
    if (focused >= 0) flats[focused].element.focus({preventScroll: true});
  });
  made.body.append(
    element("div", {class: "fig-column fig-whole"}, [
      element("div", {class: "fig-title"}, [
        `(${[batch, height, width, channels].join(", ")}) `,
        element("span", {class: "fig-note"}, ["batch, height, width, channels"])
      ]),
      element(
        "div",
        {class: "fig-results"},
        blocks.map((planes, example) =>
          element("div", {}, [
            element("div", {class: "fig-note"}, [`example ${example}`]),
            element(
              "div",
              {class: "fig-block"},
              planes.map(({whole}) => whole)
            )
          ])
        )
      ),
      element("div", {class: "fig-title"}, [
        `(${batch}, ${length}) `,
        element("span", {class: "fig-note"}, ["batch, height · width · channels"])
      ]),
      rows,
      formula,
      element("div", {}, [legend(scale, "place in the flat row")])
    ])
  );
  return made.figure;
}
