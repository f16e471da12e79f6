import {describe, expect, it} from "vitest";
import {between, lengthOf, noisePlane, seededNoise} from "../../../lib/figures/samples/latent-geometry.ts";
import {oneAtATime} from "../../../lib/figures/kit/one-at-a-time.ts";

describe("noisePlane(dimensions, seed)", () => {
  it("has four seeded samples at its corners, the same for the same seed", () => {
    const plane = noisePlane(64, 7);
    expect(plane(0, 0)).toEqual(seededNoise(64, "7/corner 0"));
    expect(noisePlane(64, 7)(0.3, 0.8)).toEqual(plane(0.3, 0.8));
    expect(noisePlane(64, 8)(0.3, 0.8)).not.toEqual(plane(0.3, 0.8));
  });

  it("is N(0, 1) everywhere: variance 1 also between the corners", () => {
    const plane = noisePlane(20_000, 1);
    for (const [x, y] of [
      [0.5, 0.5],
      [0.1, 0.9],
      [0, 0.4]
    ]) {
      // prettier-ignore
      const z = plane(x, y);
      expect(lengthOf(z) ** 2 / z.length).toBeCloseTo(1, 1);
    }
  });
});

describe("between(from, to, t, kind)", () => {
  const [from, to] = [seededNoise(400, "a"), seededNoise(400, "b")];

  it("begins and ends at the two", () => {
    for (const kind of ["linear", "spherical"] as const) {
      expect(between(from, to, 0, kind)).toEqual(from);
      between(from, to, 1, kind).forEach((value, i) => expect(value).toBeCloseTo(to[i], 6));
    }
  });

  it("keeps the length of samples along the arc, and loses it along the straight line", () => {
    expect(lengthOf(between(from, to, 0.5, "spherical"))).toBeGreaterThan(19);
    expect(lengthOf(between(from, to, 0.5, "linear"))).toBeLessThan(15.5);
  });

  it("stays finite between a vector and itself, its opposite, or nothing", () => {
    for (const other of [from, from.map((value) => -value), new Float32Array(400)])
      expect(between(from, other, 0.5, "spherical").every(Number.isFinite)).toBe(true);
  });
});

describe("oneAtATime(order, signal, fail)", () => {
  it("runs one at a time, the first kind first, and of each kind the newest only", async () => {
    const done: string[] = [];
    let open = 0;
    const ask = oneAtATime(["image", "map"], new AbortController().signal, () => {});
    const task = (name: string) => async () => {
      expect(++open).toBe(1);
      await Promise.resolve();
      open--;
      done.push(name);
    };
    ask("image", task("image 1"));
    ask("map", task("map 1"));
    ask("map", task("map 2"));
    ask("image", task("image 2"));
    ask("image", task("image 3"));
    await expect.poll(() => done).toEqual(["image 1", "image 3", "map 2"]);
  });

  it("goes on after a failure, and not after the end", async () => {
    const failures: unknown[] = [];
    const done: string[] = [];
    const stop = new AbortController();
    const ask = oneAtATime(["a"], stop.signal, (error) => failures.push(error));
    ask("a", () => Promise.reject(new Error("no")));
    await expect.poll(() => failures.length).toBe(1);
    ask("a", async () => void done.push("again"));
    await expect.poll(() => done).toEqual(["again"]);
    let finish: (() => void) | undefined;
    ask("a", () => new Promise<void>((resume) => (finish = resume)));
    await expect.poll(() => finish).toBeDefined();
    ask("a", async () => void done.push("late"));
    stop.abort();
    finish?.();
    await new Promise((resume) => setTimeout(resume));
    await new Promise((resume) => setTimeout(resume));
    expect(done).toEqual(["again"]);
  });
});
