import {element} from "../element.ts";

/** What is looked at of a section that the search knows: see SearchSection in ../chrome/search-index.ts. */
interface Section {
  slug: string;
  heading: string;
  id: string;
}

let sections: Promise<readonly Section[]> | undefined;

/**
 * A link to what the reference says of a public name, in a page of its own. It appears once the place is known; in a book without a
 * reference, or where the list of its places cannot be had, there is none.
 */
export function moreAbout(name: string | undefined): HTMLElement[] {
  if (name === undefined) return [];
  const link = element("a", {class: "type-more", target: "_blank", hidden: ""}, "More in the reference");
  // Before the editor hears of it: the focus stays there, and the box with it.
  link.addEventListener("pointerdown", (event) => event.preventDefault());
  void placeOf(name).then((address) => {
    if (address === undefined) return link.remove();
    link.href = address;
    link.hidden = false;
  });
  return [link];
}

/** Where the reference describes a name. */
async function placeOf(name: string): Promise<string | undefined> {
  const found = (await (sections ??= load())).find(({slug, heading}) => heading === name && slug.startsWith("reference-"));
  return found && `${found.slug}.html#${found.id}`;
}

async function load(): Promise<readonly Section[]> {
  const {search} = document.body.dataset;
  try {
    if (search === undefined) return [];
    const response = await fetch(new URL(search, location.href));
    return response.ok ? ((await response.json()) as Section[]) : [];
  } catch {
    sections = undefined; // without a connection: the next explanation tries again
    return [];
  }
}
