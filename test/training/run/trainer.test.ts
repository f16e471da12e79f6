import {afterEach, describe, expect, it, vi} from "vitest";
import {imageSet} from "../../../lib/data/image-set.ts";
import type {Gan} from "../../../lib/models/gan.ts";
import {pointGan} from "../../../lib/models/point-gan.ts";
import {batchNorm, concatLabel, conv, dense, flatten, leakyRelu, relu, reshape, tanh} from "../../../lib/nn/network/layers.ts";
import {network} from "../../../lib/nn/network/network.ts";
import {phasesOf} from "../../../lib/training/step/phases.ts";
import {checkpointStep, readCheckpoint} from "../../../lib/training/run/checkpoint.ts";
import type {RunOptions, RunPlan, RunStatus, Trainer} from "../../../lib/training/run/types.ts";
import {trainer} from "../../../lib/training/run/trainer.ts";
import {smallPlan as plan} from "../small-plan.ts";
import {tf} from "../wasm.ts";

/** Images of three classes, and networks with batch normalisation and labels for them. */
const pictures: Pick<RunPlan, "gan" | "data"> = {
  gan: {
    name: "small",
    source: "this test",
    generator: network({input: [3], label: 3}, [concatLabel(), dense(16), batchNorm(), relu(), reshape([4, 4, 1]), tanh()]),
    discriminator: network({input: [4, 4, 1], label: 3}, [
      conv(4, {kernel: 3, stride: 2, bias: false}),
      batchNorm(),
      leakyRelu(),
      flatten(),
      concatLabel(),
      dense(1)
    ])
  } satisfies Gan,
  data: imageSet({
    name: "squares",
    shape: [4, 4, 1],
    pixels: Uint8Array.from({length: 6 * 16}, (_, i) => (i * 37) % 256),
    labels: Uint8Array.of(0, 1, 2, 0, 1, 2)
  })
};

const open: Trainer[] = [];
afterEach(async () => {
  open.splice(0).forEach((run) => run.dispose());
  await new Promise((resolve) => setTimeout(resolve));
});

function start(changes: Partial<RunPlan> = {}, options: RunOptions = {}): Trainer {
  const run = trainer({...plan, ...changes}, {backend: "wasm", ...options});
  open.push(run);
  return run;
}

/** The numbers of a run's steps, without how long they took. */
const numbers = (run: Trainer) => run.history.value.entries.map(({milliseconds: _, ...entry}) => entry);
const steps = (run: Trainer) => run.history.value.entries.map(({step}) => step);
const sheetSteps = (run: Trainer) => run.history.value.sheets.map(({step}) => step);
const images = (run: Trainer) => run.history.value.sheets.map(({step, images}) => [step, [...images.values]]);

