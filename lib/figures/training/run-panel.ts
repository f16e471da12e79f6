import type {BackendName} from "../../backend/choose.ts";
import {backendNames} from "../../backend/choose.ts";
import type {HistoryEntry, RunStatus, Trainer} from "../../training/run/types.ts";
import {button, slider, hide, isAvailable, setAvailable} from "../kit/controls.ts";
import {element, uniqueId} from "../kit/element.ts";
import {follow, eachFrame} from "../kit/follow.ts";
import {formatCount} from "../kit/format.ts";
import type {BookCheckpoint} from "./checkpoint-buttons.ts";
import {checkpointButtons} from "./checkpoint-buttons.ts";
import {keepBackend, keptBackend} from "./kept-backend.ts";
import {runKeeping} from "./run-keeping.ts";
import {backendWords, statusWords} from "./status-words.ts";

/** What the reader's hand on a run offers. */
export interface RunPanelOptions {
  /** Writes the newest step as a line of a log: `logLine` of lib/training. Default: no such line. */
  log?: (entry: HistoryEntry) => string;
  /** Play stops at this step. */
  until?: number;
  /**
   * Offers a choice of backend, which is remembered (see `keptBackend`); called with the reader's (null: measure), so that a cell can
   * make the run anew. Default: the choice is offered and holds for the next run.
   */
  chooseBackend?: (name: BackendName | null) => void;
  /** A field for the seed that Restart takes. False: it is chosen elsewhere, and Restart begins with the same. Default true. */
  seed?: boolean;
  /** Save and Load. Default true. */
  files?: boolean;
  /**
   * The run keeps itself in this browser, under the page's path, this name and its recipe, and on the next visit its reader is
   * offered to go on; see `Trainer.keep`. A name tells two runs of a page apart that are made alike. Default: it does, without a
   * name. False: nothing is kept.
   */
  keep?: string | false;
  /** A checkpoint of the book to go on from: a button beside Load. See `warmStart` in lib/training. */
  book?: BookCheckpoint;
}

/** What a panel tells the figure that it stands in. */
export interface PanelHost {
  signal: AbortSignal;
  /** Where the panel's keys work. */
  keys: HTMLElement;
  /** The run is somewhere else: called at most once a frame. */
  changed(status: RunStatus): void;
  /** Tells those who listen. */
  say(text: string): void;
}

/** The parts of a run's controls, for a figure to put where it has room; they do what they do by themselves. */
export interface RunPanel {
  /** Play, steps and phases. */
  readonly train: HTMLElement;
  /** Slow motion, and phase by phase. */
  readonly motion: HTMLElement;
  /** What is wanted now and then: back, anew, backend, files; a group each. */
  readonly rest: readonly HTMLElement[];
  /** Where the run is, and the offer to go on where the reader left. */
  readonly where: readonly HTMLElement[];
  /** What it runs on, and why. */
  readonly basis: HTMLElement;
  /** The newest step, and what is in the way. */
  readonly news: readonly HTMLElement[];
  /** Has the run play as the panel says, to a step if there is one. */
  play(until?: number): void;
}

