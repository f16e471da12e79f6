import {dense} from "../nn/network/layers.ts";
import type {Layer} from "../nn/network/layers.ts";
import {network} from "../nn/network/network.ts";
import type {Network} from "../nn/network/network.ts";
import type {Gan} from "./gan.ts";

/**
 * The same game without labels: nothing is joined to the noise, and what D asks of a label is left out of its last layer. All other
 * layers keep their names, so that the same seed starts them with the same weights.
 * @throws RangeError when the GAN has none.
 */
export function withoutLabels({name, source, generator, discriminator}: Gan): Gan {
  if (generator.label === undefined) throw new RangeError(`${name} has no labels`);
  return {
    name: `${name}, without labels`,
    source,
    generator: stripped(generator),
    discriminator: stripped(discriminator)
  };
}

function stripped({input, layers}: Network): Network {
  return network(
    {input},
    layers.flatMap((layer): Layer[] => {
      if (layer.kind === "concatLabel") return [];
      return layer.kind === "projection" ? [dense(1, {name: layer.name})] : [layer];
    })
  );
}
