import * as layersApi from "@tensorflow/tfjs-layers";
import {beforeAll, describe, expect, it} from "vitest";
import {loadGradients} from "../../../lib/backend/gradients.ts";
import {startWasm} from "../../../lib/backend/wasm.ts";
import {conditionalGan} from "../../../lib/models/conditional.ts";
import {forward} from "../../../lib/nn/network/forward.ts";
import type {ForwardOptions} from "../../../lib/nn/network/forward.ts";
import {normaliseBatch} from "../../../lib/nn/network/normalise.ts";
import {initialise} from "../../../lib/nn/network/initialise.ts";
import {
  averagePool,
  batchNorm,
  concatLabel,
  conv,
  convTranspose,
  dense,
  dropout,
  flatten,
  globalAverage,
  glu,
  leakyRelu,
  maxPool,
  minibatchDeviation,
  projection,
  relu,
  sigmoid,
  tanh,
  upsample,
  zeroPad
} from "../../../lib/nn/network/layers.ts";
import type {Layer} from "../../../lib/nn/network/layers.ts";
import {disposeTensors, toTensors} from "../../../lib/nn/network/network-weights.ts";
import type {TensorWeights} from "../../../lib/nn/network/network-weights.ts";
import {network} from "../../../lib/nn/network/network.ts";
import type {NetworkInput} from "../../../lib/nn/network/network.ts";
import {numbers} from "../../fixtures/gan.ts";
import {tf} from "../tfjs.ts";

type Tensor = InstanceType<typeof tf.Tensor>;

/** The output of layers for numbers, and how many tensors were left behind. */
function run(
  {input, label}: NetworkInput,
  layers: Layer[],
  values: ArrayLike<number>,
  weights: Record<string, Tensor> = {},
  options: ForwardOptions = {}
): number[] {
  const before = tf.memory().numTensors;
  const size = input.reduce((product, n) => product * n, 1);
  const x = tf.tensor(Float32Array.from(values), [values.length / size, ...input]);
  const {output, running} = forward(network({input, label}, layers), weights, x, options);
  expect(tf.memory().numTensors).toBe(before + 2 + Object.keys(running).length);
  const result = [...output.dataSync()];
  tf.dispose([x, output, running]);
  return result;
}

beforeAll(loadGradients);

