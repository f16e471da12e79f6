import type {PerRun} from "./builtins.ts";
import {input} from "./generators.ts";
import {type Run, StaleDisplay} from "./run.ts";

/** What a run can do to its cell. */
export interface Effects {
  display(value: unknown): void;
  progress(fraction: number): void;
}

/** The built-in of that name for one run, or its promise. A display after the run's end throws `StaleDisplay`. */
export function runFunction(name: PerRun, run: Run, effects: Effects): unknown {
  const display = (...values: unknown[]) => {
    if (!run.live) throw new StaleDisplay();
    for (const value of values) effects.display(value);
    return values.length === 1 ? values[0] : values;
  };
  switch (name) {
    case "display":
      return display;
    case "view":
      return (element: Element) => input(display(element) as Element);
    case "progress":
      return (fraction: number) => {
        if (!(fraction >= 0 && fraction <= 1)) throw new RangeError(`progress: expected a fraction from 0 to 1, got ${fraction}`);
        if (run.live) effects.progress(fraction);
      };
    case "assert":
      return import("./assertions.ts").then(({assert}) => assert);
    case "equal":
      return import("./assertions.ts").then(({equal}) => (...args: Parameters<typeof equal>) => {
        equal(...args);
        run.checks.push(args[2]);
      });
  }
}
