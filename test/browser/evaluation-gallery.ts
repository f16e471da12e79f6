/** A page with every figure of evaluation: `figures`, `fired`, and `stop` for their invalidation. */
export const gallery = `
import {proceduralDigits} from "gantry/procedural-digits";
import {compareSteps} from "./lib/evaluation/compare.ts";
import {faultTable} from "gantry/figures/fault-table";
import {forgeryGame} from "gantry/figures/forgery-game";
import {gaussianPair} from "gantry/figures/gaussian-pair";
import {manifoldFigure} from "gantry/figures/manifold-figure";
import {neighbourStrip} from "gantry/figures/neighbour-strip";
import {sizeCurve} from "gantry/figures/size-curve";
import {tsneMap} from "gantry/figures/tsne-map";
import {workPanel} from "gantry/figures/work-panel";
import {live} from "gantry/live";
import {nearestNeighbours} from "./lib/metrics/distances.ts";
import {breakSamples} from "./lib/metrics/faults.ts";
import {finish} from "./lib/metrics/steps.ts";
import {random} from "gantry/random";

const digits = (count, seed) => {
  const {images, labels} = proceduralDigits({seed}).batch(count);
  return {images: {shape: [count, 28, 28, 1], values: images}, labels};
};
const [real, other, made] = [digits(120, 1), digits(120, 2), breakSamples(digits(120, 3), {kind: "blur", pixels: 1})];
/** Features without a network: the means of 7 × 7 blocks, and ten probabilities by the label. */
const seen = (name, {images, labels}) => {
  const features = new Float32Array(120 * 16);
  for (let i = 0; i < 120; i++) for (let p = 0; p < 784; p++)
    features[16 * i + 4 * Math.floor(p / 196) + Math.floor((p % 28) / 7)] += images.values[784 * i + p] / 49;
  const probabilities = new Float32Array(1200).fill(0.01);
  labels.forEach((label, i) => (probabilities[10 * i + label] = 0.91));
  return {name, by: {classifier: "blocks", accuracy: 0.5, layer: "means", size: 16}, features: {shape: [120, 16], values: features}, probabilities: {shape: [120, 10], values: probabilities}, predicted: labels, labels};
};
const compared = (samples) => finish(compareSteps({real: seen("real", real), again: seen("again", other), generated: seen("made", samples)}, {subsets: 5}));
const source = random(1);
const classes = new Uint8Array([...real.labels, ...made.labels]);
const points = Float64Array.from({length: 480}, (_, i) => {
  const label = classes[i >> 1];
  return (i % 2 ? Math.sin(label) : Math.cos(label * 2.4)) * 20 + source.normal() * 3 + (i >= 240 ? 3 : 0);
});
const map = live(null);
const mapData = {points, classes, generated: Uint8Array.from({length: 240}, (_, i) => Number(i >= 120)), done: true, note: "240 digits, made up",
  images: {shape: [240, 28, 28, 1], values: new Float32Array([...real.images.values, ...made.images.values])}};
const rows = (set) => seen("", set).features;
const gate = live(0);
let stop;
const options = {caption: "What is it? Point at it.", invalidation: new Promise((resolve) => (stop = resolve))};
const until = (signal) => new Promise((resolve, reject) => {
  signal.addEventListener("abort", () => reject(signal.reason));
  gate.subscribe(resolve, signal);
});
const figures = {
  work: workPanel([
    {label: "Wait", run: async ({progress, signal}) => { progress({stage: "waiting", share: 0.4}); await until(signal); return 7; }},
    {label: "Fail", run: async () => { throw new RangeError("the real digits lack class 7"); }}
  ], {...options, idle: "Nothing yet.", done: (found) => "It is " + found + "."}),
  gaussians: gaussianPair(options),
  curve: sizeCurve([70, 140, 280, 560, 1120].map((samples) => ({samples, value: 80 + 4000 / samples, floor: 2500 / samples, ...(samples < 1120 && {spread: {value: 5, floor: 2}}), heaps: Math.ceil(1120 / samples), upsets: samples === 70 ? 3 : 0})), options),
  manifold: manifoldFigure(options),
  game: forgeryGame({real: real.images, generated: made.images}, {...options, rounds: 6, time: "no limit"}),
  map: tsneMap(map, options),
  faults: faultTable({...options, measure: async (fault, work) => {
    work.progress({stage: "comparing", share: 0.5});
    const samples = fault ? breakSamples(other, fault) : real;
    return {images: samples.images, comparison: compared(samples)};
  }}),
  neighbours: neighbourStrip({samples: made.images, training: real.images, limit: 0.9, neighbours: nearestNeighbours(rows(made), rows(real), 3)}, options)
};
const fired = {};
for (const [name, figure] of Object.entries(figures)) {
  figure.id = name;
  figure.addEventListener("input", () => (fired[name] = (fired[name] ?? 0) + 1));
  document.querySelector("main").append(figure);
}
Object.assign(globalThis, {figures, fired, stop, map, mapData, gate});
`;