describe("forward(network, weights, input, options)", () => {
  it("repeats pixels, pads, pools, gates and averages", () => {
    const square = [1, 2, 3, 4];
    expect(run({input: [2, 2, 1]}, [upsample()], square)).toEqual([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4]);
    expect(run({input: [2, 2, 1]}, [zeroPad([1, 0, 0, 2])], square)).toEqual([0, 0, 0, 0, 1, 2, 0, 0, 3, 4, 0, 0]);
    expect(run({input: [2, 2, 1]}, [maxPool()], square)).toEqual([4]);
    expect(run({input: [2, 2, 1]}, [averagePool(2, {stride: 1, padding: "same"})], square)).toEqual([2.5, 3, 3.5, 4]);
    expect(run({input: [1, 2, 2]}, [globalAverage()], square)).toEqual([2, 3]);
    expect(run({input: [4]}, [glu()], [1, 2, 0, 800])).toEqual([0.5, 2]);
    expect(run({input: [3]}, [leakyRelu(0.25)], [-4, 0, 4])).toEqual([-1, 0, 4]);
  });

  it("appends the label to features, and to every pixel", () => {
    const label = tf.tensor2d([[0, 1]]);
    expect(run({input: [2], label: 2}, [concatLabel()], [5, 6], {}, {label})).toEqual([5, 6, 0, 1]);
    expect(run({input: [1, 2, 1], label: 2}, [concatLabel()], [5, 6], {}, {label})).toEqual([5, 0, 1, 6, 0, 1]);
    label.dispose();
  });

  it("projects the label: features · kernel + bias + ⟨label's row, features⟩", () => {
    const weights = {
      "projection1/kernel": tf.tensor2d([[10], [20]]),
      "projection1/bias": tf.tensor1d([0.5]),
      "projection1/embedding": tf.tensor2d([
        [100, 200],
        [1000, 2000]
      ])
    };
    const label = tf.tensor2d([
      [0, 1],
      [1, 0]
    ]);
    expect(run({input: [2], label: 2}, [projection()], [1, 2, 3, 4], weights, {label})).toEqual([5050.5, 1210.5]);
    tf.dispose([weights, label]);
  });

  it("appends how much the examples differ: the deviation of each value over a group, averaged; at inference its running mean", () => {
    const weights = {"minibatchDeviation1/mean": tf.tensor1d([7])};
    // Values 1 and 3 in the first pair of examples that are batch / group apart, 2 and 2 in the second.
    const spread = run({input: [1]}, [minibatchDeviation({group: 2})], [1, 2, 3, 2], weights, {training: true});
    [1, 1, 2, 1e-4, 3, 1, 2, 1e-4].forEach((value, i) => expect(spread[i]).toBeCloseTo(value, 6));
    expect(run({input: [1]}, [minibatchDeviation()], [1, 3], weights)).toEqual([1, 7, 3, 7]);
    const net = network({input: [1]}, [minibatchDeviation({group: 2})]);
    const odd = () => tf.tidy(() => forward(net, weights, tf.zeros([3, 1]), {training: true}).output);
    expect(odd).toThrow('layer "minibatchDeviation1" compares groups of 2 examples, but D sees 3 at a time');
    const {running} = forward(net, weights, tf.tensor2d([[1], [3]]), {training: true});
    expect(running["minibatchDeviation1/mean"].dataSync()[0]).toBeCloseTo(0.9 * 7 + 0.1, 6);
    tf.dispose([weights, running]);
  });

  it("divides a kernel by its norm, towards whose direction it moves on in training only", () => {
    const net = network({input: [2]}, [dense(2, {bias: false, spectralNorm: true})]);
    // Singular values 3 and 1: outputs along the first axis are the longest.
    const weights: TensorWeights = {
      "dense1/kernel": tf.tensor2d([[3, 0], [0, 1]]),
      "dense1/direction": tf.tensor1d([0.6, 0.8])
    }; // prettier-ignore
    const output = (training: boolean): number[] => {
      const {output, running} = forward(net, weights, tf.tensor2d([[1, 1]]), {training});
      if (training) [weights["dense1/direction"], running["dense1/direction"]] = [running["dense1/direction"], weights["dense1/direction"]]; // prettier-ignore
      const values = [...output.dataSync()];
      tf.dispose([output, running]);
      return values;
    };
    const norm = Math.hypot(3 * 0.6, 0.8);
    output(false).forEach((value, i) => expect(value).toBeCloseTo([3, 1][i] / norm, 5));
    for (let i = 0; i < 20; i++) output(true);
    output(false).forEach((value, i) => expect(value).toBeCloseTo([1, 1 / 3][i], 5));
    tf.dispose(weights);
  });

  it("gives what tf.layers gives, in training and not, for odd sizes", () => {
    const input = [7, 5, 2];
    const mine = [
      conv(3, {kernel: 3, stride: 2}),
      batchNorm({momentum: 0.7, epsilon: 0.01}),
      relu(),
      upsample(3),
      conv(4, {kernel: [2, 4], padding: "valid", bias: false}),
      averagePool([3, 2], {stride: 2, padding: "same"}),
      sigmoid(),
      convTranspose(2, {kernel: 5, stride: 2}),
      tanh(),
      maxPool(3, {stride: 2, padding: "same"}),
      flatten(),
      dense(3)
    ];
    const net = network({input}, mine);
    const theirs = layersApi.sequential({
      layers: [
        layersApi.layers.conv2d({inputShape: [7, 5, 2], filters: 3, kernelSize: 3, strides: 2, padding: "same"}),
        layersApi.layers.batchNormalization({momentum: 0.7, epsilon: 0.01}),
        layersApi.layers.reLU(),
        layersApi.layers.upSampling2d({size: [3, 3]}),
        layersApi.layers.conv2d({filters: 4, kernelSize: [2, 4], padding: "valid", useBias: false}),
        layersApi.layers.averagePooling2d({poolSize: [3, 2], strides: [2, 2], padding: "same"}),
        layersApi.layers.activation({activation: "sigmoid"}),
        layersApi.layers.conv2dTranspose({filters: 2, kernelSize: 5, strides: 2, padding: "same"}),
        layersApi.layers.activation({activation: "tanh"}),
        layersApi.layers.maxPooling2d({poolSize: 3, strides: 2, padding: "same"}),
        layersApi.layers.flatten(),
        layersApi.layers.dense({units: 3})
      ]
    });
    expect(theirs.layers.map(({outputShape}) => outputShape.slice(1))).toEqual(net.layers.map(({outputShape}) => outputShape));
    const weights = toTensors(initialise(net, 1, "he"));
    const named = (layer: string, ...roles: string[]): void => {
      const index = net.layers.findIndex(({name}) => name === layer);
      theirs.layers[index].setWeights(roles.map((role) => weights[`${layer}/${role}`]));
    };
    named("conv1", "kernel", "bias");
    named("batchNorm1", "gamma", "beta", "mean", "variance");
    named("conv2", "kernel");
    named("convTranspose1", "kernel", "bias");
    named("dense1", "kernel", "bias");
    const x = tf.tensor(numbers(1, 4 * 70, 1), [4, ...input]);
    for (const training of [false, true]) {
      const {output, running} = forward(net, weights, x, {training});
      const expected = theirs.apply(x, {training}) as Tensor;
      const difference = tf.tidy(() => tf.max(tf.abs(tf.sub(output, expected))).dataSync()[0]);
      expect(difference).toBeLessThan(2e-6);
      expect(Object.keys(running)).toEqual(training ? ["batchNorm1/mean", "batchNorm1/variance"] : []);
      tf.dispose([output, running, expected]);
    }
    theirs.dispose();
    tf.dispose([x, weights]);
  });

  it("gives running statistics, with the variance of a sample (count − 1), and leaves those in the weights", () => {
    const weights = {
      "batchNorm1/gamma": tf.tensor1d([2]),
      "batchNorm1/beta": tf.tensor1d([1]),
      "batchNorm1/mean": tf.tensor1d([10]),
      "batchNorm1/variance": tf.tensor1d([4])
    };
    const x = tf.tensor2d([[1], [3]]);
    const net = network({input: [1]}, [batchNorm({momentum: 0.75, epsilon: 1e-9})]);
    const {output, running} = forward(net, weights, x, {training: true});
    expect([...output.dataSync()]).toEqual([-1, 3]);
    expect([...running["batchNorm1/mean"].dataSync()]).toEqual([0.75 * 10 + 0.25 * 2]);
    expect([...running["batchNorm1/variance"].dataSync()]).toEqual([0.75 * 4 + 0.25 * 2]);
    expect([...weights["batchNorm1/mean"].dataSync()]).toEqual([10]);
    expect(run({input: [1]}, [batchNorm({epsilon: 1e-9})], [1, 3], weights)).toEqual([-8, -6]);
    tf.dispose([weights, x, output, running]);
  });

  it("drops a share in training, scales the rest, and does the same for the same seed", () => {
    const ones = new Float32Array(10_000).fill(1);
    const drop = (options: ForwardOptions): number[] => run({input: [10]}, [dropout(0.25)], ones, {}, options);
    expect(drop({})).toEqual([...ones]);
    const first = drop({training: true, seed: 1});
    expect([...new Set(first)].sort()).toEqual([0, Math.fround(4 / 3)]);
    expect(first.filter((value) => value === 0).length / first.length).toBeCloseTo(0.25, 1);
    expect(drop({training: true, seed: 1})).toEqual(first);
    expect(drop({training: true, seed: 2})).not.toEqual(first);
    expect(() => drop({training: true})).toThrow("dropout1: dropout in training needs a seed");
  });

  it("shows every layer's output", () => {
    const seen: string[] = [];
    run(
      {input: [2, 2, 1]},
      [relu(), upsample(), flatten()],
      [1, 2, 3, 4],
      {},
      {
        tap: ({name}, output) => seen.push(`${name} ${output.shape.join("×")}`)
      }
    );
    expect(seen).toEqual(["relu1 1×2×2×1", "upsample1 1×4×4×1", "flatten1 1×16"]);
  });

  it("hands out a tensor of its own, even when no layer changes anything", () => {
    const x = tf.tensor2d([[1, 2]]);
    const {output} = forward(network({input: [2]}, [dropout(0.5)]), {}, x);
    output.dispose();
    expect([...x.dataSync()]).toEqual([1, 2]);
    x.dispose();
  });

  it("refuses inputs, labels and weights that do not fit", () => {
    const x = tf.tensor2d([[1, 2]]);
    const label = tf.tensor2d([[1, 0]]);
    const plain = network({input: [2]}, [dense(1)]);
    const conditional = network({input: [2], label: 3}, [concatLabel()]);
    expect(() => forward(network({input: [3]}, [relu()]), {}, x)).toThrow(
      new RangeError("the input must have shape [1, 3], got [1, 2]")
    );
    expect(() => forward(plain, {}, x)).toThrow(new RangeError('the weight "dense1/kernel" is missing'));
    expect(() => forward(plain, {}, x, {label})).toThrow("the network has no label, but one was given");
    expect(() => forward(conditional, {}, x)).toThrow("the network needs a label: forward(…, {label: one-hot [1, 3]})");
    expect(() => forward(conditional, {}, x, {label})).toThrow("the label must have shape [1, 3], got [1, 2]");
    tf.dispose([x, label]);
  });
});

