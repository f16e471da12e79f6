import {bundleFiles, zipBundle} from "../export/bundle/bundle.ts";
import {cArrayHeader} from "../export/c/literals.ts";
import {writeC} from "../export/c/write.ts";
import type {Graph} from "../export/graph/graph.ts";
import {halveWeights, shrinkWeights} from "../export/int8/quantise.ts";
import {writeOnnx} from "../export/onnx/write.ts";
import {writeTflite} from "../export/tflite/write.ts";
import {writeWeights} from "../nn/files/weights-file.ts";
import type {ExportedFile, ExportForm, ExportWish} from "./types.ts";

/** Forms that need the graph in whole numbers. */
export const wholeForms: ReadonlySet<ExportForm> = new Set(["int8", "array", "c-int8", "zip"]);

/**
 * The files of one form.
 * @param graph in real numbers
 * @param quantised in whole ones; null where no form needs it
 * @throws RangeError naming an operator that the form has not.
 */
export function writeForm(form: ExportForm, wish: ExportWish, graph: Graph, quantised: Graph | null): ExportedFile[] {
  const {name, network, weights, range} = wish;
  const whole = (): Graph => {
    if (!quantised) throw new RangeError(`${form} needs the network in whole numbers`);
    return quantised;
  };
  const tflite = (written: Graph): ExportedFile[] => [{form, name: `${name}-${form}.tflite`, bytes: writeTflite(written)}];
  switch (form) {
    case "float32":
      return tflite(graph);
    case "float16":
      return tflite(halveWeights(graph));
    case "small":
      return tflite(shrinkWeights(graph));
    case "int8":
      return tflite(whole());
    case "array":
      return [text(form, `${name}-int8.h`, cArrayHeader(writeTflite(whole()), `${name}_int8`))];
    case "c-float32":
    case "c-int8": {
      const {name: id, header, source} = writeC(form === "c-int8" ? whole() : graph, `${name}_${form.slice(2)}`);
      return [text(form, `${id}.h`, header), text(form, `${id}.c`, source)];
    }
    case "zip": {
      const files = bundleFiles({name, network, weights, graph, whole: whole(), ...(range && {range})});
      return [{form, name: `${name}.zip`, bytes: zipBundle(files)}];
    }
    case "onnx":
      return [{form, name: `${name}.onnx`, bytes: writeOnnx(graph)}];
    case "safetensors":
      return [{form, name: `${name}.safetensors`, bytes: writeWeights({networks: {[name]: {network, weights}}})}];
  }
}

function text(form: ExportForm, name: string, content: string): ExportedFile {
  return {form, name, bytes: new TextEncoder().encode(content)};
}
