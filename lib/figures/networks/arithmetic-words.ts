import type {LayerOutputs} from "../../nn/network/layer-outputs.ts";
import type {PlacedLayer} from "../../nn/network/network.ts";
import type {Term, ValueArithmetic} from "../../nn/network/value-arithmetic.ts";
import {valueArithmetic} from "../../nn/network/value-arithmetic.ts";
import {formatFactor, formatNumber} from "../kit/format.ts";

/** One layer's part in a number: what it does to it, and what came before. */
export interface ArithmeticStep {
  layer: PlacedLayer;
  made: ValueArithmetic;
  /** What goes into the layer. */
  input: Float32Array;
}

/**
 * How a value comes about, from the layer `from` (whose inputs are those of the layer before) through the layers that change it in
 * place, to the layer `to`; `at` is the value's place in the output of each of them.
 * @throws RangeError as `valueArithmetic`.
 */
export function arithmeticSteps(outputs: LayerOutputs, from: number, to: number, at: number): ArithmeticStep[] {
  return outputs.network.layers.slice(from, to + 1).map((layer, order) => {
    const input = outputs.of(from + order - 1);
    return {layer, input, made: valueArithmetic(layer, input, outputs.weights, at, outputs.label)};
  });
}

/** The products of a sum that come from one input map, or, for a layer without maps, one input. */
export interface SumPart {
  /** The map, from 0. */
  map: number;
  terms: Term[];
  sum: number;
}

/** The products of a sum by input map, in the order of the maps. */
export function sumParts(terms: readonly Term[], maps: number): SumPart[] {
  const parts = new Map<number, SumPart>();
  for (const term of terms) {
    const map = term.from % maps;
    const part = parts.get(map) ?? {map, terms: [], sum: 0};
    part.terms.push(term);
    part.sum += term.value * term.weight;
    parts.set(map, part);
  }
  return [...parts.values()].sort((a, b) => a.map - b.map);
}

/** The map whose products move a sum most; 0 when there are none. */
export function strongestMap(parts: readonly SumPart[]): number {
  return parts.reduce((best, part) => (Math.abs(part.sum) > Math.abs(best.sum) ? part : best), parts[0] ?? {map: 0, sum: 0}).map;
}

/** Products that are written out where there are many. */
const WRITTEN = 8;

/** The terms of a sum that are written one by one: all when they are few, else those that move it most, largest first. */
export function writtenTerms(terms: readonly Term[]): Term[] {
  const size = ({value, weight}: Term) => Math.abs(value * weight);
  return terms.length <= WRITTEN + 2 ? [...terms] : [...terms].sort((a, b) => size(b) - size(a)).slice(0, WRITTEN);
}

/** Where a value is: "map 3, row 2, column 5", "number 17"; all from 0, as the formulas count. */
export function placeWords(shape: readonly number[], at: number): string {
  if (shape.length !== 3) return `number ${at}`;
  const [, width, maps] = shape;
  const place = Math.floor(at / maps);
  return `map ${at % maps}, row ${Math.floor(place / width)}, column ${place % width}`;
}

/** What a step that is no sum does, as an equation with its numbers. */
export function equation({layer, made, input}: ArithmeticStep): string {
  const result = `= ${formatNumber(made.value)}`;
  const x = input[made.kind === "sum" ? 0 : made.from[0]];
  switch (made.kind) {
    case "sum":
      return `${made.terms.length} products${made.bias === null ? "" : ` + ${formatFactor(made.bias)}`} ${result}`;
    case "normalise": {
      const {mean, variance, epsilon, gamma, beta} = made;
      const by = `√(${formatNumber(variance)} + ${formatNumber(epsilon)})`;
      return `(${formatNumber(x)} − ${formatFactor(mean)}) / ${by} · ${formatFactor(gamma)} + ${formatFactor(beta)} ${result}`;
    }
    case "function":
      return `${functionText(made, x)} ${result}`;
    case "largest":
      return `the largest of ${list(made.from, input)} ${result}`;
    case "mean":
      return `the mean of ${list(made.from, input)} ${result}`;
    case "gate":
      return `${formatNumber(x)} · σ(${formatNumber(input[made.from[1]])}) ${result}`;
    case "copy":
      return `the same number as ${placeWords(layer.inputShape, made.from[0])} ${result}`;
    case "label":
      return `the label’s share of class ${made.class} ${result}`;
    case "padding":
      return `a zero around the map ${result}`;
    case "statistic":
      return `the running mean of how much batches differed ${result}`;
  }
}

/** All steps in one sentence, for those who listen. */
export function arithmeticSentence(steps: readonly ArithmeticStep[], at: number): string {
  const [{layer}] = steps;
  const told = steps.map(
    (step) => `${step.layer.name}: ${step.made.kind === "sum" ? sumSentence(step, step.made) : equation(step)}`
  );
  return `${placeWords(layer.outputShape, at)}. ${told.join("; then ")}.`;
}

function sumSentence({layer, made}: ArithmeticStep, sum: ValueArithmetic & {kind: "sum"}): string {
  const maps = layer.inputShape[layer.inputShape.length - 1];
  const parts = sumParts(sum.terms, maps);
  const bias = sum.bias === null ? "" : `, and bias ${formatNumber(sum.bias)}`;
  if (layer.inputShape.length !== 3) return `the sum of ${sum.terms.length} products${bias} = ${formatNumber(made.value)}`;
  const strongest = parts.find(({map}) => map === strongestMap(parts));
  const most = strongest ? `map ${strongest.map} gives ${formatNumber(strongest.sum)}` : "nothing";
  const rest =
    parts.length > 1 ? `, the other ${parts.length - 1} maps ${formatNumber(made.value - (sum.bias ?? 0) - strongest!.sum)}` : "";
  return `${most}${rest}${bias} = ${formatNumber(made.value)}`;
}

function functionText({of, slope}: ValueArithmetic & {kind: "function"}, x: number): string {
  if (of === "relu") return `max(0, ${formatNumber(x)})`;
  if (of === "leakyRelu") return x > 0 ? `${formatNumber(x)} > 0, so it stays` : `${formatNumber(slope)} · ${formatFactor(x)}`;
  return of === "tanh" ? `tanh(${formatNumber(x)})` : `1 / (1 + e^−${formatFactor(x)})`;
}

function list(from: readonly number[], input: Float32Array, most = 9): string {
  const written = from.slice(0, most).map((place) => formatNumber(input[place]));
  return `${written.join(", ")}${from.length > most ? ` and ${from.length - most} more` : ""}`;
}
