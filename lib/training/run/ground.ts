import type {BackendName, Choice} from "../../backend/choose.ts";
import {BackendLostError, isLost, onLost} from "../../backend/lost.ts";
import {openBackend, useBackend} from "../../backend/open.ts";
import type {BackendPlace} from "../../backend/place.ts";

/** The backend that a run goes on on when its own is lost: it needs no graphics card, and cannot be lost. */
const REFUGE: BackendName = "wasm";

/** What a run does when the ground is lost, after what has happened ("The graphics context was lost on webgl"). */
export interface Movable {
  /** It goes on on the backend that is the current one now, `Ground.choice`. */
  move(what: string): Promise<void>;
  /** It cannot go on. */
  strand(what: string, error: unknown): void;
}

/**
 * What a run stands on: a backend, on which one thing happens at a time. When it is lost, whatever waits for it is given up, though
 * tfjs would wait for ever; the run is led to another backend, and everything goes on there.
 */
export class Ground {
  choice: Choice;
  private readonly place: BackendPlace;
  private readonly run: Movable;
  private last: Promise<unknown> = Promise.resolve();
  private gone: Promise<never>;
  private moving: Promise<void> | null = null;
  private readonly end = new AbortController();

  constructor(choice: Choice, place: BackendPlace, run: Movable) {
    this.choice = choice;
    this.place = place;
    this.run = run;
    this.gone = new Promise((_, reject) => {
      const lost = (what: string): void => {
        reject(new BackendLostError(what));
        this.leave(what);
      };
      onLost(choice.name, lost, this.end.signal);
    });
    this.gone.catch(() => {});
  }

  /** Whether the backend is lost at this moment. */
  get lost(): boolean {
    return isLost(this.choice.name);
  }

  /** Waits for its turn; then nothing else happens until `work` is done. Rejects with a `BackendLostError` when it is lost meanwhile. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const before = this.moving ? this.moving.then(() => this.last) : this.last;
    const turn = before.then(async () => {
      const {name} = this.choice;
      await useBackend(name);
      let result: T | undefined;
      let error: unknown;
      try {
        result = await work();
      } catch (thrown) {
        error = thrown;
      }
      // Whatever came of it, a number or an error, came of the loss.
      if (isLost(name)) error = new BackendLostError(`the ${name} backend was lost`);
      if (error !== undefined) throw error;
      return result as T;
    });
    turn.catch(() => {});
    const ended = Promise.race([turn, this.gone]);
    this.last = ended.catch(() => {});
    return ended;
  }

  /** The same, and once more on the next backend when the first was lost. */
  async firm<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.alone(work);
    } catch (error) {
      if (!(await this.outlived(error))) throw error;
      return this.alone(work);
    }
  }

  /** False for any error but that of a loss. For that, true as soon as the run can go on elsewhere; rejects when it cannot. */
  async outlived(error: unknown): Promise<boolean> {
    if (!(error instanceof BackendLostError)) return false;
    // The error may come before the event that tells of the loss.
    if (this.lost) this.leave("The graphics context was lost");
    await this.moving;
    return true;
  }

  /** Loses are of no concern any more. */
  close(): void {
    this.end.abort();
  }

  private leave(what: string): void {
    if (this.moving || this.end.signal.aborted) return;
    const go = async (): Promise<void> => {
      const told = `${what} on ${this.choice.name}`;
      try {
        this.choice = {...(await openBackend({asked: REFUGE, place: this.place})), because: "lost"};
        this.gone = new Promise(() => {});
        this.last = Promise.resolve();
        await this.run.move(told);
        this.moving = null;
      } catch (error) {
        this.run.strand(told, error);
        throw error;
      }
    };
    this.moving = go();
    this.moving.catch(() => {});
  }
}
