import type {ImageSet} from "../../lib/data/image-set.ts";
import {evaluator} from "../../lib/evaluation/evaluator.ts";
import type {Comparison, Samples, Seen} from "../../lib/evaluation/types.ts";
import type {MetricName, Verdict} from "../../lib/evaluation/verdicts.ts";
import {measuredBy, metricNames, verdicts} from "../../lib/evaluation/verdicts.ts";
import {mnistParts} from "../weights/recipe.ts";

/** The generators of the book that are judged. */
export const judged = ["compact-dcgan", "cgan-s", "cgan-xs", "collapsed-gan"] as const;

/** What stands in the book: by generator, and for real digits that no generator was trained on. */
export interface MetricTable {
  rows: Record<(typeof judged)[number] | "real", Record<MetricName, number>>;
  /** KID's error bars. */
  errors: Record<(typeof judged)[number] | "real", number>;
  how: string;
}

/** Samples of each generator, as many as there are held-back digits. */
const seed = "table";

/**
 * The shipped generators by every metric, against the 1,500 digits of MNIST that neither they nor the classifier were trained on; near
 * copies among their 8,500 training digits. The floor: as many training digits against the held-back ones.
 */
export async function metricTable(): Promise<MetricTable> {
  const {train, heldBack} = await mnistParts();
  const measure = evaluator({where: "here"});
  const [held, training] = [
    await measure.look(samplesOf(heldBack, "held-back MNIST")),
    await measure.look(samplesOf(train, "MNIST"))
  ];
  const count = heldBack.size;
  const again = await measure.look(samplesOf(train, "MNIST", count));
  const sorted = (await measure.neighbours(held, training, 1)).distances.sort();
  const limit = sorted[Math.floor(0.05 * sorted.length)];
  let floors: Comparison | undefined;
  const rows: Partial<MetricTable["rows"]> = {};
  const errors: Partial<MetricTable["errors"]> = {};
  for (const name of judged) {
    const generated = await measure.look(await measure.generate(name, {count, seed}));
    const found = await measure.compare({real: held, generated, again}, floors && {floors});
    floors ??= found;
    const near = await nearCopies(generated);
    rows[name] = numbers({...verdicts(found), "near copies": {value: near, floor: 0.05, noticed: false}}, "value");
    errors[name] = found.kid.value.error;
  }
  const real = {...verdicts(floors!), "near copies": {value: NaN, floor: 0.05, noticed: false}};
  rows.real = numbers(real, "floor");
  errors.real = floors!.kid.floor.error;
  measure.dispose();
  return {rows: rows as MetricTable["rows"], errors: errors as MetricTable["errors"], how: measuredBy(floors!)};

  /** The share that is nearer to a training digit than all but 5 % of the held-back ones. */
  async function nearCopies(generated: Seen): Promise<number> {
    const {distances} = await measure.neighbours(generated, training, 1);
    return distances.filter((distance) => distance < limit).length / distances.length;
  }
}

/** The table as lines of Markdown. */
export function tableLines({rows, errors, how}: MetricTable): string {
  const cell = (name: MetricName, row: keyof typeof rows): string => {
    const value = rows[row][name];
    if (name === "KID") return `${value.toFixed(0)} ± ${errors[row].toFixed(0)}`;
    return value.toFixed(name === "FID" ? 1 : 2);
  };
  const line = (...cells: string[]): string => `| ${cells.join(" | ")} |`;
  return [
    line("", ...metricNames),
    line("---", ...metricNames.map(() => "---:")),
    ...([...judged, "real"] as const).map((row) => line(row, ...metricNames.map((name) => cell(name, row)))),
    `Measured ${how}; near copies: against the 8,500 training digits; seed "${seed}".`
  ].join("\n");
}

function numbers(found: Record<MetricName, Verdict>, which: "value" | "floor"): Record<MetricName, number> {
  return Object.fromEntries(metricNames.map((name) => [name, found[name][which]])) as Record<MetricName, number>;
}

function samplesOf(set: ImageSet, name: string, count = set.size): Samples {
  const {images, labels} = set.select(Array.from({length: count}, (_, place) => place));
  return {name, images: {shape: [count, ...set.shape], values: images}, labels};
}
