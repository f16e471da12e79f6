import {element, button} from "../element.ts";
import {readSolved, type Solved} from "./solved.ts";
import type {Editing, Page, PageCell} from "../runtime/contract.ts";

let started = false;

/**
 * A page that is put together from answers to exercises of other chapters: `data-answer` on a cell names one. Each cell says whose its
 * text is, the reader's or ours; theirs is put in when they ask for it.
 */
export function startPieces(page: Page, edit: () => Promise<Editing>): void {
  if (started) return;
  started = true;
  const pieces = [...page.cells.values()].filter(({element}) => element.dataset.answer !== undefined);
  const lines = pieces.map((cell) => new PieceLine(page, cell, put));
  const summary = element("div", {class: "pieces", role: "group", "aria-label": "Your pieces"});
  const first = pieces[0]?.element;
  const before = first?.previousElementSibling;
  (before?.matches(".prose") ? before : first)?.before(summary);

  async function put(cells: readonly PageCell[]): Promise<void> {
    const editing = await insist(summary, "The editor", edit);
    for (const {id, element} of cells) {
      const solved = answerOf(page, element);
      if (solved) await editing.setSource(id, whole(page, solved));
    }
  }
  const back = async (): Promise<void> => {
    const editing = await insist(summary, "The editor", edit);
    for (const cell of pieces) editing.reset(cell.id);
  };

  let shown = "";
  const show = (): void => {
    const states = lines.map((line) => line.show());
    if (states.join() === shown) return;
    shown = states.join();
    const count = (state: Whose): number => states.filter((each) => each === state).length;
    const [yours, solved, ours] = [count("yours"), count("solved"), count("ours")];
    const text = `${yours} of ${pieces.length} pieces ${yours === 1 ? "is" : "are"} yours. ${
      ours > 0 ? `${ours} you have not written yet: ours stand in their place.` : ""
    }`;
    summary.replaceChildren(element("p", {role: "status"}, text.trim()));
    if (solved > 0) {
      const waiting = pieces.filter((_, i) => states[i] === "solved");
      summary.append(
        button(`Put in ${solved === 1 ? "the one" : `the ${solved}`} that you have solved`, () => void put(waiting))
      );
    }
    if (ours + solved < pieces.length) summary.append(button("Ours again, all of them", () => void back()));
  };
  page.on("state", show);
  page.on("definition", show);
  addEventListener("storage", show);
  show();
}

/** Whose text stands in a piece's cell; "solved": ours, and the reader's is there to be put in; "changed": neither. */
type Whose = "yours" | "ours" | "solved" | "changed";

/** The line over a piece. */
class PieceLine {
  readonly #page: Page;
  readonly #cell: PageCell;
  readonly #put: (cells: readonly PageCell[]) => Promise<void>;
  readonly #line = element("p", {class: "piece"});
  #shown = "";

  constructor(page: Page, cell: PageCell, put: (cells: readonly PageCell[]) => Promise<void>) {
    [this.#page, this.#cell, this.#put] = [page, cell, put];
    cell.element.prepend(this.#line);
  }

  show(): Whose {
    const {element: root, source, original, id} = this.#cell;
    const solved = answerOf(this.#page, root);
    const whose =
      solved && source.endsWith(solved.source) ? "yours" : source !== original ? "changed" : solved ? "solved" : "ours";
    if (whose === this.#shown) return whose;
    this.#shown = whose;
    const [slug = "", exercise = ""] = (root.dataset.answer ?? "").split("#");
    const link = element("a", {href: `${slug}.html#${exercise}`}, "Write yours");
    const texts: Record<Whose, string> = {
      yours: "Yours",
      ours: "Ours, lent to you. ",
      solved: "Ours. Yours is solved. ",
      changed: "Changed here. "
    };
    this.#line.dataset.whose = whose;
    this.#line.replaceChildren(texts[whose]);
    if (whose === "ours") this.#line.append(link);
    if (solved && whose !== "yours")
      this.#line.append(button("Put yours here", () => void this.#put([this.#cell]), {"aria-label": `Put yours here: ${id}`}));
    return whose;
  }
}

function answerOf(page: Page, {dataset: {answer = ""}}: HTMLElement): Solved | null {
  const [slug = "", exercise = ""] = answer.split("#");
  return readSolved({root: page.root, slug}, exercise);
}

/** The answer, after what it needs and this page does not have. */
function whole(page: Page, {source, needs}: Solved): string {
  const lacking = needs.filter(({names}) => !names.some((name) => page.definedBy(name)));
  return [...lacking.map((need) => need.source), source].join("\n");
}
