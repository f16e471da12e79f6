import {readFileSync} from "node:fs";
import katex from "katex";
import {highlightTypeScript} from "../../site/build/pages/html.ts";

/** TypeScript for `bundlePage`: the book's stylesheet, and outputs as the libraries make them. */
export const sampleScript = `
import "./site/styles/book.css";
import * as Inputs from "@observablehq/inputs";
import {Inspector} from "@observablehq/inspector";
const outputs = {};
const put = (id, make) => {
  outputs[id] = make;
  document.querySelector("[data-cell=" + id + "] .cell-output").append(...make());
};
put("controls", () => [
  Inputs.range([1, 7], {label: "Kernel size (pixels)", value: 3, step: 1}),
  Inputs.select(["zeros", "edge", "mirror"], {label: "Padding"}),
  Inputs.radio(["same", "valid", "full"], {label: "Mode", value: "same"}),
  Inputs.checkbox(["red", "green", "blue"], {label: "Channels", value: ["red"]}),
  Inputs.toggle({label: "Show numbers", value: true}),
  Inputs.text({label: "Name", placeholder: "of the kernel"}),
  Inputs.button([["Step", () => 1], ["Reset", () => 0]], {label: "Window"}),
  Inputs.textarea({label: "Note", rows: 2, submit: true})]);
put("table", () => [Inputs.table([{layer: "dense", output: "7 × 7 × 64", parameters: 313600}, {layer: "convTranspose", output: "14 × 14 × 32", parameters: 32768}])]);
put("object", () => {
  const box = document.createElement("div");
  new Inspector(box).fulfilled({kernel: [[0, 1, 0], [1, -4, 1]], name: "edges", bias: null, trained: false});
  return [box];
});
`;

/** KaTeX's stylesheet with its fonts inside. */
const texStyle = readFileSync(new URL("../../node_modules/katex/dist/katex.min.css", import.meta.url), "utf8").replace(
  /url\((fonts\/[^)]+\.woff2)\)([^;}]*)/g,
  (_, font: string) =>
    `url(data:font/woff2;base64,${readFileSync(new URL(`../../node_modules/katex/dist/${font}`, import.meta.url)).toString("base64")})`
);

const tex = (source: string, displayMode = false) => katex.renderToString(source, {displayMode, output: "htmlAndMathml"});
const pre = (source: string) => `<pre tabindex="0"><code class="language-ts">${highlightTypeScript(source)}</code></pre>`;

/** A cell as the build writes it. `more` are further attributes, `output` what it shows. */
function cell(id: string, source: string, {more = "", output = "", hide = false, fold = false} = {}): string {
  const code = fold
    ? `<details class="cell-source"><summary>Code</summary>${pre(source)}</details>`
    : `<div class="cell-source"${hide ? " hidden" : ""}>${pre(source)}</div>`;
  return `<section class="cell" data-block="${id}" data-cell="${id}" data-kind="ts" ${more}><div class="cell-output">${output}</div>${code}</section>`;
}

const loop = `// The window slides over the input; each place gives one number.
export function convolve(input: number[][], kernel: number[][], stride = 1): number[][] {
  const size = kernel.length;
  const rows = Math.floor((input.length - size) / stride) + 1;
  return Array.from({length: rows}, (_, y) => row(input, kernel, y * stride, \`row \${y}\`));
}`;