describe("trainer(plan, options)", () => {
  it("leaves the plan's own step aside when it is told to: the usual one plays as the settings say", async () => {
    const own = (): never => {
      throw new Error("this step was not to be taken");
    };
    const settings = {...plan.settings, loss: "hinge", discriminatorSteps: 2} as const;
    const [usual, aside] = [start({settings}), start({settings, step: own, ownStep: false})];
    await Promise.all([usual.step(3), aside.step(3)]);
    expect(numbers(aside)).toEqual(numbers(usual));
    await expect(start({settings, step: own}).step()).rejects.toThrow("this step was not to be taken");
  });

  it("stands before its first step when it is ready, with a sheet and a snapshot of it", async () => {
    const run = start();
    expect(run.status.value).toMatchObject({state: "starting", step: 0, backend: null});
    await run.ready;
    expect(run.status.value).toMatchObject({state: "paused", where: "here", step: 0, phase: 0, backend: {name: "wasm"}});
    expect([steps(run), sheetSteps(run), run.history.value.snapshots]).toEqual([[], [0], [0]]);
    expect(run.history.value.sheets[0].images.shape).toEqual([256, 2]);
  });

  it("gives the same numbers for the same seed, and others for another", async () => {
    const [first, second, other] = [start(), start(), start({seed: 2})];
    await Promise.all([first.step(5), second.step(5), other.step(5)]);
    expect(numbers(second)).toEqual(numbers(first));
    expect(images(second)).toEqual(images(first));
    expect(numbers(other)).not.toEqual(numbers(first));
  });

  it("gives the same numbers whether it is played, stepped, or done phase by phase", async () => {
    const [stepped, phased] = [start(pictures), start(pictures)];
    await stepped.step(2);
    for (let i = 0; i < 2 * phasesOf(plan.settings).length; i++) await phased.nextPhase();
    expect(numbers(phased)).toEqual(numbers(stepped));
    const slow = start(pictures);
    slow.play({until: 2, phases: true, pause: 1});
    await slow.step(1);
    expect(numbers(slow).slice(0, 1)).toEqual(numbers(stepped).slice(0, 1));
  });

  it("makes sheets of one row of samples for each class, of the same noise", async () => {
    const run = start(pictures, {samples: 6, sampleEvery: 1});
    await run.step(2);
    const {sheets} = run.history.value;
    expect(sheets.map(({step, labels, images}) => [step, labels, images.shape])).toEqual(
      [0, 1, 2].map((step) => [step, [0, 0, 1, 1, 2, 2], [6, 4, 4, 1]])
    );
    expect(sheets[2].images.values).not.toEqual(sheets[1].images.values);
  });

  it("keeps the norms of the gradients by layer", async () => {
    const run = start(pictures);
    await run.step();
    const [{generatorNorms, discriminatorNorms}] = run.history.value.entries;
    expect(Object.keys(generatorNorms)).toEqual(["dense1", "batchNorm1"]);
    expect(Object.keys(discriminatorNorms)).toEqual(["conv1", "batchNorm1", "dense1"]);
    expect(Object.values({...generatorNorms, ...discriminatorNorms}).every((norm) => norm > 0)).toBe(true);
  });

  it("rejects a plan whose parts do not fit, before anything is trained, and says so in the status", async () => {
    const run = start({data: pictures.data});
    const message = "the examples of squares are [4, 4, 1], but the generator of Point GAN 2-8 makes [2]";
    await expect(run.ready).rejects.toThrow(new RangeError(message));
    expect(run.status.value).toMatchObject({state: "failed", error: {message}});
    await expect(run.step()).rejects.toThrow(message);
    await expect(start({batch: 0}).ready).rejects.toThrow("batch must be a whole number from 1, got 0");
    await expect(start({settings: {...plan.settings, average: 2}}).ready).rejects.toThrow(
      "average must be a decay in [0, 1), got 2"
    );
    await expect(start({}, {samples: 0}).ready).rejects.toThrow("samples must be a whole number from 1, got 0");
    await run.restart({data: plan.data});
    await run.step();
    expect(steps(run)).toEqual([1]);
  });
});

describe("run.play({until, pause, phases}), run.pause()", () => {
  it("trains until it is paused, and does nothing more afterwards", async () => {
    const run = start();
    run.play();
    await new Promise<void>((resolve) => run.history.subscribe(({entries}) => entries.length >= 3 && resolve()));
    await run.pause();
    const {step, phase, state} = run.status.value;
    expect(state).toBe("paused");
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(run.status.value).toMatchObject({step, phase, state: "paused"});
    expect(steps(run)).toEqual(Array.from({length: step}, (_, i) => i + 1));
  });

  it("stops at `until`, and shows every phase with `phases`", async () => {
    const run = start();
    const shown: string[] = [];
    run.phase.subscribe((view) => view && shown.push(view.phase));
    const ended = new Promise<void>((resolve) =>
      run.status.subscribe(({state, step}) => state === "paused" && step === 1 && resolve())
    );
    await run.ready;
    run.play({until: 1, phases: true, pause: 20});
    await ended;
    expect(shown).toEqual(phasesOf(plan.settings).map(({name}) => name));
  });

  it("steps on where it was stopped in the middle of a step: that step counts", async () => {
    const run = start();
    await run.nextPhase();
    expect(run.status.value).toMatchObject({step: 0, phase: 1});
    await run.step();
    expect(run.status.value).toMatchObject({step: 1, phase: 0});
  });

  it("counts two clicks as two steps", async () => {
    const run = start();
    await Promise.all([run.step(), run.step()]);
    expect(steps(run)).toEqual([1, 2]);
  });

  it("makes a sheet where it stops, which gives way to the next", async () => {
    const run = start({}, {sampleEvery: 4});
    await run.step(2);
    expect(sheetSteps(run)).toEqual([0, 2]);
    await run.step(3);
    expect(sheetSteps(run)).toEqual([0, 4, 5]);
  });
});

