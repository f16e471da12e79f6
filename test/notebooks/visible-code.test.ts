import {afterAll, describe, expect, it} from "vitest";
import {eightByEight} from "../../lib/data/digits/eight-by-eight.ts";
import {proceduralDigits} from "../../lib/data/digits/procedural-digits.ts";
import {sampleSet} from "../../lib/data/image-set.ts";
import {pointSet} from "../../lib/data/points.ts";
import {quantiseWeights, clampInt8} from "../../lib/export/int8/parameters.ts";
import {requantiser} from "../../lib/export/int8/requantise.ts";
import {planeDistance} from "../../lib/figures/evaluation/gaussian-plane.ts";
import {inceptionScore} from "../../lib/metrics/inception-score.ts";
import {precisionRecall} from "../../lib/metrics/precision-recall.ts";
import {rowsOf} from "../../lib/metrics/rows.ts";
import {countModes} from "../../lib/metrics/modes.ts";
import {conditionalGan} from "../../lib/models/conditional.ts";
import {compactDcgan} from "../../lib/models/dcgan.ts";
import type {Gan} from "../../lib/models/gan.ts";
import {pointGan} from "../../lib/models/point-gan.ts";
import {forward} from "../../lib/nn/network/forward.ts";
import {convolve, outputSize} from "../../lib/nn/arithmetic/convolution.ts";
import {transposedConvolve} from "../../lib/nn/arithmetic/transposed-convolution.ts";
import {flattenBatch} from "../../lib/nn/arithmetic/flatten.ts";
import {pool, poolGradient} from "../../lib/nn/arithmetic/pooling.ts";
import {tinymlCnn} from "../../lib/models/published-cnns.ts";
import {initialise} from "../../lib/nn/network/initialise.ts";
import {concatLabel, dense, minibatchDeviation, projection} from "../../lib/nn/network/layers.ts";
import {network, outputShapeOf} from "../../lib/nn/network/network.ts";
import type {Network} from "../../lib/nn/network/network.ts";
import {toTensors} from "../../lib/nn/network/network-weights.ts";
import {live} from "../../lib/live.ts";
import {random} from "../../lib/random.ts";
import {RING_REMEDIES, ringRemedy} from "../../lib/training/recipes/ring-remedies.ts";
import type {RingRemedy} from "../../lib/training/recipes/ring-remedies.ts";
import type {SweepRow} from "../../lib/training/recipes/sweep.ts";
import type {Game, Losses, OwnStep} from "../../lib/training/step/game.ts";
import {startAdam, updateAdam} from "../../lib/training/step/optimisers.ts";
import type {OwnLoop} from "../../lib/training/classifier/lesson.ts";
import {trainClassifier} from "../../lib/training/classifier/train.ts";
import type {StepSettings} from "../../lib/training/step/settings.ts";
import {disposeState, startState, storeState} from "../../lib/training/step/state.ts";
import {trainStep} from "../../lib/training/step/step.ts";
import {numbers} from "../fixtures/gan.ts";
import {tf} from "../nn/tfjs.ts";
import {labelled, tiny} from "../training/tiny-gan.ts";
import {settings} from "../training/tiny.ts";
import {chapterCells} from "./chapter-cells.ts";
import {exercisesOf} from "./exercises.ts";

type Scalar = ReturnType<typeof tf.scalar>;

// What stands in a chapter as code is held against what lib computes.

/** All weights of a GAN after three steps: the usual step, or one of a chapter. Every turn of D has real examples of its own. */
async function trained(gan: Gan, change: Partial<StepSettings>, own?: OwnStep): Promise<number[]> {
  const state = startState(gan, 3, "he");
  const labels = gan.discriminator.label === undefined ? {} : {labels: [0, 1, 2, 1]};
  for (let step = 0; step < 3; step++) {
    const shape = [4, ...outputShapeOf(gan.generator)];
    const size = shape.reduce((a, b) => a * b);
    const source = (round: number) => ({real: tf.tensor(numbers(step + 10 * round, size, 1), shape), ...labels});
    await trainStep(state, source, {...settings, ...change}, undefined, own);
  }
  const {generator, discriminator} = await storeState(state);
  disposeState(state);
  return [generator, discriminator].flatMap(({weights}) => Object.values(weights).flatMap(({values}) => [...values]));
}

