import {describe, expect, it} from "vitest";
import {backendWords, bytes, statusWords, trainedSeconds} from "../../../lib/figures/training/status-words.ts";
import type {History, RunStatus} from "../../../lib/training/run/types.ts";

const history = {
  entries: [
    {step: 1, milliseconds: 50},
    {step: 2, milliseconds: 70}
  ],
  sheets: [],
  snapshots: []
} as unknown as History;
const status = {
  state: "playing",
  step: 2,
  phase: 0,
  stepsPerSecond: 14.2,
  backend: null,
  memory: 8_300_000
} as unknown as RunStatus;

describe("statusWords(status, history)", () => {
  it("says the step, the pace, the time and the memory", () => {
    expect(statusWords(status, history)).toBe(
      "Step 2, playing: 14.2 steps a second, 0.12 s of training. History and snapshots take 8.3 MB."
    );
  });

  it("says why the run is carried out in the page", () => {
    const note = "it is carried out in the page: settings.draw is a function, which cannot be sent to a worker";
    expect(statusWords({...status, note}, history)).toMatch(
      /8\.3 MB\. It is carried out in the page: settings\.draw is a function, .* a worker; the page may stutter meanwhile\.$/
    );
  });

  it("says of steps that are done once more from where to where, how long they will take, and what Stop does", () => {
    const replay = {from: 5480, to: 5496, step: 5484, secondsLeft: 11.2};
    const at = (secondsLeft: number | null) =>
      statusWords({...status, state: "replaying", step: 5500, replay: {...replay, secondsLeft}}, history);
    expect(at(11.2)).toBe(
      "Going back from step 5,500 to step 5,496: steps 5,481 to 5,496 are done once more, now at 5,484, about 12 s to go. Stop leaves the run at step 5,500."
    );
    expect(at(0.3)).toContain("now at 5,484, less than a second to go.");
    expect(at(290)).toContain("now at 5,484, about 5 min to go.");
    expect(at(null)).toContain("now at 5,484. Stop");
  });

  it("says what it costs that WebAssembly did not start", () => {
    const trials = [
      {name: "wasm", reason: "the file does not load"},
      {name: "cpu", milliseconds: 4000}
    ] as const;
    const backend = {name: "cpu", because: "measured", trials} as const;
    expect(statusWords({...status, backend}, history)).toMatch(
      /8\.3 MB\. A step takes about 100 times as long as with WebAssembly/
    );
  });

  it("turns a slow pace over", () => {
    expect(statusWords({...status, state: "paused", stepsPerSecond: 0.25, memory: 0}, history)).toBe(
      "Step 2: 4 s a step, 0.12 s of training."
    );
  });

  it("says that nothing has been done, and that the run is starting", () => {
    const none: History = {entries: [], sheets: [], snapshots: []};
    expect(statusWords({...status, state: "paused", step: 0, stepsPerSecond: 0, memory: 0}, none)).toBe("Step 0.");
    expect(statusWords({...status, state: "starting"}, none)).toMatch(/is starting/);
  });
});

describe("backendWords(choice)", () => {
  const trials = [
    {name: "webgl", reason: "a software renderer"},
    {name: "wasm", milliseconds: 4.13, note: "2 threads"},
    {name: "cpu", milliseconds: 310.2}
  ] as const;

  it("says that another was lost", () => {
    expect(backendWords({name: "wasm", because: "lost", trials: [{name: "wasm", milliseconds: 4}]})).toBe(
      "wasm: in the place of a backend that was lost."
    );
  });

  it("gives the figures of a choice by measuring", () => {
    expect(backendWords({name: "wasm", because: "measured", trials})).toBe(
      "wasm, 2 threads: measured 4.1 ms a step against webgl (a software renderer), cpu 310 ms."
    );
  });

  it("says when the reader asked, and when it was kept", () => {
    expect(backendWords({name: "cpu", because: "asked", trials: [trials[2]]})).toBe(
      "cpu: because you asked for it; 310 ms a step."
    );
    expect(backendWords({name: "wasm", because: "kept", trials})).toMatch(
      /^wasm, 2 threads: kept from an earlier visit, measured 4.1 ms/
    );
    expect(backendWords(null)).toMatch(/not chosen yet/);
  });
});

describe("backendWords(choice), without WebAssembly", () => {
  it("says the price of cpu, with the reason", () => {
    const trials = [
      {name: "wasm", reason: "the file does not load"},
      {name: "cpu", milliseconds: 4000}
    ] as const;
    expect(backendWords({name: "cpu", because: "measured", trials})).toContain(
      "A step takes about 100 times as long as with WebAssembly, which did not start here (the file does not load)."
    );
  });
});

describe("trainedSeconds(history, step)", () => {
  it("is the sum where all steps are kept, the mean times the steps where they are thinned", () => {
    expect(trainedSeconds(history, 2)).toBeCloseTo(0.12);
    expect(trainedSeconds(history, 100)).toBeCloseTo(6);
  });

  it("leaves out the steps before a checkpoint that was loaded", () => {
    const entries = [
      {step: 3001, milliseconds: 50},
      {step: 3002, milliseconds: 70}
    ] as unknown as History["entries"];
    expect(trainedSeconds({...history, entries}, 3002)).toBeCloseTo(0.12);
  });
});

describe("bytes(count)", () => {
  it("takes the unit that fits", () => expect([bytes(12), bytes(4200), bytes(2.5e6)]).toEqual(["12 B", "4.2 KB", "2.5 MB"]));
});
