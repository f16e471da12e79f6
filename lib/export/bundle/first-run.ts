import type {GreyRange} from "../c/example.ts";
import {exampleKind, pictureRange} from "../c/example.ts";
import type {KnownRun} from "../c/sketch.ts";
import type {Graph, GraphTensor} from "../graph/graph.ts";
import {integerProgram} from "../int8/integer-program.ts";
import {roundAway} from "../int8/parameters.ts";
import {sizeOf} from "../../nn/arithmetic/values.ts";

/** The seed of the README's commands. */
const README_SEED = 1;

/**
 * What the int8 example program does first with the README's seed, and our interpreter gives for it: noise and class 0; for a
 * network that takes a picture, the sample.
 * @param sample grey levels 0 … 255, as many as the network's input has numbers
 */
export function firstRun(whole: Graph, sample: Uint8Array | null, [black, white]: GreyRange): KnownRun {
  const noise = exampleNoise(README_SEED);
  const inputs = whole.inputs.map((place, i) => {
    const tensor = whole.tensors[place];
    const real = Array.from({length: sizeOf(tensor.shape)}, (_, k) => {
      if (i > 0) return k === 0 ? 1 : 0;
      return sample ? black + (sample[k] * (white - black)) / 255 : noise();
    });
    return Int8Array.from(real, (value) => steps(value, tensor));
  });
  return {inputs, output: integerProgram(whole, "reference").run(inputs)[0]};
}

/** As `whole` of the example program. */
function steps(value: number, {quantisation, name}: GraphTensor): number {
  if (!quantisation) throw new RangeError(`"${name}" must be int8: quantise with int8 ends`);
  return Math.max(-128, Math.min(127, roundAway(value / quantisation.scales[0]) + quantisation.zeroPoints[0]));
}

/** The first picture that the int8 example draws, result_im_0.pgm or .ppm; null when it draws none. */
export function firstPicture(whole: Graph, {output}: KnownRun): Uint8Array | null {
  if (exampleKind(whole) !== "draw") return null;
  const {shape, quantisation} = whole.tensors[whole.outputs[0]];
  const [, height, width, channels] = shape;
  const [black, white] = pictureRange(whole);
  const scale = quantisation?.scales[0] ?? 1;
  const zero = quantisation?.zeroPoints[0] ?? 0;
  const f = Math.fround;
  const grey = Array.from(output, (whole) => {
    const value = f(f(scale) * (whole - zero));
    return Math.trunc(Math.min(255, Math.max(0, f(f(f(value - f(black)) * f(255 / f(white - black))) + 0.5))));
  });
  const head = new TextEncoder().encode(`P${channels === 3 ? 6 : 5}\n${width} ${height}\n255\n`);
  return Uint8Array.from([...head, ...grey]);
}

/**
 * The numbers of N(0, 1) that the example program draws for a seed: SplitMix64, then Box and Muller, as in C.
 * @param seed a whole number from 0, the program's argument
 */
function exampleNoise(seed: number): () => number {
  const mask = (1n << 64n) - 1n;
  let state = BigInt(seed);
  let spare: number | null = null;
  const uniform = (): number => {
    state = (state + 0x9e3779b97f4a7c15n) & mask;
    let z = state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
    z ^= z >> 31n;
    return (Number(z >> 11n) + 0.5) / 2 ** 53;
  };
  return () => {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(uniform()));
    const angle = 6.283185307179586 * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}
