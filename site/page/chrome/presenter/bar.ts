import {button, element} from "../../element.ts";

/** What the bar can do. */
interface Acts {
  turn(by: 1 | -1): void;
  goTo(number: number): void;
  notes(): void;
  leave(): void;
}

/** The bar under the slide: the section, Back, the place among all, Next, notes, Leave. */
export class PresenterBar {
  readonly element: HTMLElement;
  readonly #section = element("span", {class: "presenter-section"});
  readonly #more = element("span", {class: "presenter-more", hidden: ""}, "↓ More below");
  readonly #back: HTMLButtonElement;
  readonly #next: HTMLButtonElement;
  readonly #notes: HTMLButtonElement;
  readonly #place: HTMLButtonElement;
  readonly #field = element("input", {type: "text", inputmode: "numeric", "aria-label": "Go to slide", autocomplete: "off"});
  readonly #form = element("form", {class: "presenter-go", hidden: ""}, this.#field);
  #from: Element | null = null;

  constructor(acts: Acts) {
    this.#back = button("Back", () => acts.turn(-1), {class: "quiet"});
    this.#next = button("Next", () => acts.turn(1), {class: "quiet"});
    this.#place = button("", () => this.ask(""), {class: "quiet presenter-place"});
    this.#notes = button("Notes", acts.notes, {class: "quiet", "aria-pressed": "false", title: "Notes for the teacher (N)"});
    const leave = button("Leave", acts.leave, {class: "quiet", title: "Back to the chapter (Escape)"});
    const turns = [this.#back, this.#form, this.#place, this.#next];
    this.element = element(
      "div",
      {class: "presenter", role: "toolbar", "aria-label": "Presenter"},
      this.#section,
      this.#more,
      ...turns,
      this.#notes,
      leave
    );
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      const number = Number.parseInt(this.#field.value, 10);
      this.#close();
      if (Number.isFinite(number)) acts.goTo(number);
    });
    this.#field.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      this.#close();
    });
    this.#field.addEventListener("blur", () => this.#close());
  }

  /** Says which slide is shown. */
  show(number: number, of: number, section: string): void {
    this.#section.textContent = section;
    this.#place.textContent = `${number} / ${of}`;
    this.#place.setAttribute("aria-label", `${number} / ${of}, go to a slide`);
    // Unavailable, not disabled: a disabled button would lose the focus, and with it the keyboard's place in the bar.
    this.#back.setAttribute("aria-disabled", String(number === 1));
    this.#next.setAttribute("aria-disabled", String(number === of));
  }

  /** Says whether the slide goes on below the screen, and whether the notes are open. */
  say({more, notes}: {more: boolean; notes: boolean}): void {
    this.#more.hidden = !more;
    this.#notes.setAttribute("aria-pressed", String(notes));
  }

  /** Asks for the number of a slide; `digit` is what has been typed of it. */
  ask(digit: string): void {
    this.#from = document.activeElement;
    this.#form.hidden = false;
    this.#place.hidden = true;
    this.#field.value = digit;
    this.#field.focus({preventScroll: true});
  }

  #close(): void {
    if (this.#form.hidden) return;
    const held = document.activeElement === this.#field;
    this.#place.hidden = false;
    const from = this.#from === document.body || !this.#from?.isConnected ? this.#place : this.#from;
    if (held) (from as HTMLElement).focus({preventScroll: true});
    this.#form.hidden = true;
  }
}
