import {type Choice, priceOf, type Trial} from "../../backend/choose.ts";
import type {History, Replay, RunStatus} from "../../training/run/types.ts";
import {formatCount, formatNumber} from "../kit/format.ts";

/**
 * Where a run is, in sentences: "Step 240, playing: 14.2 steps a second, 17 s so far. 8.3 MB of history."; and why it is carried out in
 * the page, where it is, or what it costs that WebAssembly did not start.
 */
export function statusWords(status: RunStatus, history: History): string {
  const {state, step, stepsPerSecond, memory, note, replay, backend} = status;
  if (replay) return replayWords(replay, step);
  if (state === "starting") return "The run is starting: weights are drawn and a backend is chosen.";
  const seconds = trainedSeconds(history, step);
  const where = `Step ${formatCount(step)}${state === "playing" ? ", playing" : state === "ended" ? ", ended" : ""}`;
  const pace = [
    ...(stepsPerSecond > 0
      ? [stepsPerSecond >= 1 ? `${formatNumber(stepsPerSecond)} steps a second` : `${formatNumber(1 / stepsPerSecond)} s a step`]
      : []),
    ...(seconds > 0 ? [`${formatNumber(seconds, 2)} s of training`] : [])
  ];
  const held = memory > 0 ? ` History and snapshots take ${bytes(memory)}.` : "";
  const here = note === undefined ? "" : ` ${note.charAt(0).toUpperCase()}${note.slice(1)}; the page may stutter meanwhile.`;
  const price = backend && priceOf(backend);
  return `${where}${pace.length > 0 ? `: ${pace.join(", ")}` : ""}.${held}${here}${price ? ` ${price}` : ""}`;
}

/** Steps that are done once more: from where to where, how long it will take, and what happens when it is stopped. */
function replayWords({from, to, step, secondsLeft}: Replay, stands: number): string {
  const left = secondsLeft === null ? "" : `, ${secondsLeft < 1 ? "less than a second" : `about ${duration(secondsLeft)}`} to go`;
  const way = `steps ${formatCount(from + 1)} to ${formatCount(to)} are done once more`;
  return `Going back from step ${formatCount(stands)} to step ${formatCount(to)}: ${way}, now at ${formatCount(step)}${left}. Stop leaves the run at step ${formatCount(stands)}.`;
}

/** "12 s", "3 min" */
function duration(seconds: number): string {
  return seconds < 100 ? `${formatCount(Math.ceil(seconds))} s` : `${formatCount(Math.ceil(seconds / 60))} min`;
}

/** What a run runs on and why: "wasm, 2 threads: measured 4.1 ms a step against cpu 310 ms." */
export function backendWords(choice: Choice | null): string {
  if (!choice) return "The backend is not chosen yet.";
  const own = choice.trials.find(({name}) => name === choice.name);
  const name = own && "milliseconds" in own && own.note ? `${choice.name}, ${own.note}` : choice.name;
  const took = own && "milliseconds" in own ? ` ${formatNumber(own.milliseconds, 2)} ms a step` : "";
  const others = choice.trials.filter((trial) => trial !== own).map(trialWords);
  const against = others.length > 0 ? ` against ${others.join(", ")}` : "";
  const price = priceOf(choice);
  switch (choice.because) {
    case "measured":
      return `${name}: measured${took}${against}.${price === null ? "" : ` ${price}`}`;
    case "kept":
      return `${name}: kept from an earlier visit${took ? `, measured${took}` : ""}${took ? against : ""}.`;
    case "lost":
      return `${name}: in the place of a backend that was lost.`;
    case "asked":
      return `${name}: because you asked for it${took ? `;${took}` : ""}.`;
  }
}

/** Seconds that the steps of a history took, not those before a checkpoint that was loaded; where it is thinned, at the mean of those that are kept. */
export function trainedSeconds({entries}: History, step: number): number {
  if (entries.length === 0) return 0;
  let sum = 0;
  for (const {milliseconds} of entries) sum += milliseconds;
  return ((sum / entries.length) * Math.max(step - entries[0].step + 1, entries.length)) / 1000;
}

/** "8.3 MB" */
export function bytes(count: number): string {
  if (count < 1000) return `${formatCount(count)} B`;
  return count < 1e6 ? `${formatNumber(count / 1e3, 2)} KB` : `${formatNumber(count / 1e6, 2)} MB`;
}

function trialWords(trial: Trial): string {
  return "reason" in trial ? `${trial.name} (${trial.reason})` : `${trial.name} ${formatNumber(trial.milliseconds, 2)} ms`;
}
