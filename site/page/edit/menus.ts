import type {MenuItem} from "./popup.ts";

/**
 * Makes `opener` open a menu (the ARIA menu button pattern): arrows, Home, End and first letters move, Escape and Tab close,
 * focus returns to the opener. `items` is asked at each opening. What draws it is loaded when it is first opened.
 */
export function popupMenu(opener: HTMLButtonElement, name: string, items: () => MenuItem[]): void {
  let close: ((focus: boolean) => void) | null = null;
  opener.setAttribute("aria-haspopup", "menu");
  opener.setAttribute("aria-expanded", "false");
  const open = async (last: boolean): Promise<void> => {
    const place = opener.closest(".cell") ?? document.body;
    const {openMenu} = await insist(place, "The menu", () => import("./popup.ts"));
    close ??= openMenu(opener, name, items(), last, () => (close = null));
  };
  opener.addEventListener("click", () => (close ? close(true) : void open(false)));
  opener.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    if (!close) void open(event.key === "ArrowUp");
  });
}
