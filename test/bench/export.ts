import {startWasm} from "../../lib/backend/wasm.ts";
import {exporter} from "../../lib/deployment/exporter.ts";
import {integerProgram} from "../../lib/export/int8/integer-program.ts";
import {readTflite} from "../../lib/export/tflite/read.ts";
import type {WeightName} from "../../lib/weights/load.ts";
import {loadWeights} from "../../lib/weights/load.ts";
import {accuracyInTflite, accuracyOf, tinyDigits, tinyFiles} from "../export/tinyml.ts";
import {exportPage} from "./export-page.ts";
import type {Figure} from "./figure.ts";
import {median, take} from "./figure.ts";

/** What exporting takes, and what it costs: sizes, errors, times. */
export async function bench(): Promise<Figure[]> {
  await startWasm({files: `${import.meta.dirname}/../../node_modules/@tensorflow/tfjs-backend-wasm/dist/`});
  return [...(await inPage()), ...(await errors()), ...(await tiny())];
}

interface Timed {
  seconds: number;
  warm: number;
  sizes: Record<string, number>;
}

/** In a worker of a page, as a reader does it. */
async function inPage(): Promise<Figure[]> {
  let opened: ReturnType<typeof exportPage> | undefined;
  const evaluate = async <T>(code: string): Promise<T> => (await (opened ??= exportPage())).evaluate<T>(code);
  const figures: Figure[] = [];
  let nxp: Timed | undefined;
  const what = "s, NXP's generator (856,193 parameters) as every .tflite form";
  figures.push(
    await take({name: "export.nxp", unit: what, budget: 2}, async () => {
      // Each with a new worker: the middle of three.
      const times: Timed[] = [];
      for (let i = 0; i < 3; i++) times.push(await evaluate<Timed>('timeExport("nxp")'));
      nxp = times[0];
      return median(times.map(({seconds}) => seconds));
    })
  );
  const known = async (value: (timed: Timed) => number): Promise<number> => {
    if (!nxp) throw new Error("the export did not end");
    return value(nxp);
  };
  figures.push(await take({name: "export.nxp.again", unit: "s, the same a second time"}, () => known(({warm}) => warm)));
  for (const form of ["float32", "float16", "small", "int8"]) {
    figures.push(await take({name: `export.nxp.${form}`, unit: "bytes"}, () => known(({sizes}) => sizes[form])));
  }
  for (const [name, rounding] of [
    ["nxp", "reference"],
    ["nxp", "xnnpack"],
    ["xs", "reference"]
  ] as const) {
    // prettier-ignore
    const unit = `ms an image in whole numbers, in plain TypeScript, ${rounding} rounding`;
    figures.push(
      await take({name: `export.run.${name}.${rounding}`, unit}, () => evaluate<number>(`timeImage("${name}", "${rounding}")`))
    );
  }
  await (await opened)?.close();
  return figures;
}

/** How far int8 images are from the float ones, over 32 samples. */
async function errors(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const name of ["compact-dcgan", "cgan-xs", "cgan-s"] as const satisfies readonly WeightName[]) {
    const unit = "% of the range of pixels, root mean square of int8 images against float ones";
    figures.push(
      await take({name: `export.error.${name}`, unit}, async () => {
        const {network, weights} = (await loadWeights(name)).networks.generator;
        const making = exporter({where: "here"});
        const {graph, quantised} = await making.export({network, weights, name: "generator", forms: ["int8"]});
        if (!quantised) throw new Error("not quantised");
        const {tensors} = await making.compare({network, graph, quantised, examples: {kind: "noise", count: 32, seed: "bench"}});
        return (100 * tensors[tensors.length - 1].rms) / 2;
      })
    );
  }
  return figures;
}

/** The TinyML network, float and int8 side by side. The article: 95.82 % both, 5,360 and 3,800 bytes. */
async function tiny(): Promise<Figure[]> {
  const digits = await tinyDigits();
  const {network, files} = await tinyFiles(digits);
  const figures: Figure[] = [];
  const right: Record<string, number> = {};
  for (const form of ["float32", "int8"] as const) {
    const file = files.get(form) ?? new Uint8Array(0);
    let microseconds = NaN;
    const accuracy = await take({name: `export.tinyml.${form}.accuracy`, unit: `%, ${digits.data}`}, async () => {
      const result = await accuracyInTflite(file, network, digits.test);
      ({microseconds} = result);
      right[form] = result.accuracy;
      return 100 * result.accuracy;
    });
    figures.push(accuracy, {name: `export.tinyml.${form}.size`, value: file.length, unit: "bytes"});
    figures.push({name: `export.tinyml.${form}.time`, value: microseconds, unit: "µs an image, TensorFlow Lite's WebAssembly"});
  }
  figures.push({
    name: "export.tinyml.loss",
    value: 100 * (right.float32 - right.int8),
    unit: "points that int8 loses",
    budget: 1
  });
  const {graph} = readTflite(files.get("int8") ?? new Uint8Array(0));
  const program = integerProgram(graph);
  accuracyOf(network, digits.test, (image) => program.run([image])[0]);
  const began = performance.now();
  accuracyOf(network, digits.test, (image) => program.run([image])[0]);
  const value = (1000 * (performance.now() - began)) / digits.test.labels.length;
  figures.push({name: "export.tinyml.run", value, unit: "µs an image in whole numbers, in plain TypeScript"});
  return figures;
}
