/** A file of MNIST as it is published, by which a download is known. */
export interface KnownFile {
  name: string;
  bytes: number;
  /** Hexadecimal; undefined where we know the size alone. */
  sha256?: string;
}

/** The four files of MNIST (LeCun, Cortes and Burges, 1998), gzipped, with the sums that every copy of them has. */
export const mnistFiles: Readonly<Record<"train" | "test", readonly [images: KnownFile, labels: KnownFile]>> = {
  train: [
    {
      name: "train-images-idx3-ubyte.gz",
      bytes: 9_912_422,
      sha256: "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"
    },
    {
      name: "train-labels-idx1-ubyte.gz",
      bytes: 28_881,
      sha256: "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"
    }
  ],
  test: [
    {
      name: "t10k-images-idx3-ubyte.gz",
      bytes: 1_648_877,
      sha256: "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"
    },
    {
      name: "t10k-labels-idx1-ubyte.gz",
      bytes: 4_542,
      sha256: "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"
    }
  ]
};

/** Where MNIST can be had. */
export interface MnistSource {
  /** For a choice: "Google's copy". */
  name: string;
  /** The folder, with "/" at its end. The book's pages may ask these and no other host (see the content security policy of the build). */
  folder: string;
  /** What is asked for there, images first. */
  files: readonly [images: Expected, labels: Expected];
}

/** A file of a source: a known one, or one of which we know the name, and how large it is at most. */
export type Expected = KnownFile | {name: string; about: number};

/** Public copies. Whether a host lets pages of other sites read them is its own to say, and may change: so there are three. */
export const mnistSources: readonly MnistSource[] = [
  {
    name: "Google's copy of the original files",
    folder: "https://storage.googleapis.com/cvdf-datasets/mnist/",
    files: mnistFiles.train
  },
  {
    name: "the one picture of TensorFlow.js's examples",
    folder: "https://storage.googleapis.com/learnjs-data/model-builder/",
    files: [
      {name: "mnist_images.png", about: 10_200_000},
      {name: "mnist_labels_uint8", bytes: 650_000}
    ]
  },
  {
    name: "PyTorch's copy of the original files",
    folder: "https://ossci-datasets.s3.amazonaws.com/mnist/",
    files: mnistFiles.train
  }
];

/** Bytes of a source's files together, as far as we know. */
export function sourceBytes({files}: MnistSource): number {
  return files.reduce((sum, file) => sum + ("bytes" in file ? file.bytes : file.about), 0);
}
