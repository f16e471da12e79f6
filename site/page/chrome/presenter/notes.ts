import {element} from "../../element.ts";

/** What is said of a slide to whoever presents it. Whoever shows it is told whenever it changes: a panel, or a window of its own. */
export class Notes {
  #templates: readonly HTMLTemplateElement[] = [];
  #next = "";
  readonly #places = new Set<() => void>();

  /** Now another slide is shown: its notes, and what comes after it. */
  set(templates: readonly HTMLTemplateElement[], next: string): void {
    this.#templates = templates;
    this.#next = next;
    for (const shown of this.#places) shown();
  }

  /** Copies of the notes, for a document of the caller's choice. */
  contents(document: Document): Node[] {
    return this.#templates.map(({content}) => document.importNode(content, true));
  }

  /** The title of what comes next, "" for nothing new. */
  get next(): string {
    return this.#next;
  }

  /** Calls back at every change until the returned function is called. */
  subscribe(shown: () => void): () => void {
    this.#places.add(shown);
    return () => this.#places.delete(shown);
  }
}

const key = "gantry:notes";

/** The notes in a column at the side of the slide. Whether it is open is remembered. */
export class NotesPanel {
  readonly element = element("aside", {class: "presenter-notes", "aria-label": "Notes for the teacher", tabindex: "0"});
  readonly #notes: Notes;
  readonly #end: () => void;

  constructor(notes: Notes) {
    this.#notes = notes;
    this.element.hidden = !isRemembered();
    this.#end = notes.subscribe(() => this.#draw());
    this.#draw();
  }

  get open(): boolean {
    return !this.element.hidden;
  }

  toggle(): void {
    this.element.hidden = this.open;
    try {
      if (this.open) localStorage.setItem(key, "open");
      else localStorage.removeItem(key);
    } catch {} // storage is forbidden: it is closed the next time
  }

  remove(): void {
    this.#end();
    this.element.remove();
  }

  #draw(): void {
    const notes = this.#notes.contents(document);
    const none = element("p", {class: "presenter-none"}, "No notes for this slide.");
    const next = this.#notes.next && element("p", {class: "presenter-next"}, `Next: ${this.#notes.next}`);
    this.element.replaceChildren(...(notes.length > 0 ? notes : [none]), ...(next ? [next] : []));
    this.element.scrollTop = 0;
  }
}

function isRemembered(): boolean {
  try {
    return localStorage.getItem(key) !== null;
  } catch {
    return false;
  }
}
