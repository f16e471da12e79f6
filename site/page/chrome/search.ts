import type {Page} from "../runtime/contract.ts";
import {button, element} from "../element.ts";
import type {Hit, SearchIndex, SearchSection} from "./search-index.ts";
import {buildSearchIndex, excerpt, highlight, search} from "./search-index.ts";

let panel: SearchPanel | undefined;

/** Opens the search over all chapters, or closes it. The index is fetched when it is first opened. */
export function toggleSearch(page: Page): void {
  panel ??= new SearchPanel(page);
  if (panel.dialog.open) panel.dialog.close();
  else panel.open();
}

/** A combobox in a modal dialog: type, arrows choose, Enter goes, Escape closes and gives the focus back. */
class SearchPanel {
  readonly dialog: HTMLDialogElement;
  readonly #page: Page;
  readonly #input = element("input", {
    type: "search",
    role: "combobox",
    placeholder: "Search the book",
    "aria-label": "Search the book",
    "aria-controls": "search-results",
    "aria-expanded": "false",
    "aria-autocomplete": "list",
    autocomplete: "off",
    spellcheck: "false",
    enterkeyhint: "go"
  });
  readonly #status = element("p", {class: "search-status", role: "status"});
  readonly #results = element("ul", {
    class: "search-results",
    id: "search-results",
    role: "listbox",
    "aria-label": "Places found"
  });
  #index: SearchIndex | undefined;
  #hits: Hit[] = [];
  #chosen = 0;

  constructor(page: Page) {
    this.#page = page;
    const close = element("button", {type: "button", class: "quiet"}, "Close");
    this.dialog = element(
      "dialog",
      {class: "search", "aria-label": "Search"},
      element("div", {class: "search-head"}, this.#input, close),
      this.#status,
      this.#results
    );
    document.body.append(this.dialog);
    close.addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog) this.dialog.close(); // the backdrop
    });
    this.#input.addEventListener("input", () => this.#find());
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#results.addEventListener("click", (event) => {
      const option = (event.target as Element).closest<HTMLElement>("[role=option]");
      if (option) this.#go(Number(option.dataset.hit));
    });
  }

  open(): void {
    this.dialog.showModal();
    this.#input.focus();
    this.#input.select();
    if (this.#index) return;
    this.#load();
  }

  #load(): void {
    this.#status.textContent = "Loading the index …";
    loadIndex(this.#page).then(
      (index) => {
        this.#index = index;
        this.#find();
      },
      (error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        const retry = button("Retry", () => {
          this.#input.focus();
          this.#load();
        });
        this.#status.replaceChildren(`The index could not be loaded (${reason}). `, retry);
      }
    );
  }

  #find(): void {
    if (!this.#index) return;
    const query = this.#input.value.trim();
    this.#hits = query === "" ? [] : search(this.#index, query);
    this.#results.replaceChildren(...this.#hits.map((hit, number) => option(hit, number, query)));
    const found = this.#hits.length;
    this.#status.textContent =
      query === ""
        ? "Type a word, or the beginning of one."
        : found === 0
          ? `Nothing found for “${query}”.`
          : `${found === 30 ? "30 best places" : found === 1 ? "1 place" : `${found} places`}`;
    this.#input.setAttribute("aria-expanded", String(found > 0));
    this.#choose(0);
  }

  #choose(number: number): void {
    this.#chosen = number;
    const options = [...this.#results.children];
    options.forEach((entry, i) => entry.setAttribute("aria-selected", String(i === number)));
    const entry = options[number];
    if (entry) {
      this.#input.setAttribute("aria-activedescendant", entry.id);
      entry.scrollIntoView({block: "nearest"});
    } else this.#input.removeAttribute("aria-activedescendant");
  }

  #key(event: KeyboardEvent): void {
    const count = this.#hits.length;
    if (event.key === "Escape") {
      event.preventDefault(); // a search field would first empty itself
      this.dialog.close();
    } else if (event.key === "Enter" && count > 0) {
      event.preventDefault();
      this.#go(this.#chosen);
    } else if (event.key === "ArrowDown" && count > 0) {
      event.preventDefault();
      this.#choose((this.#chosen + 1) % count);
    } else if (event.key === "ArrowUp" && count > 0) {
      event.preventDefault();
      this.#choose((this.#chosen + count - 1) % count);
    }
  }

  #go(number: number): void {
    const {section} = this.#hits[number]!;
    this.dialog.close();
    location.assign(address(this.#page, section));
  }
}

/** Where a section stands; only the fragment when it is on this page, so that nothing is loaded again. */
function address(page: Page, {slug, id}: SearchSection): string {
  return slug === page.slug ? `#${id}` : new URL(`${slug}.html${id && `#${id}`}`, page.root).href;
}

/** The sections that the build wrote, at the address in the body's `data-search`. */
async function loadIndex(page: Page): Promise<SearchIndex> {
  const response = await fetch(new URL(document.body.dataset.search ?? "assets/search.json", page.root));
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return buildSearchIndex((await response.json()) as SearchSection[]);
}

function option(hit: Hit, number: number, query: string): HTMLElement {
  const {chapter, heading, text} = hit.section;
  const where = element("span", {class: "search-where"}, ...marked(heading, query));
  if (heading !== chapter) where.append(" ", element("span", {}, chapter));
  const around = element("span", {class: "search-excerpt"}, ...marked(excerpt(text, query), query));
  return element(
    "li",
    {role: "option", id: `search-${number}`, "data-hit": String(number), "aria-selected": "false"},
    where,
    around
  );
}

function marked(text: string, query: string): (Node | string)[] {
  return highlight(text, query).map((run) => (run.found ? element("mark", {}, run.text) : run.text));
}
