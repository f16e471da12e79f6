import {zipSync} from "fflate";
import type {Weights} from "../../nn/network/network-weights.ts";
import type {Network} from "../../nn/network/network.ts";
import {writeWeights} from "../../nn/files/weights-file.ts";
import {cArrayHeader, identifier} from "../c/literals.ts";
import {exampleKind, exampleMain, exampleMakefile, pictureRange} from "../c/example.ts";
import type {GreyRange} from "../c/example.ts";
import {arduinoSketch} from "../c/sketch.ts";
import {writeC} from "../c/write.ts";
import type {Graph} from "../graph/graph.ts";
import {halveWeights, wholeEnds} from "../int8/quantise.ts";
import {writeOnnx} from "../onnx/write.ts";
import {writeTflite} from "../tflite/write.ts";
import {firstPicture, firstRun} from "./first-run.ts";
import {readmeText} from "./readme.ts";
import {webPage} from "./web-page.ts";
import {sizeOf} from "../../nn/arithmetic/values.ts";

/** What a bundle is made of. */
export interface BundleParts {
  /** Of the folder and the files: letters, digits, "-" and "_". */
  name: string;
  network: Network;
  weights: Weights;
  /** Of `lower`, in real numbers. */
  graph: Graph;
  /** Of `quantise`; in the bundle it takes and gives whole numbers. */
  whole: Graph;
  /** Of the pictures that the network draws or reads; default as `exampleMain`. */
  range?: GreyRange;
  /** A picture for a network that reads one: grey levels 0 … 255, row by row; default a vertical stroke. */
  sample?: Uint8Array;
}

/** The files of a bundle by their paths: "digits/README.md". */
export type BundleFiles = Record<string, Uint8Array>;

/**
 * Everything that takes a network out of the page, with a README whose commands work: TensorFlow Lite files, ONNX, C99 with an example,
 * an Arduino sketch, a web page, safetensors, and what the int8 program must give.
 * @throws RangeError for a name that is none for a file and as the writers.
 */
export function bundleFiles({name, network, weights, graph: given, whole: quantised, range, sample}: BundleParts): BundleFiles {
  if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(name))
    throw new RangeError(`"${name}" is no name for files: letters, digits, "-" and "_" are, beginning with a letter`);
  const [graph, whole] = [given, wholeEnds(quantised)].map((one): Graph => ({...one, name}));
  const id = identifier(name);
  const kind = exampleKind(graph);
  const grey = range ?? pictureRange(graph);
  const [, height, width] = graph.tensors[graph.inputs[0]].shape;
  const picture = kind === "read" ? (sample ?? stroke(height, width)) : null;
  if (picture && picture.length !== height * width)
    throw new RangeError(`the sample must have ${height} × ${width} grey levels, got ${picture.length}`);
  const known = firstRun(whole, picture, grey);
  const files: BundleFiles = {};
  const put = (path: string, content: string | Uint8Array): void => {
    files[`${name}/${path}`] = typeof content === "string" ? new TextEncoder().encode(content) : content;
  };
  const model = writeTflite(whole);
  put(`tflite/${name}-float32.tflite`, writeTflite(graph));
  put(`tflite/${name}-float16.tflite`, writeTflite(halveWeights(graph)));
  put(`tflite/${name}-int8.tflite`, model);
  put(`${name}.onnx`, writeOnnx(graph));
  put(`${name}.safetensors`, writeWeights({networks: {[name]: {network, weights}}}));
  const sources = {int8: writeC(whole, id), float32: writeC(graph, id)};
  for (const [numbers, one] of [
    ["int8", whole],
    ["float32", graph]
  ] as const) {
    put(`c/${numbers}/${id}.h`, sources[numbers].header);
    put(`c/${numbers}/${id}.c`, sources[numbers].source);
    put(`c/${numbers}/main.c`, exampleMain(one, id, {range: grey}));
    put(`c/${numbers}/Makefile`, exampleMakefile(one, id));
  }
  const {sketch, check} = arduinoSketch(whole, `${id}_model`, known);
  put(`arduino/${id}/${id}.ino`, sketch);
  put(`arduino/${id}/model.h`, cArrayHeader(model, `${id}_model`, `${name}: a TensorFlow Lite file in whole numbers`));
  put(`arduino/${id}/check.h`, check);
  if (kind === "draw") put("web/index.html", webPage(graph, grey));
  const first = firstPicture(whole, known);
  const ending = kind === "draw" && graph.tensors[graph.outputs[0]].shape[3] === 3 ? "ppm" : "pgm";
  if (first) put(`expected/result_im_0.${ending}`, first);
  if (picture)
    put("expected/sample.pgm", Uint8Array.from([...new TextEncoder().encode(`P5\n${width} ${height}\n255\n`), ...picture]));
  const listed = Object.entries(files).map(([path, bytes]): [string, number] => [path, bytes.length]);
  const {arenaBytes, weightBytes} = sources.int8;
  put("README.md", readmeText({name, id, kind, ending, files: listed, arenaBytes, weightBytes}));
  return files;
}

/** The files of a bundle as one zip, packed quickly; the same files give the same bytes. */
export function zipBundle(files: BundleFiles): Uint8Array {
  return zipSync(files, {level: 2, mtime: new Date(1980, 0, 1)});
}

/** A vertical stroke in the middle: a one. */
function stroke(height: number, width: number): Uint8Array {
  const picture = new Uint8Array(sizeOf([height, width]));
  for (let row = Math.floor(height / 8); row < height - Math.floor(height / 8); row++) picture[row * width + (width >> 1)] = 255;
  return picture;
}
