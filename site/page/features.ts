import type { Editing, Page } from "./contract.ts";

/** What is loaded when it is first needed. */
export interface Features {
  /** Loads the editor, once. Rejects when it cannot be loaded; the next call tries again. */
  edit(): Promise<Editing>;
}

/** Listens for the first use of the editor: a click or Enter on code, or the menu of changes. What was done is done again once it is there. */
export function listenToFeatures(page: Page): Features {
  let editing: Promise<Editing> | undefined;
  const edit = () => {
    for (const type of ["click", "keydown"]) document.removeEventListener(type, first, true);
    return (editing ??= Promise.all([import("./edit/start.ts"), import("./start-guard.ts")])
      .then(([{ startEditing }, { guardEdits }]) => {
        guardEdits(page);
        return startEditing(page);
      })
      .catch((error: unknown) => {
        editing = undefined;
        listen();
        throw error;
      }));
  };
  const listen = () => {
    for (const type of ["click", "keydown"]) document.addEventListener(type, first, true);
  };
  const first = (event: Event) => {
    const target = (event.target as Element).closest?.('.cell-source pre, [data-action="changes"]');
    if (!target || (event instanceof KeyboardEvent && !opens(event, target)) || selects(event)) return;
    event.preventDefault();
    edit().then(
      () => target.dispatchEvent(again(event)),
      () => page.announce("The editor could not be loaded: is the network there?")
    );
  };
  listen();
  return { edit };
}

/** Enter opens code (with Shift, Ctrl or Command it runs it); a button turns Enter into a click by itself. */
function opens(event: KeyboardEvent, target: Element): boolean {
  return event.key === "Enter" && target.localName === "pre" && !event.altKey;
}

/** The end of a selection by mouse is a click too. */
function selects(event: Event): boolean {
  return event.type === "click" && getSelection()?.isCollapsed === false;
}

function again(event: Event): Event {
  if (event instanceof KeyboardEvent) {
    const { key, shiftKey, ctrlKey, metaKey } = event;
    return new KeyboardEvent("keydown", { key, shiftKey, ctrlKey, metaKey, bubbles: true, cancelable: true });
  }
  const { clientX = 0, clientY = 0 } = event as Partial<MouseEvent>;
  return new MouseEvent("click", { clientX, clientY, bubbles: true, cancelable: true });
}
