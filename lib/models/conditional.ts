import type {Gan} from "./gan.ts";
import type {Layer} from "../nn/network/layers.ts";
import {
  auxiliary,
  batchNorm,
  concatLabel,
  conv,
  dense,
  flatten,
  leakyRelu,
  projection,
  relu,
  reshape,
  tanh,
  upsample
} from "../nn/network/layers.ts";
import type {Network} from "../nn/network/network.ts";
import {network} from "../nn/network/network.ts";

/** Channels after the first and the second layer of the generator; the discriminator has them the other way round. */
const CHANNELS = {XS: [16, 8], S: [32, 16]} as const satisfies Record<ConditionalSize, readonly [number, number]>;

/** Sizes of the conditional GAN. */
export type ConditionalSize = "XS" | "S";

/**
 * How the discriminator meets the label:
 * - `projection`: it is told, and adds the agreement of its features with a row of the class (Miyato and Koyama 2018);
 * - `concatenation`: it is told, and the one-hot label joins its features (after Mirza and Osindero 2014);
 * - `auxiliary`: it is not told, and names the class beside its verdict (AC-GAN, Odena, Olah and Shlens 2017).
 */
export type Conditioning = "projection" | "concatenation" | "auxiliary";

/** Who published each. */
const SOURCES: Readonly<Record<Conditioning, string>> = {
  projection: "projection after Miyato and Koyama, 2018",
  concatenation: "concatenation after Mirza and Osindero, 2014",
  auxiliary: "auxiliary head after Odena, Olah and Shlens, 2017"
};

/**
 * The conditional GAN that learns digits with the least work: the label joins the noise, and the discriminator meets it by
 * `conditioning`, default projection. Trained parameters, generator / discriminator with projection: XS 60,073 / 53,145; S 122,449 /
 * 109,617. Made for: non-saturating loss, He start, Adam β1 0.5, learning rates 2e-3 / 1e-3, batch 32.
 * @throws RangeError for another size or conditioning.
 */
export function conditionalGan(size: ConditionalSize, conditioning: Conditioning = "projection"): Gan {
  if (!Object.hasOwn(CHANNELS, size)) throw new RangeError(`the conditional GAN comes in XS and S, got ${String(size)}`);
  if (!Object.hasOwn(SOURCES, conditioning))
    throw new RangeError(`D is conditioned by ${Object.keys(SOURCES).join(", ")}, got ${JSON.stringify(conditioning)}`);
  const [first, second] = CHANNELS[size];
  const told = conditioning !== "auxiliary";
  return {
    name: `Conditional GAN ${size}${conditioning === "projection" ? "" : `, ${conditioning}`}`,
    source: `this book; ${SOURCES[conditioning]}`,
    generator: network({input: [64], label: 10}, [
      concatLabel(),
      dense(7 * 7 * first),
      reshape([7, 7, first]),
      batchNorm(),
      relu(),
      upsample(),
      conv(second, {kernel: 3, bias: false}),
      batchNorm(),
      relu(),
      upsample(),
      conv(1, {kernel: 3}),
      tanh()
    ]),
    discriminator: network({input: [28, 28, 1], ...(told && {label: 10})}, [
      conv(second, {kernel: 4, stride: 2}),
      leakyRelu(0.2),
      conv(first, {kernel: 4, stride: 2}),
      leakyRelu(0.2),
      flatten(),
      ...(conditioning === "concatenation" ? [concatLabel()] : []),
      dense(64),
      leakyRelu(0.2),
      ...headOf(conditioning)
    ])
  };
}

function headOf(conditioning: Conditioning): Layer[] {
  switch (conditioning) {
    case "projection":
      return [projection()];
    case "concatenation":
      return [dense(1)];
    case "auxiliary":
      return [auxiliary(10)];
  }
}

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
