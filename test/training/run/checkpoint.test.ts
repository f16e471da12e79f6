import {describe, expect, it} from "vitest";
import {pointGan} from "../../../lib/models/point-gan.ts";
import {FileError, float32Tensor, readSafetensors, writeSafetensors} from "../../../lib/nn/files/safetensors.ts";
import type {FileTensor} from "../../../lib/nn/files/safetensors.ts";
import {writeWeights} from "../../../lib/nn/files/weights-file.ts";
import {readCheckpoint, writeCheckpoint} from "../../../lib/training/run/checkpoint.ts";
import type {Checkpoint} from "../../../lib/training/run/checkpoint.ts";
import {disposeState, loadState, startState, storeState} from "../../../lib/training/step/state.ts";
import type {GanState} from "../../../lib/training/step/state.ts";
import {trainStep} from "../../../lib/training/step/step.ts";
import type {StepSettings} from "../../../lib/training/step/settings.ts";
import {numbers} from "../../fixtures/gan.ts";
import {tf} from "../../nn/tfjs.ts";
import {labelled} from "../tiny-gan.ts";
import {settings as usual} from "../tiny.ts";

const small = labelled();
const settings: StepSettings = {...usual, discriminator: {learningRate: 0.02, beta1: 0.9}};
const rest = {gan: {name: "labelled", source: "this test"}, settings, batch: 4, data: "stripes"};

async function train(state: GanState, steps: number): Promise<void> {
  for (let i = 0; i < steps; i++) {
    const real = tf.tensor(numbers(state.step, 4 * 16, 1), [4, 4, 4, 1]);
    await trainStep(state, {real, labels: [0, 1, 2, 1]}, settings);
    real.dispose();
  }
}

async function trained(steps: number): Promise<Checkpoint> {
  const state = startState(small, "seed");
  await train(state, steps);
  const stored = await storeState(state);
  disposeState(state);
  return {...rest, state: stored, functions: []};
}

/** The file with parts of its header or its tensors changed. */
function changed(
  file: Uint8Array,
  change: (metadata: Record<string, string>, tensors: Map<string, FileTensor>) => void
): Uint8Array {
  const {metadata, tensors} = readSafetensors(file);
  change(metadata, tensors);
  return writeSafetensors({metadata, tensors});
}

describe("writeCheckpoint(checkpoint), readCheckpoint(file)", () => {
  it("gives back every bit", async () => {
    const checkpoint = await trained(2);
    expect(readCheckpoint(writeCheckpoint(checkpoint))).toEqual(checkpoint);
    const average = checkpoint.state.generator.weights;
    const averaged = {...checkpoint, state: {...checkpoint.state, average}};
    expect(readCheckpoint(writeCheckpoint(averaged))).toEqual(averaged);
  });

  it("resumes: a run that was stored and read in the middle ends in the same bits as one that was not", async () => {
    const whole = await trained(5);
    const first = await trained(2);
    const before = tf.memory().numTensors;
    const state = loadState(readCheckpoint(writeCheckpoint(first)).state);
    await train(state, 3);
    expect(await storeState(state)).toEqual(whole.state);
    disposeState(state);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("names the tensors as PyTorch users would, and tells what it is in the header", async () => {
    const {metadata, tensors} = readSafetensors(writeCheckpoint(await trained(1)));
    expect([...tensors.keys()]).toEqual(
      expect.arrayContaining(["generator.conv1.kernel", "optimizer.discriminator.square.projection1.embedding"])
    );
    expect(tensors.has("optimizer.generator.mean.batchNorm1.variance")).toBe(false);
    expect(JSON.parse(metadata.training)).toEqual({
      ...rest,
      functions: [],
      step: 1,
      seed: "seed",
      updates: {generator: 1, discriminator: 1}
    });
    expect(JSON.parse(metadata["network.discriminator"])).toEqual(small.discriminator);
  });

  it("leaves out settings that are functions, and says which", async () => {
    const checkpoint = await trained(0);
    const draw = (_: string, count: number): Float32Array => new Float32Array(count);
    const read = readCheckpoint(writeCheckpoint({...checkpoint, settings: {...settings, draw}}));
    expect(read.settings).toEqual(settings);
    expect(read.functions).toEqual(["draw"]);
  });

  it("stores networks of any kind: points, and no labels", async () => {
    const gan = pointGan();
    const state = startState(gan, 7, "he");
    const stored = await storeState(state);
    disposeState(state);
    const checkpoint = {
      gan: {name: gan.name, source: gan.source},
      state: stored,
      settings,
      batch: 64,
      data: "ring",
      functions: []
    };
    expect(readCheckpoint(writeCheckpoint(checkpoint))).toEqual(checkpoint);
  });

  it("throws a FileError that says what is wrong", async () => {
    const checkpoint = await trained(1);
    const file = writeCheckpoint(checkpoint);
    const training = (changes: object): Uint8Array =>
      changed(
        file,
        (metadata) => (metadata.training = JSON.stringify({...(JSON.parse(metadata.training) as object), ...changes}))
      );
    const {generator, discriminator} = checkpoint.state;
    const wrong: [file: Uint8Array, message: string][] = [
      [file.subarray(0, file.length - 5), "the file is cut off"],
      [writeWeights({networks: {generator, discriminator}}), "the file holds weights, but no training that could go on"],
      [changed(file, (metadata) => (metadata.gantry = "0")), 'the file is of version "0"; version 1 can be read'],
      [changed(file, (metadata) => (metadata.training = "{")), "what the file says of the training is not JSON"],
      [
        changed(file, (metadata) => (metadata.training = "null")),
        "the file must say the step as a whole number, it says undefined"
      ],
      [training({step: -1}), "the file must say the step as a whole number, it says -1"],
      [
        training({updates: {generator: 1}}),
        "the file must say the updates of the discriminator as a whole number, it says undefined"
      ],
      [training({seed: 7}), "the file must say the seed, it says 7"],
      [training({settings: null}), "the file has no settings of the training"],
      [
        writeWeights({networks: {generator}, metadata: {training: readSafetensors(file).metadata.training}}),
        'the tensor "optimizer.generator.mean.dense1.kernel" [6, 16] is missing'
      ],
      [
        changed(file, (_, tensors) => tensors.delete("discriminator.conv1.kernel")),
        'the tensor "discriminator.conv1.kernel" [3, 3, 1, 4] is missing'
      ],
      [changed(file, (metadata) => delete metadata["network.discriminator"]), "the file has no discriminator"],
      [
        changed(file, (_, tensors) =>
          tensors.set("optimizer.generator.mean.dense1.bias", float32Tensor([1], Float32Array.of(1)))
        ),
        'the tensor "optimizer.generator.mean.dense1.bias" has shape [1], [16] is needed'
      ],
      [
        changed(file, (_, tensors) => tensors.set("generator_average.dense1.bias", float32Tensor([16], new Float32Array(16)))),
        'the tensor "generator_average.dense1.kernel" [6, 16] is missing'
      ],
      [
        changed(file, (_, tensors) => tensors.set("else", float32Tensor([1], new Float32Array(1)))),
        'the tensor "else" belongs to no part of the training'
      ]
    ];
    for (const [bytes, message] of wrong) {
      expect(() => readCheckpoint(bytes), message).toThrow(FileError);
      expect(() => readCheckpoint(bytes)).toThrow(message);
    }
  });
});
