import type {Chapter} from "./chapter.ts";

/** One section of a chapter, as the search looks through it (see SearchSection in site/page/chrome/search-index.ts). */
export interface SearchEntry {
  slug: string;
  chapter: string;
  heading: string;
  id: string;
  text: string;
}

/** The full-text index of the book: every section of every chapter, in the order of the book. */
export function searchIndex(chapters: readonly Chapter[]): SearchEntry[] {
  return chapters.flatMap(({notebook: {slug, title, summary}, sections}) => {
    const top = sections[0]?.id === "" ? sections[0].text : "";
    const rest = sections.filter(({id}) => id !== "");
    return [
      {slug, chapter: title, heading: title, id: "", text: `${summary} ${top}`.trim()},
      ...rest.map(({heading, id, text}) => ({slug, chapter: title, heading, id, text}))
    ];
  });
}
