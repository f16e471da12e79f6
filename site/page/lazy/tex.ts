import katex from "katex";

linkStyles();

/** Renders TeX within a line: tex`x^2`. Substituted values are put into the TeX as text. Throws katex's ParseError. */
export const tex = Object.assign(render(false), {
  /** Renders TeX in a block of its own: tex.block`x^2`. */
  block: render(true)
});

function render(displayMode: boolean): (strings: TemplateStringsArray, ...values: unknown[]) => HTMLElement {
  return (strings, ...values) => {
    const root = document.createElement(displayMode ? "div" : "span");
    katex.render(String.raw(strings, ...values), root, {displayMode, throwOnError: true, output: "htmlAndMathml"});
    return root;
  };
}

/** The stylesheet of formulas is linked by the build only where the prose has some; its place stands on the body. */
function linkStyles(): void {
  const {katex: path} = document.body.dataset;
  if (path === undefined) return;
  const {href} = new URL(path, document.baseURI);
  if ([...document.styleSheets].some((sheet) => sheet.href === href)) return;
  document.head.append(Object.assign(document.createElement("link"), {rel: "stylesheet", href}));
}