describe("run.nextPhase()", () => {
  it("gives what can be looked at: the tensors, and after an update the gradients that were followed", async () => {
    const run = start(pictures);
    const views = [];
    for (let i = 0; i < phasesOf(plan.settings).length; i++) views.push(await run.nextPhase());
    expect(views.map(({phase, turn, index, step}) => [phase, turn, index, step])).toEqual(
      phasesOf(plan.settings).map(({name, turn}, index) => [name, turn, index, 1])
    );
    const [, generate, , judgeFake, updateD, , again, judge, updateG] = views;
    expect(generate.tensors.fake!.shape).toEqual([16, 4, 4, 1]);
    expect(judgeFake.tensors.fakeLogits!.shape).toEqual([16, 1]);
    expect(judgeFake.tensors.fakeLoss!.shape).toEqual([]);
    expect(Object.keys(updateD.norms ?? {})).toEqual(["conv1", "batchNorm1", "dense1"]);
    expect(again.tensors.fakeAgain!.shape).toEqual([16, 4, 4, 1]);
    expect(judge.tensors.fakeAgain!.values).toEqual(again.tensors.fakeAgain!.values);
    expect(updateG.norms).toEqual(run.history.value.entries[0].generatorNorms);
    expect(run.phase.value).toEqual(updateG);
  });

  it("shows at most 64 examples", async () => {
    const run = start({batch: 100});
    expect((await run.nextPhase()).tensors.noise!.shape).toEqual([64, 2]);
  });
});

