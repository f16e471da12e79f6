import type {Named, PublicModule} from "./library.ts";

/** One page of the reference. */
export interface Subject {
  /** Its page without ending. */
  slug: string;
  title: string;
  summary: string;
  /** Rooms of the library, or files, whose public modules it describes. */
  rooms: readonly string[];
}

/** The pages of the reference, in their order. A public module that none of them describes is a mistake. */
export const SUBJECTS: readonly Subject[] = [
  {
    slug: "reference-arithmetic",
    title: "Arithmetic",
    summary: "Convolution, pooling, padding and upsampling on plain arrays, term by term, and the kernels of the book.",
    rooms: ["lib/nn/arithmetic/"]
  },
  {
    slug: "reference-networks",
    title: "Layers and networks",
    summary: "Layers as plain data, networks and what they cost, and the files that keep them.",
    rooms: ["lib/nn/", "lib/models/", "lib/weights/"]
  },
  {
    slug: "reference-training",
    title: "Losses and training",
    summary: "Losses, optimisers and the phases of one step; runs that can be stopped and continued; where they compute.",
    rooms: ["lib/training/", "lib/recordings/", "lib/backend/"]
  },
  {
    slug: "reference-data",
    title: "Data",
    summary: "Digits, pictures, points and files as batches, seeded numbers, and values that change while they are looked at.",
    rooms: ["lib/data/", "lib/random.ts", "lib/live.ts", "lib/asset.ts"]
  },
  {
    slug: "reference-metrics",
    title: "Metrics",
    summary: "How good samples are: distances between sets, precision and recall, modes, duplicates and maps of samples.",
    rooms: ["lib/metrics/", "lib/evaluation/"]
  },
  {
    slug: "reference-export",
    title: "Files and boards",
    summary: "Networks as whole numbers, as files for other programs and as C; pictures as PNG and GIF; which boards they fit.",
    rooms: ["lib/export/", "lib/deployment/"]
  },
  {
    slug: "reference-figures-layers",
    title: "Figures of layers",
    summary: "Pictures of what one layer does to its input, with every number in reach.",
    rooms: ["lib/figures/layers/"]
  },
  {
    slug: "reference-figures-networks",
    title: "Figures of networks and samples",
    summary: "Architectures, what a classifier answers, sheets of samples and the space that they come from.",
    rooms: ["lib/figures/networks/", "lib/figures/samples/"]
  },
  {
    slug: "reference-figures-training",
    title: "Figures of training",
    summary: "Curves, the loop of a step, controls of a run, and points in a plane where all of training can be seen.",
    rooms: ["lib/figures/training/", "lib/figures/points/", "lib/figures/cockpit/"]
  },
  {
    slug: "reference-figures-classes",
    title: "Figures of classes",
    summary: "Samples that were asked for by class.",
    rooms: ["lib/figures/conditional/"]
  },
  {
    slug: "reference-figures-evaluation",
    title: "Figures of evaluation",
    summary: "Metrics as pictures and tables, and modes that were lost.",
    rooms: ["lib/figures/evaluation/", "lib/figures/collapse/"]
  },
  {
    slug: "reference-figures-deployment",
    title: "Figures of deployment",
    summary: "Sizes, files, steps of whole numbers, and boards.",
    rooms: ["lib/figures/deployment/"]
  },
  {
    slug: "reference-figures-data",
    title: "Inputs, frame and work",
    summary: "Figures that give a cell a drawing, a picture or a data set, and the frame that every figure stands in.",
    rooms: ["lib/figures/data/", "lib/figures/kit/"]
  }
];

/** The page that lists all of them, and the one that shows the figures as pictures. */
export const INDEX = "reference";
export const GALLERY = "gallery";

/** The subject that describes a module. */
export function subjectOf({file}: PublicModule): Subject | undefined {
  return SUBJECTS.find(({rooms}) => rooms.some((room) => file.startsWith(room)));
}

/** What figures are made with: its elements are parts of figures. */
const FRAME = "lib/figures/kit/frame.ts";

/** A function of `lib/figures` that gives an element to be shown. */
export function isFigure({file, declaration}: Named, source: string): boolean {
  if (!file.startsWith("lib/figures/") || file === FRAME || declaration.kind !== "function") return false;
  const {start, end} = declaration.parts.at(-1)!;
  return /\)\s*:\s*(?:Figure\b|HTML\w*Element\b|SVG\w*Element\b|Element\b|Parameters<typeof)[^)]*$/.test(
    source.slice(start, end)
  );
}

/** Functions in the rooms of metrics that no one measures with: they serve the others. */
const SERVING: readonly string[] = ["affinities", "softmaxRows", "triangle", "tsneBytes"];

/** What has a live example: each figure, layer, loss and metric. */
export function needsExample(named: Named, source: string): boolean {
  const {file, declaration, name} = named;
  if (declaration.kind !== "function") return false;
  if (file === "lib/nn/network/layers.ts") return true;
  if (file === "lib/training/step/losses.ts") return /Loss(?:At)?$/.test(name);
  // What a metric does piece by piece is shown by the metric itself.
  if (file.startsWith("lib/metrics/")) return !source.slice(0, declaration.at).endsWith("function* ") && !SERVING.includes(name);
  return isFigure(named, source);
}
