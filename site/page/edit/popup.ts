import {button, element, uniqueId} from "../element.ts";
import {anchor} from "./anchor.ts";

/** One command of a menu. */
export interface MenuItem {
  label: string;
  act(): void;
}

/** Opens a menu at its button, the first (`last`: the last) command focused; returns the function that closes it. */
export function openMenu(
  opener: HTMLButtonElement,
  name: string,
  items: readonly MenuItem[],
  last: boolean,
  closed: () => void
): (focus: boolean) => void {
  const id = uniqueId("menu");
  const menu = element("div", {class: "popup-menu", role: "menu", id, "aria-label": name, popover: "manual"});
  let open = true;
  const close = (focus: boolean): void => {
    if (!open) return;
    open = false;
    closed();
    menu.remove();
    opener.setAttribute("aria-expanded", "false");
    if (focus) opener.focus();
  };
  for (const item of items) {
    menu.append(button(item.label, () => (close(true), item.act()), {role: "menuitem", tabindex: "-1"}));
  }
  opener.after(menu);
  menu.showPopover();
  anchor(menu, opener);
  opener.setAttribute("aria-expanded", "true");
  opener.setAttribute("aria-controls", id);
  const buttons = [...menu.querySelectorAll("button")];
  buttons.at(last ? -1 : 0)?.focus();
  menu.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(event.target as HTMLButtonElement);
    const to = destination(event.key, at, buttons);
    if (to !== undefined) buttons[to]?.focus();
    else if (event.key === "Escape") close(true);
    else if (event.key === "Tab") return close(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  menu.addEventListener("focusout", (event) => {
    const next = event.relatedTarget;
    if (next instanceof Node && (menu.contains(next) || next === opener)) return;
    // A click on nothing focusable, or another window: the menu goes, the focus stays where the reader put it.
    if (menu.isConnected) close(false);
  });
  return close;
}

function destination(key: string, at: number, buttons: HTMLButtonElement[]): number | undefined {
  const count = buttons.length;
  if (key === "ArrowDown") return (at + 1) % count;
  if (key === "ArrowUp") return (at + count - 1) % count;
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  if (key.length !== 1) return undefined;
  const starts = buttons.map((_, offset) => (at + 1 + offset) % count);
  return starts.find((index) => buttons[index]!.textContent.toLowerCase().startsWith(key.toLowerCase()));
}