describe("run.goTo(step)", () => {
  it("leads back to any step and gives, from there, the same numbers to the bit", async () => {
    const run = start(
      {...pictures, settings: {...plan.settings, average: 0.9, labelFlips: 0.1, discriminatorSteps: 2}},
      {snapshotEvery: 4, sampleEvery: 1}
    );
    await run.step(6);
    const [first, sheets] = [numbers(run), images(run)];
    expect(run.history.value.snapshots).toEqual([0, 4, 6]);
    for (const step of [5, 4, 2, 0]) {
      await run.goTo(step);
      expect(run.status.value).toMatchObject({state: "paused", step, phase: 0});
      expect(steps(run)).toEqual(first.slice(0, step).map((entry) => entry.step));
      expect(run.history.value.snapshots.every((kept) => kept <= step)).toBe(true);
      await run.step(6 - step);
      expect(numbers(run)).toEqual(first);
      expect(images(run)).toEqual(sheets);
    }
  });

  it("does so on the cpu backend too", async () => {
    const run = start({batch: 4}, {backend: "cpu", snapshotEvery: 2, samples: 4});
    await run.step(3);
    const first = numbers(run);
    await run.goTo(1);
    expect(run.status.value).toMatchObject({state: "paused", step: 1, backend: {name: "cpu"}});
    await run.step(2);
    expect(numbers(run)).toEqual(first);
  });

  it("is quick from where the run was paused: the pause takes a snapshot, in the middle of a step too", async () => {
    const run = start({}, {snapshotEvery: 1000});
    await run.step(7);
    await run.nextPhase();
    expect(run.history.value.snapshots).toEqual([0, 7]);
    await run.step(2);
    await run.nextPhase();
    expect(run.history.value.snapshots).toEqual([0, 9]);
    const replays: unknown[] = [];
    run.status.subscribe(({replay}) => replay && replays.push(replay));
    await run.goTo(9);
    expect([run.status.value.step, run.status.value.phase]).toEqual([9, 0]);
    expect(replays.every((replay) => (replay as {from: number}).from === 9)).toBe(true);
  });

  it("says from where to where it goes, how far it is and how long it will take, and stands meanwhile where it stood", async () => {
    const run = start({}, {snapshotEvery: 1000});
    await run.step(30);
    const told: RunStatus[] = [];
    run.status.subscribe((status) => void told.push(status));
    await run.goTo(20);
    const replaying = told.filter(({state}) => state === "replaying");
    expect(replaying.length).toBeGreaterThan(0);
    for (const {step, replay} of replaying) {
      expect([step, replay]).toEqual([30, {from: 0, to: 20, step: expect.any(Number), secondsLeft: expect.any(Number)}]);
    }
    expect(run.status.value.replay).toBeUndefined();
  });

  it("can be stopped, and leaves the run where it stood, in the middle of a step, with all that it had", async () => {
    const run = start({}, {snapshotEvery: 1000, sampleEvery: 4});
    await run.step(40);
    await run.nextPhase();
    const before = JSON.stringify([run.history.value, run.status.value.step, run.status.value.phase]);
    const tensors = tf.memory().numTensors;
    const going = run.goTo(39);
    await new Promise<void>((resolve) => run.status.subscribe(({replay}) => replay && replay.step >= 1 && resolve()));
    const paused = run.pause();
    // At once, however long the phase takes that it is in; and nothing late brings it back.
    expect([run.status.value.state, run.status.value.replay]).toEqual(["paused", undefined]);
    const states: string[] = [];
    run.status.subscribe(({state}) => void states.push(state));
    await paused;
    await going;
    expect(new Set(states)).toEqual(new Set(["paused"]));
    expect(JSON.stringify([run.history.value, run.status.value.step, run.status.value.phase])).toBe(before);
    expect(run.status.value).toMatchObject({state: "paused", step: 40, phase: 1});
    expect(tf.memory().numTensors).toBe(tensors);
    await run.step(2);
    const whole = start();
    await whole.step(42);
    expect(numbers(run)).toEqual(numbers(whole));
  });

  it("keeps snapshots of the steps that it did again, so that going back further is as quick", async () => {
    const run = start({}, {snapshotEvery: 4, snapshots: 20});
    await run.step(100);
    const sparse = run.history.value.snapshots;
    await run.goTo(57);
    expect(sparse).not.toContain(52);
    expect(run.history.value.snapshots.slice(-3)).toEqual([52, 56, 57]);
  });

  it("leaves a step in progress behind", async () => {
    const run = start();
    await run.step(2);
    await run.nextPhase();
    await run.goTo(2);
    expect(run.status.value).toMatchObject({step: 2, phase: 0});
    expect(run.phase.value).toBeNull();
  });

  it("refuses a step that was not done", async () => {
    const run = start();
    await run.step(2);
    for (const step of [3, -1, 1.5]) {
      await expect(run.goTo(step)).rejects.toThrow(
        new RangeError(`goTo(step) needs a step that was done, from 0 to 2, got ${step}`)
      );
    }
    expect(steps(run)).toEqual([1, 2]);
  });
});

describe("the time of a run", () => {
  it("is that of its steps: sleep in the middle of one is not counted", async () => {
    const [now, hours] = [performance.now.bind(performance), {slept: 0}];
    const clock = vi.spyOn(performance, "now").mockImplementation(() => now() + hours.slept);
    let calls = 0;
    const draw = (_: string, count: number): Float32Array => {
      // The lid is closed for eight hours during the fifth step.
      if (++calls === 9) hours.slept += 8 * 3_600_000;
      return new Float32Array(count).fill(calls / 100);
    };
    try {
      const run = start({settings: {...plan.settings, draw}});
      await run.step(8);
      const seconds = run.history.value.entries.map(({milliseconds}) => milliseconds / 1000);
      expect(hours.slept).toBeGreaterThan(0);
      expect(Math.max(...seconds)).toBeLessThan(3600);
      expect(run.status.value.stepsPerSecond).toBeGreaterThan(0.01);
    } finally {
      clock.mockRestore();
    }
  });
});