function worst(actual: readonly number[], expected: readonly number[]): number {
  expect(actual.length).toBe(expected.length);
  return actual.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
}

/** What a network is made of, without the names. */
const layers = ({input, label, layers}: Network) => ({input, label, layers: layers.map((layer) => ({...layer}))});

describe("the step that stands in a chapter is that of lib:", () => {
  it.each([
    ["gan-training", pointGan({generatorHidden: [8], discriminatorHidden: [8]}), {}],
    ["gan-training", tiny({norm: true}), {}],
    ["dcgan", tiny({norm: true}), {targets: {real: 0.9}}],
    ["cgan", labelled({rate: 0.25}), {}],
    ["mode-collapse", pointGan({generatorHidden: [8], discriminatorHidden: [8], packing: 4}), {}]
  ] as [string, Gan, Partial<StepSettings>][])("%s", async (chapter, gan, change) => {
    const [cell, name] = chapter === "mode-collapse" ? ["packing", "packedStep"] : ["step", "step"];
    const {[name]: step} = (await chapterCells(chapter)(cell)).names;
    expect(worst(await trained(gan, change, step as OwnStep), await trained(gan, change))).toBeLessThan(2e-5);
  });
});

describe("five steps of D, as they stand in Mode collapse,", () => {
  const gan = pointGan({generatorHidden: [8], discriminatorHidden: [8]});
  /** Noise by the order in which it is asked for: the two steps ask in the same order, and call it by other names. */
  const inOrder = (): Partial<StepSettings> => {
    let calls = 0;
    return {draw: (_, count) => Float32Array.from(numbers(1000 + calls++, count, 1))};
  };

  it("give the numbers of lib's setting, and those of one step do not", async () => {
    const {fiveSteps} = (await chapterCells("mode-collapse")("five-steps")).names as {fiveSteps: OwnStep};
    const own = await trained(gan, inOrder(), fiveSteps);
    expect(worst(own, await trained(gan, {...inOrder(), discriminatorSteps: 5}))).toBeLessThan(2e-5);
    expect(worst(own, await trained(gan, inOrder()))).toBeGreaterThan(1e-3);
  });

  it("are what the row of the table trains with, every other row being lib's", async () => {
    const given = {sweep: (rows: unknown) => rows, keptResults: () => ({}), fiveSteps: () => ({})};
    const {table} = (await chapterCells("mode-collapse")("sweep", given)).names as {table: SweepRow[]};
    expect(table.map(({name}) => name)).toEqual([...RING_REMEDIES]);
    const own = table.filter(({plan}) => plan.step);
    expect(own.map(({name, plan}) => [name, plan.step])).toEqual([["5 steps of D", given.fiveSteps]]);
    for (const {name, plan, steps} of table) {
      const usual = ringRemedy(name as RingRemedy);
      const {discriminatorSteps, ...rest} = usual.plan.settings;
      const set = name === "5 steps of D" ? rest : usual.plan.settings;
      expect(discriminatorSteps ?? 1, name).toBe(name === "5 steps of D" || name === "WGAN-GP" ? 5 : 1);
      expect([plan.settings, plan.batch, plan.gan.discriminator.input, steps]).toEqual([
        set,
        usual.plan.batch,
        usual.plan.gan.discriminator.input,
        usual.steps
      ]);
    }
  });
});

