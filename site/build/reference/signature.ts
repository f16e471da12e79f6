import {classHighlighter, highlightCode} from "@lezer/highlight";
import {parser} from "@lezer/javascript";
import {tokensOf} from "./tokens.ts";
import {htmlText} from "./writer.ts";

const typescript = parser.configure({dialect: "ts"});

/** A name within a text. */
export interface NameAt {
  name: string;
  start: number;
  end: number;
}

/**
 * The names in a declaration that may mean another one: neither members nor parameters, which are followed by a colon, nor what
 * stands behind a dot.
 */
export function namesIn(code: string): NameAt[] {
  const tokens = tokensOf(code);
  return tokens.flatMap(({kind, text, start, end}, i) => {
    const [before, next, after] = [tokens[i - 1]?.text, tokens[i + 1]?.text, tokens[i + 2]?.text];
    if (kind !== "name" || before === ".") return [];
    // `a ? B : C` is a type; `{a: B}`, `{a?: B}` and `(a: B)` give names.
    const begins = /^(?:[{(,;[]|readonly|\.\.\.)$/.test(before ?? ";");
    const declares = begins && (next === ":" || (next === "?" && after === ":"));
    return declares ? [] : [{name: text, start, end}];
  });
}

/** A declaration as coloured HTML in which names lead where `link` says. Its text is the code. */
export function signatureHtml(code: string, link: (name: string) => string | undefined): string {
  const links = new Map<number, string>();
  for (const {name, start} of namesIn(code)) {
    const href = link(name);
    if (href !== undefined) links.set(start, href);
  }
  let html = "";
  let at = 0;
  const put = (text: string, classes: string): void => {
    const href = links.get(at);
    const inner = classes ? `<span class="${classes}">${htmlText(text)}</span>` : htmlText(text);
    html += href === undefined ? inner : `<a href="${href}">${inner}</a>`;
    at += text.length;
  };
  highlightCode(code, typescript.parse(code), classHighlighter, put, () => {
    html += "\n";
    at++;
  });
  return `<pre class="signature" tabindex="0"><code class="language-typescript">${html}</code></pre>`;
}
