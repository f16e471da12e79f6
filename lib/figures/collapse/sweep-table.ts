import type {Sweep, SweepCell, SweepStatus} from "../../training/recipes/sweep.ts";
import {sweepKey} from "../../training/recipes/sweep.ts";
import {button, setAvailable} from "../kit/controls.ts";
import {element} from "../kit/element.ts";
import {follow, eachFrame} from "../kit/follow.ts";
import {formatCount} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame} from "../kit/frame.ts";
import type {Recorded} from "../kit/stand-in.ts";
import {standIn} from "../kit/stand-in.ts";

/** Options of `sweepTable`. */
export interface SweepTableOptions<Result> extends FigureOptions, Recorded {
  /** A result as it stands in its cell: "8 · 97 %". */
  show: (result: Result) => string;
  /** The results of a row together: "7.6 · 91 %". */
  together: (results: readonly Result[]) => string;
  /** What the numbers are, over the seeds: "modes of 8 · share of high quality". */
  quantity: string;
  /** A column from elsewhere, by row. */
  beside?: {title: string; of: Readonly<Record<string, string>>};
  /** Rows that are chosen at first. Default: all. */
  chosen?: readonly string[];
  /** Called when the reader forgets all results. */
  forget?: () => void;
}

/**
 * A table that the reader fills by running it: ways of training × seeds. Run, Stop, go on; which rows are done is chosen by their boxes.
 * It says how far each run is and how long the rest will take. `.value` is the sweep's status.
 * @example
 * ```ts height=227/271
 * import {sweepTable} from "gantry/figures/sweep-table";
 * import {countModes} from "gantry/modes";
 * import {pointSet} from "gantry/points";
 * import {ringRemedy} from "gantry/ring-remedies";
 * import {sweep} from "gantry/sweep";
 *
 * const eight = pointSet("ring");
 * const tried = sweep([ringRemedy("none", 500), ringRemedy("packing 2", 500)], {
 *   seeds: [1, 2],
 *   samples: 500,
 *   measure: (images) => countModes(images, eight.centres, {sigma: eight.sigma}),
 *   threads: 1,
 *   invalidation
 * });
 * display(
 *   sweepTable(tried, {
 *     quantity: "Modes captured of 8",
 *     show: ({captured}) => `${captured}`,
 *     together: (counts) =>
 *       (
 *         counts.reduce((sum, {captured}) => sum + captured, 0) / counts.length
 *       ).toFixed(1),
 *     caption: "Which remedy helps? Press Run.",
 *     invalidation
 *   })
 * );
 * ```
 */
