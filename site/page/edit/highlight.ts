import {typescriptLanguage} from "@codemirror/lang-javascript";
import {classHighlighter, highlightCode} from "@lezer/highlight";

/** Code as the build renders it: spans of `tok-…` classes, `textContent` exactly `text`. Never parses `text` as HTML. */
export function highlighted(text: string, language: "ts" | "md"): DocumentFragment {
  const fragment = document.createDocumentFragment();
  if (language === "md") {
    fragment.append(text);
    return fragment;
  }
  highlightCode(
    text,
    typescriptLanguage.parser.parse(text),
    classHighlighter,
    (piece, classes) => {
      if (!classes) return fragment.append(piece);
      const span = document.createElement("span");
      span.className = classes;
      span.textContent = piece;
      fragment.append(span);
    },
    () => fragment.append("\n")
  );
  return fragment;
}
