import type {Network, PlacedLayer} from "./network.ts";
import {network} from "./network.ts";
import type {Own} from "./own-layer.ts";
import {ownWeights} from "./own-layer.ts";
import {shapeText} from "../arithmetic/values.ts";

// The code of layers of one's own, apart from their networks: a network is stored and sent without it, and finds it again by the layers'
// names.

/** The same network with `forward` as the only function of its own layers: shapes and weights are said as data. */
export function settled(whole: Network): Network {
  return withLayers(whole, (layer) => {
    const {inputShape, outputShape} = layer;
    return {...layer, weights: ownWeights(layer, inputShape), output: outputShape};
  });
}

/** The same network as plain data: what its own layers do is not in it. */
export function withoutCode(whole: Network): Network {
  return withLayers(settled(whole), (layer) => ({...layer, forward: null}));
}

/**
 * A network that was stored, with the code of its own layers from the network of a plan.
 * @param whose "generator"
 * @throws Error when that has no such layer; RangeError when it has another shape or weights of other shapes.
 */
export function withCode(stored: Network, plan: Network, whose: string): Network {
  if (!stored.layers.some(isOwn)) return stored;
  const layers = stored.layers.map((layer) => {
    if (!isOwn(layer)) return layer;
    const {name, inputShape, outputShape} = layer;
    const found = plan.layers.find((other) => other.name === name);
    if (!found || !isOwn(found) || found.forward === null)
      throw new Error(
        `the run was trained with a layer of your own, "${name}" of the ${whose}, whose code no file can hold: give it in the plan`
      );
    const same = {...found, inputShape, outputShape};
    for (const [what, before, now] of [
      ["gave", outputShape, network({...stored, input: inputShape}, [same]).layers[0].outputShape],
      ["had weights", weightsOf(layer), weightsOf(same)]
    ] as const)
      if (told(before) !== told(now))
        throw new RangeError(
          `layer "${name}" of the ${whose} ${what} ${told(before)} when it was trained, in the plan it is ${told(now)}`
        );
    return same;
  });
  return {...stored, layers};
}

function weightsOf(layer: Own & PlacedLayer): string {
  const weights = Object.entries(ownWeights(layer, layer.inputShape));
  return weights.map(([name, {shape}]) => `${name} ${shapeText(shape)}`).join(", ") || "none";
}

function told(what: string | readonly number[]): string {
  return typeof what === "string" ? what : shapeText(what);
}

function isOwn(layer: PlacedLayer): layer is Own & PlacedLayer {
  return layer.kind === "own";
}

function withLayers(whole: Network, change: (layer: Own & PlacedLayer) => Own & PlacedLayer): Network {
  if (!whole.layers.some(isOwn)) return whole;
  return {...whole, layers: whole.layers.map((layer) => (isOwn(layer) ? change(layer) : layer))};
}
