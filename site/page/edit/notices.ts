import {button, element} from "../element.ts";

/** What a notice offers to do. It stays until the act itself, or `close`, takes it away. */
export interface NoticeAction {
  label: string;
  act(): void;
}

/** A message that stands at the window's lower edge: it moves nothing of the chapter. */
export interface Notice {
  readonly dom: HTMLElement;
  /** Replaces the text and what is offered. */
  update(content: string | Node, actions: NoticeAction[]): void;
  close(): void;
}

/** Shows a notice under a name (screen readers list it as a region). One with the same name is replaced. */
export function notice(
  name: string,
  content: string | Node,
  actions: NoticeAction[],
  kind: "information" | "problem" = "information"
): Notice {
  let stack = document.querySelector<HTMLElement>(".notices");
  if (!stack) document.body.append((stack = element("div", {class: "notices"})));
  const others = [...stack.querySelectorAll<HTMLElement>(".notice")].filter((other) => other.getAttribute("aria-label") === name);
  const held = others.some((other) => other.contains(document.activeElement));
  for (const other of others) other.remove();
  const dom = element("section", {class: "notice", "aria-label": name, "data-kind": kind, tabindex: "-1"});
  // Where the reader came from: a notice that goes with the focus in it gives it back there.
  let from: EventTarget | null = null;
  dom.addEventListener("focusin", ({relatedTarget}) => {
    if (relatedTarget && !dom.contains(relatedTarget as Node)) from = relatedTarget;
  });
  const shown: Notice = {
    dom,
    update(next, offered) {
      const text = element("div", {class: "notice-text", role: kind === "problem" ? "alert" : "status"}, next);
      const buttons = element("div", {class: "notice-actions"}, ...offered.map(({label, act}) => button(label, act)));
      const focused = dom.contains(document.activeElement);
      dom.replaceChildren(text, buttons);
      if (focused) (buttons.querySelector("button") ?? dom).focus({preventScroll: true});
    },
    close() {
      const focused = dom.contains(document.activeElement);
      dom.remove();
      if (focused) refuge(from)?.focus({preventScroll: true});
    }
  };
  stack.append(dom);
  shown.update(content, actions);
  if (held) (dom.querySelector("button") ?? dom).focus({preventScroll: true});
  return shown;
}

/** Where the focus goes from a notice that is closed: where it came from, another notice, the chapter. */
function refuge(from: EventTarget | null): HTMLElement | null {
  if (from instanceof HTMLElement && from.isConnected && from !== document.body) return from;
  const next = document.querySelector<HTMLElement>(".notices .notice button") ?? document.querySelector<HTMLElement>("main");
  if (next && next.tabIndex < 0) next.tabIndex = -1;
  return next;
}
