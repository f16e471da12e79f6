import type {Dials, DialValue} from "../kit/dials.ts";
import {element} from "../kit/element.ts";
import {follow} from "../kit/follow.ts";
import {dialControl} from "./dial-control.ts";
import type {DialGroup} from "./run-dials.ts";
import {RUN_DIALS} from "./run-dials.ts";

/** What a panel of dials is given. */
export interface DialPanelOptions {
  signal: AbortSignal;
  /** Paths of those that are always there, at most five; the others are one click away. */
  first: readonly string[];
  /** What stands at the end of their row. */
  beside: HTMLElement;
  /** Called before a dial is turned by the reader. */
  turning(): void;
}

/** Those that have the place in front, where a figure does not say. */
export const FIRST_DIALS: readonly string[] = [
  "settings.loss",
  "settings.generator.learningRate",
  "settings.discriminator.learningRate",
  "settings.discriminatorSteps",
  "seed"
];

/** What an own step leaves aside, unless the usual one plays: its loss is its own, and it takes the turns that it takes. */
const LEFT_ASIDE = ["settings.loss", "settings.discriminatorSteps", "settings.generatorSteps"];

/**
 * The settings of a run as controls, those that a cell declared as dials. Each shows what stands in the cell. Turned, it has the cell
 * rewritten; what is in the way is told.
 */
export function dialPanel(dials: Dials, {signal, first, beside, turning}: DialPanelOptions): HTMLElement {
  const problem = element("p", {class: "fig-wrong fig-problem", role: "alert", hidden: ""});
  const note = element("p", {class: "fig-readout", role: "status", hidden: ""});
  note.textContent =
    "The step on this page plays its own loss and takes its own turns, whatever is chosen here. Under More settings, choose the book's step to play these.";
  const tell = (text: string | null): void => {
    problem.hidden = text === null;
    problem.textContent = text ?? "";
  };
  let last = Promise.resolve();
  const turn = (path: string, value: DialValue): void => {
    tell(null);
    turning();
    // The step on the page plays its own game: who asks for another is given the book's, in the same edit.
    const aside = LEFT_ASIDE.includes(path) && declared("ownStep") && dials.values.value["ownStep"] !== false;
    const changes = {[path]: value, ...(aside && {ownStep: false})};
    // One after the other: each rewrites the text that the one before left.
    last = last
      .then(() => dials.set(changes))
      .catch((error: unknown) => tell(error instanceof Error ? error.message : String(error)))
      .then(show);
  };
  const declared = (path: string): boolean => path in dials.values.value || path in dials.fixed.value;
  const shown = RUN_DIALS.filter(({path}) => declared(path));
  const controls = new Map(shown.map((dial) => [dial, dialControl(dial, (value) => turn(dial.path, value), tell)]));

  function show(): void {
    if (signal.aborted) return;
    const [values, fixed] = [dials.values.value, dials.fixed.value];
    for (const [{path, usual}, control] of controls) control.show(values[path] ?? usual, fixed[path]);
    const others = shown.some(({path, usual}) => LEFT_ASIDE.includes(path) && (values[path] ?? usual) !== usual);
    note.hidden = !(others && declared("ownStep") && values["ownStep"] !== false);
  }
  follow(dials.values, signal, show);
  follow(dials.fixed, signal, show);
  show();

  const inFront = shown.filter(({path}) => first.includes(path));
  const behind = shown.filter(({path}) => !first.includes(path));
  const row = (of: readonly (typeof shown)[number][]): HTMLElement[] => of.map((dial) => controls.get(dial)!.element);
  const groups = [...new Set(behind.map(({group}) => group))].map((group: DialGroup) =>
    element("fieldset", {class: "fig-dial-group"}, [
      element("legend", {}, [group]),
      ...row(behind.filter((dial) => dial.group === group))
    ])
  );
  return element("div", {class: "fig-dials", role: "group", "aria-label": "settings of the run"}, [
    element("div", {class: "fig-dials-first"}, [...row(inFront), beside]),
    problem,
    note,
    ...(groups.length > 0
      ? [element("details", {class: "fig-dials-more"}, [element("summary", {}, ["More settings"]), ...groups])]
      : [])
  ]);
}
