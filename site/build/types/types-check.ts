import {join} from "node:path";
import {parseAll} from "../../notebook/text/parse.ts";
import {LocatedError} from "../../notebook/types.ts";
import type {CheckerOptions} from "./checker.ts";
import {createChecker} from "./checker.ts";
import type {Effects} from "../effects.ts";

/** A chapter's text under its name in messages ("notebooks/convolution.md"). */
export interface ChapterText {
  file: string;
  text: string;
}

export interface TypeChecker {
  /** Mistakes in the types of these chapters (and of `lib`, `site`, `test` with `libraries`). Questions wait for one another. */
  check(chapters: readonly ChapterText[]): Promise<LocatedError[]>;
  close(): Promise<void>;
}

/** A checker of chapters as texts. `root` is the repository's folder. */
export function startTypeChecker(options: CheckerOptions): TypeChecker {
  const checker = createChecker(options);
  let last: Promise<unknown> = Promise.resolve();
  return {
    check(chapters) {
      const answer = last.then(async () => {
        const problems = await checker.check(chapters.map(({file, text}) => parseAll(text, file).notebook));
        return problems.map(({message, line, column, file}) => new LocatedError(message, {line, column}, file));
      });
      last = answer.catch(() => undefined);
      return answer;
    },
    close: () => checker.close()
  };
}

/** The texts of all chapters in a folder. */
export async function chapterTexts(folder: string, effects: Pick<Effects, "list" | "readText">): Promise<ChapterText[]> {
  const names = (await effects.list(folder)).filter((name) => name.endsWith(".md"));
  return Promise.all(names.map(async (name) => ({file: `notebooks/${name}`, text: await effects.readText(join(folder, name))})));
}
