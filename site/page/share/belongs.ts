import {notice} from "../edit/notices.ts";
import type {Page} from "../runtime/contract.ts";

/** What a file or a link says of the chapter that it was made from; what it does not say is absent. */
export interface Origin {
  /** Name of its page. */
  slug?: string | undefined;
  title?: string | undefined;
}

/** Another chapter of the book, or of another book. */
export interface OtherChapter {
  /** What a reader knows it by. */
  name: string;
  /** Its page, relative to the site; null where this book has none. */
  href: string | null;
}

/**
 * The chapter that something was made from, if it is not this one: by its title or, where it states none, by its page. `contents`: the
 * book's chapters, as the page lists them.
 */
export function otherChapter(
  here: {slug: string; title: string},
  {slug, title}: Origin,
  contents: readonly {slug: string; title: string}[]
): OtherChapter | null {
  if (title === undefined ? slug === undefined || slug === here.slug : title === here.title) return null;
  const its = contents.find((chapter) => chapter.title === title) ?? contents.find((chapter) => chapter.slug === slug);
  const there = its && its.slug !== here.slug ? its : undefined;
  return {name: title ?? there?.title ?? slug ?? "", href: there ? `${there.slug}.html` : null};
}

/** What happens with what was made from this chapter, or from another one. */
interface Ways {
  /** It is shown here: at once, or because the reader says so. */
  here(): void;
  /** The reader does not want it here. */
  not?(): void;
  /** Goes along to the other chapter; without one, the reader imports the file there. */
  fragment?: string;
}

/** Shows changes here where they were made from this chapter, and asks first where they were not. Nothing waits for the answer. */
export function whereItBelongs(page: Page, from: string, origin: Origin, {here, not, fragment = ""}: Ways): void {
  const title = page.article.querySelector("h1")?.textContent ?? "";
  const contents = [...document.querySelectorAll<HTMLAnchorElement>("nav.contents a")].flatMap((link) => {
    const [, slug] = /^([^#/?]+)\.html$/.exec(link.getAttribute("href") ?? "") ?? [];
    return slug === undefined ? [] : [{slug: decodeURIComponent(slug), title: link.textContent}];
  });
  const other = otherChapter({slug: page.slug, title}, origin, contents);
  if (!other) return here();
  const {name, href} = other;
  const closing = (act?: () => void) => () => {
    shown.close();
    act?.();
  };
  const open = closing(() => {
    not?.();
    location.href = new URL(`${href}${fragment}`, page.root).href;
  });
  const actions = [
    {label: "Show the changes here", act: closing(here)},
    {label: "Dismiss", act: closing(not)}
  ];
  if (href !== null) actions.unshift({label: `Open “${name}”`, act: open});
  const then = href === null ? " This book has no such chapter." : fragment ? "" : " Import it there.";
  const text = `${from} was made from the chapter “${name}”; this is “${title}”. Nothing has been changed.${then}`;
  const shown = notice("Changes of another chapter", text, actions, "problem");
}
