/** Dials without a page: their values stand in an object, and a turn of one calls back. */
import {live} from "../../lib/live.ts";
import type {LiveSource} from "../../lib/live.ts";
import type {Dials, DialValue} from "../../lib/figures/kit/dials.ts";

type Values = Readonly<Record<string, DialValue | undefined>>;

/** Made-up dials, with the means to move them from outside. */
export interface FakeDials extends Dials {
  readonly values: LiveSource<Values>;
  readonly fixed: LiveSource<Readonly<Record<string, string>>>;
  asked: Record<string, string>;
  /** Each change, as it was asked for. */
  readonly turned: Readonly<Record<string, DialValue>>[];
  /** Rejects the next change with this message. */
  refuse: string | null;
}

/** Dials that stand so at first; `rewritten` is called when they have been turned, as a cell that runs again. */
export function fakeDials(start: Values, rewritten: (values: Values) => void, asked: Record<string, string> = {}): FakeDials {
  const values = live(start);
  const dials: FakeDials = {
    values,
    fixed: live({}),
    asked,
    turned: [],
    refuse: null,
    async set(changes) {
      const {refuse} = dials;
      dials.refuse = null;
      if (refuse !== null) throw new RangeError(refuse);
      dials.turned.push(changes);
      await Promise.resolve();
      values.value = {...values.value, ...changes};
      rewritten(values.value);
    },
    taken: () => void (dials.asked = {}),
    address(extras = {}) {
      const changed = Object.entries(values.value).filter(([path, value]) => value !== start[path]);
      const all = [...changed, ...Object.entries(extras)].map(([name, value]) => `run.${name}=${String(value)}`);
      return `https://book.example/chapter.html?${all.join("&")}`;
    }
  };
  return dials;
}
