/** Made-up runs for the tests of figures: plausible numbers from a seed, no training. */
import type {Values} from "../../lib/nn/network/network-weights.ts";
import {random} from "../../lib/random.ts";
import type {History, HistoryEntry, SampleSheet} from "../../lib/training/run/types.ts";
import type {PhaseView} from "../../lib/training/step/phases.ts";
import {phasesOf} from "../../lib/training/step/phases.ts";

/** A step of a run in which D begins sure and is then caught up with. */
export function madeEntry(step: number, seed = "run"): HistoryEntry {
  const source = random(`${seed}/${step}`);
  const learned = 1 - Math.exp(-step / 150);
  const noise = () => 0.12 * source.normal();
  const realLoss = Math.abs(0.25 + 0.4 * learned + noise());
  const fakeLoss = Math.abs(0.2 + 0.45 * learned + noise());
  return {
    step,
    realLoss,
    fakeLoss,
    discriminatorLoss: (realLoss + fakeLoss) / 2,
    generatorLoss: Math.abs(3.2 - 2.3 * learned + 3 * noise()),
    realAccuracy: Math.min(1, 0.97 - 0.4 * learned + noise() / 2),
    fakeAccuracy: Math.min(1, 0.99 - 0.45 * learned + noise() / 2),
    generatorNorms: {
      dense1: 0.02 * Math.exp(noise() * 4),
      conv1: 0.2 * Math.exp(noise() * 4),
      conv2: 1.5 * Math.exp(noise() * 4)
    },
    discriminatorNorms: {
      conv1: 0.8 * Math.exp(noise() * 4),
      conv2: 0.4 * Math.exp(noise() * 4),
      dense1: 0.3 * Math.exp(noise() * 4)
    },
    milliseconds: 60 + 4 * noise()
  } as HistoryEntry;
}

/** Images [count, side, side, 1]: rings that stand out of the noise more and more with the step. */
export function madeSheet(step: number, count = 16, side = 28): SampleSheet {
  const values = new Float32Array(count * side * side);
  const learned = 1 - Math.exp(-step / 150);
  for (let i = 0; i < count; i++) {
    const source = random(`sheet/${i}`);
    const [cx, cy, r] = [0.5 + 0.06 * source.normal(), 0.5 + 0.06 * source.normal(), 0.2 + 0.1 * source.uniform()];
    for (let p = 0; p < side * side; p++) {
      const distance = Math.hypot((p % side) / side - cx, Math.floor(p / side) / side - cy);
      const ring = 2 * Math.exp(-(((distance - r) / 0.06) ** 2)) - 1;
      values[i * side * side + p] = Math.max(-1, Math.min(1, learned * ring + (1 - learned) * 0.6 * source.normal()));
    }
  }
  return {step, images: {shape: [count, side, side, 1], values}};
}

/** A history of so many steps, with a sheet every tenth. */
export function madeHistory(steps: number, seed = "run"): History {
  const entries = Array.from({length: steps}, (_, i) => madeEntry(i + 1, seed));
  const sheets = Array.from({length: Math.floor(steps / 10) + 1}, (_, i) => madeSheet(i * 10));
  return {entries, sheets, snapshots: sheets.filter(({step}) => step % 100 === 0).map(({step}) => step)};
}

/** The view after the phase of an index, with the tensors that are there by then. */
export function madePhase(index: number, step = 1): PhaseView {
  const source = random(`phase/${step}`);
  const normal = (shape: number[], mean = 0, sigma = 1): Values => ({
    shape,
    values: Float32Array.from({length: shape.reduce((a, b) => a * b, 1)}, () => mean + sigma * source.normal())
  });
  const scalar = (value: number): Values => ({shape: [], values: Float32Array.of(value)});
  const made: [number, string, Values][] = [
    [0, "real", madeSheet(5000, 64).images],
    [0, "noise", normal([64, 100])],
    [1, "fake", madeSheet(100 + step, 64).images],
    [2, "realLogits", normal([64, 1], 1)],
    [2, "realLoss", scalar(0.412)],
    [3, "fakeLogits", normal([64, 1], -1)],
    [3, "fakeLoss", scalar(0.385)],
    [5, "noiseAgain", normal([64, 100])],
    [6, "fakeAgain", madeSheet(100 + step, 64).images],
    [7, "logits", normal([64, 1], -0.9)],
    [7, "generatorLoss", scalar(1.31)],
    [7, "fakeGradient", normal([64, 28, 28, 1], 0, 0.01)]
  ];
  const tensors = Object.fromEntries(made.filter(([from]) => from <= index).map(([, name, values]) => [name, values]));
  const norms = index === 4 || index === 8 ? {dense1: 0.2, conv1: 0.6} : undefined;
  return {
    step,
    index,
    phase: phasesOf({loss: "minimax", generator: {learningRate: 1}, discriminator: {learningRate: 1}})[index].name,
    turn: index < 5 ? "discriminator" : "generator",
    tensors,
    ...(norms ? {norms} : {})
  };
}
