import {describe, expect, it} from "vitest";
import {concatLabel, dense} from "../../../lib/nn/network/layers.ts";
import {initialise} from "../../../lib/nn/network/initialise.ts";
import {network} from "../../../lib/nn/network/network.ts";
import {plainForward} from "../../../lib/nn/network/plain-forward.ts";
import {random} from "../../../lib/random.ts";
import {namedBy, plainRunner} from "../../../lib/nn/runner/runner.ts";

const net = network({input: [3], label: 2}, [concatLabel(), dense(4)]);
const stored = {network: net, weights: initialise(net, 1, "he")};
const source = random(2);
const input = {shape: [5, 3], values: Float32Array.from({length: 15}, () => source.normal())};
const labels = [0, 1, 1, 0, 1];

describe("plainRunner(stored, {where, atOnce}).run(input, {labels, part, signal})", () => {
  it("gives what plainForward gives, in parts", async () => {
    const parts: number[][] = [];
    const runner = plainRunner(stored, {where: "here", atOnce: 2});
    const output = await runner.run(input, {labels, part: ({from, output}) => parts.push([from, output.shape[0]!])});
    expect(output).toEqual(plainForward(net, stored.weights, input, {labels}));
    expect(parts).toEqual([[0, 2], [2, 2], [4, 1]]); // prettier-ignore
  });

  it("stops between two parts when the caller gives up, and answers the next", async () => {
    const stop = new AbortController();
    const runner = plainRunner(stored, {where: "here", atOnce: 1});
    const parts: number[] = [];
    const given = runner.run(input, {
      labels,
      signal: stop.signal,
      part: ({from}) => (parts.push(from), from === 1 && stop.abort())
    });
    await expect(given).rejects.toThrow("aborted");
    expect(parts).toEqual([0, 1]);
    expect((await runner.run(input, {labels})).shape).toEqual([5, 4]);
  });

  it("rejects with what does not fit, and after its end", async () => {
    const runner = plainRunner(async () => stored, {where: "here"});
    await expect(runner.run(input, {labels: [0]})).rejects.toThrow("needs a label for each of 5 examples, got 1");
    await expect(runner.run({shape: [1, 2], values: new Float32Array(2)}, {labels: [0]})).rejects.toThrow("must be [n, 3]");
    runner.dispose();
    await expect(runner.run(input, {labels})).rejects.toThrow("disposed");
    await expect(plainRunner({network: net, weights: {}}, {where: "here"}).run(input, {labels})).rejects.toThrow("missing");
  });
});

describe("namedBy(classifier, images)", () => {
  it("names the largest logit of each", async () => {
    const reader = network({input: [2]}, [dense(3, {bias: false})]);
    const weights = {"dense1/kernel": {shape: [2, 3], values: Float32Array.of(1, 2, 0, 0, 0, 3)}};
    const classifier = plainRunner({network: reader, weights}, {where: "here"});
    expect(await namedBy(classifier, {shape: [2, 2], values: Float32Array.of(1, 0, 0, 1)})).toEqual(Uint8Array.of(1, 2));
  });
});
