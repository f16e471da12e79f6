import type {CellKind, ExerciseRole, LocatedError} from "../../notebook/types.ts";
import type {CellState, Definition, PageCell} from "./contract.ts";
import type {CellRun} from "./run.ts";
import type {Actions} from "./controls.ts";

/** A cell as the page's core knows it: what `PageCell` shows, and what its state is made from. */
export class LiveCell implements PageCell {
  readonly id: string;
  readonly kind: CellKind;
  readonly element: HTMLElement;
  readonly output: HTMLElement;
  readonly original: string | null;
  readonly published: Definition | null;
  readonly manual: boolean;
  readonly budget: number;
  readonly role: ExerciseRole | undefined;
  source: string;
  state: CellState = "waiting";
  error: LocatedError | Error | null = null;
  progress: number | null = null;
  definition: Definition | null = null;
  held: boolean;

  /** The run under way, or the last; null while the inputs are not there. */
  run: CellRun | null = null;
  /** The runtime has not settled it. */
  pending = false;
  /** It has had a value, so there is something to see while it is computed again. */
  ran = false;
  /** The input whose absence keeps it from running. */
  blame: string | null = null;
  /** What that input waits for in the end, and the cell that should define it. */
  cause: [name: string, cell: LiveCell] | null = null;
  /** The text was changed and not run. */
  outdated = false;
  /** Its inputs have changed since it ran (manual cells only). */
  inputsChanged = false;

  /** Its text could not be compiled. */
  broken = false;
  /** Another cell that gives one of its names: neither runs. */
  rival: LiveCell | undefined;
  /** Its failure, or what it waits for, is not yet shown: what shows it is being loaded. */
  showing: object | null = null;
  /** Takes the mark of its error out of its code. */
  unmark: (() => void) | null = null;
  /** Brings its buttons up to date, once it has some. */
  controls: (() => void) | null = null;
  /** Runs while it is running and has no buttons. */
  timer: ReturnType<typeof setTimeout> | undefined;

  constructor(element: HTMLElement, source: string, original: string | null, published: Definition | null) {
    const {cell: id, kind, budget, role} = element.dataset;
    this.id = id!;
    this.kind = (kind as CellKind | undefined) ?? "ts";
    this.element = element;
    this.output = this.kind === "inline" ? element : (element.querySelector<HTMLElement>(".cell-output") ?? element);
    this.source = source;
    this.original = original;
    this.published = published;
    this.manual = "manual" in element.dataset;
    this.budget = Number(budget ?? 2000);
    this.role = role as ExerciseRole | undefined;
    this.held = this.manual || this.role === "check"; // a check runs once the reader has changed the starter
  }

  get checks(): readonly string[] {
    return this.run?.checks ?? [];
  }

  /** What its state is now. `blamed` is the state of the cell that defines the missing input. */
  compute(blamed: CellState | undefined): CellState {
    const {run} = this;
    if (this.error) return "failed";
    if (this.held) return "held";
    if (this.blame !== null) return blamed === "failed" || blamed === "upstream" ? "upstream" : "waiting";
    if (run?.stopped) return "stopped";
    if (run?.waiting) return "waiting";
    if (run?.live && (this.pending || run.working > 0)) return "running";
    if (this.pending) return this.ran ? "stale" : "waiting";
    return this.outdated || this.inputsChanged ? "stale" : "done";
  }
}

/** Milliseconds after which a running cell gets its Stop and its bar: most cells are done before. */
const patience = 1000;

/**
 * Shows a cell's state: `data-state` on its element, progress as `--progress` for the mark in the margin, and, for a cell that waits for the
 * reader or takes its time, controls (controls.ts, loaded when first needed). Inline cells and checks have none.
 */
export function showState(cell: LiveCell, actions: Actions): void {
  const {element: root, state, progress} = cell;
  if (root.dataset.state !== state) root.dataset.state = state;
  if (progress === null || state !== "running") root.style.removeProperty("--progress");
  else root.style.setProperty("--progress", String(progress));
  if (cell.kind === "inline" || cell.role === "check") return;
  if (cell.controls) return cell.controls();
  if (waits(cell)) void makeControls(cell, actions);
  else if (state === "running" && cell.timer === undefined) {
    cell.timer = setTimeout(() => {
      cell.timer = undefined;
      if (cell.state === "running") void makeControls(cell, actions);
    }, patience);
  }
}

function waits({manual, held, state}: PageCell): boolean {
  return manual || held || state === "stopped";
}

async function makeControls(cell: LiveCell, actions: Actions): Promise<void> {
  const {controls} = await insist(cell.element, "The buttons", () => import("./controls.ts"));
  cell.controls ??= controls(cell, actions);
  cell.controls();
}

/** Cells as they stand in the document, which is walked through once; those that do not stand there come last. */
export function inDocumentOrder(cells: Iterable<LiveCell>): LiveCell[] {
  const ranks = new Map([...document.querySelectorAll("[data-cell]")].map((element, i) => [element, i]));
  const rank = ({element}: LiveCell): number => ranks.get(element) ?? Infinity;
  return [...cells].sort((a, b) => rank(a) - rank(b) || 0);
}

/** The cell that defines a name. */
type DefinedBy = (name: string) => LiveCell | undefined;

/**
 * True when nothing more will come of a cell by itself: it is done, failed, held or stopped, or waits for something that waits for the
 * reader. `known`: what was found of other cells at this moment, so that a chapter is walked through once.
 */
export function isSettled(cell: LiveCell, definedBy: DefinedBy, known: Map<LiveCell, boolean>): boolean {
  const seen = new Set<LiveCell>();
  const visit = (cell: LiveCell): boolean => {
    if (cell.showing) return false;
    if (cell.held || cell.run?.stopped || cell.error) return true;
    if (!cell.pending) return !cell.run?.unsettled;
    if (cell.run && !cell.run.waiting) return cell.run.listening > 0;
    const before = known.get(cell);
    if (before !== undefined || seen.has(cell)) return before ?? false;
    seen.add(cell);
    const waits = (cell.definition?.inputs ?? []).some((name) => {
      const by = definedBy(name);
      return by && (by.held || by.run?.stopped || by.run?.listening || (by.pending && visit(by)));
    });
    if (waits) known.set(cell, true);
    return waits;
  };
  const settled = visit(cell);
  if (!settled) for (const each of seen) known.set(each, false);
  return settled;
}
