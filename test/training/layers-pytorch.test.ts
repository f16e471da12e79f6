import {describe, expect, it} from "vitest";
import type {LayerKind} from "../../lib/nn/network/layers.ts";
import {forward} from "../../lib/nn/network/forward.ts";
import {oneHotTensor, trainableNames} from "../../lib/nn/network/network-weights.ts";
import type {TensorWeights} from "../../lib/nn/network/network-weights.ts";
import {network} from "../../lib/nn/network/network.ts";
import {random} from "../../lib/random.ts";

import {lossGradients} from "../../lib/training/step/gradients.ts";
import {generatorLoss} from "../../lib/training/step/losses.ts";
import type {Loss} from "../../lib/training/step/losses.ts";
import {runPlayer, verdict, withClassLoss} from "../../lib/training/step/players.ts";
import {startPlayer} from "../../lib/training/step/state.ts";
import type {Player} from "../../lib/training/step/state.ts";
import type {StepContext} from "../../lib/training/step/context.ts";
import type {StepSettings} from "../../lib/training/step/settings.ts";
import {penaltyGradients, unrolledDiscriminator} from "../../lib/training/step/second-order.ts";
import {namedClasses} from "../../lib/training/step/settings.ts";
import {tf, valuesOn} from "../backend/backends.ts";
import {fixtureWeights, numbers, pictureOf} from "../fixtures/gan.ts";
import type {Picture} from "../fixtures/gan.ts";
import {layers as fixtures} from "../fixtures/layers.ts";
import type {FixtureNetwork} from "../fixtures/layers.ts";
import {sizeOf} from "../../lib/nn/arithmetic/values.ts";

/** Largest difference of a tensor's values, relative to their root mean square: 32-bit numbers against PyTorch's 64. */
const TOLERANCE = 1e-4;

/** Every kind of layer that a network can have but those of a reader: one that is added must be added to the fixtures too. */
const KINDS: Record<Exclude<LayerKind, "own">, true> = {
  dense: true,
  conv: true,
  convTranspose: true,
  batchNorm: true,
  minibatchDeviation: true,
  dropout: true,
  maxPool: true,
  averagePool: true,
  projection: true,
  auxiliary: true,
  relu: true,
  leakyRelu: true,
  tanh: true,
  sigmoid: true,
  glu: true,
  flatten: true,
  reshape: true,
  globalAverage: true,
  upsample: true,
  zeroPad: true,
  concatLabel: true,
  branch: true,
  choose: true
};

const settings: StepSettings = {
  loss: "wasserstein",
  gradientPenalty: 10,
  generator: {learningRate: 0.1},
  discriminator: {optimiser: "sgd", learningRate: fixtures.rate}
};

/** D of a fixture, with the tensors that a step would have made. Made and used where tensors are tidied up. */
function judgeOf({input, label, layers}: FixtureNetwork, changes: Partial<StepSettings> = {}) {
  const net = network({input, ...(label !== null && {label})}, layers);
  const discriminator = startPlayer(net, fixtureWeights(net, 200));
  const generator = {...discriminator, network: network({input}, [{kind: "reshape", shape: input}])};
  const examples = (tag: number): tf.Tensor =>
    tf.tensor(numbers(tag, fixtures.batch * sizeOf(input), 1.5), [fixtures.batch, ...input]);
  const [points, real, fake] = [1, 2, 3].map(examples);
  const classes = label ?? namedClasses(net);
  const [realLabel, labelAgain] = classes === undefined ? [] : fixtures.classes.map((each) => oneHotTensor(each, classes));
  const context = {
    state: {generator, discriminator, step: 0, seed: "layers"},
    settings: {...settings, ...changes},
    batch: {real},
    round: 0,
    // Between an example and itself is that example.
    tensors: {realSeen: points, fakeSeen: points, ...(realLabel && {realLabel, labelAgain})}
  } as unknown as StepContext;
  return {context, discriminator, points, real, fake};
}

type Given = Picture & {size: number};

/** What was computed on a backend, as the fixture has it, and how many numbers each tensor has. */
async function reportOn(backend: "cpu" | "wasm", compute: () => tf.Tensor[]): Promise<Given[]> {
  return (await valuesOn(backend, compute)).map(({data}) => ({...pictureOf(data), size: data.length}));
}