describe("what the exercises of GAN training have one write is the usual step:", () => {
  const exercises = exercisesOf("gan-training");
  const written = async (id: string) => {
    const {define, solution} = exercises.find((exercise) => exercise.id === id)!;
    return define(solution);
  };

  it("the losses, D's turn and G's", async () => {
    const {losses} = (await written("write-losses")) as {losses: Losses};
    const {turnOfD} = (await written("turn-of-d")) as {turnOfD: (game: Game, losses: Losses) => Scalar};
    const {turnOfG} = (await written("turn-of-g")) as {turnOfG: (game: Game, losses: Losses) => Scalar};
    // D descends the mean of its two losses, in the usual step their sum. Under Adam that is the same, with half of ε.
    const half: Partial<StepSettings> = {discriminator: {learningRate: 0.02, epsilon: 0.5e-8}};
    const step: OwnStep = (game) => ({discriminator: turnOfD(game, losses), generator: turnOfG(game, losses)});
    for (const gan of [pointGan({generatorHidden: [8], discriminatorHidden: [8]}), tiny({norm: true})])
      expect(worst(await trained(gan, half, step), await trained(gan, {}))).toBeLessThan(2e-5);
  });

  it("Adam", async () => {
    type Numbers = {learningRate: number; beta1: number; beta2: number; epsilon: number};
    type Memory = {weight: number; m: number; v: number};
    const {adam} = (await written("write-adam")) as {
      adam: (memory: Memory, gradient: number, t: number, settings: Numbers) => Memory;
    };
    const settings: Numbers = {learningRate: 0.1, beta1: 0.5, beta2: 0.9, epsilon: 0.01};
    const weights = {w: tf.tensor1d([1])};
    const state = startAdam(weights, ["w"]);
    let memory = {weight: 1, m: 0, v: 0};
    for (const [i, gradient] of [...numbers(3, 5, 2)].entries()) {
      memory = adam(memory, gradient, i + 1, settings);
      const slope = tf.tensor1d([gradient]);
      updateAdam(weights, {w: slope}, state, settings);
      slope.dispose();
      expect(weights.w.dataSync()[0]).toBeCloseTo(memory.weight, 5);
    }
    tf.dispose([weights, state.mean, state.square]);
  });
});

it("the rule by which modes are counted is that of lib", async () => {
  const {countModes: count} = (await chapterCells("mode-collapse")("counting")).names as {
    countModes: (points: number[][], centres: unknown, sigma: number, within?: number, least?: number) => unknown;
  };
  const {centres, sigma} = pointSet("ring");
  const values = pointSet("ring")
    .batch(100, random(1))
    .images.map((value, i) => (i % 7 === 0 ? value + 0.05 : value));
  const points = Array.from({length: 100}, (_, i) => [values[2 * i], values[2 * i + 1]] as number[]);
  for (const [within, least] of [
    [3, 1],
    [1, 3],
    [10, 20]
  ] as const) {
    // prettier-ignore
    const {captured, highQuality} = countModes({shape: [100, 2], values}, centres, {sigma, within, least});
    expect(count(points, centres, sigma, within, least)).toEqual({captured, highQuality});
  }
});

describe("the networks that stand in a chapter are those of lib:", () => {
  it("dcgan", async () => {
    const dcgan = (await chapterCells("dcgan")("networks")).names["dcgan"] as Gan;
    for (const player of ["generator", "discriminator"] as const)
      expect(layers(dcgan[player])).toEqual(layers(compactDcgan()[player]));
  });

  it("cgan", async () => {
    const conditional = (await chapterCells("cgan")("networks")).names["conditional"] as (of: {channels: number[]}) => Gan;
    for (const [size, first, second] of [
      ["XS", 16, 8],
      ["S", 32, 16]
    ] as const)
      // prettier-ignore
      for (const player of ["generator", "discriminator"] as const)
        expect(layers(conditional({channels: [first, second]})[player])).toEqual(layers(conditionalGan(size)[player]));
  });
});

describe("arithmetic that stands in a chapter is that of lib (convolution):", () => {
  type Loops = (input: number[][], kernel: number[][], options?: {stride: number}) => number[][];
  const matrix = (tag: number, rows: number, columns: number) =>
    Array.from({length: rows}, (_, r) => [...numbers(tag + r, columns, 1)]);

  it.each([1, 2, 3])("convolve, and transposed, with a stride of %i", async (stride) => {
    const {convolve: own} = (await chapterCells("convolution")("convolve")).names as {convolve: Loops};
    const {transposedConvolve: scatter} = (await chapterCells("convolution")("transposed-convolve")).names as {
      transposedConvolve: Loops;
    };
    for (const [input, kernel] of [
      [matrix(1, 6, 9), matrix(2, 3, 2)],
      [matrix(3, 4, 4), matrix(4, 4, 1)]
    ] as const) {
      // prettier-ignore
      expect(own(input, kernel, {stride})).toEqual(convolve(input, kernel, {stride}));
      expect(worst(scatter(input, kernel, {stride}).flat(), transposedConvolve(input, kernel, {stride}).flat())).toBeLessThan(
        1e-12
      );
    }
  });

  it("the output size", async () => {
    const {outputSize: own} = (await chapterCells("convolution")("output-size")).names as {outputSize: typeof outputSize};
    for (const stride of [1, 2, 3])
      for (const padding of [0, 1, 2])
        for (const dilation of [1, 2])
          for (const [input, kernel] of [
            [10, 3],
            [28, 4],
            [7, 1]
          ] as const)
            // prettier-ignore
            expect(own({input, kernel, stride, padding, dilation})).toBe(outputSize({input, kernel, stride, padding, dilation}));
  });
});

