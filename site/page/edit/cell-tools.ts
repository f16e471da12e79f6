import type {PageCell} from "../contract.ts";
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

/** Makes the tools of a cell named `id`. Their names carry the cell's, for those who hear one button at a time. */
export function cellTools(id: string, commands: CellCommands): CellTools {
  let running = false;
  const run = button("Run", () => (running ? commands.stop() : commands.run()), {class: "tool-run"});
  const edit = button("Edit", () => (commands.editing() ? commands.done() : commands.edit()), {class: "tool-edit"});
  const more = button("More", () => {}, {class: "tool-more", "aria-label": `More for ${id}`});
  const name = (made: HTMLButtonElement, label: string): void => {
    if (made.textContent === label) return;
    made.textContent = label;
    made.setAttribute("aria-label", `${label} ${id}`);
  };
  const dom = element("div", {class: "cell-tools", role: "group", "aria-label": `Tools of ${id}`}, run, edit, more);
  popupMenu(more, `Cell ${id}`, () => commands.more());
  run.setAttribute("aria-label", `Run ${id}`);
  edit.setAttribute("aria-label", `Edit ${id}`);
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
