import {availableParallelism} from "node:os";
import {join, resolve} from "node:path";
import {startWasm} from "../../lib/backend/wasm.ts";
import {carryOut} from "../../lib/worker/service.ts";
import {frechetDistance} from "../../lib/metrics/frechet-distance.ts";
import {kernelDistanceSteps} from "../../lib/metrics/kid.ts";
import {precisionRecall} from "../../lib/metrics/precision-recall.ts";
import type {Rows} from "../../lib/metrics/rows.ts";
import {tsne, tsneBytes, tsneSteps} from "../../lib/metrics/tsne.ts";
import {random} from "../../lib/random.ts";
import {noMnist} from "../data/real-mnist.ts";
import type {Figure} from "./figure.ts";
import {median, take} from "./figure.ts";
import {metricTable, tableLines} from "./metric-table.ts";

const root = resolve(import.meta.dirname, "../..");

/** What the metrics cost on one core, and the table of the book's generators. */
export async function bench(): Promise<Figure[]> {
  const [a, b] = [features(2000, 64, "a"), features(2000, 64, "b")];
  const figures = [
    await take({name: "metrics.fid", unit: "ms, 64 features, 2,000 samples"}, async () =>
      median(times(5, () => frechetDistance(a, b)))
    ),
    await take(
      {name: "metrics.pr", unit: "s, precision and recall of the same"},
      async () => median(times(1, () => precisionRecall(a, b))) / 1000
    ),
    await take({name: "metrics.tsne", unit: "s, 1,000 samples, 1,000 iterations"}, async () => {
      const [time] = times(1, () => {
        const run = tsne(features(1000, 30, "t"));
        while (run.iterate());
      });
      return time / 1000;
    }),
    await take({name: "metrics.tsne-memory", unit: "MB for 5,000 samples", budget: 100}, async () => tsneBytes(5000) / 1e6),
    await take({name: "metrics.stop", unit: "ms from Stop until other work begins, the longest of 12", budget: 100}, longestStop)
  ];
  const fid = await take({name: "metrics.fid-s", unit: "FID of cgan-s, held-back MNIST"}, async () => {
    if (noMnist !== undefined) throw new Error(noMnist);
    await startWasm({files: join(root, "node_modules/@tensorflow/tfjs-backend-wasm/dist/")});
    const table = await metricTable();
    console.log(`${tableLines(table)}\nnpm run bench -- metrics, Node ${process.version}, ${availableParallelism()} cores\n`);
    return table.rows["cgan-s"].FID;
  });
  return [...figures, fid];
}

function features(count: number, size: number, seed: string): Rows {
  const source = random(seed);
  return {shape: [count, size], values: Float64Array.from({length: count * size}, () => source.normal())};
}

function times(count: number, work: () => unknown): number[] {
  return Array.from({length: count}, () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  });
}

/** Work of the largest sizes is given up after a while: how long until it has let go. */
async function longestStop(): Promise<number> {
  const large = features(5000, 30, "stop");
  const wide = features(2000, 64, "stop");
  const works = [() => tsneSteps(large), () => kernelDistanceSteps(wide, wide)];
  let longest = 0;
  for (let i = 0; i < 12; i++) {
    const stop = new AbortController();
    let stopped = NaN;
    setTimeout(
      () => {
        stopped = performance.now();
        stop.abort();
      },
      100 + 30 * i
    );
    await carryOut<unknown>(works[i % works.length](), "work", {progress: async () => {}, signal: stop.signal}).catch(() => {});
    longest = Math.max(longest, performance.now() - stopped);
  }
  return longest;
}
