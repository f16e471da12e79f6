import {afterEach, describe, expect, it} from "vitest";
import type {Gan} from "../../../lib/models/gan.ts";
import {batchNorm, dense, leakyRelu, ownLayer, relu} from "../../../lib/nn/network/layers.ts";
import {network} from "../../../lib/nn/network/network.ts";
import {readCheckpoint, resumed} from "../../../lib/training/run/checkpoint.ts";
import {recipeOf} from "../../../lib/training/run/recipe.ts";
import {sendablePlan, trainer} from "../../../lib/training/run/trainer.ts";
import type {RunPlan, Trainer} from "../../../lib/training/run/types.ts";
import {sentState, startState, storeState, disposeState} from "../../../lib/training/step/state.ts";
import {CARRIER, unpacked} from "../../../lib/worker/portable.ts";
import {byHand, ownDense} from "../../nn/network/own-layers.ts";
import {smallPlan} from "../small-plan.ts";
import "../wasm.ts";

const ours: Gan = {
  name: "ours",
  source: "this test",
  generator: network({input: [2]}, [dense(6), relu(), batchNorm(), dense(2)]),
  discriminator: network({input: [2]}, [dense(6), leakyRelu(), dense(1)])
};
const gan: Gan = {...ours, generator: byHand(ours.generator), discriminator: byHand(ours.discriminator)};
const settings = {...smallPlan.settings, average: 0.9};
const plan: RunPlan = {...smallPlan, gan, settings};

const open: Trainer[] = [];
afterEach(async () => {
  open.splice(0).forEach((run) => run.dispose());
  await new Promise((resolve) => setTimeout(resolve));
});

function start(changes: Partial<RunPlan> = {}): Trainer {
  const run = trainer({...plan, ...changes}, {backend: "wasm", sampleEvery: 1, snapshotEvery: 2});
  open.push(run);
  return run;
}

const numbers = (run: Trainer) => run.history.value.entries.map(({milliseconds: _, ...entry}) => entry);
const sheets = (run: Trainer) => run.history.value.sheets.map(({step, images}) => [step, [...images.values]]);

