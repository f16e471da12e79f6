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
  for (const other of stack.querySelectorAll(".notice")) if (other.getAttribute("aria-label") === name) other.remove();
  const dom = element("section", {class: "notice", "aria-label": name, "data-kind": kind});
  const shown: Notice = {
    dom,
    update(next, offered) {
      const text = element("div", {class: "notice-text", role: kind === "problem" ? "alert" : "status"}, next);
      const buttons = element("div", {class: "notice-actions"}, ...offered.map(({label, act}) => button(label, act)));
      dom.replaceChildren(text, buttons);
    },
    close() {
      dom.remove();
    }
  };
  stack.append(dom);
  shown.update(content, actions);
  return shown;
}