/** The controls of a run in parts: what `trainingControls` frames, and a cockpit puts around its picture. */
export function runPanel(run: Trainer, options: RunPanelOptions, host: PanelHost): RunPanel {
  const {signal} = host;
  const redraw = eachFrame(signal, () => {
    draw();
    host.changed(run.status.value);
  });
  const status = follow(run.status, signal, redraw);
  const history = follow(run.history, signal, eachFrame(signal, draw));

  /** Carries out what a button asks for; what is in the way is told, and the reader can go on. */
  async function attempt(what: string, action: () => unknown): Promise<void> {
    tellProblem(null);
    try {
      await action();
    } catch (error) {
      // A run that has failed says so itself, with a way back.
      if (status.value.state !== "failed") tellProblem(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  const play = button("Play", () => void attempt("It could not play", () => (playing() ? run.pause() : begin())));
  const once = button("Step", () => void attempt("The step could not be done", () => run.step()));
  const ten = button("×10", () => void attempt("The steps could not be done", () => run.step(10)));
  const hundred = button("×100", () => void attempt("The steps could not be done", () => run.step(100)));
  const phase = button("Next phase", () => void attempt("The phase could not be done", () => run.nextPhase()));
  const motion = slider("slow motion", {min: 0, max: 2000, step: 100, value: 0, unit: "ms"}, () => {
    if (playing()) begin();
  });
  const byPhase = element("input", {type: "checkbox"});
  byPhase.addEventListener("input", (event) => event.stopPropagation());
  byPhase.addEventListener("change", () => playing() && begin());

  const seed = element("input", {
    type: "text",
    class: "fig-entry",
    size: "8",
    spellcheck: "false",
    "aria-label": "seed",
    value: String(run.plan.seed)
  });
  let sown = run.plan.seed;
  const restart = button(
    "Restart",
    () => void attempt("It could not begin anew", () => run.restart(options.seed === false ? {} : {seed: seedOf(seed.value)}))
  );
  const back = slider("back to step", {min: 0, max: 0, value: 0}, () => (choosing = true));
  const go = button("Go back", () => {
    choosing = false;
    if (status.value.state === "replaying") return void attempt("It could not stop", () => run.pause());
    void attempt("It could not go back", () => run.goTo(back.value));
  });
  const backendId = uniqueId("backend");
  const backend = element("select", {id: backendId, class: "fig-entry"}, [
    element("option", {value: ""}, ["the fastest here"]),
    ...backendNames.map((name) => element("option", {value: name}, [name]))
  ]);
  backend.value = keptBackend().backend ?? "";
  backend.addEventListener("input", (event) => event.stopPropagation());
  backend.addEventListener("change", () => {
    const name = backend.value === "" ? null : (backend.value as BackendName);
    keepBackend({backend: name ?? undefined});
    options.chooseBackend?.(name);
    draw();
  });

  const words = element("p", {class: "fig-status"});
  const basis = element("p", {class: "fig-readout"});
  const log = element("code", {class: "fig-log"});
  const problem = element("p", {class: "fig-wrong fig-problem", role: "alert", hidden: ""});
  const rescue = button("", () => void attempt("It could not go back", () => run.goTo(status.value.error?.lastGood ?? 0)));
  const failure = element("div", {class: "fig-failure", hidden: ""}, [element("p", {class: "fig-wrong", role: "alert"}), rescue]);
  const keeping =
    options.keep === false
      ? null
      : runKeeping(run, {name: options.keep ?? "", signal, attempt, tell: tellProblem, refuge: play, changed: () => draw()});
  let choosing = false;

  const playing = () => status.value.state === "playing";
  function begin(until = options.until): void {
    run.play({
      ...(until !== undefined && until > status.value.step ? {until} : {}),
      ...(motion.value > 0 ? {pause: motion.value} : {}),
      ...(byPhase.checked ? {phases: true} : {})
    });
  }
  function tellProblem(text: string | null): void {
    problem.hidden = text === null;
    problem.textContent = text ?? "";
  }

  function draw(): void {
    const now = status.value;
    const {state, step, error} = now;
    const idle = state === "starting" || state === "ended";
    // A file that was loaded brings the seed of its run; what the reader is typing stays.
    if (run.plan.seed !== sown) seed.value = String((sown = run.plan.seed));
    setText(play, state === "playing" ? "Pause" : "Play");
    const replaying = state === "replaying";
    for (const control of [play, once, ten, hundred, phase]) setAvailable(control, !idle && !replaying && state !== "failed");
    setAvailable(restart, !idle && !replaying);
    setText(go, replaying ? "Stop" : "Go back");
    setAvailable(go, !idle && step > 0);
    back.limit(0, step);
    if (!choosing) back.value = now.replay?.to ?? step;
    const said = statusWords(now, history.value);
    setText(words, `${said}${replaying ? "" : (keeping?.kept() ?? "")}${keeping?.problem() ?? ""}`);
    // While it plays, every step would be read aloud.
    host.say(state === "playing" ? "playing" : replaying ? "going back" : said);
    const wanted = keptBackend().backend;
    const later = wanted && now.backend && wanted !== now.backend.name && !options.chooseBackend;
    setText(basis, `${backendWords(now.backend)}${later ? ` The next run will use ${wanted}: run the cell again.` : ""}`);
    // Before the first step there is nothing to say of the backend, and the offer takes its place.
    basis.hidden = keeping !== null && !keeping.offer.hidden && step === 0;
    const newest = history.value.entries.at(-1);
    setText(log, newest && options.log ? options.log(newest) : "");
    if (state === "failed") failure.hidden = false;
    else hide(failure, play);
    if (error && state === "failed") {
      setText(failure.firstElementChild!, error.message);
      setText(rescue, `Go back to step ${formatCount(error.lastGood)}`);
    }
    if (now.moved !== undefined && now.moved !== moved) tellProblem((moved = now.moved));
    if (now.backend && now.backend.because === "measured") rememberOnce(now.backend);
  }
  let moved = "";
  let remembered: unknown = null;
  function rememberOnce(choice: NonNullable<RunStatus["backend"]>): void {
    if (remembered === choice) return;
    remembered = choice;
    keepBackend({kept: choice});
  }

  const keys: Record<string, HTMLButtonElement> = {p: play, s: once, n: phase};
  for (const [key, pressed] of Object.entries(keys)) pressed.setAttribute("aria-keyshortcuts", key);
  host.keys.addEventListener(
    "keydown",
    (event) => {
      const target = event.target as HTMLElement;
      if (event.altKey || event.ctrlKey || event.metaKey || target.matches("select, [type='text']")) return;
      const pressed = keys[event.key.toLowerCase()];
      if (!pressed || !isAvailable(pressed)) return;
      event.preventDefault();
      pressed.click();
    },
    {signal}
  );
  run.ready.catch((error: unknown) => {
    if (!signal.aborted) tellProblem(`The run cannot start: ${error instanceof Error ? error.message : String(error)}`);
  });

  const group = (label: string, children: HTMLElement[]) =>
    element("div", {class: "fig-training-group", role: "group", "aria-label": label}, children);
  draw();
  return {
    train: group("train", [play, once, ten, hundred, phase]),
    motion: group("slow motion", [motion.element, element("label", {class: "fig-check"}, [byPhase, "phase by phase"])]),
    rest: [
      group("back", [back.element, go]),
      group("begin anew", [...(options.seed === false ? [] : [element("label", {class: "fig-check"}, ["seed", seed])]), restart]),
      group("backend", [element("label", {for: backendId}, ["train on"]), backend]),
      ...(options.files === false ? [] : [checkpointButtons(run, attempt, options.book)])
    ],
    where: [words, ...(keeping ? [keeping.offer] : [])],
    news: [...(options.log ? [log] : []), failure, problem],
    basis,
    play: begin
  };
}

/** A seed as typed: a whole number, else the text. */
export function seedOf(text: string): number | string {
  const typed = text.trim();
  return /^\d{1,15}$/.test(typed) ? Number(typed) : typed;
}

/** Changes a text only when it is another, so that nobody is told the same twice. */
function setText(where: Element, text: string): void {
  if (where.textContent !== text) where.textContent = text;
}