describe("normaliseBatch(x, gamma, beta, epsilon)", () => {
  const gamma = tf.tensor1d([0.5, 2, -1]);
  const beta = tf.tensor1d([0, 1, 2]);
  const x = tf.tensor(numbers(5, 2 * 3 * 2 * 3, 2), [2, 3, 2, 3]);
  const weighting = tf.tensor(numbers(6, 36, 1), [2, 3, 2, 3]);
  const composed = (x: Tensor, gamma: Tensor, beta: Tensor): Tensor => {
    const {mean, variance} = tf.moments(x, [0, 1, 2]);
    return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 0.01))), gamma), beta);
  };
  const ours = (x: Tensor, gamma: Tensor, beta: Tensor): Tensor => normaliseBatch(x, gamma, beta, 0.01).output;
  const difference = (a: Tensor, b: Tensor): number => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0];

  it("has the value and the three gradients of the same thing composed", () => {
    tf.tidy(() => {
      expect(difference(ours(x, gamma, beta), composed(x, gamma, beta))).toBeLessThan(1e-6);
      const [actual, expected] = [ours, composed].map((normalise) =>
        tf.grads((...inputs) => tf.sum(tf.mul(normalise(inputs[0], inputs[1], inputs[2]), weighting)))([x, gamma, beta])
      );
      for (const [i, gradient] of expected.entries()) expect(difference(actual[i], gradient)).toBeLessThan(5e-6);
    });
  });

  it("can be differentiated twice, as a gradient penalty does", () => {
    tf.tidy(() => {
      const [actual, expected] = [ours, composed].map((normalise) =>
        tf.grad((x) => tf.sum(tf.square(tf.grad((y) => tf.sum(tf.mul(normalise(y, gamma, beta), weighting)))(x))))(x)
      );
      expect(difference(actual, expected)).toBeLessThan(2e-5);
    });
  });
});

