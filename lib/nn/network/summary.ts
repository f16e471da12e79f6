import type {LayerKind} from "./layers.ts";
import {layerWeights} from "./layer-shapes.ts";
import type {Network, PlacedLayer} from "./network.ts";
import {sizeOf} from "../arithmetic/values.ts";

/** One row of a summary. */
export interface SummaryRow {
  name: string;
  kind: LayerKind;
  /** Shape for one example, without the batch. */
  outputShape: number[];
  /** All numbers that belong to the layer, running statistics included. */
  parameters: number;
  /** Those that training changes. */
  trainable: number;
  /**
   * Multiply-adds for one example, products with padding included; only of dense, (transposed) convolutional and projection
   * layers. NaN for a layer of one's own: nobody has counted.
   */
  multiplyAdds: number;
}

/** A network in numbers: the table that Keras prints, and what it costs to run. */
export interface Summary {
  rows: SummaryRow[];
  parameters: number;
  trainable: number;
  /** Running statistics of batch normalisation. */
  nonTrainable: number;
  /** NaN when there is a layer of one's own. */
  multiplyAdds: number;
}

/** The layers of a network with their shapes, parameters and cost for one example. */
export function summary({layers, label = 0}: Network): Summary {
  const rows = layers.map((layer): SummaryRow => {
    const weights = layerWeights(layer, layer.name, layer.inputShape, label);
    const numbers = (from: typeof weights): number => from.reduce((sum, {shape}) => sum + sizeOf(shape), 0);
    return {
      name: layer.name,
      kind: layer.kind,
      outputShape: [...layer.outputShape],
      parameters: numbers(weights),
      trainable: numbers(weights.filter(({trainable}) => trainable)),
      multiplyAdds: multiplyAdds(layer)
    };
  });
  const total = (column: "parameters" | "trainable" | "multiplyAdds"): number => rows.reduce((sum, row) => sum + row[column], 0);
  const parameters = total("parameters");
  const trainable = total("trainable");
  return {rows, parameters, trainable, nonTrainable: parameters - trainable, multiplyAdds: total("multiplyAdds")};
}

/** A summary as a table of text, with the columns of Keras and the multiply-adds; thousands are set apart by commas: 856,193. */
export function summaryText(summary: Summary): string {
  const table = [
    ["layer", "output shape", "parameters", "trainable", "multiply-adds"],
    ...summary.rows.map((row) => [
      `${row.name} (${row.kind})`,
      `(${["batch", ...row.outputShape].join(", ")})`,
      ...[row.parameters, row.trainable, row.multiplyAdds].map(grouped)
    ]),
    ["total", "", ...[summary.parameters, summary.trainable, summary.multiplyAdds].map(grouped)]
  ];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  return table
    .map((row) =>
      row.map((text, column) => (column < 2 ? text.padEnd(widths[column]) : text.padStart(widths[column]))).join("  ")
    )
    .join("\n");
}

function multiplyAdds(layer: PlacedLayer): number {
  const {inputShape, outputShape} = layer;
  const channels = inputShape[inputShape.length - 1];
  switch (layer.kind) {
    case "dense":
      return channels * layer.units;
    case "auxiliary":
      return channels * (1 + layer.classes);
    case "conv":
      return sizeOf(outputShape) * layer.kernel[0] * layer.kernel[1] * channels;
    case "convTranspose":
      return sizeOf(inputShape) * layer.kernel[0] * layer.kernel[1] * layer.filters;
    case "projection":
      // The kernel and the label's row of the embedding.
      return 2 * channels;
    case "own":
      return NaN;
    default:
      return 0;
  }
}

function grouped(value: number): string {
  if (Number.isNaN(value)) return "unknown";
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}
