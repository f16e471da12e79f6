import type {FigureOptions} from "./figure.ts";

/** A network of lib/nn/history as a strip of blocks, heights and depths to scale, with sizes and parameters; pointing at a block says what it is. */
export function architectureStrip(name: "neocognitron" | "lenet-5" | "alexnet", options: FigureOptions = {}): HTMLElement {
  throw new Error("not drawn yet");
}
