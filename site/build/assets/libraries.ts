/**
 * The packages that a cell may import by name, beside "gantry/…". Each is one instance, shared by cells, `lib` and the page.
 * A package's sub-paths are not in the page's import map: add an entry here when a chapter needs one.
 */
export const libraries: readonly string[] = [
  "@observablehq/inputs",
  "@observablehq/inspector",
  "@tensorflow/tfjs",
  "d3",
  "htl",
  "katex"
];
