import type {Notebook} from "../notebook/types.ts";

/** One section of a chapter, as the search looks through it. The index is a JSON array of these, in the order of the book. */
export interface SearchEntry {
  /** The page: "convolution" → convolution.html. */
  slug: string;
  /** The chapter's title. */
  chapter: string;
  /** The anchor of the section in its page; "" for what stands before the first heading. */
  id: string;
  /** The section's heading; the chapter's title for what stands before the first. */
  heading: string;
  /** Its words, without markup, formulas' commands or code. */
  text: string;
}

/** The full-text index of the book. `plainText` gives the sections of one chapter. */
export function searchIndex(notebooks: readonly Notebook[], sections: (notebook: Notebook) => readonly Section[]): SearchEntry[] {
  return notebooks.flatMap((notebook) => {
    const {slug, title, summary} = notebook;
    return sections(notebook).map(({id, heading, text}, index) => ({
      slug,
      chapter: title,
      id,
      heading: heading || title,
      text: (index === 0 && summary ? `${summary} ${text}` : text).replace(/\s+/g, " ").trim()
    }));
  });
}

/** A section's plain text. */
export interface Section {
  id: string;
  heading: string;
  text: string;
}