describe("arithmetic that stands in a chapter is that of lib (pooling):", () => {
  const map = (tag: number, rows: number, columns: number) =>
    Array.from({length: rows}, (_, r) => [...numbers(tag + r, columns, 3)].map(Math.round));
  const poolings = (["max", "average"] as const).flatMap(
    (kind) =>
    [{kind, size: 2}, {kind, size: 3, stride: 2}, {kind, size: 1, stride: 4}] // prettier-ignore
  );

  it("pooling, and the gradient of the maximum", async () => {
    const {pool: own} = (await chapterCells("pooling")("pool")).names as {pool: typeof pool};
    const {poolGradient: back} = (await chapterCells("pooling")("pool-gradient")).names as {poolGradient: typeof poolGradient};
    for (const pooling of poolings)
      for (const input of [map(1, 6, 6), map(2, 7, 10)]) {
        const output = pool(input, pooling);
        expect(worst(own(input, pooling).flat(), output.flat())).toBeLessThan(1e-12);
        const sent = output.map((row, r) => row.map((_, c) => r + c + 1));
        if (pooling.kind === "max") expect(back(input, sent, pooling)).toEqual(poolGradient(input, sent, pooling));
      }
  });

  it("flattening", async () => {
    const {flatten} = (await chapterCells("pooling")("flatten-code")).names as {flatten: (maps: number[][][]) => number[]};
    const maps = Array.from({length: 3}, (_, r) => map(r, 4, 2));
    expect(flatten(maps)).toEqual(flattenBatch([maps])[0]);
  });

  it("the network that reads", async () => {
    const reading = (await chapterCells("pooling")("reading")).names["reading"] as Network;
    expect(layers(reading)).toEqual(layers(tinymlCnn()));
  });

  it("the loop that trains it: the same losses, weights and examinations, epoch by epoch", async () => {
    const run = chapterCells("pooling");
    const {fit} = (await run("fit")).names as {fit: OwnLoop};
    const set = (seed: number, size: number) => eightByEight(sampleSet(proceduralDigits({seed}), size, random(seed)));
    const subject = {network: tinymlCnn(), train: set(1, 200), validation: set(2, 40), seed: 1, inputs: "unit"} as const;
    let epochs = 0;
    const follower = {epoch: () => void epochs++, gate: () => epochs < 3};
    const own = await trainClassifier({...subject, loop: fit}, follower);
    const lib = await trainClassifier({...subject, epochs: 3, batch: 16, adam: {learningRate: 1e-3}});
    for (const key of ["loss", "accuracy", "validationLoss", "validationAccuracy"] as const)
      expect(
        worst(
          own.history.map((entry) => entry[key]!),
          lib.history.map((entry) => entry[key]!)
        )
      ).toBeLessThan(1e-5);
    for (const [name, {values}] of Object.entries(lib.weights))
      expect(worst([...own.weights[name]!.values], [...values])).toBeLessThan(1e-4);
    // It is what the chapter's Play trains with.
    const asked: unknown[] = [];
    const pretended = {history: live([]), status: live({state: "starting"}), done: new Promise(() => undefined)};
    const runClassifier = (plan: unknown) => (asked.push(plan), pretended);
    const heaps = {train: 1, validation: 2, test: 3};
    const {learn} = (await run("classifier", {runClassifier, ...heaps, invalidation: null, fit})).names as {learn: () => void};
    learn();
    expect(asked).toMatchObject([{loop: fit, ...heaps}]);
  });
});