describe("run.branch(settings, options)", () => {
  it("begins where the run is, with other settings; both go on, each as if alone", async () => {
    const run = start({}, {sampleEvery: 2});
    await run.step(3);
    const faster = {generator: {learningRate: 0.1}};
    const branch = await run.branch(faster);
    const same = await run.branch({});
    open.push(branch, same);
    expect(branch.plan.settings).toEqual({...plan.settings, ...faster});
    expect(numbers(branch)).toEqual(numbers(run));
    expect(sheetSteps(branch)).toEqual(sheetSteps(run));
    await Promise.all([run.step(4), branch.step(4), same.step(4)]);
    expect(numbers(same)).toEqual(numbers(run));
    expect(numbers(branch).slice(0, 3)).toEqual(numbers(run).slice(0, 3));
    expect(numbers(branch)[6].generatorLoss).not.toBe(numbers(run)[6].generatorLoss);
    const again = start({settings: plan.settings});
    await again.step(3);
    const second = await again.branch(faster);
    open.push(second);
    await second.step(4);
    expect(numbers(second)).toEqual(numbers(branch));
  });

  it("finishes a step in progress first, and does not go back beyond its beginning", async () => {
    const run = start();
    await run.step(2);
    await run.nextPhase();
    const branch = await run.branch({});
    open.push(branch);
    expect([branch.status.value.step, run.status.value.step]).toEqual([3, 3]);
    await expect(branch.goTo(1)).rejects.toThrow("this run begins after step 3: there is no step 1 to go back to");
    await branch.step();
    await branch.goTo(3);
    expect(steps(branch)).toEqual([1, 2, 3]);
  });
});

describe("run.restart(changes)", () => {
  it("begins again, with other parts of the plan if given", async () => {
    const run = start();
    await run.step(3);
    const first = numbers(run);
    await run.restart();
    expect([steps(run), sheetSteps(run), run.status.value.step]).toEqual([[], [0], 0]);
    await run.step(3);
    expect(numbers(run)).toEqual(first);
    await run.restart({seed: 2});
    await run.step(3);
    expect([run.plan.seed, numbers(run)[2] === first[2]]).toEqual([2, false]);
  });

  it("leaves the run as it was when something is wrong with the plan", async () => {
    const run = start();
    await run.step(3);
    await expect(run.restart({batch: -1})).rejects.toThrow("batch must be");
    expect([steps(run), run.plan.batch, run.status.value.state]).toEqual([[1, 2, 3], 16, "paused"]);
    await run.step();
    expect(steps(run)).toEqual([1, 2, 3, 4]);
  });
});

