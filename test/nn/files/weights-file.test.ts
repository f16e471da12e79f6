import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {compactDcgan} from "../../../lib/models/dcgan.ts";
import {conditionalGan} from "../../../lib/models/conditional.ts";
import type {StoredNetwork} from "../../../lib/nn/files/weights-file.ts";
import {compactTensor, expandTensor, readWeights, writeWeights} from "../../../lib/nn/files/weights-file.ts";
import {initialise} from "../../../lib/nn/network/initialise.ts";
import {FileError, float32Tensor, integerTensor, readSafetensors, writeSafetensors} from "../../../lib/nn/files/safetensors.ts";
import type {FileTensor} from "../../../lib/nn/files/safetensors.ts";

const gan = conditionalGan("XS");
const generator: StoredNetwork = {network: gan.generator, weights: initialise(gan.generator, 1, "he")};
const discriminator: StoredNetwork = {network: gan.discriminator, weights: initialise(gan.discriminator, 2, "he")};

/** The file with parts of its header or its tensors changed. */
function changed(
  file: Uint8Array,
  change: (metadata: Record<string, string>, tensors: Map<string, FileTensor>) => void
): Uint8Array {
  const {metadata, tensors} = readSafetensors(file);
  change(metadata, tensors);
  return writeSafetensors({metadata, tensors});
}

