import type {CellKind, ExerciseRole, LocatedError} from "../../notebook/types.ts";
import type {CellState, Definition, PageCell} from "./contract.ts";
import type {Run} from "./run.ts";

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
  run: Run | null = null;
  /** The runtime has not settled it. */
  pending = false;
  /** It has had a value, so there is something to see while it is computed again. */
  ran = false;
  /** The input whose absence keeps it from running. */
  blame: string | null = null;
  /** The text was changed and not run. */
  outdated = false;
  /** Its inputs have changed since it ran (manual cells only). */
  inputsChanged = false;

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
    if (!id)
      throw new RangeError(`attach: expected an element with data-cell, got <${element.localName} class="${element.className}">`);
    this.id = id;
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
