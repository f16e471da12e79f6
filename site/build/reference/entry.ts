import {firstSentence} from "./doc.ts";
import type {Library, Named} from "./library.ts";
import {linksIn} from "./signature.ts";
import type {Use} from "../pages/uses.ts";
import {type Place, proseOf, type Writer} from "./writer.ts";

/** What an entry needs to know of the rest of the reference. */
export interface Surroundings {
  library: Library;
  /** Where a declaration is described, as a link from the page that is being written. */
  address(named: Named): string | undefined;
  /** Where the chapters use it. */
  uses(named: Named): readonly Use[];
}

/** The place of a name in its source. */
export function placeOf({file, at}: Named): Place {
  return {file, position: at};
}

const codes = new WeakMap<Named, string>();

/** The code of a declaration, without bodies. */
export function codeOf(named: Named, library: Library): string {
  const code = codes.get(named) ?? writtenOf(named, library);
  codes.set(named, code);
  return code;
}

function writtenOf({file, declaration}: Named, library: Library): string {
  const source = library.source(file);
  const [first, ...rest] = declaration.parts.map(({start, end}) => source.slice(start, end));
  if (declaration.kind !== "class") return [first, ...rest].join(";\n");
  return [first, ...rest.map((member) => `  ${member};`), "}"].join("\n");
}

/** One name: its heading, signature, words, example, and where it is used. `id`: of the cell of its example. */
export function writeEntry(out: Writer, named: Named, around: Surroundings): void {
  const {library} = around;
  const {doc, name, file} = named;
  const place = placeOf(named);
  const link = (word: string): string | undefined => {
    const found = library.meaning(file, word);
    return found && found !== named ? around.address(found) : undefined;
  };
  out.add(`### ${name}\n`, place);
  const code = codeOf(named, library);
  out.shown(code, linksIn(code, link), place);
  if (!doc) return;
  const prose = (text: string): string => linked(proseOf(text), link, named.name);
  if (doc.text) out.add(`${prose(doc.text)}\n`, place);
  if (doc.params.length > 0) {
    out.add(`${doc.params.map((param) => `- \`${param.name}\`: ${prose(indented(param.text))}`).join("\n")}\n`, place);
  }
  if (doc.returns) out.add(`**Returns** ${prose(doc.returns)}\n`, place);
  for (const text of doc.throws) out.add(`**Throws** ${prose(text)}\n`, place);
  for (const [i, example] of doc.examples.entries()) {
    const id = i === 0 ? name : `${name}-${i + 1}`;
    const first = {file, position: example.places[0] ?? place.position};
    // "height=148/182": of the output, in a wide page and on a phone.
    const words = example.words.replace(
      /(?<=\bheight=\d+)\/(\d+)/,
      (_, narrow: string) => (out.narrow.set(id, Number(narrow)), "")
    );
    out.add(`\`\`\`ts #${id}${words && ` ${words}`}`, first);
    for (const [n, line] of example.lines.entries()) out.verbatim(line, {file, position: example.places[n] ?? first.position});
    out.add("```\n", first);
  }
  const uses = around.uses(named);
  if (uses.length > 0) out.add(`<p class="used">In the book: ${usesHtml(uses)}</p>\n`, place);
}

/** One sentence of what a name is, for lists; "" without a doc comment. */
export function summaryOf({doc}: Named): string {
  return doc?.text ? proseOf(firstSentence(doc.text)) : "";
}

/** A list's item goes on under its own text. */
function indented(text: string): string {
  return text.replaceAll("\n", "\n  ");
}

/** Code in a text that is the name of something described elsewhere leads there. */
function linked(markdown: string, link: (name: string) => string | undefined, own: string): string {
  return markdown.replace(/(?<![`\w\]])`([A-Za-z_$][\w$]*)`(?![`(])/g, (whole, name: string) => {
    const href = name === own ? undefined : link(name);
    return href === undefined ? whole : `[${whole}](${href})`;
  });
}

/** Most sections of one chapter that are named. */
const SECTIONS = 3;

function usesHtml(uses: readonly Use[]): string {
  const chapters = new Map<string, Use[]>();
  for (const use of uses) chapters.set(use.slug, [...(chapters.get(use.slug) ?? []), use]);
  return [...chapters.values()]
    .map((all) => {
      const {slug, title} = all[0]!;
      const sections = all.filter(({id}) => id !== "").slice(0, SECTIONS);
      const within = sections.map(({id, heading}) => `<a href="${slug}.html#${id}">${text(heading)}</a>`);
      return `<a href="${slug}.html">${text(title)}</a>${within.length > 0 ? ` (${within.join(", ")})` : ""}`;
    })
    .join(" · ");
}

function text(plain: string): string {
  return plain.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("$", "&#36;");
}
