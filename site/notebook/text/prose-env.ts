import type {Env} from "markdown-it";
import type {InlineExpression} from "./inline.ts";

/**
 * A mistake found while markdown-it reads a stretch of prose, placed by a line of that stretch and the text to look for from
 * there.
 */
export interface ProseProblem {
  message: string;
  /** Counted from 0 in the text given to markdown-it. */
  line: number;
  needle: string;
}

/** What the rules of the notebook keep in markdown-it's environment while they read and render one stretch of prose. */
export interface ProseEnv extends Env {
  /** Heading ids that are taken, in the whole chapter. */
  slugs: Set<string>;
  /** Expressions that stand in the text as placeholders. */
  expressions: InlineExpression[];
  /** HTML for the expression of that index. */
  expression: (index: number) => string;
  problems: ProseProblem[];
  /** Throws a problem that shows only while rendering (TeX), at its place. */
  fail: (problem: ProseProblem) => never;
}

/** An environment for one stretch of prose; `slugs` and `references` are shared by the stretches of a chapter. */
export function proseEnv(given: Partial<ProseEnv> = {}): ProseEnv {
  return {
    slugs: new Set(),
    expressions: [],
    expression: () => "",
    problems: [],
    fail: (problem) => {
      throw new Error(problem.message);
    },
    ...given
  };
}

/** Adds a problem to the environment of a rule; environments of other callers of markdown-it have nowhere to keep it. */
export function report(env: Env, message: string, line: number, needle: string): void {
  (env as Partial<ProseEnv>).problems?.push({message, line, needle});
}
