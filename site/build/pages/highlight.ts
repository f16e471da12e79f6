import {classHighlighter, highlightCode} from "@lezer/highlight";
import {parser} from "@lezer/javascript";
import {escapeText} from "./escape.ts";

const typescript = parser.configure({dialect: "ts"});

/**
 * TypeScript as HTML spans with the classes that the editor uses ("tok-keyword"…): the same parser, the same colours before
 * and after a click. The text content is exactly `source`. With `coloured` false, only escapes. Never throws: the parser
 * recovers from errors.
 */
export function highlightTypeScript(source: string, coloured = true): string {
  if (!coloured) return escapeText(source);
  let html = "";
  const text = (code: string, classes: string) => {
    html += classes ? `<span class="${classes}">${escapeText(code)}</span>` : escapeText(code);
  };
  highlightCode(source, typescript.parse(source), classHighlighter, text, () => (html += "\n"));
  return html;
}