describe("forward on the wasm backend", () => {
  it("gives what the cpu backend gives, with no tensor left, for the conditional GAN", async () => {
    const {generator, discriminator} = conditionalGan("XS");
    const results: number[][] = [];
    const start = async (backend: string): Promise<void> => {
      if (backend === "cpu") await tf.setBackend("cpu");
      else await startWasm({files: `${import.meta.dirname}/../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/`});
    };
    for (const backend of ["cpu", "wasm"]) {
      await start(backend);
      const before = tf.memory().numTensors;
      const weights: TensorWeights[] = [generator, discriminator].map((net) => toTensors(initialise(net, 1, "he")));
      const noise = tf.tensor(numbers(1, 128, 1), [2, 64]);
      const label = tf.tensor(
        Float32Array.from({length: 20}, (_, i) => (i % 13 === 4 ? 1 : 0)),
        [2, 10]
      );
      const fake = forward(generator, weights[0], noise, {label, training: true});
      const judged = forward(discriminator, weights[1], fake.output, {label});
      results.push([...judged.output.dataSync(), ...fake.output.dataSync().slice(0, 50)]);
      tf.dispose([noise, label, fake.output, fake.running, judged.output]);
      weights.forEach(disposeTensors);
      expect(tf.memory().numTensors).toBe(before);
    }
    await tf.setBackend("cpu");
    for (const [i, value] of results[0].entries()) expect(results[1][i]).toBeCloseTo(value, 4);
  });
});
