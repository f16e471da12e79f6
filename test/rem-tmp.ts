import {pointSet} from "../lib/data/points.ts";
import {countModes} from "../lib/metrics/modes.ts";
import {RING_REMEDIES, ringRemedy} from "../lib/training/ring-remedies.ts";
import {sweep} from "../lib/training/sweep.ts";
const {centres, sigma} = pointSet("ring");
for (const name of RING_REMEDIES) {
  const t = Date.now();
  const runs = sweep([ringRemedy(name)], {seeds: [1, 2, 3], samples: 2500, measure: (p) => countModes(p, centres, {sigma}), where: "here", backend: "wasm", threads: 1});
  const done = new Promise<void>((r) => runs.status.subscribe(({state}) => void (state !== "playing" && r())));
  runs.play(); await done;
  const c = runs.status.value.cells;
  console.log(name, "|", c.map(({result, error}) => result ? `${result.captured} · ${Math.round(100 * result.highQuality)} %` : error).join(" | "), "|", ((Date.now() - t) / 3000).toFixed(0), "s a run");
  runs.dispose();
}
