import {button, element} from "../element.ts";
import type {CellProblem, Import} from "./messages.ts";

/** What a list of mistakes can do. */
interface ListCommands {
  /** Puts the cursor to a mistake; absent where there is no editor for it. */
  go?(problem: CellProblem): void;
  add?(imported: Import): void;
}

/** More than these of one cell are counted, not shown. */
const MOST = 8;

/**
 * The mistakes of a cell, each with line and column, as a list that stands under the cell. It says that the cell runs all the same, unless it
 * does not. `place`: the cell's element, or that of a text in which the cell stands; `name` says of what they are.
 */
export function showProblemList(
  place: HTMLElement,
  id: string,
  name: string,
  problems: readonly CellProblem[],
  {go, add}: ListCommands
): void {
  const before = place.querySelector<HTMLElement>(`:scope > .type-problems[data-of="${CSS.escape(id)}"]`);
  if (problems.length === 0) return before?.remove();
  const items = problems.slice(0, MOST).map((problem) => {
    const {line, column, message, imports} = problem;
    const at = `${line}:${column}`;
    const where = go
      ? button(at, () => go(problem), {class: "link", "aria-label": `${at}, go to line ${line}, column ${column}`})
      : at;
    const fixes = add ? imports.map((each) => button(`Import it from ${each.module}`, () => add(each), {class: "quiet"})) : [];
    return element("li", {}, where, " ", element("span", {}, message), ...fixes.flatMap((fix) => [" ", fix]));
  });
  const more = problems.length - items.length;
  if (more > 0) items.push(element("li", {}, `and ${more} more`));
  const count = problems.length === 1 ? "1 type error" : `${problems.length} type errors`;
  const fatal = problems.some((problem) => problem.fatal);
  const isRunning = place.matches(".cell");
  const said = fatal ? "This cannot run yet." : isRunning ? `${count}. It runs all the same.` : `${count}.`;
  const list = element(
    "div",
    {class: "type-problems", role: "group", "aria-label": `${fatal ? "What is wrong" : "Type errors"} in ${name}`, "data-of": id},
    element("p", {}, said),
    element("ul", {}, ...items)
  );
  // The reader may stand in it: what is the same is left alone.
  if (before?.textContent === list.textContent) return;
  const held = before?.contains(document.activeElement) ?? false;
  if (before) before.replaceWith(list);
  else place.append(list);
  if (held) list.querySelector("button")?.focus({preventScroll: true});
}
