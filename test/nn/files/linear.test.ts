import {describe, expect, it} from "vitest";
import {readSafetensors, writeSafetensors} from "../../../lib/nn/files/safetensors.ts";
import {readWeights, writeWeights} from "../../../lib/nn/files/weights-file.ts";
import {initialise} from "../../../lib/nn/network/initialise.ts";
import {dense, relu} from "../../../lib/nn/network/layers.ts";
import {network} from "../../../lib/nn/network/network.ts";
import {countWork, growth, most} from "../../growth.ts";

countWork();

const byte = {dtype: "U8" as const, shape: [1], bytes: new Uint8Array(1)};
const tensors = (count: number) => new Map(Array.from({length: count}, (_, i) => [`tensor.${i}`, byte]));
const one = JSON.stringify(network({input: [1]}, [relu()]));

/** A file with as many networks, none of which has a weight, and twenty times as many tensors. */
function manyNetworks(count: number): Uint8Array {
  const networks = Array.from({length: count}, (_, i) => [`network.part${i}`, one] as const);
  return writeSafetensors({metadata: {gantry: "1", ...Object.fromEntries(networks)}, tensors: tensors(20 * count)});
}

function deep(layers: number): Uint8Array {
  const made = network(
    {input: [2]},
    Array.from({length: layers}, () => dense(2))
  );
  return writeWeights({networks: {generator: {network: made, weights: initialise(made, 1)}}});
}

describe("four times the file is at most four times the work, or a little more:", () => {
  it("tensors of a safetensors file", async () => {
    const work = (n: number) => {
      const file = writeSafetensors({metadata: {}, tensors: tensors(n)});
      return () => readSafetensors(file);
    };
    expect(await growth(work, 2000)).toBeLessThan(most);
  });

  it("networks of a file, and tensors that belong to none of them", async () => {
    const work = (n: number) => {
      const file = manyNetworks(n);
      return () => readWeights(file);
    };
    expect(await growth(work, 100)).toBeLessThan(most);
  });

  it("layers of a network, read and written", async () => {
    const work = (n: number) => {
      const file = deep(n);
      const {networks} = readWeights(file);
      return () => [readWeights(file), writeWeights({networks})];
    };
    expect(await growth(work, 100)).toBeLessThan(most);
  });
});

describe("readWeights(file) of a hundred thousand names", () => {
  it("reads them all, and finds the one that belongs to no layer", () => {
    const names = new Map(tensors(100_000)).set("part7.kernel", byte);
    const metadata = {gantry: "1", "network.part7": one, "network.part": one};
    expect(() => readWeights(writeSafetensors({metadata, tensors: names}))).toThrow(
      'the weight "part7.kernel" belongs to no layer'
    );
    expect(readWeights(writeSafetensors({metadata, tensors: tensors(100_000)})).others.size).toBe(100_000);
  });
});

describe("names of a file that every object has", () => {
  const special = ["__proto__", "constructor", "hasOwnProperty", "toString"];

  it("are tensors and metadata like others", () => {
    const text = JSON.stringify(
      Object.fromEntries(special.map((name, i) => [name, {dtype: "U8", shape: [1], data_offsets: [i, i + 1]}]))
    );
    const header = new TextEncoder().encode(text);
    const file = new Uint8Array(8 + header.length + special.length);
    new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
    file.set(header, 8);
    expect([...readSafetensors(file).tensors.keys()].sort()).toEqual([...special].sort());
  });

  it("are networks by name, and kinds of layers that there are none of", () => {
    for (const name of special) {
      const metadata = Object.fromEntries([
        ["gantry", "1"],
        [`network.${name}`, one]
      ]);
      const {networks} = readWeights(writeSafetensors({metadata, tensors: new Map()}));
      expect(Object.keys(networks)).toEqual([name]);
      expect(Object.getPrototypeOf(networks)).toBe(Object.prototype);
      const odd = JSON.stringify({input: [1], layers: [{kind: name}]});
      const file = writeSafetensors({metadata: {gantry: "1", "network.generator": odd}, tensors: new Map()});
      expect(() => readWeights(file)).toThrow(/the generator in the file is no network/);
    }
  });
});
