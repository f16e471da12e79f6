import type {Page} from "../runtime/contract.ts";

const nav = () => document.querySelector<HTMLElement>("nav.contents");
let following = false;

/** Opens or closes the contents; while they are open the section being read is marked, Escape closes them. */
export function toggleContents(_page: Page, button: HTMLElement | null): void {
  const panel = nav();
  if (!panel) return;
  const opening = panel.dataset.open === undefined;
  show(panel, button, opening);
  if (opening && document.activeElement === button) current(panel)?.focus();
  if (!following) follow(panel, button);
}

function show(panel: HTMLElement, button: HTMLElement | null, open: boolean): void {
  if (open) panel.dataset.open = "";
  else delete panel.dataset.open;
  button?.setAttribute("aria-expanded", String(open));
  try {
    localStorage.setItem("gantry:contents", open ? "open" : "closed");
  } catch {
    // not kept: it is closed at the next visit
  }
}

function current(panel: HTMLElement): HTMLElement | null {
  return panel.querySelector<HTMLElement>("[aria-current=location]") ?? panel.querySelector<HTMLElement>("a");
}

/** Marks the link of the last heading above the middle of the window, now and at every scroll. */
function follow(panel: HTMLElement, button: HTMLElement | null): void {
  following = true;
  const links = new Map<Element, HTMLAnchorElement>();
  for (const link of panel.querySelectorAll<HTMLAnchorElement>("a[href*='#']")) {
    const url = new URL(link.href);
    const heading = url.pathname === location.pathname ? document.getElementById(decodeURIComponent(url.hash.slice(1))) : null;
    if (heading) links.set(heading, link);
  }
  const mark = () => {
    let reading: HTMLAnchorElement | undefined;
    for (const [heading, link] of links) {
      if (heading.getBoundingClientRect().top < innerHeight / 3) reading = link;
    }
    for (const link of links.values()) {
      if (link === reading) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
  };
  let waiting = false;
  addEventListener(
    "scroll",
    () => {
      if (waiting || panel.dataset.open === undefined) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        mark();
      });
    },
    {passive: true}
  );
  mark();
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    show(panel, button, false);
    button?.focus();
  });
  panel.addEventListener("click", (event) => {
    const covers = !matchMedia("(min-width: 72rem)").matches;
    if (covers && (event.target as Element).closest("a")) show(panel, button, false);
  });
}
