import {describe, expect, it, vi} from "vitest";
import {observe} from "../../../site/page/runtime/generators.ts";
import {CellRun, NotRun, type Steps, track} from "../../../site/page/runtime/run.ts";

const never = new Promise<never>(() => {});

describe("Run", () => {
  it("resolves `ended` and tells its listeners once", async () => {
    const run = new CellRun();
    const listener = vi.fn();
    const forgotten = vi.fn();
    run.onEnd(listener);
    run.onEnd(forgotten)();
    run.end();
    run.end();
    await run.ended;
    expect(listener).toHaveBeenCalledTimes(1);
    expect(forgotten).not.toHaveBeenCalled();
  });

  it("until(promise) is the promise, or rejects with NotRun as soon as the run ends", async () => {
    const run = new CellRun();
    expect(await run.until(Promise.resolve(1))).toBe(1);
    const waiting = run.until(never);
    run.end();
    await expect(waiting).rejects.toThrow(NotRun);
    await expect(run.until(never)).rejects.toThrow(NotRun);
  });
});

describe("track(value, run, changed)", () => {
  it("returns plain values as they are", () => {
    const value = {next: 1};
    expect(track(value, new CellRun(), () => {})).toBe(value);
  });

  it("counts a promise as working until it settles", async () => {
    const run = new CellRun();
    const changed = vi.fn();
    const tracked = track(Promise.resolve(7), run, changed);
    expect([run.working, run.unsettled]).toEqual([1, 1]);
    expect(await tracked).toBe(7);
    expect([run.working, run.unsettled]).toEqual([0, 0]);
    expect(changed).toHaveBeenCalledTimes(1);
  });

  it("counts a generator as working until it is done, as unsettled until its first value", () => {
    const run = new CellRun();
    const steps = track([1, 2].values() as unknown as Generator, run, () => {});
    expect(steps).not.toBe(undefined); // an array's iterator has no return: it is not iterated
    const tracked = track(
      (function* () {
        yield 1;
        yield 2;
      })(),
      run,
      () => {}
    ) as Steps;
    expect([run.working, run.unsettled]).toEqual([1, 1]);
    expect(tracked.next()).toEqual({done: false, value: 1});
    expect([run.working, run.unsettled]).toEqual([1, 0]);
    tracked.next();
    tracked.next();
    expect([run.working, run.unsettled]).toEqual([0, 0]);
  });

  it("never counts a generator that listens as working, only as listening until its first value", async () => {
    const run = new CellRun();
    let change!: (value: number) => void;
    const tracked = track(
      observe<number>((push) => void (change = push)),
      run,
      () => {}
    ) as Steps;
    expect([run.working, run.listening]).toEqual([0, 1]);
    change(1);
    await tracked.next();
    expect([run.working, run.listening]).toEqual([0, 0]);
  });

  it("returns the generator when the run ends, and is done from then on", () => {
    const run = new CellRun();
    const cleaned = vi.fn();
    const tracked = track(
      (function* () {
        try {
          while (true) yield 1;
        } finally {
          cleaned();
        }
      })(),
      run,
      () => {}
    ) as Steps;
    tracked.next();
    run.end(true);
    expect(cleaned).toHaveBeenCalledTimes(1);
    expect(tracked.next()).toEqual({done: true, value: undefined});
    expect(run.working).toBe(0);
  });

  it("rejects instead of giving undefined when the run ends before the first value", async () => {
    const run = new CellRun();
    const tracked = track(
      (async function* () {
        await never;
        yield 1;
      })(),
      run,
      () => {}
    ) as Steps;
    const first = tracked.next();
    run.end(true);
    await expect(first).rejects.toThrow(NotRun);
  });

  it("is done when the run ends while an async generator is at its second value", async () => {
    const run = new CellRun();
    const tracked = track(
      (async function* () {
        yield 1;
        await never;
      })(),
      run,
      () => {}
    ) as Steps;
    await tracked.next();
    const second = tracked.next();
    run.end(true);
    expect(await second).toEqual({done: true, value: undefined});
  });

  it("waits for promises that a synchronous generator yields", async () => {
    const tracked = track(
      (function* () {
        yield Promise.resolve(3);
      })(),
      new CellRun(),
      () => {}
    ) as Steps;
    expect(await tracked.next()).toEqual({done: false, value: 3});
  });

  it("passes on what a generator throws, and counts it as ended", () => {
    const run = new CellRun();
    const tracked = track(
      (function* () {
        yield 1;
        throw new Error("no more");
      })(),
      run,
      () => {}
    ) as Steps;
    tracked.next();
    expect(() => tracked.next()).toThrow("no more");
    expect(run.working).toBe(0);
  });
});
