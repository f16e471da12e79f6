import {button, element, uniqueId} from "../element.ts";

/** One command of a menu. */
export interface MenuItem {
  label: string;
  act(): void;
}

/**
 * Makes `opener` open a menu (the ARIA menu button pattern): arrows, Home, End and first letters move, Escape and Tab close,
 * focus returns to the opener. `items` is asked at each opening.
 */
export function popupMenu(opener: HTMLButtonElement, name: string, items: () => MenuItem[]): void {
  let menu: HTMLElement | null = null;
  opener.setAttribute("aria-haspopup", "menu");
  opener.setAttribute("aria-expanded", "false");

  const close = (focus: boolean): void => {
    if (!menu) return;
    const closing = menu;
    menu = null;
    closing.remove();
    opener.setAttribute("aria-expanded", "false");
    if (focus) opener.focus();
  };

  const open = (last: boolean): void => {
    const id = uniqueId("menu");
    const made = element("div", {class: "popup-menu", role: "menu", id, "aria-label": name, popover: "manual"});
    for (const item of items()) {
      made.append(button(item.label, () => (close(true), item.act()), {role: "menuitem", tabindex: "-1"}));
    }
    menu = made;
    opener.after(made);
    made.showPopover();
    anchor(made, opener);
    opener.setAttribute("aria-expanded", "true");
    opener.setAttribute("aria-controls", id);
    const buttons = [...made.querySelectorAll("button")];
    buttons.at(last ? -1 : 0)?.focus();
    made.addEventListener("keydown", (event) => {
      const at = buttons.indexOf(event.target as HTMLButtonElement);
      const to = destination(event.key, at, buttons);
      if (to !== undefined) buttons[to]?.focus();
      else if (event.key === "Escape") close(true);
      else if (event.key === "Tab") return close(true);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    made.addEventListener("focusout", (event) => {
      const next = event.relatedTarget;
      if (next instanceof Node && (made.contains(next) || next === opener)) return;
      // A click on nothing focusable, or another window: the menu goes, the focus stays where the reader put it.
      if (menu === made && made.isConnected) close(false);
    });
  };

  opener.addEventListener("click", () => (menu ? close(true) : open(false)));
  opener.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    if (!menu) open(event.key === "ArrowUp");
  });
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

/** Puts a popover under its opener, inside the window. */
export function anchor(popover: HTMLElement, opener: HTMLElement): void {
  const {left, right, top, bottom} = opener.getBoundingClientRect();
  const {width, height} = popover.getBoundingClientRect();
  const page = document.documentElement;
  const x = Math.max(8, Math.min(right - width > 8 ? right - width : left, page.clientWidth - width - 8));
  const y = bottom + height + 8 <= page.clientHeight ? bottom + 4 : Math.max(8, top - height - 4);
  popover.style.left = `${x}px`;
  popover.style.top = `${y}px`;
}