describe("writeWeights({networks, others, metadata}), readWeights(file)", () => {
  const others = new Map([["history.steps", integerTensor([2], Int32Array.of(0, 600))]]);
  const file = writeWeights({networks: {generator, discriminator}, others, metadata: {note: "kept"}});

  it("gives back every bit of the weights, the networks, and whatever else was given", () => {
    const read = readWeights(file);
    expect(read.networks).toEqual({generator, discriminator});
    expect(read.metadata).toEqual({note: "kept"});
    expect([...read.others.keys()]).toEqual(["history.steps"]);
  });

  it("names the tensors as PyTorch users would", () => {
    expect([...readSafetensors(file).tensors.keys()].slice(0, 3)).toEqual([
      "generator.dense1.kernel",
      "generator.dense1.bias",
      "generator.batchNorm1.gamma"
    ]);
  });

  it("with compact takes a quarter of the bytes, and no weight moves by more than half a level of its channel", () => {
    const {generator: network} = compactDcgan();
    const weights = initialise(network, 3);
    const full = writeWeights({networks: {generator: {network, weights}}});
    const small = writeWeights({networks: {generator: {network, weights}}}, {compact: true});
    expect(small.length).toBeLessThan(0.29 * full.length);
    const read = readWeights(small).networks.generator.weights;
    for (const [name, {shape, values}] of Object.entries(weights)) {
      expect(read[name].shape).toEqual(shape);
      const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const off = values.reduce((most, value, i) => Math.max(most, Math.abs(value - read[name].values[i])), 0);
      expect(off, name).toBeLessThanOrEqual((largest / 254) * 1.0001);
    }
  });

  it("with compact keeps what it has read: writing again changes nothing", () => {
    const once = readWeights(writeWeights({networks: {generator}}, {compact: true})).networks;
    const twice = readWeights(writeWeights({networks: once}, {compact: true})).networks;
    for (const [name, {values}] of Object.entries(once.generator.weights)) {
      const again = twice.generator.weights[name].values;
      values.forEach((value, i) => expect(Math.abs(again[i] - value), name).toBeLessThanOrEqual(1e-6 * Math.abs(value)));
    }
  });

  it("refuses weights that do not fit, and names that are there already", () => {
    expect(() => writeWeights({networks: {generator: {...generator, weights: {}}}})).toThrow(
      'the weight "dense1/kernel" [74, 784] is missing'
    );
    expect(() => writeWeights({networks: {"a.b": generator}})).toThrow('a network in a file cannot be called "a.b"');
    const clash = new Map([["generator.dense1.bias", integerTensor([0], new Uint8Array(0))]]);
    expect(() => writeWeights({networks: {generator}, others: clash})).toThrow(
      '"generator.dense1.bias" cannot be in the file twice'
    );
  });

  const compact = writeWeights({networks: {generator}}, {compact: true});
  const wrong: [what: string, file: Uint8Array, message: string][] = [
    [
      "a file of others",
      writeSafetensors({metadata: {format: "pt"}, tensors: others}),
      "the file holds tensors, but was not written by Gantry: its header does not describe their networks"
    ],
    [
      "another version",
      changed(file, (metadata) => (metadata.gantry = "2")),
      'the file is of version "2"; version 1 can be read'
    ],
    [
      "a network that is no JSON",
      changed(file, (metadata) => (metadata["network.generator"] = "{")),
      "the generator in the file is no network: "
    ],
    [
      "a network without layers",
      changed(file, (metadata) => (metadata["network.generator"] = '{"input": [3]}')),
      "the generator in the file is no network: "
    ],
    [
      "a layer that is not known",
      changed(file, (metadata) => (metadata["network.generator"] = '{"input": [3], "layers": [{"kind": "attention"}]}')),
      "the generator in the file is no network: "
    ],
    [
      "a layer that does not fit",
      changed(
        file,
        (metadata) => (metadata["network.generator"] = '{"input": [3], "layers": [{"kind": "upsample", "factor": 2}]}')
      ),
      "the generator in the file is no network: layer 0 (upsample): needs a map [height, width, channels], was given [3]"
    ],
    [
      "a missing weight",
      changed(file, (_, tensors) => tensors.delete("generator.conv1.kernel")),
      'the tensor "generator.conv1.kernel" [3, 3, 16, 8] is missing'
    ],
    [
      "a weight of another shape",
      changed(file, (_, tensors) => tensors.set("generator.dense1.bias", float32Tensor([4], new Float32Array(4)))),
      'the tensor "generator.dense1.bias" has shape [4], [784] is needed'
    ],
    [
      "a weight of no layer",
      changed(file, (_, tensors) => tensors.set("generator.conv9.bias", float32Tensor([1], new Float32Array(1)))),
      'the weight "generator.conv9.bias" belongs to no layer of its network'
    ],
    [
      "bytes without their scale",
      changed(compact, (_, tensors) => tensors.delete("generator.dense1.kernel.scale")),
      '"generator.dense1.kernel" is stored as bytes, but has no scale for each of its 784 channels'
    ]
  ];
  for (const [what, bytes, message] of wrong) {
    it(`throws a FileError for ${what}`, () => {
      expect(() => readWeights(bytes)).toThrow(FileError);
      expect(() => readWeights(bytes)).toThrow(message);
    });
  }

  it("never throws anything but a FileError, whatever stands in the place of the network", () => {
    const json = fc.oneof(
      fc.json(),
      fc.constantFrom(
        '{"input": {}, "layers": []}',
        '{"input": [1], "layers": [null]}',
        '{"input": [1], "layers": [{"kind": "conv", "filters": 2}]}'
      )
    );
    fc.assert(
      fc.property(json, (text) => {
        const bytes = changed(compact, (metadata) => (metadata["network.generator"] = text));
        expect(() => readWeights(bytes)).toThrow(FileError);
      }),
      {numRuns: 50}
    );
  });
});

describe("compactTensor({shape, values}, axis), expandTensor(name, stored, axis)", () => {
  it("scales each channel of any axis by itself", () => {
    const values = Float32Array.from({length: 2 * 3 * 400}, (_, i) => Math.sin(i) * 10 ** ((Math.floor(i / 400) % 3) - 1));
    const stored = compactTensor({shape: [2, 3, 400], values}, 1);
    expect([stored.tensor.dtype, stored.scale?.shape]).toEqual(["I8", [3]]);
    const back = expandTensor("w", stored, 1).values;
    values.forEach((value, i) =>
      expect(Math.abs(back[i] - value)).toBeLessThanOrEqual(10 ** ((Math.floor(i / 400) % 3) - 1) / 253)
    );
  });
  it("keeps a channel of zeros, and as floats what halves cannot hold", () => {
    const zeros = {shape: [64, 64], values: new Float32Array(4096)};
    expect(expandTensor("w", compactTensor(zeros, 1), 1)).toEqual(zeros);
    expect(compactTensor({shape: [2], values: Float32Array.of(1, 1e5)}, 0).tensor.dtype).toBe("F32");
    expect(compactTensor({shape: [2], values: Float32Array.of(1, 1e-5)}, 0).tensor.dtype).toBe("F16");
  });
});
