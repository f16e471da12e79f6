import type {Layer} from "./layers.ts";
import type {WeightSpec} from "./layer-shapes.ts";
import {layerShape, layerWeights} from "./layer-shapes.ts";
import {shapeText} from "../arithmetic/values.ts";

/** What goes into a network. */
export interface NetworkInput {
  /** Shape of one example, without the batch: [features] or [height, width, channels]. */
  input: number[];
  /** Number of classes, when the network is also given a one-hot label. */
  label?: number;
}

/** A layer at its place in a network. */
export type PlacedLayer = Layer & {
  /** Unique in the network: as given, or the kind and its count from 1: "conv2". */
  name: string;
  /** Shapes of one example, without the batch. */
  inputShape: number[];
  outputShape: number[];
};

/** A network as a value: plain data, which may be stored as JSON or sent to a worker. Write one with `network`. */
export interface Network extends NetworkInput {
  layers: PlacedLayer[];
}

/**
 * A network: its input and its layers, in order, like the table of a paper. Give it the layers of a network that was stored as
 * JSON to check them again.
 * @throws RangeError when a shape does not fit, naming the layer by its index from 0 and its kind, with the shapes given and
 * needed; when an option is out of range; when two layers have one name.
 */
export function network({input, label}: NetworkInput, layers: readonly Layer[]): Network {
  if (input.length === 0 || !input.every(isSize)) {
    throw new RangeError(`the input of a network needs a shape of whole numbers from 1, got ${shapeText(input)}`);
  }
  if (label !== undefined && (!isSize(label) || label < 2))
    throw new RangeError(`label must count 2 or more classes, got ${label}`);
  if (layers.length === 0) throw new RangeError("a network needs at least one layer");
  const counts = new Map<string, number>();
  const names = new Set<string>();
  const placed: PlacedLayer[] = [];
  const branches = branchTracker(input);
  let shape = [...input];
  for (const [index, layer] of layers.entries()) {
    const order = (counts.get(layer.kind) ?? 0) + 1;
    counts.set(layer.kind, order);
    const name = layer.name ?? `${layer.kind}${order}`;
    if (names.has(name)) throw new RangeError(`layer ${index} (${layer.kind}): there is already a layer named "${name}"`);
    if (name === "" || name.includes("/"))
      throw new RangeError(`layer ${index} (${layer.kind}): "${name}" cannot be a layer's name`);
    names.add(name);
    const inputShape = at(index, layer, () => branches.before(layer, shape, index));
    shape = at(index, layer, () => layerShape(layer, inputShape, label ?? 0));
    placed.push({...layer, name, inputShape: [...inputShape], outputShape: [...shape]});
  }
  branches.end();
  return {input: [...input], ...(label === undefined ? {} : {label}), layers: placed};
}

/** Shape of what a network gives for one example, without the batch. */
export function outputShapeOf({layers}: Network): number[] {
  return layers[layers.length - 1].outputShape;
}

/** Every weight tensor of a network, in the order of its layers. */
export function weightSpecs({layers, label = 0}: Network): WeightSpec[] {
  return layers.flatMap((layer) => layerWeights(layer, layer.name, layer.inputShape, label));
}

function at(index: number, layer: Layer, work: () => number[]): number[] {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw new RangeError(`layer ${index} (${layer.kind}): ${error.message}`, {cause: error});
    throw error;
  }
}

function isSize(size: number): boolean {
  return Number.isSafeInteger(size) && size >= 1;
}

/**
 * Follows the branches of a network while its layers are written down.
 * @returns given a layer and the shape before it, the shape that the layer sees.
 */
function branchTracker(input: number[]): {before(layer: Layer, shape: number[], index: number): number[]; end(): void} {
  const aside: number[][] = [];
  let open = false;
  return {
    before({kind}, shape, index) {
      if (kind === "branch") {
        if (!open && index > 0) throw new RangeError("the first layer of a network of branches must be branch()");
        if (open) aside.push(shape);
        open = true;
        return input;
      }
      if (kind !== "choose") return shape;
      if (aside.length === 0) throw new RangeError("chooses between branches, but there are not two before it");
      const odd = aside.find((other) => String(other) !== String(shape));
      if (odd)
        throw new RangeError(
          `chooses between what should be alike, but branches give [${odd.join(", ")}] and [${shape.join(", ")}]`
        );
      aside.length = 0;
      open = false;
      return shape;
    },
    end() {
      if (open) throw new RangeError("a network of branches needs choose() after the last of them");
    }
  };
}
