import {readFileSync} from "node:fs";
import {cellsOf} from "../../../site/notebook/chapter.ts";
import {parse} from "../../../site/notebook/text/parse.ts";
import {outputShapeOf} from "../../../lib/nn/network/network.ts";
import {loadWeights} from "../../../lib/weights/load.ts";
import type {RunPlan, Trainer} from "../../../lib/training/run/types.ts";
import {chapterCells} from "../chapter-cells.ts";
import {readRecord} from "./record.ts";
import type {Outcome} from "./experiments.ts";

/** What an entry finds for one number of the prose: the number itself, or whether what the sentence says of it is so. */
export type Found = number | boolean;

/** Where a number of the prose comes from. */
export type Kind = "measured" | "given" | "arithmetic" | "recorded" | "quoted" | "wording";

/** One stretch of the prose, and an account of every number in it. */
export interface Entry {
  kind: Kind;
  /** The words as they stand in the chapter. */
  says: string;
  /** Finds the numbers, in their order; those that are `quoted` or `wording` are compared with nothing. */
  find?: () => readonly Found[] | Promise<readonly Found[]>;
  /** How far a number may be off, as a share of itself, where the text says "about". Default: half a unit of its last digit. */
  within?: number;
  /** Of a quoted figure: who published it, as the same paragraph or the chapter's "Where to go" names them. */
  source?: string;
  /** Another test that measures it. */
  held?: {file: string; title: string; reads?: true};
  /** Of a recorded figure: the experiments. */
  experiments?: readonly string[];
}

/** The account of a chapter. */
export type Ledger = readonly Entry[];

type Find = NonNullable<Entry["find"]>;

/** Measured in this test, by the chapter's own cell or by the library under it. */
export const measured = (says: string, find: Find, within?: number): Entry => ({kind: "measured", says, find, within});

/** A setting that the author chose: read where it stands, in a cell or in the plan that a cell makes. */
export const given = (says: string, find: Find): Entry => ({kind: "given", says, find});

/** Follows from the numbers beside it. */
export const arithmetic = (says: string, find: Find, within?: number): Entry => ({kind: "arithmetic", says, find, within});

/** Found by `npm run claims`, a training too long for the tests; given the outcomes of each experiment, seed after seed. */
export const recorded = (
  says: string,
  experiments: readonly string[],
  find: (...outcomes: Outcome[][]) => readonly Found[],
  within?: number
): Entry => ({
  kind: "recorded",
  says,
  experiments,
  within,
  find: () => find(...experiments.map(outcomesOf))
});

/** By seed; one run of a training, or two, show nothing. */
function outcomesOf(experiment: string): Outcome[] {
  const outcomes = Object.values(readRecord()[experiment]?.results ?? {});
  if (outcomes.length < 3)
    throw new Error(`“${experiment}” is recorded with ${outcomes.length} seeds, and needs 3: npm run claims`);
  return outcomes;
}

/** Figures that others published; `source` is who, as the chapter names them. */
export const quoted = (source: string, ...says: string[]): Entry[] => says.map((one) => ({kind: "quoted", says: one, source}));

/** Numbers that belong to the telling and measure nothing: what the sentence itself counts, a digit by its name, the ends of a range. */
export const wording = (...says: string[]): Entry[] => says.map((one) => ({kind: "wording", says: one}));

/**
 * Measured by another test of the repository: the one of `file` in whose title `title` stands, and in which every number of the
 * sentence is written too.
 */
export const heldBy = (file: string, title: string, ...says: string[]): Entry[] =>
  says.map((one) => ({kind: "measured", says: one, held: {file, title}}));

/** Measured by another test, which reads the numbers out of the chapter itself. */
export const comparedBy = (file: string, title: string, ...says: string[]): Entry[] =>
  says.map((one) => ({kind: "measured", says: one, held: {file, title, reads: true}}));

/** What `pattern` finds in a file of the repository, as a number: a default that the library sets. */
export function inSource(file: string, pattern: RegExp): number {
  const found = pattern.exec(readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8"));
  if (!found) throw new Error(`${file} has nothing like ${String(pattern)}`);
  return Number(found[1]!.replaceAll("_", ""));
}

/** The source of the test, from its title to the next one. */
export function testCalled({file, title}: NonNullable<Entry["held"]>): string {
  const tests = readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
  const from = tests.indexOf(title);
  if (from < 0) throw new Error(`test/${file} has no test called "${title}…"`);
  const next = /\n\s*(?:it|describe|test)[.(]/g;
  next.lastIndex = from;
  return tests.slice(from, next.exec(tests)?.index);
}

/** What `pattern` finds in a cell of a chapter: its first group. `id`: of a cell, or `exercise ` and its id for all its cells. */
export function linesOf(slug: string, id: string, pattern: RegExp): string {
  return groupsOf(slug, id, pattern)[0]!;
}

/** Numbers that a cell of a chapter writes: what the groups of `pattern` match in it. */
export function written(slug: string, id: string, pattern: RegExp): number[] {
  return groupsOf(slug, id, pattern).map((digits) => Number(digits.replaceAll("_", "")));
}

function groupsOf(slug: string, id: string, pattern: RegExp): string[] {
  const file = `notebooks/${slug}.md`;
  const text = readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8");
  const wanted = cellsOf(parse(text, file)).filter((cell) =>
    id.startsWith("exercise ") ? cell.exercise === id.slice(9) : cell.id === id
  );
  if (wanted.length === 0) throw new RangeError(`${file} has no #${id}`);
  const found = pattern.exec(wanted.map(({source}) => source).join("\n"));
  if (!found) throw new Error(`#${id} of ${file} has nothing like ${String(pattern)}`);
  return found.slice(1);
}

/** The plan of a run, from the cell that would train it; `more`: what else the cell gets in the place of what it uses. */
export async function planOf(
  slug: string,
  cell: string,
  name: string,
  more: Readonly<Record<string, unknown>> = {}
): Promise<RunPlan> {
  const made = (await chapterCells(slug)(cell, {trainer: (plan: RunPlan) => plan, ...more})).names[name] as RunPlan | Trainer;
  // A cell that imports the trainer itself has made a run, which waits.
  if (!("plan" in made)) return made;
  made.dispose();
  return made.plan;
}

/** How many digits the classifier of the book tells apart. */
export async function digitClasses(): Promise<number> {
  return outputShapeOf((await loadWeights("mnist-classifier")).networks.classifier!.network)[0]!;
}
