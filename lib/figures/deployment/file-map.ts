import type {FilePart, PartGroup} from "../../export/tflite/list-file.ts";

/** The groups of a file's parts, as they are offered. */
export const groupNames: readonly PartGroup[] = [
  "header",
  "model",
  "operator code",
  "subgraph",
  "tensor",
  "operator",
  "buffer",
  "filling",
  "other"
];

/** A token of the book for each group: its name in CSS. */
const inks: Readonly<Record<PartGroup, string>> = {
  header: "--fig-error",
  model: "--fig-muted",
  "operator code": "--fig-fake",
  subgraph: "--fig-ink",
  tensor: "--fig-real",
  operator: "--fig-gradient",
  buffer: "--fig-generator",
  filling: "--fig-hairline",
  other: "--fig-muted"
};

/** The colour of a group, as CSS. */
export function groupInk(group: PartGroup): string {
  return `var(${inks[group]})`;
}

/** Paints a file as a bar, every byte at its place, in the colours of the groups; the part looked at is marked. */
export function paintMap(canvas: HTMLCanvasElement, parts: readonly FilePart[], at: number, width: number, size: number): void {
  const density = globalThis.devicePixelRatio || 1;
  const [wide, tall] = [Math.round(width * density), Math.round(44 * density)];
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== tall) canvas.height = tall;
  canvas.style.width = `${width}px`;
  canvas.style.height = "44px";
  const style = getComputedStyle(canvas);
  const context = canvas.getContext("2d")!;
  context.clearRect(0, 0, wide, tall);
  const place = (byte: number): number => (byte / size) * wide;
  const [top, height] = [10 * density, 24 * density];
  for (const {from, to, group} of parts) {
    context.fillStyle = style.getPropertyValue(inks[group]) || "#888";
    context.fillRect(place(from), top, Math.max(1, place(to) - place(from) - (to - from > size / 200 ? 1 : 0)), height);
  }
  const {from, to} = parts[at];
  context.fillStyle = style.getPropertyValue("--fig-accent") || "#0b5cad";
  const middle = (place(from) + place(to)) / 2;
  const half = Math.max(4 * density, (place(to) - place(from)) / 2);
  context.fillRect(middle - half, 0, 2 * half, 5 * density);
  context.fillRect(middle - half, tall - 5 * density, 2 * half, 5 * density);
}
