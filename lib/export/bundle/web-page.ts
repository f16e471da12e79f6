import type {GreyRange} from "../c/example.ts";
import type {Graph} from "../graph/graph.ts";
import {quantiseWeights} from "../int8/parameters.ts";
import {weighs} from "../int8/quantise.ts";
import type {WeightyOp} from "../int8/quantise.ts";
import {WEB_PROGRAM} from "./web-program.ts";

/** A constant in the page, base64: floats, or whole numbers with the scales, floats too, of equal parts. */
interface PageConstant {
  data: string;
  scales?: string;
  /** Two whole numbers in a byte, the first in its lower half, each 8 more than it is. */
  halves?: true;
}

/** Above so many bytes a page's dense layers have weights of 4 bits. */
const LARGE = 300_000;

/**
 * A generator as one HTML file that draws pictures in any browser, from a file server or from a folder: the graph as JSON, kernels as
 * whole numbers of `pageBits` bits with a scale for each output channel (sums stay real), and plain loops. No library, no other
 * request.
 * @param graph of `lower`, float32, whose output is a map of 1 or 3 channels
 * @param range of the pictures
 */
export function webPage(graph: Graph, [black, white]: GreyRange): string {
  const constants: Record<number, PageConstant> = {};
  const dense = pageBits(graph);
  graph.tensors.forEach(({data, shape}, place) => {
    if (!data) return;
    const values = data as Float32Array;
    const op = graph.ops.filter(weighs).find(({inputs}) => inputs[1] === place);
    if (!op) constants[place] = {data: base64(values)};
    else {
      const {data: bytes, quantisation} = quantiseWeights(values, shape[0], pageTop(graph)(op));
      const scales = base64(Float32Array.from(quantisation.scales));
      const small = op.kind === "dense" && dense === 4;
      constants[place] = {data: base64(small ? halves(bytes) : bytes), scales, ...(small && {halves: true})};
    }
  });
  const plain = {
    shapes: graph.tensors.map(({shape}) => shape),
    ops: graph.ops,
    inputs: graph.inputs,
    outputs: graph.outputs
  };
  const [, height, width, channels] = graph.tensors[graph.outputs[0]].shape;
  const classes = graph.inputs.length > 1 ? graph.tensors[graph.inputs[1]].shape[1] : 0;
  const latent = graph.tensors[graph.inputs[0]].shape[1];
  const facts = {height, width, channels, classes, latent, black, white, pictures: 10};
  return PAGE.replaceAll("NAME", escapeHtml(graph.name))
    .replace(
      "/* FACTS */",
      () => `const FACTS = ${json(facts)};\nconst GRAPH = ${json(plain)};\nconst STORED = ${json(constants)};`
    )
    .replace("/* PROGRAM */", () => WEB_PROGRAM);
}

/** Bits of a dense layer's weights in a page, 8 or 4: with 8 the page would have more than 300 KB. All other weights have 8. */
export function pageBits(graph: Graph): 8 | 4 {
  const places = new Set(graph.ops.filter(weighs).map(({inputs}) => inputs[1]));
  const bytes = graph.tensors.reduce((sum, {data}, place) => sum + (data ? data.length * (places.has(place) ? 1 : 4) : 0), 0);
  return (bytes * 4) / 3 > LARGE ? 4 : 8;
}

/** The largest whole number of an operator's weights in a page. */
export function pageTop(graph: Graph): (op: WeightyOp) => number {
  const dense = pageBits(graph);
  return ({kind}) => (kind === "dense" && dense === 4 ? 7 : 127);
}

function halves(whole: Int8Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(whole.length / 2));
  whole.forEach((value, i) => (bytes[i >> 1] |= (value + 8) << (4 * (i & 1))));
  return bytes;
}

/** JSON that does not end the script it stands in. */
function json(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

function base64({buffer, byteOffset, byteLength}: Float32Array | Int8Array | Uint8Array): string {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>NAME</title>
<style>
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
  body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; }
  #pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(6rem, 1fr)); gap: 0.5rem; margin: 1rem 0; padding: 0; list-style: none; }
  canvas { width: 100%; image-rendering: pixelated; border: 1px solid color-mix(in srgb, currentcolor 20%, transparent); }
  input, button { font: inherit; min-height: 2.75rem; padding: 0 0.75rem; }
  input { width: 7rem; }
</style>
<main>
  <h1>NAME</h1>
  <p>A generator draws these pictures from random numbers of N(0, 1), in this page, with nothing loaded from elsewhere.</p>
  <form><label>seed <input type="number" id="seed" value="1" min="0" step="1"></label> <button>Draw others</button></form>
  <ul id="pictures" aria-label="Pictures"></ul>
  <p id="told" role="status"></p>
</main>
<script>
/* PROGRAM */
/* FACTS */

const constants = Object.fromEntries(Object.entries(STORED).map(([place, stored]) => [place, decode(stored)]));

/** One picture: noise of N(0, 1), and the class as a one-hot vector where there are classes. */
function generate(normal, chosen) {
  const inputs = [Float32Array.from({length: FACTS.latent}, normal)];
  if (FACTS.classes > 0) inputs.push(Float32Array.from({length: FACTS.classes}, (_, k) => (k === chosen ? 1 : 0)));
  return run(GRAPH, constants, inputs);
}

function draw(canvas, values) {
  const {height, width, channels, black, white} = FACTS;
  const picture = new ImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    for (let k = 0; k < 3; k++) picture.data[4 * i + k] = Math.round((255 * (values[i * channels + (k % channels)] - black)) / (white - black));
    picture.data[4 * i + 3] = 255;
  }
  Object.assign(canvas, {width, height}).getContext("2d").putImageData(picture, 0, 0);
}

function show(seed) {
  const normal = normals(seed), started = performance.now();
  const items = Array.from({length: FACTS.pictures}, (_, n) => {
    const canvas = document.createElement("canvas"), item = document.createElement("li"), chosen = n % Math.max(1, FACTS.classes);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", FACTS.classes > 0 ? "picture of class " + chosen : "picture " + (n + 1));
    draw(canvas, generate(normal, chosen));
    item.append(canvas);
    return item;
  });
  const took = (performance.now() - started) / FACTS.pictures;
  document.querySelector("#pictures").replaceChildren(...items);
  document.querySelector("#told").textContent = took.toFixed(1) + " ms a picture here.";
}

const seed = document.querySelector("#seed");
document.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  seed.valueAsNumber = seed.valueAsNumber + 1 || 1;
  show(seed.valueAsNumber);
});
seed.addEventListener("input", () => Number.isInteger(seed.valueAsNumber) && show(seed.valueAsNumber));
show(1);
</script>
</html>
`;
