import {classHighlighter, highlightCode} from "@lezer/highlight";
import {parser} from "@lezer/javascript";
import katex from "katex";

/** Text as it stands between HTML tags. */
export function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Text as it stands in a double-quoted HTML attribute. */
export function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('"', "&quot;");
}

/** A value as JSON within a `<script>`: no `</script>` or `<!--` can end or change it. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

const typescript = parser.configure({dialect: "ts"});

/**
 * TypeScript as HTML spans with the classes that the editor uses ("tok-keyword"…): the same parser, the same colours before
 * and after a click; each line in a span that knows its indentation, where a narrow screen lets it go on. The text content is exactly
 * `source`. With `coloured` false, only escapes. `links`: where words lead, by the offset at which they begin. Never throws: the parser
 * recovers from errors.
 */
export function highlightTypeScript(source: string, coloured = true, links: ReadonlyMap<number, string> = new Map()): string {
  if (!coloured) return escapeText(source);
  const lines = [""];
  let at = 0;
  const text = (code: string, classes: string) => {
    const word = classes ? `<span class="${classes}">${escapeText(code)}</span>` : escapeText(code);
    const href = links.get(at);
    lines[lines.length - 1] += href === undefined ? word : `<a href="${escapeAttribute(href)}">${word}</a>`;
    at += code.length;
  };
  const newLine = () => {
    lines.push("");
    at++;
  };
  highlightCode(source, typescript.parse(source), classHighlighter, text, newLine);
  const indents = source.split("\n").map((line) => Math.min(12, /^ */.exec(line)![0].length));
  return lines
    .map(
      (line, i) => `<span class="line${indents[i] ? ` in${indents[i]}` : ""}">${line}${i < lines.length - 1 ? "\n" : ""}</span>`
    )
    .join("");
}

const known = new Map<string, string>();

/** TeX as HTML with MathML for screen readers, each formula typeset once. Throws katex's ParseError. */
export function formulaHtml(source: string, display: boolean): string {
  const key = `${display ? "display" : "inline"} ${source}`;
  let html = known.get(key);
  if (html === undefined) {
    html = katex.renderToString(source, {displayMode: display, output: "htmlAndMathml", throwOnError: true, strict: "ignore"});
    known.set(key, html);
  }
  return html;
}
