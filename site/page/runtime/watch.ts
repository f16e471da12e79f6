import type {Module, Variable} from "@observablehq/runtime";

/** The inputs of a manual cell: known, and known to have changed, without running it. */
export class Watch {
  readonly #variable: Variable;
  #names: string[] | null = null;
  #values: Promise<Map<string, unknown>>;
  #resolve!: (values: Map<string, unknown>) => void;
  #fresh = true;

  constructor(module: Module, changed: () => void) {
    this.#values = this.#renew();
    this.#variable = module.variable({
      pending: () => {
        if (!this.#fresh) this.#values = this.#renew();
        changed();
      },
      fulfilled: (values) => {
        if (!this.#fresh) this.#values = this.#renew(); // a generator's next value comes without `pending`
        this.#fresh = false;
        this.#resolve(new Map(this.#names!.map((name, i) => [name, (values as unknown[])[i]])));
      }
    });
  }

  /** The inputs of these names, once all are there. */
  latest(names: string[]): Promise<Map<string, unknown>> {
    if (names.join() !== this.#names?.join()) {
      this.#names = names;
      if (!this.#fresh) this.#values = this.#renew();
      this.#variable.define(null, names, (...values: unknown[]) => values);
    }
    return this.#values;
  }

  dispose(): void {
    this.#variable.delete();
  }

  #renew(): Promise<Map<string, unknown>> {
    this.#fresh = true;
    return new Promise((resolve) => (this.#resolve = resolve));
  }
}