/** The body of a page that has every element of a chapter. */
export const sampleBody = `<style>${texStyle}</style>
<a class="skip" href="#main">Skip to the chapter</a>
<header class="bar">
<a class="bar-title" href="index.html">Gantry</a>
${["contents", "search", "graph", "theme", "present", "changes"]
  .map((action) => `<button type="button" data-action="${action}">${action.charAt(0).toUpperCase() + action.slice(1)}</button>`)
  .join("\n")}
</header>
<nav class="contents" aria-label="Contents"><ol>
<li><a href="index.html">A notebook on GANs</a></li>
<li><a href="convolution.html" aria-current="page">Convolution</a><ol><li><a href="#sliding">The sliding window</a></li><li><a href="#trying">Try it</a></li></ol></li>
<li><a href="pooling.html">Pooling</a></li>
</ol></nav>
<main id="main"><article class="chapter">
<h1>Convolution</h1>
<p class="summary">You will slide a small window over a picture, read every number that comes out, and undo the step that makes the picture smaller.</p>
<div class="prose" data-block="p1">
<p>A convolution multiplies each pixel under a window with the number above it and adds the products up. That is all. Move the window by one
pixel and do it again: <em>the sums are the next picture</em>. Below, ${tex("k = 3")} and the window has nine numbers, so one output pixel costs
<span class="inline" data-cell="i1" data-kind="inline">9</span> multiplications.</p>
<p>The <span class="generator">generator</span> draws <span class="fake">fake</span> digits, the <span class="discriminator">discriminator</span>
compares them with <span class="real">real</span> ones, and the <span class="gradient">gradient</span> flows back. See <a href="#trying">the next section</a>
or change <code>kernel[1][1]</code> and press <kbd>Shift</kbd> <kbd>Enter</kbd>.</p>
<template class="teacher"><p class="aside-title">5 minutes</p><p>Ask how many products one pixel needs, <em>before</em> you show it.</p></template>
<h2 id="sliding">The sliding window</h2>
<p>With padding ${tex("p")} and stride ${tex("s")}, an input of ${tex("n")} pixels gives</p>
<p>${tex("m = \\left\\lfloor \\frac{n + 2p - f}{s} \\right\\rfloor + 1, \\qquad y_{ij} = \\sum_{u=0}^{f-1} \\sum_{v=0}^{f-1} x_{i+u,\\,j+v} \\, k_{uv}", true)}</p>
<p>pixels. In words: count the places where the window fits.</p>
</div>
${cell("convolve", loop, {more: 'data-state="done"'})}
${cell("running", "const history = await train(generator, discriminator, {steps: 200});", {more: 'data-state="running" style="--progress: 0.6"'})}
${cell("edited", "const stride = 2;", {more: 'data-state="done" data-edited', output: '<span class="observablehq--inspect observablehq--number">2</span>'})}
${cell("failed", "const wrong = kernel.map((row) => row.sum());", {
  more: 'data-state="failed"',
  output:
    '<div class="cell-error">TypeError: row.sum is not a function <span class="cell-error-place">line 1, column 37</span></div>'
})}
${cell("waiting", "wrong.length", {more: 'data-state="upstream"', output: '<p class="cell-waits">Waiting for <a href="#">wrong</a>, which failed</p>'})}
${cell("costly", "const picture = trainLong(20_000);", {
  more: 'data-manual data-state="held"',
  output: ""
}).replace(
  '<div class="cell-output"></div>',
  '<div class="cell-output"></div><div class="cell-controls"><span class="cell-mark">Not run yet</span><progress max="1" hidden></progress><button type="button" class="cell-run">Run</button></div>'
)}
<div class="prose"><h2 id="trying">Try it</h2><p>Every control stands beside what it controls. Numbers come in tabular figures.</p>
<h3>What a layer holds</h3>
<ul><li>weights, one for each place of the window and each channel;</li><li>a bias, unless normalisation follows.</li></ul></div>
${cell("controls", 'const size = view(Inputs.range([1, 7], {label: "Kernel size (pixels)", value: 3, step: 1}));', {fold: true})}
${cell("table", "Inputs.table(summary(generator))", {hide: true})}
${cell("object", '({kernel, name: "edges", bias: null, trained: false})')}
<div class="prose">
<table><thead><tr><th>padding</th><th>output</th><th>used in</th></tr></thead><tbody><tr><td>valid</td><td>26 × 26</td><td>LeNet-5, 1998</td></tr><tr><td>same</td><td>28 × 28</td><td>most networks since</td></tr></tbody></table>
<div class="note"><p>What is called convolution here is <strong>cross-correlation</strong> in signal processing: the kernel is not turned around. Networks learn the kernel, so it makes no difference to them.</p></div>
<blockquote><p>The words of someone else, with the year.</p></blockquote></div>
<section class="exercise" data-exercise="loop" data-block="loop" id="loop"><h3>Exercise: Write the loop</h3>
<div class="prose"><p>Fill in the body so that each sum is right. Leave the size alone.</p></div>
${cell("loop-starter", "function sums(input: number[][]): number[][] {\n  return [];\n}", {more: 'data-role="starter"'})}
<div class="exercise-result" role="status">Not yet: the output has 0 rows, 3 are expected.</div>
<details class="hint"><summary>Hint 1</summary><div class="prose"><p>How many places has a window of 3 in a row of 5?</p></div></details>
<details class="hint" open><summary>Hint 2</summary><div class="prose"><p>Two loops for the place, two for the window.</p></div></details>
<details class="solution"><summary>Solution</summary>${cell("loop-solution", "const sums = convolve;", {more: 'data-role="solution"'})}</details>
</section>
<div class="prose"><h2 id="left">What we left out</h2><p>Grouped and depthwise convolution; the fast Fourier transform.</p></div>
</article>
<nav class="pager" aria-label="Previous and next chapter"><a rel="prev" href="index.html"><span>Previous</span> A notebook on GANs</a><a rel="next" href="pooling.html"><span>Next</span> Pooling</a></nav>
</main><div class="announce visually-hidden" aria-live="polite"></div>`;

