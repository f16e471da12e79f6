import type {PageCell} from "../runtime/contract.ts";
import {button, element} from "./elements.ts";
import {popupMenu, type MenuItem} from "./popup-menu.ts";

/** What the tools of a cell can do. */
export interface CellCommands {
  run(): void;
  stop(): void;
  edit(): void;
  /** Closes the editor. */
  done(): void;
  editing(): boolean;
  /** Everything else that makes sense for the cell now, in the menu "More". */
  more(): MenuItem[];
}

/** The quiet row of buttons of a cell. */
export interface CellTools {
  readonly dom: HTMLElement;
  /** Follows the cell's state. */
  update(cell: Pick<PageCell, "state">): void;
  /** Focuses the first button: where the reader is after a menu's command. */
  focus(): void;
}

/**
 * Makes the tools of a cell named `id`, of the buttons that were published with it if there are some. Their names carry the
 * cell's, for those who hear one button at a time.
 */
export function cellTools(id: string, commands: CellCommands, published: HTMLElement | null = null): CellTools {
  let running = false;
  const dom = published ?? element("div", {class: "cell-tools", role: "group", "aria-label": `Tools of ${id}`});
  const tool = (name: string, label: string, act: () => void): HTMLButtonElement => {
    const there = dom.querySelector<HTMLButtonElement>(`.tool-${name}`);
    const made = there ?? button(label, act, {class: `tool-${name}`});
    if (there) {
      there.addEventListener("click", act);
      there.removeAttribute("tabindex");
    } else dom.append(made);
    return made;
  };
  const name = (made: HTMLButtonElement, label: string): void => {
    if (made.textContent === label) return;
    made.textContent = label;
    made.setAttribute("aria-label", `${label} ${id}`);
  };
  const run = tool("run", "Run", () => (running ? commands.stop() : commands.run()));
  const edit = tool("edit", "Edit", () => (commands.editing() ? commands.done() : commands.edit()));
  const more = tool("more", "More", () => {});
  run.setAttribute("aria-label", `Run ${id}`);
  edit.setAttribute("aria-label", `Edit ${id}`);
  more.setAttribute("aria-label", `More for ${id}`);
  popupMenu(more, `Cell ${id}`, () => commands.more());
  return {
    dom,
    update({state}) {
      running = state === "running";
      name(run, running ? "Stop" : "Run");
      name(edit, commands.editing() ? "Done" : "Edit");
    },
    focus: () => more.focus()
  };
}
