import katex from "katex";

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