describe("run.save(), run.load(file)", () => {
  it("goes on as if it had not been interrupted, in a new run too", async () => {
    const settings = {...plan.settings, average: 0.9};
    const run = start({...pictures, settings}, {sampleEvery: 1});
    await run.step(3);
    const file = await run.save();
    await run.step(3);
    const resumed = start({...pictures, seed: 5, batch: 4}, {sampleEvery: 1});
    await resumed.step(1);
    await resumed.load(file);
    expect([steps(resumed), sheetSteps(resumed), resumed.status.value.step]).toEqual([[], [3], 3]);
    expect(resumed.plan).toMatchObject({settings, batch: 16, seed: "1"});
    await resumed.step(3);
    expect(numbers(resumed)).toEqual(numbers(run).slice(3));
    expect(resumed.history.value.sheets[3].images).toEqual(run.history.value.sheets[6].images);
    expect(await resumed.save()).toEqual(await run.save());
  });

  it("holds the state after the step that is shown, and nothing of the step in progress, which goes on", async () => {
    const run = start({...pictures, settings: {...plan.settings, average: 0.9}});
    await run.step(3);
    const between = await run.save();
    for (let phase = 1; phase <= 6; phase++) {
      await run.nextPhase();
      expect(await run.save()).toEqual(between);
      expect(run.status.value).toMatchObject({step: 3, phase});
    }
    expect(checkpointStep(between)).toBe(3);
    await run.step(2);
    const whole = start({...pictures, settings: {...plan.settings, average: 0.9}});
    await whole.step(5);
    expect(numbers(run)).toEqual(numbers(whole));
  });

  it("says its own step while the run plays on", async () => {
    const run = start();
    run.play();
    await new Promise<void>((resolve) => run.history.subscribe(({entries}) => entries.length >= 2 && resolve()));
    const file = await run.save();
    const shown = run.status.value.step;
    expect(readCheckpoint(file).state.step).toBe(checkpointStep(file));
    expect(checkpointStep(file)).toBeGreaterThanOrEqual(2);
    expect(checkpointStep(file)).toBeLessThanOrEqual(shown);
    await run.pause();
    expect(checkpointStep(await run.save())).toBe(run.status.value.step);
  });

  it("leaves the run as it was when the file is not one, or is of other data", async () => {
    const run = start();
    await run.step(2);
    await expect(run.load(new Uint8Array(100))).rejects.toThrow();
    const other = start(pictures);
    await expect(run.load(await other.save())).rejects.toThrow(
      "the examples of ring are [2], but the generator of small makes [4, 4, 1]"
    );
    await run.step();
    expect(steps(run)).toEqual([1, 2, 3]);
  });
});

describe("run.generate(noise), run.judge(examples), run.activations(player, input)", () => {
  it("answer between two phases, also while it plays", async () => {
    const run = start({settings: {...plan.settings, average: 0.5}});
    await run.step(2);
    const noise = {shape: [300, 2], values: new Float32Array(600).fill(0.5)};
    const points = await run.generate(noise);
    expect(points.shape).toEqual([300, 2]);
    expect(points.values.slice(0, 2)).toEqual(points.values.slice(598));
    expect((await run.generate(noise, {average: true})).values).not.toEqual(points.values);
    const logits = await run.judge(points);
    expect([logits.length, logits[0]]).toEqual([300, logits[299]]);
    const layers = await run.activations("discriminator", points);
    expect(Object.entries(layers).map(([name, {shape}]) => [name, shape])).toEqual([["dense1", [300, 8]], ["leakyRelu1", [300, 8]], ["dense2", [300, 1]]]); // prettier-ignore
    expect(layers.dense2.values).toEqual(logits);
    const going = new Promise<void>((resolve) => run.history.subscribe(({entries}) => entries.length >= 3 && resolve()));
    run.play();
    await going;
    expect((await run.generate(noise)).shape).toEqual([300, 2]);
    expect(run.status.value.state).toBe("playing");
  });

  it("refuse what does not fit the network", async () => {
    const run = start(pictures);
    const noise = {shape: [2, 3], values: new Float32Array(6)};
    await expect(run.generate(noise)).rejects.toThrow("the network takes a label for each of 2 examples, got none");
    await expect(run.generate(noise, {labels: [0, 3]})).rejects.toThrow("label 1 must be a whole number from 0 to 2, got 3");
    await expect(run.judge(noise, {labels: [0, 1]})).rejects.toThrow(RangeError);
    await expect(start().generate({shape: [2, 2], values: new Float32Array(4)}, {labels: [0, 1]})).rejects.toThrow("takes none");
  });
});