/** The stylesheet's source, parts joined. */
export function stylesheet(): string {
  const folder = new URL("../../site/styles/", import.meta.url);
  return readFileSync(new URL("book.css", folder), "utf8").replace(/@import "\.\/([^"]+)";/g, (_, part: string) =>
    readFileSync(new URL(part, folder), "utf8")
  );
}

/** TypeScript for `bundlePage`: the sample page alive. Its cells form a small graph; `window.page` is the page, `window.gate` lets "history" end. */
export const liveScript = `${sampleScript}
import {ChapterPage} from "./site/page/runtime/page.ts";
import {startChrome} from "./site/page/chrome/chrome.ts";
const article = document.querySelector("article");
const page = new ChapterPage({slug: "convolution", root: new URL("./", location.href).href, article, announce: document.querySelector(".announce"), safe: false});
const define = (id, inputs, outputs, body) => {
  const element = document.querySelector("[data-cell=" + id + "]");
  const source = element.querySelector("code")?.textContent ?? "";
  page.attach(element, source, source);
  page.define(id, {id, inputs, outputs, autodisplay: false, body});
};
for (const output of document.querySelectorAll("[data-cell] > .cell-output")) output.replaceChildren();
document.querySelectorAll(".cell-controls").forEach((old) => old.remove());
define("convolve", [], ["convolve"], () => ({convolve: (x) => x}));
define("running", ["convolve"], ["history"], async () => ({history: await new Promise((resolve) => (window.gate = resolve))}));
define("edited", [], ["stride"], () => ({stride: 2}));
define("failed", ["stride"], ["wrong"], () => { throw new TypeError("row.sum is not a function"); });
define("waiting", ["wrong"], [], () => ({}));
define("costly", ["convolve", "stride"], ["picture"], () => ({picture: 1}));
const show = (id, display) => outputs[id]().forEach((node) => display(node));
define("controls", ["display", "convolve"], ["size"], (display) => (show("controls", display), {size: 3}));
define("table", ["display", "size", "history"], [], (display) => (show("table", display), {}));
define("object", ["display", "stride", "size"], [], (display) => (show("object", display), {}));
define("loop-starter", [], ["sums"], () => ({sums: 1}));
const sections = [
  {slug: "convolution", chapter: "Convolution", id: "", heading: "Convolution", text: "A window slides over the picture and gives one sum at each place."},
  {slug: "convolution", chapter: "Convolution", id: "trying", heading: "Try it", text: "Every control stands beside what it controls. Choose the padding of the window."},
  {slug: "pooling", chapter: "Pooling", id: "max", heading: "Maximum", text: "maxPool keeps the largest of four numbers under its window: <img src=x onerror=alert(1)>."}
];
document.body.dataset.search = "data:application/json," + encodeURIComponent(JSON.stringify(sections));
Object.assign(window, {page});
startChrome(page);
document.documentElement.dataset.ready = "";
`;
