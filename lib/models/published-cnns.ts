import type {Cost} from "../nn/network/cost.ts";
import {convolutionCost, denseCost, poolingCost, totalCost} from "../nn/network/cost.ts";
import {conv, dense, flatten, maxPool, relu} from "../nn/network/layers.ts";
import type {Network} from "../nn/network/network.ts";
import {network} from "../nn/network/network.ts";

/**
 * The TinyML classifier: 8×8 digits in [0, 1] to ten logits, 810 parameters (80 in the convolution, 730 in the dense layer). It
 * was published with Adam, sparse cross-entropy from logits, 50 epochs, batch 16, and 95.82 % of 359 test digits right.
 */
export function tinymlCnn(): Network {
  return network({input: [8, 8, 1]}, [conv(8, {kernel: 3, padding: "valid"}), relu(), maxPool(2), flatten(), dense(10)]);
}

/** One layer of a network of the past. */
export interface HistoryLayer {
  /** As the paper calls it. */
  name: string;
  kind: "input" | "convolution" | "pooling" | "dense";
  /** One line: "6 kernels of 5 × 5". */
  does: string;
  /** [height, width, channels], or [units]. */
  output: number[];
  /** Computed; absent where the paper's way of learning has no such number. */
  parameters?: number;
  /** Computed, for one example; absent likewise. */
  multiplyAdds?: number;
}

/** A network that convolutional networks come from, as its paper describes it. */
export interface HistoricNetwork {
  id: "neocognitron" | "lenet-5" | "alexnet";
  name: string;
  year: number;
  authors: string;
  /** Where it was published. */
  source: string;
  /** One sentence: what it did first. */
  idea: string;
  layers: HistoryLayer[];
  /** Sums over the layers, where they are computed. */
  parameters?: number;
  multiplyAdds?: number;
  /** What the paper itself says of its size. */
  published: string;
}

const layer = (name: string, kind: HistoryLayer["kind"], does: string, cost: Cost): HistoryLayer => ({
  name,
  kind,
  does,
  output: cost.output,
  parameters: cost.parameters,
  multiplyAdds: cost.multiplyAdds
});

const sum = (layers: HistoryLayer[], what: "parameters" | "multiplyAdds"): number =>
  layers.reduce((total, {[what]: count = 0}) => total + count, 0);

/** Fukushima's network: the sizes of its simulation. It learns without a teacher, one plane of cells at a time. */
export const neocognitron: HistoricNetwork = {
  id: "neocognitron",
  name: "Neocognitron",
  year: 1980,
  authors: "Kunihiko Fukushima",
  source: "Biological Cybernetics 36, 193–202",
  idea: "Cells that look for a feature (S) alternate with cells that forgive its place (C), and all cells of a plane share their connections.",
  layers: [
    {name: "U0", kind: "input", does: "photoreceptors", output: [16, 16, 1]},
    {name: "US1", kind: "convolution", does: "24 planes of S-cells", output: [16, 16, 24]},
    {name: "UC1", kind: "pooling", does: "C-cells", output: [10, 10, 24]},
    {name: "US2", kind: "convolution", does: "24 planes of S-cells", output: [8, 8, 24]},
    {name: "UC2", kind: "pooling", does: "C-cells", output: [6, 6, 24]},
    {name: "US3", kind: "convolution", does: "24 planes of S-cells", output: [2, 2, 24]},
    {name: "UC3", kind: "pooling", does: "24 C-cells: each pattern it learned comes to excite one", output: [1, 1, 24]}
  ],
  published: "sizes of the layers in the paper's simulation; it counts cells, not weights"
};

/** Which of the six maps of S2 each of the sixteen maps of C3 sees (LeCun et al., 1998, table I): how many. */
const mapsSeenByC3 = [3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 4, 6];

const c3: Cost = totalCost(mapsSeenByC3.map((maps) => convolutionCost({input: [14, 14, maps], filters: 1, kernel: 5})));
c3.output = [10, 10, 16];

/** LeCun's subsampling: the sum of 2 × 2 values, times a learned weight, plus a learned bias, for each map. */
const subsample = (size: number, maps: number): Cost => ({
  ...poolingCost({input: [size, size, maps], size: 2}),
  parameters: 2 * maps,
  multiplyAdds: (size / 2) ** 2 * maps
});

const lenetLayers: HistoryLayer[] = [
  {name: "Input", kind: "input", does: "a digit, 28 × 28, with a margin", output: [32, 32, 1], parameters: 0, multiplyAdds: 0},
  layer("C1", "convolution", "6 kernels of 5 × 5", convolutionCost({input: [32, 32, 1], filters: 6, kernel: 5})),
  layer("S2", "pooling", "sums of 2 × 2, weighted", subsample(28, 6)),
  layer("C3", "convolution", "16 kernels of 5 × 5, each over 3, 4 or 6 maps", c3),
  layer("S4", "pooling", "sums of 2 × 2, weighted", subsample(10, 16)),
  layer("C5", "convolution", "120 kernels of 5 × 5 over all maps", convolutionCost({input: [5, 5, 16], filters: 120, kernel: 5})),
  layer("F6", "dense", "84 units", denseCost({input: 120, units: 84})),
  {
    name: "Output",
    kind: "dense",
    does: "distances to 10 drawn characters; nothing learned",
    output: [10],
    parameters: 0,
    multiplyAdds: 840
  }
];

