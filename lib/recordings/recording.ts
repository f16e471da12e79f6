import {assetUrl, readAsset} from "../asset.ts";
import type {Live} from "../live.ts";
import {live} from "../live.ts";
import {recipeOf} from "../training/run/recipe.ts";
import type {RunPlan, Trainer} from "../training/run/types.ts";
import {readRecording} from "./format.ts";
import type {RecordedRun} from "./recorded-run.ts";
import {readRun} from "./recorded-run.ts";

/** What is known of a recording before it is read: a line of lib/recordings/made.json, which `npm run recordings` writes. */
export interface RecordingEntry {
  /** The chapter whose experiment it is, and the cell. */
  chapter: string;
  cell: string;
  seed: string;
  /** Steps that were done, 0 where nothing was trained. */
  steps: number;
  /** What it was made of: see `recipeDigest`. */
  recipe: string;
  /** Of its file. */
  bytes: number;
}

/** A run that was recorded once, and stands in for one that a reader has not begun. */
export interface Recording {
  /** Null until it has been read, and where nothing was recorded of these settings. */
  readonly run: Live<(RecordedRun & {name: string; entry: RecordingEntry}) | null>;
  /** Reads it, once: figures ask for it when they come near to what the reader sees. */
  want(): void;
}

/**
 * The recording of the very experiment that a run is about to do, found by its networks, data, settings and seed; or the one of a name,
 * for a run that there is only after the reader has pressed Run. Nothing is read before a figure `want`s it. A run with other settings
 * has none.
 * @example
 * ```ts height=400/521
 * import {lossCurves} from "gantry/figures/loss-curves";
 * import {recording} from "gantry/recordings";
 *
 * const nobodyHasTrained = {entries: [], sheets: [], snapshots: []};
 * display(lossCurves(nobodyHasTrained, {
 *   recording: recording("D too strong"),
 *   caption: "What does a lost game look like? Point at a step.",
 *   invalidation
 * }));
 * ```
 */
export function recording(of: string | Pick<Trainer, "plan">): Recording {
  const run = live<(RecordedRun & {name: string; entry: RecordingEntry}) | null>(null);
  let wanted = false;
  return {
    run,
    want() {
      if (wanted) return;
      wanted = true;
      void find(of).then((found) => {
        if (found) run.value = found;
      });
    }
  };
}

/** Networks, data, settings and seed of a plan as 16 hexadecimal digits: another experiment has others. */
export async function recipeDigest(plan: RunPlan): Promise<string> {
  return (await recipeOf(plan)).slice(0, 16);
}

/**
 * What was recorded under a name, whole.
 * @throws RangeError when there is none of that name
 */
export async function loadRecording(name: string): Promise<RecordedRun & {name: string; entry: RecordingEntry}> {
  const entry = (await entries())[name];
  if (!entry) throw new RangeError(`there is no recording "${name}"`);
  const file = await readAsset(assetUrl(`gantry/recordings/${fileName(name)}`));
  return {...readRun(readRecording(file)), name, entry};
}

/** "D too strong" → "d-too-strong.grec". */
export function fileName(name: string): string {
  return `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.grec`;
}

let list: Promise<Readonly<Record<string, RecordingEntry>>> | undefined;

/** All recordings, by name. */
function entries(): Promise<Readonly<Record<string, RecordingEntry>>> {
  return (list ??= readAsset(assetUrl("gantry/recordings/made.json")).then(
    (text) => JSON.parse(new TextDecoder().decode(text)) as Record<string, RecordingEntry>
  ));
}

async function find(of: string | Pick<Trainer, "plan">): Promise<(RecordedRun & {name: string; entry: RecordingEntry}) | null> {
  try {
    if (typeof of === "string") return await loadRecording(of);
    const [all, recipe] = [await entries(), await recipeDigest(of.plan)];
    const found = Object.entries(all).find(([, entry]) => entry.recipe === recipe && entry.seed === String(of.plan.seed));
    return found ? await loadRecording(found[0]) : null;
  } catch {
    // Without the recording the figure waits for its reader's run, as it says.
    list = undefined;
    return null;
  }
}
