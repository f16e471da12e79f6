import {classHighlighter, highlightCode} from "@lezer/highlight";
import {parser} from "@lezer/javascript";
import {escapeText} from "./escape.ts";

const typescript = parser.configure({dialect: "ts"});

/**
 * TypeScript as HTML spans with the classes that the editor uses ("tok-keyword"…): the same parser, the same colours before
 * and after a click. The text content is exactly `source`. Never throws: the parser recovers from errors.
 */
export function highlightTypeScript(source: string): string {
  let html = "";
  const text = (code: string, classes: string) => {
    html += classes ? `<span class="${classes}">${escapeText(code)}</span>` : escapeText(code);
  };
  highlightCode(source, typescript.parse(source), classHighlighter, text, () => (html += "\n"));
  return html;
}