/** LeNet-5 as in the paper: 60,000 learned numbers, counted layer by layer. */
export const lenet5: HistoricNetwork = {
  id: "lenet-5",
  name: "LeNet-5",
  year: 1998,
  authors: "Yann LeCun, Léon Bottou, Yoshua Bengio and Patrick Haffner",
  source: "Gradient-based learning applied to document recognition, Proceedings of the IEEE 86(11), 2278–2324",
  idea: "The kernels are learned by gradient descent, all together, from examples: it read the digits on bank cheques.",
  layers: lenetLayers,
  parameters: sum(lenetLayers, "parameters"),
  multiplyAdds: sum(lenetLayers, "multiplyAdds"),
  published: "60,000 trainable free parameters, 340,908 connections"
};

/** LeNet-5 as it is usually built today: every kernel sees all maps, pooling has no weights, ten dense outputs. */
export const lenet5Today: Cost = totalCost([
  convolutionCost({input: [32, 32, 1], filters: 6, kernel: 5}),
  poolingCost({input: [28, 28, 6], size: 2}),
  convolutionCost({input: [14, 14, 6], filters: 16, kernel: 5}),
  poolingCost({input: [10, 10, 16], size: 2}),
  denseCost({input: 400, units: 120}),
  denseCost({input: 120, units: 84}),
  denseCost({input: 84, units: 10})
]);

/** AlexNet's layers. `groups` is 2 on the two graphics cards of the paper, 1 where every kernel sees all channels. */
export function alexnetLayers(groups: 1 | 2 = 2): HistoryLayer[] {
  return [
    {
      name: "Input",
      kind: "input",
      does: "a colour picture (the paper says 224; its own sizes need 227)",
      output: [227, 227, 3],
      parameters: 0,
      multiplyAdds: 0
    },
    layer(
      "conv1",
      "convolution",
      "96 kernels of 11 × 11, stride 4",
      convolutionCost({input: [227, 227, 3], filters: 96, kernel: 11, stride: 4})
    ),
    layer("pool1", "pooling", "maximum of 3 × 3, stride 2", poolingCost({input: [55, 55, 96], size: 3, stride: 2})),
    layer(
      "conv2",
      "convolution",
      "256 kernels of 5 × 5",
      convolutionCost({input: [27, 27, 96], filters: 256, kernel: 5, padding: 2, groups})
    ),
    layer("pool2", "pooling", "maximum of 3 × 3, stride 2", poolingCost({input: [27, 27, 256], size: 3, stride: 2})),
    layer(
      "conv3",
      "convolution",
      "384 kernels of 3 × 3",
      convolutionCost({input: [13, 13, 256], filters: 384, kernel: 3, padding: 1})
    ),
    layer(
      "conv4",
      "convolution",
      "384 kernels of 3 × 3",
      convolutionCost({input: [13, 13, 384], filters: 384, kernel: 3, padding: 1, groups})
    ),
    layer(
      "conv5",
      "convolution",
      "256 kernels of 3 × 3",
      convolutionCost({input: [13, 13, 384], filters: 256, kernel: 3, padding: 1, groups})
    ),
    layer("pool5", "pooling", "maximum of 3 × 3, stride 2", poolingCost({input: [13, 13, 256], size: 3, stride: 2})),
    layer("fc6", "dense", "4,096 units", denseCost({input: 6 * 6 * 256, units: 4096})),
    layer("fc7", "dense", "4,096 units", denseCost({input: 4096, units: 4096})),
    layer("fc8", "dense", "1,000 classes", denseCost({input: 4096, units: 1000}))
  ];
}

/** AlexNet as in the paper, split over two graphics cards: 60,965,224 learned numbers. */
export const alexnet: HistoricNetwork = {
  id: "alexnet",
  name: "AlexNet",
  year: 2012,
  authors: "Alex Krizhevsky, Ilya Sutskever and Geoffrey Hinton",
  source: "ImageNet classification with deep convolutional neural networks, NIPS 2012",
  idea: "The same recipe, a thousand times larger, on graphics cards and 1.2 million pictures: it won ImageNet by a wide margin.",
  layers: alexnetLayers(),
  parameters: sum(alexnetLayers(), "parameters"),
  multiplyAdds: sum(alexnetLayers(), "multiplyAdds"),
  published: "60 million parameters, 650,000 neurons"
};

/** The three, oldest first. */
export const historicNetworks: readonly HistoricNetwork[] = [neocognitron, lenet5, alexnet];
