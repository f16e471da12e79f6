import type {Page} from "../runtime/contract.ts";

/** A feature of the bar: opens when it is closed, closes when it is open. */
type Toggle = (page: Page, button: HTMLElement | null) => void;

/** What each button of the bar brings: loaded at its first use. */
const features: Record<string, () => Promise<Toggle>> = {
  contents: async () => (await import("./contents.ts")).toggleContents,
  search: async () => (await import("./search.ts")).toggleSearch,
  graph: async () => (await import("../graph/graph.ts")).toggleGraph,
  code: async () => (await import("./code.ts")).toggleCode,
  theme: async () => (await import("./theme.ts")).nextTheme,
  present: async () => (await import("./presenter/presenter.ts")).togglePresenter
};

/**
 * Makes the bar work: contents, search ("/" opens it), graph, code, theme, presenter, which an address may open (`?slide=step`). Contents that were left open come back where
 * there is room, and all code where it was shown.
 */
export function startChrome(page: Page): void {
  const waiting = new Set<string>();
  const act = async (name: string) => {
    const feature = features[name];
    if (!feature || waiting.has(name)) return;
    waiting.add(name);
    const toggle = await insist(document.querySelector(".bar") ?? page.article, `The ${name}`, feature);
    waiting.delete(name);
    toggle(page, document.querySelector<HTMLElement>(`.bar [data-action="${name}"]`));
  };
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest?.<HTMLElement>(".bar [data-action]");
    if (button) void act(button.dataset.action!);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isWriting(event.target))
      return;
    event.preventDefault();
    void act("search");
  });
  if (matchMedia("(min-width: 96rem)").matches && stored("gantry:contents") === "open") void act("contents");
  if (stored("gantry:code") !== null) void act("code");
  if (/[?&]slide=/.test(location.search)) void act("present");
}

/** True where a key means a character. */
function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage is forbidden: nothing was kept
  }
}
