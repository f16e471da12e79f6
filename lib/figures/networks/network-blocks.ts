import type {Network, PlacedLayer} from "../../nn/network/network.ts";

/** Layers that are drawn as one block: one with weights or that changes the shape, and those that only change its values. */
export interface NetworkBlock {
  /** Indices of its layers, in order; empty for the input. */
  layers: number[];
  /** Shape of what it gives, without the batch. */
  shape: number[];
  /** Side of its map (1 for a row of numbers), and its channels or units. */
  side: number;
  channels: number;
}

const inPlace: ReadonlySet<PlacedLayer["kind"]> = new Set(["batchNorm", "relu", "leakyRelu", "tanh", "sigmoid", "dropout"]);

/** A network as blocks: its input first, then one for each layer that makes another map; what follows in place belongs to it. */
export function networkBlocks({input, layers}: Network): NetworkBlock[] {
  const blocks: NetworkBlock[] = [block([], input)];
  layers.forEach((layer, index) => {
    const last = blocks[blocks.length - 1];
    if (inPlace.has(layer.kind) && last.layers.length > 0) last.layers.push(index);
    else blocks.push(block([index], layer.outputShape));
  });
  return blocks;
}

/** Size of a block in pixels: height by the side of its map, width by its channels, both on logarithmic scales of the network. */
export function blockSize(
  {side, channels}: NetworkBlock,
  most: {side: number; channels: number},
  {height, width}: {height: number; width: number}
): {height: number; width: number} {
  const share = (value: number, top: number) => Math.log2(1 + value) / Math.log2(1 + top);
  return {height: Math.max(4, share(side, most.side) * height), width: Math.max(4, share(channels, most.channels) * width)};
}

function block(layers: number[], shape: number[]): NetworkBlock {
  const [side, channels] = shape.length === 3 ? [Math.max(shape[0], shape[1]), shape[2]] : [1, shape[shape.length - 1]];
  return {layers, shape, side, channels};
}
