import {escapeAttribute, escapeText, scriptJson} from "./html.ts";
import {lackingScript} from "./lacking.ts";
import {contentSecurityPolicy} from "./policy.ts";

/** A heading of a chapter: level 2 or 3, and the id to link to. */
export interface Heading {
  level: number;
  id: string;
  text: string;
}

/** A chapter as others link to it. */
export interface ChapterLink {
  slug: string;
  title: string;
  /** It is none of the chapters, and listed after them. */
  beside?: true;
}

/** Everything that stands on a page. URLs are relative to the site; `root` is put before them. */
export interface PageParts extends ChapterLink {
  summary: string;
  headings: readonly Heading[];
  /** HTML of the blocks. */
  body: string;
  /** All chapters in the order of the book; this one is among them. */
  chapters: readonly ChapterLink[];
  /** The chapter's module of compiled cells. */
  module: string;
  /** The module of its exercises' checks, or "". */
  checks: string;
  page: string;
  /** A second script, from the start or once the chapter has settled; "" for none. */
  companion: string;
  later: string;
  styles: string;
  /** The stylesheet of typeset formulas: linked where the chapter has some, else for the built-in `tex` to load. */
  katex: string;
  formulas: boolean;
  /** The worker that checks types, loaded after the first edit; "" for none. */
  types: string;
  /** The full-text index, loaded on use. */
  search: string;
  specifiers: ReadonlyMap<string, string>;
  /** Fonts that are there before the text is laid out: of a long page whose lines must not break anew. */
  fonts?: readonly string[];
  /** Its cells stand alone: each runs when the reader comes to it. */
  ahead?: boolean;
  /** Scripts that the page will import, so that the browser need not find them one by one. */
  preload: readonly string[];
}

// Where no header forbids it (a host that sends none), a page in a frame of another, which could lay things over it and guide a reader's
// hand, is read no further than this: it offers to stand by itself, and the rest of it is text that nobody sees. (A body that is made
// without the parser is never painted once loading has been stopped.)
const FRAMED = `document.documentElement.dataset.framed="";document.write("<body><p>This page stands inside another one, and runs nothing there. <a target=_blank rel=noopener>Open it by itself</a>.<plaintext hidden>");document.querySelector("a").href=location.href;stop()`;

// In the frame that the book itself makes for a chapter from elsewhere (site/page/share/apart.ts), which has no address, the first
// message of the book brings the script that starts it: see site/page/frame/boot.ts.
const APART = `addEventListener("message",function f(e){if(e.source===parent){removeEventListener("message",f);apart$=e;import(URL.createObjectURL(new Blob([e.data.boot],{type:"text/javascript"})))}})`;

// Before the first paint: the theme that the reader chose, else the system's, by CSS alone.
const THEME = `try{var t=localStorage.getItem("gantry:theme"),d=document.documentElement.dataset;if(t=="light"||t=="dark")d.theme=d.choice=t}catch(e){}`;
/** The first script of every page: where the page stands, and its theme. */
export const FIRST = `if(self!==top){if(location.href=="about:srcdoc"&&parent===top)${APART};else{${FRAMED}}}${THEME}${lackingScript}`;

/** A chapter's page. Reads without JavaScript; every URL is relative, so the site stands under any path. */
export function chapterPage(parts: PageParts): string {
  const root = "./";
  const map = scriptJson({
    imports: Object.fromEntries([...parts.specifiers].map(([name, path]) => [name, root + path]))
  });
  const {slug, title, summary, chapters} = parts;
  const href = (path: string) => escapeAttribute(root + path);
  const name = slug === "index" ? title : `${title} · Gantry`;
  const inOrder = chapters.filter(({beside}) => !beside);
  const at = inOrder.findIndex((chapter) => chapter.slug === slug);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeAttribute(contentSecurityPolicy([FIRST, map]))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(name)}</title>
<meta name="description" content="${escapeAttribute(summary)}">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<script>${FIRST}</script>
<script type="importmap">${map}</script>
${(parts.fonts ?? []).map((path) => `<link rel="preload" as="font" type="font/woff2" crossorigin href="${href(path)}">\n`).join("")}<link rel="stylesheet" href="${href(parts.styles)}">
${parts.formulas ? `<link rel="stylesheet" href="${href(parts.katex)}">\n` : ""}${parts.preload
    .map((path) => `<link rel="modulepreload" href="${href(path)}">\n`)
    .join("")}</head>
