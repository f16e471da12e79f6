import {readChapter} from "./chapter.ts";
import {complete} from "./complete.ts";
import {explain, explainName, signature} from "./explain.ts";
import {importing} from "./importing.ts";
import type {ChapterLanguage} from "./language.ts";
import type {CellText, Questions} from "./messages.ts";
import {rename} from "./rename.ts";

type Answers = {[Q in keyof Questions]: (given: Questions[Q]["given"]) => Questions[Q]["answer"]};

/** Answers what the page asks of its chapter. Texts are read when something is asked of them. */
export function answersOf(language: ChapterLanguage): Answers {
  let cells: readonly CellText[] = [];
  let read = true;
  const current = (): ChapterLanguage => {
    if (!read) language.show(readChapter(cells));
    read = true;
    return language;
  };
  return {
    chapter(given) {
      cells = given;
      read = false;
      return null;
    },
    change({cell, text}) {
      cells = cells.map((each) => (each.id === cell ? {...each, text} : each));
      read = false;
      return null;
    },
    problems: ({cell}) => current().problems(cell) ?? null,
    complete: (place) => complete(current(), place),
    explain: ({name, ...place}) => (name === undefined ? explain(current(), place) : explainName(current(), {...place, name})),
    signature: (place) => signature(current(), place),
    importing: (given) => importing(current(), given),
    rename: (given) => rename(current(), given)
  };
}