describe("a run that fails", () => {
  const bursting: Partial<RunPlan> = {
    settings: {
      loss: "wasserstein",
      generator: {optimiser: "sgd", learningRate: 1e15},
      discriminator: {optimiser: "sgd", learningRate: 1e15}
    }
  };

  it("stops with step, phase and layer, and leads back to the last good snapshot", async () => {
    const run = start(bursting, {snapshotEvery: 1});
    const failure = run.step(100);
    await expect(failure).rejects.toThrow(/^step \d+, phase ".*", layer ".*" of [GD]: the .* is (NaN|-?Infinity)$/);
    const {state, error, step} = run.status.value;
    expect([state, error?.message]).toEqual(["failed", await failure.catch(({message}: Error) => message)]);
    expect(steps(run)).toEqual(Array.from({length: step}, (_, i) => i + 1));
    await expect(run.step()).rejects.toThrow(`goTo(${error!.lastGood}) leads back to the last good snapshot`);
    await run.goTo(error!.lastGood);
    expect(run.status.value).toMatchObject({state: "paused", step: error!.lastGood});
    expect(run.status.value.error).toBeUndefined();
    await run.nextPhase();
  });

  it("can be branched where it stopped, with settings that do better", async () => {
    const run = start(bursting);
    await expect(run.step(100)).rejects.toThrow();
    const branch = await run.branch({
      loss: "nonSaturating",
      generator: {learningRate: 0.001},
      discriminator: {learningRate: 0.001}
    });
    open.push(branch);
    await branch.goTo(branch.status.value.step);
    expect(branch.status.value.state).toBe("paused");
  });

  it("tells what a reader's own function throws, and the state is as before the step", async () => {
    let calls = 0;
    const draw = (_: string, count: number): Float32Array => {
      if (++calls > 6) throw new Error("no more numbers");
      return new Float32Array(count).fill(calls);
    };
    const run = start({settings: {...plan.settings, draw}});
    await expect(run.step(10)).rejects.toThrow("no more numbers");
    expect(run.status.value).toMatchObject({state: "failed", step: 3, error: {message: "no more numbers", lastGood: 0}});
  });
});

describe("run.dispose()", () => {
  it("frees every tensor, whatever the run was doing; the invalidation of a cell does the same", async () => {
    const before = tf.memory().numTensors;
    let invalidate = (): void => {};
    const invalidation = new Promise<void>((resolve) => (invalidate = resolve));
    const runs = [start(), start(pictures), start(), start({}, {invalidation})];
    await Promise.all(runs.map(({ready}) => ready));
    await runs[0].step(2);
    await runs[1].nextPhase();
    runs[2].play();
    runs[3].play({phases: true, pause: 1e6});
    await new Promise<void>((resolve) => runs[2].history.subscribe(({entries}) => entries.length >= 2 && resolve()));
    expect(tf.memory().numTensors).toBeGreaterThan(before);
    runs.slice(0, 3).forEach((run) => run.dispose());
    invalidate();
    await expect.poll(() => tf.memory().numTensors).toBe(before);
    expect(runs.map((run) => run.status.value.state)).toEqual(["ended", "ended", "ended", "ended"]);
    await expect(runs[0].step()).rejects.toThrow("the run has been disposed of");
  });
});

describe("memory", () => {
  // What is kept of a long run, and how evenly, is in run-history.test.ts and keeping.test.ts: here it is that a run keeps to it.
  it("stays within its bound however long the run, and is stated", async () => {
    const gan = pointGan({generatorHidden: [4], discriminatorHidden: [4]});
    const run = start({gan, batch: 4}, {samples: 4, sampleEvery: 2, sheets: 10, snapshotEvery: 5, snapshots: 6});
    // Long enough that sheets and snapshots have been thinned.
    await run.step(50);
    const [tensors, early] = [tf.memory().numTensors, run.status.value.memory];
    await run.step(250);
    const {entries, sheets, snapshots} = run.history.value;
    expect([entries.length, entries[299].step]).toEqual([300, 300]);
    expect(sheets.length).toBeLessThanOrEqual(10);
    expect(snapshots.length).toBeLessThanOrEqual(6);
    expect([snapshots[0], sheetSteps(run)[0], sheetSteps(run).pop()]).toEqual([0, 0, 300]);
    expect(tf.memory().numTensors).toBe(tensors);
    const perEntry = (run.status.value.memory - early) / 250;
    expect(perEntry).toBeGreaterThan(200);
    expect(perEntry).toBeLessThan(1000);
  });
});
