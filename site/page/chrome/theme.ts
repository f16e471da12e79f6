import type {Page} from "../runtime/contract.ts";

/** "system" follows the reader's machine. */
type Theme = "system" | "light" | "dark";

/** Where the choice is kept; the script in the page's head reads it before the first paint. */
const THEME_KEY = "gantry:theme";

const after: Record<Theme, Theme> = {system: "light", light: "dark", dark: "system"};

/** The reader's choice. */
function theme(): Theme {
  const chosen = document.documentElement.dataset.theme;
  return chosen === "light" || chosen === "dark" ? chosen : "system";
}

/** Shows the page in a theme and keeps the choice, if the browser lets us. */
function setTheme(choice: Theme): void {
  if (choice === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
  try {
    if (choice === "system") localStorage.removeItem(THEME_KEY);
    else localStorage.setItem(THEME_KEY, choice);
  } catch {
    // storage is forbidden or full: the choice holds until the page is left
  }
}

/** The bar's button: system → light → dark → system. */
export function nextTheme(page: Page, button: HTMLElement | null): void {
  const choice = after[theme()];
  setTheme(choice);
  button?.setAttribute("title", `Theme: ${choice}. Next: ${after[choice]}`);
  page.announce(choice === "system" ? "Theme follows the system" : `Theme: ${choice}`);
}
