import type {Live} from "../../live.ts";
import type {Trainer} from "../../training/run/types.ts";
import {button} from "../kit/controls.ts";
import type {Dials} from "../kit/dials.ts";
import {element} from "../kit/element.ts";
import {formatCount} from "../kit/format.ts";

/** As far as an address may have a run play. */
const MOST = 100_000;

/** The step that the page's address asks for. */
export interface AskedStep {
  /** Has a run play to it, if it is asked for; once it is there, or the reader has paused it, nobody asks any more. */
  play(run: Trainer, begin: (until: number) => void, signal: AbortSignal): void;
  /** Nobody asks any more. */
  giveUp(): void;
}

/** Reads the step of `?run.step=200` and sees to it, until it is done or given up. A step that is none is given up. */
export function askedStep(dials: Dials, signal: AbortSignal): AskedStep {
  let open = true;
  const giveUp = (): void => {
    if (open && !signal.aborted && Object.keys(dials.asked).length > 0) dials.taken();
    open = false;
  };
  return {
    giveUp,
    play(run, begin, until) {
      if (!open) return;
      const step = stepOf(dials.asked["step"]);
      if (step === null) return giveUp();
      let played = false;
      run.status.subscribe(({state, step: done}) => {
        if (state === "playing") played = true;
        else if (done >= step || (played && state !== "ended")) giveUp();
      }, until);
      begin(step);
    }
  };
}

/** "200" as a step; null for what is none, or too far. */
function stepOf(text: string | undefined): number | null {
  return text !== undefined && /^[1-9]\d{0,5}$/.test(text) && Number(text) <= MOST ? Number(text) : null;
}

/** A button that copies the address of the run as it is, its settings and its step, and what it says then. */
export function linkButton(
  dials: Dials,
  runs: Live<Trainer | null>,
  signal: AbortSignal
): {press: HTMLElement; said: HTMLElement} {
  const said = element("p", {class: "fig-readout fig-link-said", role: "status"});
  const press = button("Link to this", () => {
    const run = runs.value;
    const done = run?.status.value.step ?? 0;
    // What went on from a file did not begin with these settings, and nobody can be sent to its step.
    const loaded = (run?.history.value.entries[0]?.step ?? 1) > 1;
    const step = loaded ? 0 : done;
    const url = dials.address(step > 0 ? {step} : {});
    const link = element("a", {href: url}, ["address"]);
    const what = step > 0 ? `these settings, played to step ${formatCount(step)}` : "these settings";
    const more = loaded ? " Its step is left out: this run goes on from a file, which no address can carry." : "";
    const tell = (...parts: (Node | string)[]): void => {
      if (!signal.aborted) said.replaceChildren(...parts);
    };
    copy(url).then(
      () => tell("Copied: the ", link, ` of ${what}.${more}`),
      () => tell("It could not be copied; here is the ", link, ` of ${what}.${more}`)
    );
  });
  press.classList.add("fig-link");
  return {press, said};
}

async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}
