import {MathBackendCPU} from "@tensorflow/tfjs-backend-cpu";
import {afterAll, afterEach, beforeAll, describe, expect, it, vi} from "vitest";
import {giveUpLost, isLost, onLost} from "../../../lib/backend/lost.ts";
import {trainer} from "../../../lib/training/run/trainer.ts";
import type {RunStatus, Trainer} from "../../../lib/training/run/types.ts";
import {smallPlan as plan} from "../small-plan.ts";
import {tf} from "../wasm.ts";

// A backend that can be lost, here in Node: tfjs's cpu backend under the name of webgpu, with a device.
vi.mock("@tensorflow/tfjs-backend-webgpu", () => ({}));

/** Of the backend that was started last. */
let lose: (why?: {reason: string; message: string}) => void;
let hangs = false;
/** Reads that wait for ever. */
let waiting = 0;

class LosableBackend extends MathBackendCPU {
  readonly device = {
    limits: {maxBufferSize: 2 ** 28, maxStorageBufferBindingSize: 2 ** 27},
    lost: new Promise((resolve) => (lose = (why = {reason: "unknown", message: ""}) => resolve(why)))
  };
  /** A device that is lost answers nobody. */
  override async read(id: object) {
    if (!hangs) return super.read(id);
    waiting += 1;
    return new Promise<never>(() => {});
  }
}

beforeAll(() => {
  vi.stubGlobal("navigator", {...globalThis.navigator, gpu: {requestAdapter: async () => ({info: {vendor: "made up"}})}});
  tf.registerBackend("webgpu", () => new LosableBackend());
  tf.copyRegisteredKernels("cpu", "webgpu");
});
afterAll(() => void vi.unstubAllGlobals());

const open: Trainer[] = [];
afterEach(async () => {
  hangs = false;
  open.splice(0).forEach((run) => run.dispose());
  await new Promise((resolve) => setTimeout(resolve));
});
async function start(): Promise<Trainer> {
  const run = trainer(plan, {backend: "webgpu", samples: 4, sampleEvery: 5, snapshotEvery: 4});
  open.push(run);
  await run.ready;
  expect(run.status.value.backend?.name).toBe("webgpu");
  return run;
}
const steps = (run: Trainer) => run.history.value.entries.map(({step}) => step);
const until = (run: Trainer, holds: (status: RunStatus) => boolean) =>
  new Promise<void>((resolve) => run.status.subscribe((status) => holds(status) && resolve()));
const upTo = (step: number) => Array.from({length: step}, (_, i) => i + 1);

describe("a run whose backend is lost", () => {
  it("goes on from its last snapshot on wasm, says so, and gives the numbers of a run that began there", async () => {
    const run = await start();
    await run.step(10);
    const file = await run.save();
    run.play();
    await until(run, ({step}) => step >= 15);
    hangs = true;
    lose();
    await until(run, ({moved}) => moved !== undefined);
    const message = run.status.value.moved!;
    const [, from] = /^The GPU was lost on webgpu\. (?:It was at step \d+ and goes|It goes) on from step (\d+)(?:, its last snapshot)?, on wasm\.$/.exec(message)!; // prettier-ignore
    expect(Number(from)).toBeGreaterThanOrEqual(10);
    expect(run.status.value).toMatchObject({backend: {name: "wasm", because: "lost"}});
    const there = run.status.value.step;
    await until(run, ({step}) => step >= there + 5);
    expect(run.status.value.state).toBe("playing");
    await run.pause();
    expect(steps(run)).toEqual(upTo(run.status.value.step));
    // The losses of the first steps are those of the lost backend: of another within rounding.
    const other = trainer(plan, {backend: "wasm", samples: 4});
    open.push(other);
    await other.load(file);
    await other.step(1);
    expect(other.history.value.entries[0].generatorLoss).toBeCloseTo(run.history.value.entries[10].generatorLoss, 3);
  });

  it("does what it was asked for all the same: steps, going back, a phase, a picture", async () => {
    for (const what of ["step", "goTo", "nextPhase", "generate"] as const) {
      hangs = false;
      const run = await start();
      await run.step(9);
      [hangs, waiting] = [true, 0];
      const noise = {shape: [2, 2], values: new Float32Array(4)};
      const asked = {
        step: () => run.step(3),
        goTo: () => run.goTo(7),
        nextPhase: () => run.nextPhase(),
        generate: () => run.generate(noise)
      }[what]();
      await expect.poll(() => waiting).toBeGreaterThan(0);
      lose();
      await asked;
      expect(run.status.value, what).toMatchObject({
        state: "paused",
        step: {step: 12, goTo: 7, nextPhase: 9, generate: 9}[what],
        moved: expect.stringContaining("on wasm."),
        backend: {name: "wasm"}
      });
      await run.step(1);
    }
  });

  it("takes nothing that was read from the lost one: no zeros in history, sheets or snapshots", async () => {
    const run = await start();
    await run.step(7);
    const before = run.history.value;
    // Known at once, while what was asked for is still answered.
    lose();
    await run.step(2);
    const {entries, sheets} = run.history.value;
    expect(entries.slice(0, 7)).toEqual(before.entries);
    expect(entries.every(({realLoss, generatorLoss}) => realLoss > 0 && generatorLoss > 0)).toBe(true);
    expect(sheets.every(({images}) => images.values.some((value) => value !== 0))).toBe(true);
  });

  it("leaves no tensor behind, and its backend can be started anew", async () => {
    const before = tf.memory().numTensors;
    const run = await start();
    await run.step(5);
    lose();
    await until(run, ({moved}) => moved !== undefined);
    await run.step(1);
    run.dispose();
    await expect.poll(() => tf.memory().numTensors).toBe(before);
    const again = await start();
    await again.step(2);
    expect(again.status.value).toMatchObject({step: 2, backend: {name: "webgpu", because: "asked"}});
    expect(again.status.value.moved).toBeUndefined();
  });

  it("fails with a message, and no longer plays, when there is nothing that it could go on on", async () => {
    const run = await start();
    await run.step(6);
    run.play();
    await until(run, ({step}) => step >= 8);
    tf.removeBackend("wasm");
    hangs = true;
    lose();
    await until(run, ({state}) => state === "failed");
    expect(run.status.value.error).toEqual({
      message: expect.stringMatching(/^The GPU was lost on webgpu, and the run cannot go on: /),
      lastGood: expect.any(Number)
    });
    expect(run.status.value.error!.lastGood).toBeGreaterThanOrEqual(8);
    await expect(run.step()).rejects.toThrow("The GPU was lost on webgpu");
  });
});

describe("onLost(name, told, signal)", () => {
  it("tells of a device that is lost, not of one that was given back, nor after the signal is aborted", async () => {
    const told: string[] = [];
    const turn = () => new Promise((resolve) => setTimeout(resolve));
    const watch = async (signal = new AbortController().signal) => {
      giveUpLost("webgpu");
      await tf.setBackend("webgpu");
      onLost("webgpu", (what) => told.push(what), signal);
      return lose;
    };
    const given = await watch();
    giveUpLost("webgpu");
    given({reason: "destroyed", message: ""});
    await turn();
    const stopped = new AbortController();
    const unheard = await watch(stopped.signal);
    stopped.abort();
    unheard();
    await turn();
    expect(told).toEqual([]);
    const lost = await watch();
    expect([isLost("webgpu"), isLost("cpu")]).toEqual([false, false]);
    lost();
    await turn();
    expect([told, isLost("webgpu")]).toEqual([["The GPU was lost"], true]);
    giveUpLost("webgpu");
  });
});
