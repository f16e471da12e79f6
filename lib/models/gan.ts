import type {Network} from "../nn/network/network.ts";

/** A generator and the discriminator it plays against. */
export interface Gan {
  /** What readers call it. */
  name: string;
  /** Who published it, where. */
  source: string;
  /** Noise, N(0, 1), to images in [−1, 1] or points. */
  generator: Network;
  /** What the generator makes to one logit: positive says real. A sigmoid in the publication is part of the loss here. */
  discriminator: Network;
}

/** How many random numbers the generator of a GAN takes. */
export function latentDim({generator}: Gan): number {
  return generator.input[0];
}