describe("a metric that stands in a chapter is that of lib:", () => {
  it("Inception Score (evaluation)", async () => {
    const {inceptionScore: own} = (await chapterCells("evaluation")("score", {sure: 0.9, hit: 10, different: 1})).names as {
      inceptionScore: (rows: number[][]) => number;
    };
    for (let trial = 0; trial < 5; trial++) {
      const rows = Array.from({length: 20}, (_, i) => normed([...numbers(10 * trial + i, 6, 1)].map((x) => x ** 4)));
      const expected = inceptionScore({shape: [20, 6], values: Float64Array.from(rows.flat())}, 1).mean;
      expect(own(rows)).toBeCloseTo(expected, 9);
    }
  });

  it("Fréchet's distance in the plane (evaluation)", async () => {
    const real = {x: -1, y: -0.5, spreadX: 0.9, spreadY: 0.5, correlation: 0.5};
    const generated = {x: 1.2, y: 0.8, spreadX: 0.5, spreadY: 0.8, correlation: -0.9};
    const {displayed} = await chapterCells("evaluation")("frechet", {clouds: {real, generated}});
    expect(Number(displayed[0])).toBeCloseTo(planeDistance(real, generated).distance, 2);
  });

  it("precision and recall (evaluation)", async () => {
    const points = (tag: number, count: number) => Array.from({length: count}, (_, i) => [...numbers(tag + i, 2, 1)]);
    for (const k of [1, 3]) {
      const [real, generated] = [points(1, 30), points(40, 20)];
      const {displayed} = await chapterCells("evaluation")("precision-recall", {balls: {real, generated, k}});
      const expected = precisionRecall(rowsOf(real), rowsOf(generated), k);
      expect(displayed).toEqual([`precision ${expected.precision.toFixed(2)}`, `recall    ${expected.recall.toFixed(2)}`]);
    }
  });
});

describe("arithmetic for boards that stands in a chapter is that of lib (deployment):", () => {
  it("folding batch normalisation: no weight differs from the file's", async () => {
    const {displayed} = await chapterCells("deployment")("fold-check");
    expect(Number(/is (.*)$/.exec(String(displayed[0]))?.[1])).toBeLessThan(1e-7);
  });

  it("a step of weights", async () => {
    const {quantise, dequantise, scaleOf} = (await chapterCells("deployment")("quantise")).names as {
      quantise: (x: number, scale: number) => number;
      dequantise: (q: number, scale: number) => number;
      scaleOf: (weights: Float32Array) => number;
    };
    const weights = Float32Array.from(numbers(3, 50, 1));
    const {data, quantisation} = quantiseWeights(weights, 1);
    expect(scaleOf(weights)).toBeCloseTo(quantisation.scales[0]!, 7);
    expect([...weights].map((w) => quantise(w, quantisation.scales[0]!))).toEqual([...data]);
    expect(dequantise(data[4]!, quantisation.scales[0]!)).toBe(data[4]! * quantisation.scales[0]!);
  });

  it("an output of a dense layer in whole numbers, to the step, but where rounding twice differs from rounding once", async () => {
    type Unit = (x: Int8Array, w: Int8Array, bias: number, zeroIn: number, zeroOut: number, factor: unknown) => number;
    const {unit, inWhole} = (await chapterCells("deployment")("whole")).names as {
      unit: Unit;
      inWhole: (factor: number) => unknown;
    };
    const source = random("whole");
    const int8 = (count: number) => Int8Array.from({length: count}, () => source.integer(-127, 127));
    let [same, off] = [0, 0];
    for (let trial = 0; trial < 2000; trial++) {
      const [x, w] = [int8(20), int8(20)];
      const [bias, zero, factor] = [source.integer(-5000, 5000), source.integer(-128, 127), 0.0001 + 0.004 * source.uniform()];
      const sum = x.reduce((total, value, i) => total + (value - zero) * w[i]!, bias);
      const expected = clampInt8(requantiser("reference", factor, [1], 1)(sum, 0) + 3);
      const actual = unit(x, w, bias, zero, 3, inWhole(factor));
      if (actual === expected) same++;
      off = Math.max(off, Math.abs(actual - expected));
    }
    expect(off).toBeLessThanOrEqual(1);
    expect(same).toBeGreaterThan(1990);
  });

  it("the check of the noise: as asked, wrong, constant and no number", async () => {
    const noise = (draw: () => number) => Float32Array.from({length: 1000}, draw);
    const source = random("noise");
    const given = {pageNoise: noise(() => source.normal()), boardNoise: noise(() => source.uniform())};
    const {caught} = (await chapterCells("deployment")("caught", given)).names as {caught: (of: Float32Array) => boolean};
    expect(caught(given.pageNoise)).toBe(false);
    for (const wrong of [given.boardNoise, noise(() => 0), noise(() => NaN), noise(() => Infinity)])
      expect(caught(wrong)).toBe(true);
  });
});

