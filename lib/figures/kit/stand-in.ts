import type {Live} from "../../live.ts";
import {asLive} from "../../live.ts";
import type {RecordedRun} from "../../recordings/recorded-run.ts";
import type {Recording} from "../../recordings/recording.ts";
import type {History} from "../../training/run/types.ts";
import {element} from "./element.ts";
import {whenNear} from "./follow.ts";
import {formatCount} from "./format.ts";
import type {Frame} from "./frame.ts";

/** Options of figures that show a recording before their reader has trained. */
export interface Recorded {
  /** Stands in for a run that has done nothing yet, and says so; the reader's own takes its place. Read when the figure comes near. */
  recording?: Recording;
}

/** What stands in for what. */
export interface StandIn<T> {
  /** Nothing has been done yet. */
  empty: (own: T) => boolean;
  /** What the recording has in its place; null when it has nothing of the kind. */
  recorded: (run: RecordedRun) => T | null;
  /** What is recorded, where a figure shows several runs. */
  label?: string;
  /** Called when the reader's own has taken the place of the recording. */
  replaced?: () => void;
}

/**
 * A reader's own data, or a recording as long as there are none; above the drawing a line says which recording. The figure has to draw again
 * whenever what is returned changes.
 */
export function standIn<T>(
  {figure, body, signal}: Pick<Frame<unknown>, "figure" | "body" | "signal">,
  own: T | Live<T>,
  recording: Recording | undefined,
  {empty, recorded, label, replaced}: StandIn<T>
): Live<T> {
  const mine = asLive(own);
  if (!recording) return mine;
  let taken: {run: RecordedRun; value: T | null} | null = null;
  const instead = (): T | null => {
    const run = recording.run.value;
    if (!run || !empty(mine.value)) return null;
    if (taken?.run !== run) taken = {run, value: recorded(run)};
    return taken.value;
  };
  const note = element("p", {class: "fig-recorded", hidden: ""});
  body.before(note);
  let stood = false;
  const tell = (): void => {
    const stands = instead() !== null;
    if (stands === stood) return;
    stood = stands;
    // Its room stays: the page does not jump when the reader begins.
    note.hidden = false;
    note.classList.toggle("fig-away", !stands);
    if (stands) note.replaceChildren(...noteWords(recording, label));
    else replaced?.();
  };
  const subscribe: Live<T>["subscribe"] = (listener, until) => {
    const changed = () => {
      tell();
      listener(instead() ?? mine.value);
    };
    mine.subscribe(changed, until);
    recording.run.subscribe(changed, until);
  };
  subscribe(() => undefined, signal);
  tell();
  whenNear(figure, signal, () => recording.want());
  return {
    get value() {
      return instead() ?? mine.value;
    },
    subscribe
  };
}

/** The history of a run, or a recorded one before its first step. */
export function historyOr(
  made: Pick<Frame<unknown>, "figure" | "body" | "signal">,
  history: History | Live<History>,
  recording: Recording | undefined,
  more: Pick<StandIn<History>, "label" | "replaced"> & {needs?: "entries" | "sheets"} = {}
): Live<History> {
  const {needs = "entries", ...rest} = more;
  return standIn(made, history, recording, {
    empty: ({entries}) => entries.length === 0,
    recorded: (run) => (run.history[needs].length > 0 ? run.history : null),
    ...rest
  });
}

/** "A recording: seed 1, 300 steps, made by npm run recordings. Your own run takes its place." */
function noteWords(recording: Recording, label?: string): (Node | string)[] {
  const {name, entry} = recording.run.value!;
  const of = label ? ` of “${label}”` : "";
  const steps = entry.steps > 0 ? `, ${formatCount(entry.steps)} steps` : "";
  const command = element("code", {}, [`npm run recordings -- "${name}"`]);
  const seed = /,/.test(entry.seed) ? `seeds ${entry.seed}` : `seed ${entry.seed}`;
  return [`A recording${of}: ${seed}${steps}, made by `, command, ". Your own run takes its place."];
}