function inOrder({network: net}: Player, gradients: TensorWeights): tf.Tensor[] {
  return trainableNames(net).map((name) => gradients[name]);
}

function expectPicture({size, ...actual}: Given, expected: Picture, what: string): void {
  const scale = Math.max(expected.norm / Math.sqrt(size), 1e-3);
  const differences = [
    Math.abs(actual.norm - expected.norm) / Math.sqrt(size),
    Math.abs(actual.sum - expected.sum) / size,
    ...expected.values.map((value, i) => Math.abs(actual.values[i] - value))
  ];
  const worst = Math.max(...differences.map((difference) => (Number.isNaN(difference) ? Infinity : difference)));
  expect(worst / scale, `${what}: ${actual.values.join(" ")} instead of ${expected.values.join(" ")}`).toBeLessThan(TOLERANCE);
}

function expectPictures(actual: Given[], expected: Picture[], what: string): void {
  expect(actual.length).toBe(expected.length);
  for (const [i, picture] of expected.entries()) expectPicture(actual[i], picture, `${what} ${i}`);
}

const networks = Object.entries(fixtures.networks);

describe.each(["cpu", "wasm"] as const)("a discriminator with each layer is PyTorch's in double precision, on %s", (backend) => {
  it.each(networks)("its output and its gradients: %s", async (_, fixture) => {
    const actual = await reportOn(backend, () => {
      const {context, discriminator, points} = judgeOf(fixture);
      const {network: net, weights} = discriminator;
      const run = (x: tf.Tensor): tf.Tensor => {
        const label = net.label === undefined ? undefined : context.tensors.realLabel;
        return forward(net, weights, x, {training: true, seed: "layers/0/penalty", label}).output;
      };
      const output = run(points);
      const weighted = (x: tf.Tensor): tf.Tensor => tf.sum(tf.mul(run(x), tf.tensor(numbers(4, output.size, 1), output.shape)));
      const {gradients} = lossGradients(discriminator, () => weighted(points) as tf.Scalar);
      return [output, tf.grad(weighted)(points), ...inOrder(discriminator, gradients)];
    });
    expectPictures(actual, [fixture.output, fixture.inputGradient, ...fixture.gradients], "of output, input, weights");
  });

  it.each(networks)("WGAN-GP's penalty and its gradients: %s", async (_, fixture) => {
    const [penalty, ...gradients] = await reportOn(backend, () => {
      const {context, discriminator} = judgeOf(fixture);
      const found = penaltyGradients(context);
      tf.dispose([context.tensors.slopes!, context.tensors.between!]);
      return [found.loss, ...inOrder(discriminator, found.gradients)];
    });
    expect(Math.abs(penalty.sum / fixture.penalty - 1)).toBeLessThan(1e-5);
    expectPictures(gradients, fixture.penaltyGradients, "of weight");
  });

  it.each(networks.filter(([, {imagined}]) => Object.keys(imagined).length > 0))(
    "what G learns from a D that is imagined two updates ahead: %s",
    async (_, fixture) => {
      for (const [loss, expected] of Object.entries(fixture.imagined) as [Loss, Picture][]) {
        const [actual] = await reportOn(backend, () => {
          const {context, fake, real} = judgeOf(fixture, {loss, unrolled: fixtures.unrolled, gradientPenalty: 0});
          context.tensors.realSeen = real;
          const {labelAgain} = context.tensors;
          const judged = (x: tf.Tensor): tf.Tensor => {
            const ahead = unrolledDiscriminator(context, x);
            const {logits, classes} = verdict(ahead.network, runPlayer(context, ahead, x, labelAgain, "judge").output);
            const value = generatorLoss(loss, logits);
            return classes ? withClassLoss(value, classes, labelAgain, context.settings) : value;
          };
          return [tf.grad(judged)(fake)];
        });
        expectPicture(actual, expected, `of the examples under ${loss}`);
      }
    }
  );
});

describe("the fixtures", () => {
  it("have every kind of layer", () => {
    const kinds = new Set(networks.flatMap(([, {layers}]) => layers.map(({kind}) => kind)));
    expect([...kinds].sort()).toEqual(Object.keys(KINDS).sort());
  });
  it("drop what dropout drops", () => {
    const source = random("layers/0/penalty").split("dropout1");
    for (const bit of fixtures.kept) expect(source.uniform() < 0.25).toBe(bit === "0");
  });
});
