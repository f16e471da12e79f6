import type {KeptRun} from "../../training/run/kept-runs.ts";
import {keepingTrouble, keptRuns, keptState} from "../../training/run/kept-runs.ts";
import {recipeOf} from "../../training/run/recipe.ts";
import type {RunStatus, Trainer} from "../../training/run/types.ts";
import {button, hide} from "../kit/controls.ts";
import {element} from "../kit/element.ts";
import {formatCount} from "../kit/format.ts";

/** What `runKeeping` is given. */
export interface RunKeepingOptions {
  /** Which of the page's runs it is. */
  name: string;
  signal: AbortSignal;
  /** Carries an action out and tells what is in the way. */
  attempt: (what: string, action: () => unknown) => Promise<void>;
  /** Tells the reader something. */
  tell: (text: string) => void;
  /** What has the focus when the offer is gone. */
  refuge: HTMLElement;
  /** Called when there is something else to show. */
  changed: () => void;
}

/** The part of a run's controls that sees to it that work is not lost by leaving. */
export interface RunKeeping {
  /** The offer to go on where the reader left, hidden when there is none, or it was answered. */
  readonly offer: HTMLElement;
  /** How far the run is kept, as a sentence; nothing before it is. */
  kept(): string;
  /** Why it is not kept, or not further; nothing when it is. */
  problem(): string;
}

/**
 * Lets a run keep itself under the page's path and a name, offers to go on from what is kept of it, and asks before the page is left
 * while it plays. Nothing goes on by itself. Two tabs never write over each other's runs: what one is at work on, the other goes on
 * from a copy of.
 */
export function runKeeping(run: Trainer, {name, signal, attempt, tell, refuge, changed}: RunKeepingOptions): RunKeeping {
  const offer = element("div", {class: "fig-kept", role: "group", "aria-label": "runs that were kept", hidden: ""});
  const claim = claims(signal);
  let trouble = "";

  async function begin(): Promise<void> {
    try {
      const place = {page: pageName(location.pathname), name, recipe: await recipeOf(run.plan)};
      if (signal.aborted) return;
      run.keep(place);
      const kept = await keptRuns(place);
      if (!signal.aborted && kept.length > 0 && run.status.value.step === 0) show(kept);
    } catch (error) {
      trouble = keepingTrouble(error);
    }
    changed();
  }

  function show(kept: readonly KeptRun[]): void {
    const now = new Date();
    const ways = kept.map((one) =>
      button(`Go on from step ${formatCount(one.step)} (kept ${keptWhen(new Date(one.at), now)})`, () =>
        attempt("It could not go on", () => goOn(one))
      )
    );
    const anew = button("Start anew", () => hide(offer, refuge));
    offer.replaceChildren(element("span", {role: "status"}, ["From an earlier visit:"]), ...ways, anew);
    offer.hidden = false;
  }

  async function goOn({id}: KeptRun): Promise<void> {
    const mine = await claim(id);
    const state = await keptState(id);
    if (!state) throw new Error("this run is kept no more");
    await run.goOn(state, {id, copy: mine !== "mine"});
    hide(offer, refuge);
    changed();
    if (mine === "taken") tell("Another tab is at work on this run: here a copy of it goes on, which is kept beside it.");
  }

  /** As far as it is kept. */
  const keptStep = ({kept}: RunStatus): number => kept?.step ?? 0;
  const keepNow = (): void => {
    if (run.status.value.step > keptStep(run.status.value)) run.keepNow().catch(() => {});
  };
  const ask = (event: Event): void => {
    // While the browser asks, the page stands still, but the worker does not.
    keepNow();
    event.preventDefault();
  };
  const hidden = (): void => {
    if (document.visibilityState === "hidden") keepNow();
  };
  let asks = false;
  let own = "";
  const follow = (status: RunStatus): void => {
    const unkept = !signal.aborted && status.state === "playing" && status.step > keptStep(status);
    if (unkept !== asks) window[(asks = unkept) ? "addEventListener" : "removeEventListener"]("beforeunload", ask);
    if (!status.kept || status.kept.id === own) return;
    own = status.kept.id;
    void claim(own);
  };
  run.status.subscribe(follow, signal);
  signal.addEventListener("abort", () => window.removeEventListener("beforeunload", ask));
  document.addEventListener("visibilitychange", hidden, {signal});
  window.addEventListener("pagehide", keepNow, {signal});
  void begin();

  return {
    offer,
    kept() {
      const {kept} = run.status.value;
      return kept && !kept.problem ? ` Kept in this browser up to step ${formatCount(kept.step)}.` : "";
    },
    problem() {
      const problem = run.status.value.kept?.problem ?? trouble;
      return problem && ` ${problem}`;
    }
  };
}

/**
 * Makes runs this tab's own, one at a time, until it is closed: "taken" when another tab has it, "unknown" where the browser cannot
 * tell (it has no locks over plain http).
 */
function claims(signal: AbortSignal): (id: string) => Promise<"mine" | "taken" | "unknown"> {
  let owned: string | null = null;
  let leave = (): void => {};
  signal.addEventListener("abort", () => leave());
  return async (id) => {
    if (owned === id) return "mine";
    const {locks} = navigator as {locks?: LockManager};
    if (!locks) return "unknown";
    return new Promise((resolve) => {
      const own = (lock: Lock | null): Promise<void> | undefined => {
        if (!lock) return void resolve("taken");
        leave();
        owned = id;
        resolve("mine");
        return signal.aborted ? undefined : new Promise((free) => (leave = free));
      };
      locks.request(`gantry run ${id}`, {ifAvailable: true}, own).catch(() => resolve("unknown"));
    });
  };
}

/** A page's path without what some servers leave out of it: "/book/dcgan" for "/book/dcgan.html", "/book/" for "/book/index.html". */
export function pageName(path: string): string {
  return path.replace(/(?:(?<=\/)index)?\.html$/, "");
}

/** When something was kept: "today 14:05", "Tuesday 14:05", "3 May 14:05". */
export function keptWhen(at: Date, now: Date): string {
  const clock = new Intl.DateTimeFormat("en-GB", {hour: "2-digit", minute: "2-digit"}).format(at);
  const days = (midnight(now) - midnight(at)) / 86_400_000;
  if (days < 0.5) return `today ${clock}`;
  const day: Intl.DateTimeFormatOptions = days < 6.5 ? {weekday: "long"} : {day: "numeric", month: "long"};
  return `${new Intl.DateTimeFormat("en-GB", day).format(at)} ${clock}`;
}

function midnight(time: Date): number {
  return new Date(time.getFullYear(), time.getMonth(), time.getDate()).getTime();
}