export function sweepTable<Result>(sweep: Sweep<Result>, options: SweepTableOptions<Result>): Figure<SweepStatus<Result>> {
  const made = frame<SweepStatus<Result>>("sweep", {exportable: false, ...options}, sweep.status.value);
  const {signal} = made;
  const {beside, show, together} = options;
  const seeds = [...new Set(sweep.status.value.cells.map(({seed}) => seed))];
  const names = sweep.rows.map(({name}) => name);
  const boxes = names.map((name) => {
    const box = element("input", {type: "checkbox"});
    box.checked = options.chosen?.includes(name) ?? true;
    box.addEventListener("input", (event) => event.stopPropagation());
    box.addEventListener("change", () => void sweep.choose(names.filter((_, i) => boxes[i].checked)));
    return box;
  });
  const cells = names.map(() => seeds.map(() => element("td", {class: "fig-right fig-sweep-cell"})));
  const means = names.map(() => element("td", {class: "fig-right fig-sweep-mean"}));
  const head = (text: string, right = true) => element("th", {scope: "col", ...(right ? {class: "fig-right"} : {})}, [text]);
  const table = element("table", {class: "fig-table fig-sweep-table"}, [
    element("thead", {}, [
      element("tr", {}, [
        head("remedy", false),
        ...seeds.map((seed) => head(`seed ${seed}`)),
        head("mean"),
        ...(beside ? [head(beside.title)] : [])
      ])
    ]),
    element(
      "tbody",
      {},
      names.map((name, i) =>
        element("tr", {}, [
          element("th", {scope: "row"}, [element("label", {class: "fig-check"}, [boxes[i], name])]),
          ...cells[i],
          means[i],
          ...(beside ? [element("td", {class: "fig-right"}, [beside.of[name] ?? "–"])] : [])
        ])
      )
    )
  ]);
  const run = button("Run", () => (sweep.status.value.state === "playing" ? void sweep.pause() : sweep.play()));
  const forget = button("Forget results", () => {
    options.forget?.();
    void sweep.reset();
  });
  const bar = element("progress", {
    class: "fig-progress",
    max: "1",
    value: "0",
    "aria-label": "share of the chosen runs that is done"
  });
  const words = element("p", {class: "fig-status"});

  function draw(): void {
    const now = sweep.status.value;
    made.figure.value = now;
    const at = (name: string, seed: number | string) => now.cells.find((cell) => cell.row === name && cell.seed === seed)!;
    names.forEach((name, i) => {
      const row = seeds.map((seed) => at(name, seed));
      const instead = row.map(({seed}) => recorded()?.[sweepKey(name, seed)]);
      row.forEach((cell, j) => paint(cells[i][j], cell, show, instead[j]));
      const results = row.flatMap(({result}) => (result === undefined ? [] : [result]));
      const before = instead.flatMap((result) => (result === undefined ? [] : [result]));
      const shown = results.length > 0 ? results : before;
      setText(means[i], shown.length > 0 ? together(shown) : "");
      means[i].classList.toggle("fig-sweep-recorded", results.length === 0);
    });
    const chosen = now.cells.filter(({row}) => boxes[names.indexOf(row)].checked);
    const all = chosen.reduce((sum, {steps}) => sum + steps, 0);
    bar.value = all > 0 ? 1 - now.left.steps / all : 0;
    setText(run, now.state === "playing" ? "Stop" : chosen.some(({step}) => step > 0) ? "Go on" : "Run");
    setAvailable(run, now.state !== "ended" && now.left.steps > 0);
    setAvailable(forget, now.state !== "ended" && now.cells.some(({state}) => state !== "waiting"));
    const done = chosen.filter(({state}) => state === "done" || state === "failed").length;
    const said = `${formatCount(done)} of ${formatCount(chosen.length)} runs are done${now.state === "playing" ? "" : now.left.steps === 0 ? "" : ", it stands still"}.`;
    setText(
      words,
      `${said}${now.left.seconds && now.left.steps > 0 ? ` ${timeWords(now.left.seconds)} left at this pace.` : ""}`
    );
    // Only what is new is read aloud: a run that is done, a stop.
    made.say(said);
  }
  const redraw = eachFrame(signal, () => {
    draw();
    made.emit(sweep.status.value);
  });
  follow(sweep.status, signal, redraw);
  // A result of the recording stands in a cell until the reader's own is there.
  const either = standIn<SweepStatus<Result> | Readonly<Record<string, Result>>>(made, sweep.status, options.recording, {
    empty: () => sweep.status.value.cells.some(({state}) => state !== "done"),
    recorded: ({results}) => (results as Readonly<Record<string, Result>> | undefined) ?? null
  });
  const recorded = (): Readonly<Record<string, Result>> | null =>
    either.value === sweep.status.value ? null : (either.value as Readonly<Record<string, Result>>);
  either.subscribe(redraw, signal);
  if (options.chosen) void sweep.choose(options.chosen);
  made.body.append(
    element("p", {class: "fig-readout fig-whole"}, [`${options.quantity}. Tick the rows to be run.`]),
    element("div", {class: "fig-table-scroll fig-whole", tabindex: "0", role: "region", "aria-label": "Remedies and seeds"}, [
      table
    ])
  );
  made.controls.append(run, forget, bar, words);
  draw();
  return made.figure;
}

/** "about 3 minutes". */
function timeWords(seconds: number): string {
  if (seconds < 90) return `About ${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `About ${minutes} minutes` : `About ${Math.round(minutes / 6) / 10} hours`;
}

function paint<Result>(where: HTMLElement, cell: SweepCell<Result>, show: (result: Result) => string, recorded?: Result): void {
  const {state, result, step, steps, error} = cell;
  where.dataset.state = state === "waiting" && recorded !== undefined ? "recorded" : state;
  if (state === "done" && result !== undefined) setText(where, show(result));
  else if (state === "failed") setText(where, "failed");
  else if (step > 0) setText(where, `${Math.floor((100 * step) / steps)} %`);
  else setText(where, recorded === undefined ? "–" : show(recorded));
  if (error) where.title = error;
  else where.removeAttribute("title");
}

function setText(where: Element, text: string): void {
  if (where.textContent !== text) where.textContent = text;
}
