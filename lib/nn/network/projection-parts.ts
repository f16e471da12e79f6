import {network as checked} from "./network.ts";
import type {Network} from "./network.ts";
import type {Values, Weights} from "./network-weights.ts";
import {plainForward} from "./plain-forward.ts";

/** What a discriminator with a projection head says of one example, taken apart. */
export interface ProjectionParts {
  /** The logit without a label: features · kernel + bias. */
  alone: number;
  /** What each class would add: ⟨its row of the embedding, features⟩. The logit as class k is alone + added[k]. */
  added: Float32Array;
}

/**
 * The verdict of a discriminator with a projection head on an example [1, …input], for all classes at once: the layers before the
 * head run once.
 * @throws RangeError when its last layer is no projection, or the example does not fit.
 */
export function projectionParts({input, label, layers}: Network, weights: Weights, example: Values): ProjectionParts {
  const head = layers[layers.length - 1];
  if (head.kind !== "projection" || label === undefined)
    throw new RangeError(`the last layer must be a projection, this one is "${head.name}" (${head.kind})`);
  const before = checked({input, label}, layers.slice(0, -1));
  const {values: features} = plainForward(before, weights, example, {labels: [0]});
  const [kernel, bias, embedding] = ["kernel", "bias", "embedding"].map((role) => weights[`${head.name}/${role}`].values);
  const along = (row: Float32Array): number => features.reduce((sum, value, i) => sum + value * row[i], 0);
  const added = Float32Array.from({length: label}, (_, k) =>
    along(embedding.subarray(k * features.length, (k + 1) * features.length))
  );
  return {alone: along(kernel) + bias[0], added};
}
