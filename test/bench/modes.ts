import {pointSet} from "../../lib/data/points.ts";
import type {ModeCount} from "../../lib/metrics/modes.ts";
import {countModes} from "../../lib/metrics/modes.ts";
import {ringRemedy} from "../../lib/training/recipes/ring-remedies.ts";
import {preset} from "../../lib/training/recipes/presets.ts";
import type {SweepRow} from "../../lib/training/recipes/sweep.ts";
import {sweep} from "../../lib/training/recipes/sweep.ts";
import type {Figure} from "./figure.ts";
import {take} from "./figure.ts";

const seeds = [1, 2, 3, 4, 5];
/** Samples that are counted; a mode is captured with one of them within 3σ, as in PacGAN. */
const samples = 2500;

/**
 * On the ring of eight: in how many of five runs modes are lost without a remedy, and in how many none is with packing. And how good
 * the points of the first run of the book are, in the worst of five: the share within 3σ, 0 where a mode is missing.
 */
export async function bench(): Promise<Figure[]> {
  const first = (name: string, steps: number) =>
    take({name, unit: `% within 3σ after ${steps} steps, all 8 modes, worst of 5 seeds`, budget: 80, atLeast: true}, async () => {
      const counts = await countsOf({name, steps, plan: {...preset("points"), data: pointSet("ring")}});
      return Math.min(...counts.map(({captured, modes, highQuality}) => (captured === modes ? 100 * highQuality : 0)));
    });
  const collapsed = await take(
    {name: "modes.collapsed", unit: "of 5 runs lose modes: ring of 8, rate 1e-2, β1 0.9", budget: 3, atLeast: true},
    async () => (await countsOf(ringRemedy("none"))).filter(({captured, modes}) => captured < modes).length
  );
  const packed = await take(
    {name: "modes.packed", unit: "of 5 runs have all 8 with packing", budget: 4, atLeast: true},
    async () => (await countsOf(ringRemedy("packing 4"))).filter(({captured, modes}) => captured === modes).length
  );
  return [collapsed, packed, await first("modes.points", 4000), await first("modes.points-late", 10_000)];
}

/** The modes that each seed's run ends with. Fails when a run does. */
async function countsOf(row: SweepRow): Promise<ModeCount[]> {
  const {centres, sigma} = pointSet("ring");
  const runs = sweep([row], {
    seeds,
    samples,
    measure: (points) => countModes(points, centres, {sigma}),
    where: "here",
    backend: "wasm",
    threads: 1
  });
  try {
    const done = new Promise<void>((resolve) => runs.status.subscribe(({state}) => void (state !== "playing" && resolve())));
    runs.play();
    await done;
    return runs.status.value.cells.map(({result, error, seed}) => {
      if (!result) throw new Error(`${row.name}, seed ${seed}: ${error ?? "it was not done"}`);
      console.log(
        `${row.name}, seed ${seed}: ${result.captured} of ${result.modes}, ${(100 * result.highQuality).toFixed(0)} % of high quality, KL ${result.reverseKl.toFixed(2)}`
      );
      return result;
    });
  } finally {
    runs.dispose();
  }
}
