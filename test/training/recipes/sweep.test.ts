import {afterEach, describe, expect, it} from "vitest";
import {pointSet} from "../../../lib/data/points.ts";
import {pointGan} from "../../../lib/models/point-gan.ts";
import type {Values} from "../../../lib/nn/network/network-weights.ts";
import {sweep, sweepKey} from "../../../lib/training/recipes/sweep.ts";
import type {Sweep, SweepOptions, SweepRow} from "../../../lib/training/recipes/sweep.ts";
import "../wasm.ts";

const plan: SweepRow["plan"] = {
  gan: pointGan({generatorHidden: [4], discriminatorHidden: [4]}),
  data: pointSet("ring"),
  settings: {loss: "nonSaturating", generator: {learningRate: 0.01}, discriminator: {learningRate: 0.01}},
  batch: 8
};
const rows: SweepRow[] = [
  {name: "plain", plan, steps: 120},
  {name: "mixed", plan, steps: 60, apart: 2},
  {name: "diverging", plan: {...plan, settings: {...plan.settings, generator: {optimiser: "sgd", learningRate: 3e38}}}, steps: 60}
];
const sum = ({values, shape}: Values) => `${shape[0]} samples, ${values.reduce((total, value) => total + value, 0)}`;

const open: Sweep<string>[] = [];
afterEach(async () => {
  open.splice(0).forEach((each) => each.dispose());
  await new Promise((resolve) => setTimeout(resolve));
});
function start(options: Partial<SweepOptions<string>> = {}, of = rows): Sweep<string> {
  const made = sweep(of, {seeds: [1, 2], samples: 11, measure: sum, where: "here", backend: "wasm", ...options});
  open.push(made);
  return made;
}
/** Resolves when a sweep does something else than playing. */
function rest(of: Sweep<string>): Promise<void> {
  if (of.status.value.state !== "playing") return Promise.resolve();
  return new Promise((resolve) => of.status.subscribe(({state}) => void (state !== "playing" && resolve())));
}
async function played(of: Sweep<string>): Promise<Sweep<string>> {
  of.play();
  await rest(of);
  return of;
}
const results = (of: Sweep<string>) => of.status.value.cells.map(({result, state}) => result ?? state);

describe("sweep(rows, {seeds, samples, measure})", () => {
  it("trains each row with each seed and measures what G makes; a run that fails leaves the others alone", async () => {
    const found: string[] = [];
    const whole = await played(start({found: (key) => found.push(key)}));
    expect(whole.status.value.state).toBe("done");
    const {cells, left} = whole.status.value;
    expect(cells.map(({row, seed}) => sweepKey(row, seed))).toEqual([
      "plain / 1", "mixed / 1", "diverging / 1", "plain / 2", "mixed / 2", "diverging / 2"
    ]); // prettier-ignore
    expect(cells.map(({state}) => state)).toEqual(["done", "done", "failed", "done", "done", "failed"]);
    expect(cells[2].error).toMatch(/^the run has failed|^step \d+, phase/);
    expect(cells[1]).toMatchObject({step: 120, steps: 120});
    expect(new Set(results(whole)).size).toBe(5);
    expect(cells[0].result).toMatch(/^11 samples/);
    expect(cells[1].result).toMatch(/^11 samples/);
    expect(found).toEqual(["plain / 1", "mixed / 1", "plain / 2", "mixed / 2"]);
    expect(left.steps).toBe(0);
  });

  it("gives the same numbers when it is stopped and goes on, also in the middle of a run", async () => {
    const two = rows.slice(0, 2);
    const whole = await played(start({}, two));
    const stopped = start({}, two);
    let stops = 0;
    stopped.status.subscribe(({cells, state}) => {
      const now = cells.find((cell) => cell.state === "running");
      if (state === "playing" && now && now.step >= 50 && stops++ < 3) void stopped.pause();
    });
    await played(stopped);
    expect(stopped.status.value.state).toBe("paused");
    while (stopped.status.value.state !== "done") await played(stopped);
    expect(stops).toBeGreaterThan(3);
    expect(results(stopped)).toEqual(results(whole));
  });

  it("does only the chosen rows, and not again what an earlier visit found", async () => {
    const chosen = start({results: {"plain / 1": "known"}});
    await chosen.choose(["plain"]);
    expect(chosen.status.value.left).toEqual({steps: 120, seconds: null});
    await played(chosen);
    expect(results(chosen)).toEqual(["known", "waiting", "waiting", expect.stringMatching(/^11 samples/), "waiting", "waiting"]);
    await chosen.choose(["plain", "mixed"]);
    expect(chosen.status.value).toMatchObject({state: "paused", left: {steps: 240}});
    expect(chosen.status.value.left.seconds).toBeGreaterThan(0);
    await chosen.reset();
    expect(results(chosen)).toEqual(Array(6).fill("waiting"));
  });

  it("refuses rows of one name, and none", () => {
    expect(() => start({}, [rows[0], rows[0]])).toThrow("the rows of a sweep need names of their own");
    expect(() => start({seeds: []})).toThrow("a sweep needs rows and seeds");
  });
});
