import type {FilePart, ListedTensor} from "../../export/tflite/list-file.ts";
import {formatCount, formatNumber} from "../kit/format.ts";
import type {ExplorableFile} from "./file-explorer.ts";

/** A piece of a sentence, some of them to be read first. */
export interface Word {
  word: string;
  strong?: boolean;
}

/** What a part of a file is, and whose: "Bytes 40 to 43 of …: shape of tensor 3 is [1, 7, 7, 64]. Tensor 3 is …". */
export function partWords(part: FilePart, {bytes, listing}: ExplorableFile): Word[] {
  const {from, to, what, value} = part;
  const places = to - from === 1 ? `Byte ${formatCount(from)}` : `Bytes ${formatCount(from)} to ${formatCount(to - 1)}`;
  const words: Word[] = [
    {word: `${places}: `},
    {word: value === undefined ? what : `${what} = ${value}`, strong: true},
    {word: "."}
  ];
  const more = ownerWords(part, bytes, listing);
  return more ? [...words, {word: ` ${more}`}] : words;
}

function ownerWords(
  {group, index, from, to}: FilePart,
  bytes: Uint8Array,
  {tensors, operators, buffers}: ExplorableFile["listing"]
): string {
  if (group === "tensor" && tensors[index]) return `Tensor ${index} is ${tensorWords(tensors[index])}.`;
  if (group === "operator" && operators[index]) {
    const {name, inputs, outputs, options} = operators[index];
    const names = (places: readonly number[]) => places.map((place) => tensors[place]?.name ?? "nothing").join(", ");
    const told = Object.entries(options).map(([key, text]) => `${key} ${text}`);
    return `Operator ${index} is ${name}${told.length ? ` (${told.join(", ")})` : ""}: from ${names(inputs)} it makes ${names(outputs)}.`;
  }
  if (group !== "buffer") return "";
  const users = tensors.filter(({buffer}) => buffer === index);
  const [first] = users;
  const held = buffers[index];
  if (!first || !held || held.to <= held.from) return `Buffer ${index} is empty: its tensors are computed.`;
  const inside = from >= held.from && to <= held.to;
  return `Buffer ${index} holds the numbers of ${tensorWords(first)}.${inside ? ` They begin ${numbers(bytes, from, first.type)}.` : ""}`;
}

function tensorWords({name, shape, type, scales, zeroPoints}: ListedTensor): string {
  const steps =
    scales.length === 0
      ? ""
      : scales.length === 1
        ? `, one step is ${formatNumber(scales[0])} and 0 is ${formatNumber(zeroPoints[0] ?? 0)}`
        : `, with ${formatCount(scales.length)} scales, one for each channel`;
  return `“${name}”, ${shape.length === 0 ? "one number" : shape.map(formatCount).join(" × ")} in ${type}${steps}`;
}

/** The first few numbers of a buffer. */
function numbers(bytes: Uint8Array, from: number, type: string): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read: Record<string, [size: number, at: (place: number) => number]> = {
    FLOAT32: [4, (place) => view.getFloat32(place, true)],
    INT32: [4, (place) => view.getInt32(place, true)],
    INT8: [1, (place) => view.getInt8(place)],
    UINT8: [1, (place) => view.getUint8(place)]
  };
  const found = read[type];
  if (!found) return "with bytes of a type that is not spelled out here";
  const [size, at] = found;
  const count = Math.min(4, Math.floor((bytes.length - from) / size));
  return Array.from({length: count}, (_, i) => formatNumber(at(from + i * size))).join(", ");
}