function normed(values: readonly number[]): number[] {
  const sum = values.reduce((a, b) => a + b);
  return values.map((value) => value / sum);
}

describe("a layer that stands in a chapter is that of lib:", () => {
  const scope: InstanceType<typeof tf.Tensor>[] = [];
  const held = <T extends InstanceType<typeof tf.Tensor>>(tensor: T): T => (scope.push(tensor), tensor);
  afterAll(() => tf.dispose(scope));
  const labels = held(tf.tensor2d([0, 0, 1, 1, 0, 0], [2, 3]));

  it("batch normalisation (dcgan)", async () => {
    const {normalise} = (await chapterCells("dcgan")("normalise")).names as {
      normalise: (x: number[], gamma?: number, beta?: number, epsilon?: number) => number[];
    };
    const values = numbers(5, 7, 3);
    const {mean, variance} = tf.moments(held(tf.tensor1d([...values])));
    const expected = tf.batchNorm(held(tf.tensor2d(values, [7, 1])), held(mean), held(variance), 0.5, 1.5, 1e-5);
    expect(worst(normalise([...values], 1.5, 0.5), [...held(expected).dataSync()])).toBeLessThan(1e-5);
  });

  it("minibatch deviation (mode-collapse)", async () => {
    const {withDeviation} = (
      await chapterCells("mode-collapse")("minibatch-deviation", {
        sheetOf: () => ({shape: [2, 784], values: new Float32Array(1568)})
      })
    ).names as {withDeviation: (h: unknown) => InstanceType<typeof tf.Tensor>};
    const h = held(tf.tensor2d(numbers(2, 12, 1), [4, 3]));
    const net = network({input: [3]}, [minibatchDeviation()]);
    const expected = held(forward(net, {[`${net.layers[0]!.name}/mean`]: held(tf.zeros([1]))}, h, {training: true}).output);
    expect(worst([...held(withDeviation(h)).dataSync()], [...expected.dataSync()])).toBeLessThan(1e-6);
  });

  it("the label beside the noise, and the projection (cgan)", async () => {
    type Layer = (x: unknown, labels: unknown, weights?: unknown) => InstanceType<typeof tf.Tensor>;
    const cells = chapterCells("cgan");
    const {joined} = (await cells("joined")).names as {joined: Layer};
    const {projected} = (await cells("projected")).names as {projected: Layer};
    const x = held(tf.tensor2d(numbers(1, 8, 1), [2, 4]));
    for (const [end, of] of [
      [concatLabel(), () => joined(x, labels)],
      [
        projection(),
        (weights: Record<string, unknown>) => {
          const [w, b, e] = ["kernel", "bias", "embedding"].map((role) => weights[`projection1/${role}`]);
          return projected(x, labels, {w, b, e});
        }
      ]
    ] as const) {
      // prettier-ignore
      const net = network({input: [4], label: 3}, end.kind === "concatLabel" ? [end] : [dense(4, {name: "same"}), end]);
      const weights = toTensors(initialise(net, 1, "he"));
      if ("same/kernel" in weights) {
        weights["same/kernel"]!.dispose();
        weights["same/kernel"] = tf.eye(4);
      }
      const expected = held(forward(net, weights, x, {label: labels}).output);
      expect(worst([...held(of(weights)).dataSync()], [...expected.dataSync()])).toBeLessThan(1e-6);
      tf.dispose(weights);
    }
  });
});