describe("a run of networks with layers of one's own", () => {
  it("learns what ours learns, and draws what ours draws", async () => {
    const [own, usual] = [start(), start({gan: ours})];
    await Promise.all([own.step(5), usual.step(5)]);
    for (const [i, entry] of numbers(own).entries()) {
      expect(entry.generatorLoss).toBeCloseTo(numbers(usual)[i].generatorLoss, 3);
      expect(Object.keys(entry.generatorNorms)).toEqual(Object.keys(numbers(usual)[i].generatorNorms));
    }
    const noise = {shape: [3, 2], values: Float32Array.of(1, 0, -1, 0.5, 0.2, 2)};
    for (const average of [false, true]) {
      const [mine, theirs] = await Promise.all([own, usual].map((run) => run.generate(noise, {average})));
      mine.values.forEach((value, i) => expect(value).toBeCloseTo(theirs.values[i], 3));
    }
    expect(Object.keys(await own.activations("generator", noise))).toEqual(ours.generator.layers.map(({name}) => name));
    expect(await own.judge(noise)).toHaveLength(3);
  });

  it("is told phase by phase", async () => {
    const [whole, phases] = [start(), start()];
    await whole.step(1);
    while (phases.history.value.entries.length === 0) await phases.nextPhase();
    expect(numbers(phases)).toEqual(numbers(whole));
  });

  it("goes back, and does the same steps again", async () => {
    const run = start();
    await run.step(5);
    const [before, drawn] = [numbers(run), sheets(run)];
    await run.goTo(3);
    await run.step(2);
    expect([numbers(run), sheets(run)]).toEqual([before, drawn]);
  });

  it("branches, and both go on alike", async () => {
    const run = start();
    await run.step(2);
    const branch = await run.branch({});
    open.push(branch);
    await Promise.all([run.step(2), branch.step(2)]);
    expect(numbers(branch)).toEqual(numbers(run));
  });

  it("is saved without its code, and goes on with that of a plan", async () => {
    const run = start();
    await run.step(3);
    const file = await run.save();
    expect(/=>|matMul/.test(new TextDecoder("latin1").decode(file))).toBe(false);
    await run.step(2);
    const again = start({seed: 9});
    await again.load(file);
    await again.step(2);
    expect(numbers(again)).toEqual(numbers(run).slice(3));
    expect(await again.save()).toEqual(await run.save());
  });

  it("does not go on with a plan that has no such layer, or another", async () => {
    const run = start();
    await run.step(1);
    const checkpoint = readCheckpoint(await run.save());
    expect(() => resumed({...plan, gan: ours}, checkpoint)).toThrow(
      new Error(
        'the run was trained with a layer of your own, "dense1" of the generator, whose code no file can hold: give it in the plan'
      )
    );
    const wider = network({input: [2]}, [
      ownDense({units: 7, name: "dense1"}),
      relu(),
      batchNorm(),
      ownDense({units: 2, name: "dense2"})
    ]);
    expect(() => resumed({...plan, gan: {...gan, generator: wider}}, checkpoint)).toThrow(
      new RangeError('layer "dense1" of the generator gave [6] when it was trained, in the plan it is [7]')
    );
    const bare = ownLayer({name: "dense1", output: [6], weights: {kernel: [2, 6]}, forward: (x) => x});
    const generator = network({input: [2]}, [bare, ...gan.generator.layers.slice(1)]);
    expect(() => resumed({...plan, gan: {...gan, generator}}, checkpoint)).toThrow(
      new RangeError(
        'layer "dense1" of the generator had weights kernel [2, 6], bias [6] when it was trained, in the plan it is kernel [2, 6]'
      )
    );
  });

  it("has another recipe when the code is another", async () => {
    const other = {...gan, generator: network(gan.generator, gan.generator.layers.map((layer) => ({...layer, forward: () => null as never})))}; // prettier-ignore
    expect(await recipeOf({...plan, gan: other})).not.toBe(await recipeOf(plan));
    expect(await recipeOf({...plan, gan: {...gan}})).toBe(await recipeOf(plan));
  });

  it("fails in words, and stands at its last good step", async () => {
    let calls = 0;
    const tiring = ownLayer({forward: (x) => (calls++ > 30 ? (x.reshape([-1]) as never) : x)});
    const run = start({gan: {...ours, generator: network({input: [2]}, [dense(2), tiring])}});
    await expect(run.step(100)).rejects.toThrow(
      'layer "own1" was promised to give [16, 2] for [16, 2], but its forward gave [32]'
    );
    expect(run.status.value.state).toBe("failed");
  });

  it("names the layer in which a number first was not finite", async () => {
    const wild = ownLayer({weights: {scale: {shape: [1], start: 1}}, forward: (x, {scale}) => x.mul(scale).mul(1e38).mul(1e38)});
    const run = start({gan: {...ours, generator: network({input: [2]}, [dense(2), wild])}});
    await expect(run.step(1)).rejects.toThrow('layer "own1" of G: the output is ');
  });
});

describe("what crosses to a worker", () => {
  it("is the network as data, each layer's code as its source", async () => {
    const carried: unknown[] = [];
    const carrier = async (what: unknown) => (carried.push(what), {source: "", values: {}, places: []});
    (globalThis as Record<symbol, unknown>)[CARRIER] = carrier;
    const crossed = await sendablePlan(plan).finally(() => delete (globalThis as Record<symbol, unknown>)[CARRIER]);
    if (!("plan" in crossed)) throw new Error(crossed.reason);
    const sent = structuredClone(crossed.plan);
    expect(carried).toEqual([...gan.generator.layers, ...gan.discriminator.layers].flatMap((layer) => layer.kind === "own" ? [layer.forward] : [])); // prettier-ignore
    const [first] = sent.gan.generator.layers;
    const weights = {kernel: {shape: [2, 6]}, bias: {shape: [6]}};
    expect(first).toMatchObject({kind: "own", name: "dense1", weights, output: [6], outputShape: [6]});
    expect(await unpacked({input: sent.gan.generator.input})).toEqual({input: [2]});
  });

  it("or says which layer stays, and why", async () => {
    expect(await sendablePlan(plan)).toEqual({
      reason: "it is carried out in the page: gan.generator.layers.0.forward is a function, which cannot be sent to a worker"
    });
  });

  it("is a state without code on its way back", async () => {
    const state = startState(gan, 1);
    const stored = await storeState(state);
    disposeState(state);
    expect(() => structuredClone(stored)).toThrow();
    expect(structuredClone(sentState(stored)).generator.network.layers[0]).toMatchObject({kind: "own", forward: null});
  });
});