<body data-slug="${escapeAttribute(slug)}"${parts.ahead ? ' data-ahead="1"' : ""} data-root="${root}" data-chapter="${href(parts.module)}"\
${parts.checks && ` data-checks="${href(parts.checks)}"`} data-source="${href(slug)}.md" \
data-search="${href(parts.search)}" data-katex="${href(parts.katex)}"${parts.types && ` data-types="${href(parts.types)}"`}${parts.later && ` data-later="${href(parts.later)}"`}>
<a class="skip" href="#main">Skip to the chapter</a>
${bar()}
${contents(parts)}
${outline(parts.headings)}<main id="main">
<article class="chapter">
<h1>${escapeText(title)}</h1>
${summary ? `<p class="summary">${escapeText(summary)}</p>\n` : ""}${parts.body}
</article>
${at < 0 ? wayBack(parts.ahead && slug !== "reference" ? chapters.filter((each) => each.slug === "reference") : inOrder) : pager(inOrder[at - 1], inOrder[at + 1])}
</main>
<div class="announce visually-hidden" aria-live="polite"></div>
<script type="module" src="${href(parts.page)}"></script>
${parts.companion && `<script type="module" src="${href(parts.companion)}"></script>\n`}\
</body>
</html>
`;
}

function bar(): string {
  const buttons = ["contents", "search", "graph", "code", "theme", "present", "changes"].map((action) => {
    const label = action.charAt(0).toUpperCase() + action.slice(1);
    const state =
      action === "theme" ? "" : ["present", "code"].includes(action) ? ' aria-pressed="false"' : ' aria-expanded="false"';
    return `<button type="button" data-action="${action}"${state}>${label}</button>`;
  });
  return `<header class="bar">
<a class="bar-title" href="index.html">Gantry</a>
${buttons.join("\n")}
</header>`;
}

function contents({slug, chapters, headings}: PageParts): string {
  const item = (chapter: ChapterLink): string => {
    const here = chapter.slug === slug;
    const sections = headings.filter(({level}) => level === 2);
    const own =
      here && sections.length > 0
        ? `\n<ol>\n${sections.map(({id, text}) => `<li><a href="#${escapeAttribute(id)}">${escapeText(text)}</a></li>`).join("\n")}\n</ol>`
        : "";
    const current = here ? ' aria-current="page"' : "";
    return `<li><a href="${escapeAttribute(chapter.slug)}.html"${current}>${escapeText(chapter.title)}</a>${own}</li>`;
  };
  const list = (tag: "ol" | "ul", links: readonly ChapterLink[]) =>
    links.length === 0 ? "" : `<${tag}>\n${links.map(item).join("\n")}\n</${tag}>\n`;
  return `<nav class="contents" aria-label="Contents">
${list(
  "ol",
  chapters.filter(({beside}) => !beside)
)}${list(
    "ul",
    chapters.filter(({beside}) => beside)
  )}</nav>`;
}

/** The chapter's sections in the margin of a wide screen, which names the one that is read (site/page/chrome/outline.ts). */
function outline(headings: readonly Heading[]): string {
  const sections = headings.filter(({level}) => level === 2);
  if (sections.length < 2) return "";
  const links = sections.map(({id, text}) => `<li><a href="#${escapeAttribute(id)}">${escapeText(text)}</a></li>`);
  return `<nav class="outline" aria-label="In this chapter">\n<ol>\n${links.join("\n")}\n</ol>\n</nav>\n`;
}

function pager(previous: ChapterLink | undefined, next: ChapterLink | undefined): string {
  const link = (chapter: ChapterLink | undefined, rel: string, word: string) =>
    chapter
      ? `<a rel="${rel}" href="${escapeAttribute(chapter.slug)}.html"><span>${word}</span> ${escapeText(chapter.title)}</a>\n`
      : "";
  return `<nav class="pager" aria-label="Previous and next chapter">
${link(previous, "prev", "Previous")}${link(next, "next", "Next")}</nav>`;
}

/** From a page beside the chapters to the first of them. */
function wayBack([first]: readonly ChapterLink[]): string {
  if (!first) return "";
  return `<nav class="pager" aria-label="Back to the book">
<a rel="up" href="${escapeAttribute(first.slug)}.html"><span>Back to</span> ${escapeText(first.title)}</a>
</nav>`;
}

/** The page for what is not there. It may be asked for at any depth, so it alone knows the site's path (`base`). */
export function notFoundPage(base: string, styles: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeAttribute(contentSecurityPolicy([FIRST]))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Not found · Gantry</title>
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<script>${FIRST}</script>
<link rel="stylesheet" href="${escapeAttribute(base + styles)}">
</head>
<body>
<main id="main"><article class="chapter">
<h1>There is no such page</h1>
<p>The book may have moved on since this link was made. <a href="${escapeAttribute(base)}index.html">Go to its first page</a>.</p>
</article></main>
</body>
</html>
`;
}
