import type {Live} from "../../live.ts";
import {isLive, live} from "../../live.ts";
import type {PointSet} from "../../data/points.ts";
import {recording} from "../../recordings/recording.ts";
import type {RunStatus, Trainer} from "../../training/run/types.ts";
import type {Dials} from "../kit/dials.ts";
import {element} from "../kit/element.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame} from "../kit/frame.ts";
import type {Recorded} from "../kit/stand-in.ts";
import {pointRunFigure} from "../points/point-run-figure.ts";
import {filmStrip} from "../samples/film-strip.ts";
import {lossCurves} from "../training/loss-curves.ts";
import type {RunPanelOptions} from "../training/run-panel.ts";
import {runPanel} from "../training/run-panel.ts";
import {stepLoop} from "../training/step-loop.ts";
import {askedStep, linkButton} from "./address.ts";
import {dialPanel, FIRST_DIALS} from "./dial-panel.ts";

/** Options of `cockpit`. */
export interface CockpitOptions extends FigureOptions, RunPanelOptions {
  /**
   * The settings of the run, as the built-in `dials("run", runDials("points"), ["step"])` gives them: each becomes a control that
   * rewrites the cell. Default: no such controls.
   */
  settings?: Dials;
  /** Paths of the settings that are always there, at most five; the others are one click away. Default: loss, rates, D's turns, seed. */
  first?: readonly string[];
  /** The step that is marked in curves and film; figures that share a live one that can be set move together. */
  step?: Live<number>;
  /**
   * The picture of a run, made anew for each, with the recording of the very same run, which stands in for it before its first step.
   * Default: the plane for points, else the film of its samples.
   */
  picture?: (run: Trainer, options: FigureOptions & Recorded & {step?: Live<number>}) => HTMLElement;
}

/**
 * One screen for an experiment: Play, step and phase, the picture, the loop of the step with its phases, the losses, and the settings of
 * the run, two-way with the cell that makes it. On a phone Play, Step and Next phase stay at the lower edge while it is in view. Takes a
 * run, or a live value of one: when a setting makes the run anew, the next one takes its place here, and the focus stays where it is. An
 * address with settings and a step, which the button gives, has the run made so and played to that step. `.value` is the run's status,
 * null while there is no run.
 * @example
 * ```ts height=677/1696
 * import {cockpit} from "gantry/figures/cockpit";
 * import {pointSet} from "gantry/points";
 * import {preset} from "gantry/presets";
 * import {logLine} from "gantry/step";
 * import {trainer} from "gantry/trainer";
 *
 * const game = trainer(
 *   {...preset("points"), data: pointSet("ring"), seed: 1},
 *   {threads: 1, invalidation}
 * );
 * await game.step(20);
 * display(
 *   cockpit(game, {
 *     log: logLine,
 *     keep: false,
 *     caption: "Can two networks copy this? Press Play.",
 *     invalidation
 *   })
 * );
 * ```
 */
export function cockpit(run: Trainer | Live<Trainer | null>, options: CockpitOptions = {}): Figure<RunStatus | null> {
  const runs = isLive<Trainer | null>(run) ? run : live<Trainer | null>(run);
  const made = frame<RunStatus | null>("cockpit", {exportable: false, ...options}, runs.value?.status.value ?? null);
  const {figure, signal} = made;
  const slot = (name: string): HTMLElement => element("div", {class: `fig-cockpit-${name}`});
  const [bar, hand, words, picture, loop, losses] = ["bar", "hand", "words", "picture", "loop", "losses"].map(slot);
  const {settings} = options;
  const asked = settings && askedStep(settings, signal);
  const below = element("div", {class: "fig-cockpit-below"});
  if (settings) {
    const {first = FIRST_DIALS} = options;
    const {press, said} = linkButton(settings, runs, signal);
    below.append(dialPanel(settings, {signal, first, beside: press, turning: () => asked?.giveUp()}), said);
  }
  made.body.append(bar!, hand!, words!, picture!, element("div", {class: "fig-cockpit-side"}, [loop!, losses!]), below);

  let stop = new AbortController();
  const put = (next: Trainer | null): void => {
    stop.abort();
    if (signal.aborted) return;
    stop = new AbortController();
    const focused = placeIn(figure, document.activeElement);
    if (next) fill(next, stop.signal);
    figure.value = next?.status.value ?? null;
    focused?.focus();
  };

  function fill(next: Trainer, until: AbortSignal): void {
    const invalidation = new Promise<void>((resolve) => until.addEventListener("abort", () => resolve()));
    const inner = {invalidation, exportable: false} as const;
    const shown = {recording: recording(next), ...(options.step && {step: options.step})};
    const seeded = settings !== undefined && "seed" in settings.values.value;
    const panel = runPanel(next, seeded ? {...options, seed: false} : options, {
      signal: until,
      keys: figure,
      say: (text) => made.say(text),
      changed: (status) => made.emit(status)
    });
    const more = element("details", {class: "fig-cockpit-more"}, [element("summary", {}, ["More"]), ...panel.rest, panel.basis]);
    const {loss} = next.plan.settings;
    bar!.replaceChildren(panel.train);
    hand!.replaceChildren(panel.motion, more);
    words!.replaceChildren(element("div", {class: "fig-training-words"}, [...panel.where, ...panel.news]));
    picture!.replaceChildren((options.picture ?? usualPicture)(next, {...inner, ...shown}));
    // What is recorded is said once, where there is room for it, of picture and losses alike.
    const recorded = picture!.querySelector(".fig-recorded");
    if (recorded) words!.firstElementChild!.append(recorded);
    loop!.replaceChildren(stepLoop(next, {...inner, compact: true}));
    losses!.replaceChildren(
      lossCurves(next.history, {...inner, ...shown, bare: true, height: 164, ...(typeof loss === "string" && {loss})})
    );
    for (const each of [picture, loop, losses])
      each!.firstElementChild!.addEventListener("input", (event) => event.stopPropagation(), {signal: until});
    asked?.play(next, (step) => panel.play(step), until);
  }

  signal.addEventListener("abort", () => stop.abort());
  runs.subscribe(put, signal);
  put(runs.value);
  return figure;
}

/** The plane of a run on points; of a run on pictures, the film of what it makes. */
function usualPicture(run: Trainer, options: FigureOptions): HTMLElement {
  const points = pointsOf(run.plan);
  if (points) return pointRunFigure(run, points, {...options, side: 320, brief: true});
  return filmStrip(run.history, {...options, brief: true});
}

/** The set of points that a run is for; null for any other data. */
function pointsOf({data}: Trainer["plan"]): PointSet | null {
  return "batch" in data && "centres" in data ? (data as PointSet) : null;
}

/** What has the focus within a figure, as a way to have it again when its parts were made anew; null where the focus is elsewhere. */
function placeIn(figure: HTMLElement, active: Element | null): {focus(): void} | null {
  if (!active || active === figure || !figure.contains(active)) return null;
  const reachable = "button, input, select, summary, a[href], [tabindex='0']";
  const slot = active.closest("[class*='fig-cockpit-']");
  const at = slot ? [...slot.querySelectorAll(reachable)].indexOf(active) : -1;
  return {
    focus() {
      if (figure.contains(document.activeElement)) return;
      const same = slot?.querySelectorAll<HTMLElement>(reachable)[at];
      (same ?? figure.querySelector<HTMLElement>(".fig-button"))?.focus({preventScroll: true});
    }
  };
}
