import type {Values} from "../../nn/network/network-weights.ts";
import type {PhaseView, Station} from "../../training/step/phases.ts";
import {sigmoid} from "../../training/step/losses.ts";
import {element, svgElement} from "../kit/element.ts";
import {formatNumber} from "../kit/format.ts";
import {paintSheet, sampleKind, pointLimit} from "../samples/sample-surface.ts";
import type {TensorName} from "../../training/step/context.ts";
import type {Box} from "./step-loop-layout.ts";
import {histogram} from "../samples/tensor-words.ts";

/** The tensors that a station shows in a phase: of G's turn in G's turn. */
export function tensorsAt(station: Station, {tensors, turn}: PhaseView): Values[] {
  const again = turn === "generator";
  const names: Partial<Record<Station, readonly (TensorName | "real")[]>> = {
    noise: [again ? "noiseAgain" : "noise"],
    fake: [again ? "fakeAgain" : "fake"],
    real: ["real"],
    answers: again ? ["logits"] : ["realLogits", "fakeLogits"],
    "D's loss": ["realLoss", "fakeLoss"],
    "G's loss": ["generatorLoss"]
  };
  return (names[station] ?? []).flatMap((name) => tensors[name] ?? []);
}

/** What stands in a station's box, `side` CSS pixels wide, under its name: the tensor in small. */
export function thumbnail(station: Station, view: PhaseView | null, {x, y, width, height}: Box): SVGElement[] {
  const room = {left: x + 8, top: y + 24, width: width - 16, height: height - 32};
  if (station === "G" || station === "D" || station === "data") {
    const role = {G: "generator", D: "discriminator", data: "real examples"}[station];
    return [
      svgElement("text", {class: "fig-loop-role", x: x + width / 2, y: y + height / 2 + 16, "text-anchor": "middle"}, [role])
    ];
  }
  const tensors = view ? tensorsAt(station, view) : [];
  if (tensors.length === 0) return [];
  if (station === "noise") return bars(tensors[0], room);
  if (station === "answers") return answers(view!, room);
  if (station === "D's loss" || station === "G's loss") {
    const mean = tensors.reduce((sum, {values}) => sum + values[0], 0) / tensors.length;
    return [
      svgElement("text", {class: "fig-loop-number", x: x + width / 2, y: y + height / 2 + 14, "text-anchor": "middle"}, [
        formatNumber(mean)
      ])
    ];
  }
  return samples(tensors[0], station === "real", room);
}

interface Room {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The first images, as many as fit well, or points. */
function samples(tensor: Values, real: boolean, room: Room): SVGElement[] {
  const kind = sampleKind(tensor);
  if (!kind) return [];
  const side = Math.min(room.width, room.height);
  const left = room.left + (room.width - side) / 2;
  if (kind.kind === "points") {
    const limit = pointLimit([tensor]);
    const at = (value: number) => ((value + limit) / 2 / limit) * side;
    return Array.from({length: Math.min(kind.count, 64)}, (_, i) =>
      svgElement("circle", {
        class: real ? "fig-dot-real" : "fig-dot-fake",
        cx: left + at(tensor.values[2 * i]),
        cy: room.top + side - at(tensor.values[2 * i + 1]),
        r: 2
      })
    );
  }
  const columns = kind.count >= 9 ? 3 : kind.count >= 4 ? 2 : 1;
  const count = columns * columns;
  const size = kind.height * kind.width * kind.channels;
  const few: Values = {shape: [count, ...tensor.shape.slice(1)], values: tensor.values.subarray(0, count * size)};
  const canvas = element("canvas");
  const [width, height] = [columns * (kind.width + 1) - 1, columns * (kind.height + 1) - 1];
  paintSheet(canvas, few, {columns, rows: columns, width, height, scale: 1});
  const image = svgElement("image", {x: left, y: room.top, width: side, height: side, href: canvas.toDataURL()});
  image.style.imageRendering = "pixelated";
  return [image];
}

/** The noise as a histogram from −3 to 3. */
function bars({values}: Values, {left, top, width, height}: Room): SVGElement[] {
  const counts = histogram(values, 17, -3.4, 3.4);
  const most = Math.max(...counts, 1);
  const each = width / counts.length;
  return counts.map((count, i) =>
    svgElement("rect", {
      class: "fig-loop-bar",
      x: left + i * each,
      y: top + height * (1 - count / most),
      width: Math.max(1, each - 1),
      height: (height * count) / most
    })
  );
}

/** D's answers from 0 (fake) to 1 (real): filled dots for real data above, hollow ones for fakes below. */
function answers({tensors, turn}: PhaseView, {left, top, width, height}: Room): SVGElement[] {
  const row = (logits: Values | undefined, kind: "real" | "fake", y: number) =>
    Array.from(logits?.values.subarray(0, 24) ?? []).map((logit, i) =>
      svgElement("circle", {
        class: `fig-dot-${kind}`,
        cx: left + 3 + (width - 6) * sigmoid(logit),
        cy: y + ((i * 7) % 5) * 3 - 6,
        r: 2.2
      })
    );
  const middle = left + width / 2;
  return [
    svgElement("line", {class: "fig-reference", x1: middle, x2: middle, y1: top, y2: top + height - 12}),
    ...row(turn === "generator" ? undefined : tensors.realLogits, "real", top + height * 0.22),
    ...row(turn === "generator" ? tensors.logits : tensors.fakeLogits, "fake", top + height * 0.6),
    svgElement("text", {class: "fig-tick-label", x: left, y: top + height + 3}, ["0"]),
    svgElement("text", {class: "fig-tick-label", x: left + width, y: top + height + 3, "text-anchor": "end"}, ["1"])
  ];
}
