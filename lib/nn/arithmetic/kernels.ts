import {checkWhole, fill} from "./matrix.ts";
import type {Matrix} from "./matrix.ts";

/** A kernel with a name, as the gallery shows it. */
export interface NamedKernel {
  /** Unique, usable as an option's value: "sobel-x". */
  id: string;
  name: string;
  matrix: Matrix;
  /** One sentence: what it does to a picture. */
  does: string;
  /** Who described it, with the year; absent where nobody in particular did. */
  source?: string;
  /** The output has values below zero that mean something: draw it on a diverging scale. */
  signed: boolean;
}

/** A box of equal weights that sum to 1: the mean of the window. With stride = size, a convolution with it is average pooling. */
export function boxKernel(size: number): Matrix {
  checkWhole(size, "size", 1);
  return fill(size, size, () => 1 / size ** 2);
}

/**
 * A bell of weights that sum to 1: exp(−(x² + y²) / 2σ²), normalised.
 * @param sigma in pixels, more than 0
 * @throws RangeError for a size below 1 or a sigma that is not positive.
 */
export function gaussianKernel(size: number, sigma: number): Matrix {
  checkWhole(size, "size", 1);
  if (!(sigma > 0)) throw new RangeError(`sigma must be more than 0, got ${sigma}`);
  const bell = (i: number): number => Math.exp(-((i - (size - 1) / 2) ** 2) / (2 * sigma ** 2));
  const sum = Array.from({length: size}, (_, i) => bell(i)).reduce((a, b) => a + b, 0);
  return fill(size, size, (row, column) => (bell(row) * bell(column)) / sum ** 2);
}

/** A diagonal of equal weights that sum to 1: what a camera sees that moves while it looks. */
export function motionKernel(size: number): Matrix {
  checkWhole(size, "size", 1);
  return fill(size, size, (row, column) => (row === column ? 1 / size : 0));
}

/** The gallery, from gentle to strong. Kernels are applied as they stand, without flipping. */
export const kernels: readonly NamedKernel[] = [
  {
    id: "identity",
    name: "Identity",
    matrix: [
      [0, 0, 0],
      [0, 1, 0],
      [0, 0, 0]
    ],
    does: "Takes the value under its centre: the picture stays as it is.",
    signed: false
  },
  {
    id: "box-blur",
    name: "Box blur",
    matrix: boxKernel(3),
    does: "Replaces each pixel by the mean of its neighbourhood: noise and edges soften alike.",
    signed: false
  },
  {
    id: "gaussian-blur",
    name: "Gaussian blur",
    matrix: [
      [1, 2, 1],
      [2, 4, 2],
      [1, 2, 1]
    ].map((row) => row.map((weight) => weight / 16)),
    does: "Blurs with more weight near the centre: smoother than a box, because no neighbour drops out all at once.",
    source: "binomial approximation of the Gaussian; Burt and Adelson, 1983, use its 5 × 5 sister",
    signed: false
  },
  {
    id: "sharpen",
    name: "Sharpen",
    matrix: [
      [0, -1, 0],
      [-1, 5, -1],
      [0, -1, 0]
    ],
    does: "Adds to each pixel what makes it different from its four neighbours: edges stand out.",
    source: "the picture minus its Laplacian, as in unsharp masking",
    signed: false
  },
  {
    id: "sobel-x",
    name: "Sobel, vertical edges",
    matrix: [
      [-1, 0, 1],
      [-2, 0, 2],
      [-1, 0, 1]
    ],
    does: "Measures how fast the picture brightens from left to right: it answers to vertical edges.",
    source: "Sobel and Feldman, 1968",
    signed: true
  },
  {
    id: "sobel-y",
    name: "Sobel, horizontal edges",
    matrix: [
      [-1, -2, -1],
      [0, 0, 0],
      [1, 2, 1]
    ],
    does: "Measures how fast the picture brightens from top to bottom: it answers to horizontal edges.",
    source: "Sobel and Feldman, 1968",
    signed: true
  },
  {
    id: "prewitt-x",
    name: "Prewitt, vertical edges",
    matrix: [
      [-1, 0, 1],
      [-1, 0, 1],
      [-1, 0, 1]
    ],
    does: "As Sobel's, with every row counting the same.",
    source: "Prewitt, 1970",
    signed: true
  },
  {
    id: "prewitt-y",
    name: "Prewitt, horizontal edges",
    matrix: [
      [-1, -1, -1],
      [0, 0, 0],
      [1, 1, 1]
    ],
    does: "As Sobel's, with every column counting the same.",
    source: "Prewitt, 1970",
    signed: true
  },
  {
    id: "laplacian",
    name: "Laplacian",
    matrix: [
      [0, 1, 0],
      [1, -4, 1],
      [0, 1, 0]
    ],
    does: "Compares each pixel with its four neighbours: zero on even ground and on even slopes, strong at edges of any direction.",
    source: "the second difference; Marr and Hildreth, 1980, find edges where it changes sign",
    signed: true
  },
  {
    id: "outline",
    name: "Outline",
    matrix: [
      [-1, -1, -1],
      [-1, 8, -1],
      [-1, -1, -1]
    ],
    does: "Compares each pixel with all eight neighbours: even areas vanish, contours remain.",
    signed: true
  },
  {
    id: "emboss",
    name: "Emboss",
    matrix: [
      [-2, -1, 0],
      [-1, 1, 1],
      [0, 1, 2]
    ],
    does: "Lights the picture from one corner, as if it were pressed into paper.",
    signed: false
  },
  {
    id: "motion-blur",
    name: "Motion blur",
    matrix: motionKernel(5),
    does: "Averages along a diagonal: the picture as a moving camera sees it.",
    signed: false
  }
];

/**
 * The kernel with that id.
 * @throws RangeError that lists the ids there are.
 */
export function kernelNamed(id: string): NamedKernel {
  const found = kernels.find((kernel) => kernel.id === id);
  if (!found) throw new RangeError(`no kernel "${id}"; there are ${kernels.map((kernel) => kernel.id).join(", ")}`);
  return found;
}
