import {pointSet} from "../../lib/data/points.ts";
import type {ModeCount} from "../../lib/metrics/modes.ts";
import {countModes} from "../../lib/metrics/modes.ts";
import {ringRemedy} from "../../lib/training/recipes/ring-remedies.ts";
import type {RingRemedy} from "../../lib/training/recipes/ring-remedies.ts";
import {sweep} from "../../lib/training/recipes/sweep.ts";
import type {Figure} from "./figure.ts";
import {take} from "./figure.ts";

const seeds = [1, 2, 3, 4, 5];
/** Samples that are counted; a mode is captured with one of them within 3σ, as in PacGAN. */
const samples = 2500;

/** On the ring of eight: in how many of five runs modes are lost without a remedy, and in how many none is with packing. */
export async function bench(): Promise<Figure[]> {
  const collapsed = await take(
    {name: "modes.collapsed", unit: "of 5 runs lose modes: ring of 8, rate 1e-2, β1 0.9", budget: 3, atLeast: true},
    async () => (await countsOf("none")).filter(({captured, modes}) => captured < modes).length
  );
  const packed = await take(
    {name: "modes.packed", unit: "of 5 runs have all 8 with packing", budget: 4, atLeast: true},
    async () => (await countsOf("packing 4")).filter(({captured, modes}) => captured === modes).length
  );
  return [collapsed, packed];
}

/** The modes that each seed's run ends with. Fails when a run does. */
async function countsOf(remedy: RingRemedy): Promise<ModeCount[]> {
  const {centres, sigma} = pointSet("ring");
  const runs = sweep([ringRemedy(remedy)], {
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
      if (!result) throw new Error(`${remedy}, seed ${seed}: ${error ?? "it was not done"}`);
      console.log(
        `${remedy}, seed ${seed}: ${result.captured} of ${result.modes}, ${(100 * result.highQuality).toFixed(0)} % of high quality, KL ${result.reverseKl.toFixed(2)}`
      );
      return result;
    });
  } finally {
    runs.dispose();
  }
}
