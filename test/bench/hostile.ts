import {writeSafetensors} from "../../lib/nn/files/safetensors.ts";
import {readWeights} from "../../lib/nn/files/weights-file.ts";
import {relu} from "../../lib/nn/network/layers.ts";
import {network} from "../../lib/nn/network/network.ts";
import {compile} from "../../site/notebook/cell/compile.ts";
import {parseAll} from "../../site/notebook/text/parse.ts";
import {plainText, renderBlocks} from "../../site/notebook/text/render.ts";
import {prepareChapter} from "../../site/build/pages/chapter.ts";
import {head, hostileCells, hostileChapters, hostileText, repeated} from "../notebook/hostile.ts";
import type {Figure} from "./figure.ts";
import {take} from "./figure.ts";
import {hostileFiles} from "./hostile-files.ts";

/** Milliseconds of one run, on a text that was not seen before. A mistake in the text is an answer, too. */
function time(work: () => unknown): number {
  const start = performance.now();
  try {
    work();
  } catch {
    // it says what is wrong
  }
  return performance.now() - start;
}

const longest = (times: number[]): Promise<number> => Promise.resolve(Math.max(...times));
const known = {names: new Set<string>(), former: new Map<string, string>()};

/** The longest times for texts that were made to take long: 20 KB of each special character, 2,000 cells, 20,000 lines, 100 levels; and links and files. */
export async function bench(): Promise<Figure[]> {
  const read = (text: string) => {
    const {notebook} = parseAll(text, "a.md");
    return [renderBlocks(notebook), plainText(notebook)];
  };
  return [
    await take({name: "hostile.text", unit: "ms", budget: 2000}, () =>
      longest(hostileText.map((unit) => time(() => read(head + repeated(unit, 20_000)))))
    ),
    await take({name: "hostile.dollars", unit: "ms", budget: 1000}, async () => time(() => read(head + repeated("${", 20_000)))),
    await take({name: "hostile.chapter", unit: "ms", budget: 10_000}, () =>
      longest(Object.values(hostileChapters).map((make) => time(() => prepareChapter(make(2000), "notebooks/a.md", known))))
    ),
    await take({name: "hostile.lines", unit: "ms", budget: 5000}, () =>
      longest(
        Object.entries(hostileCells)
          .filter(([name]) => !name.startsWith("nested"))
          .map(([, make]) => time(() => compile("c", make(20_000), {guard: {budget: 1000}})))
      )
    ),
    await take({name: "hostile.nested", unit: "ms", budget: 500}, () =>
      longest(
        Object.entries(hostileCells)
          .filter(([name]) => name.startsWith("nested"))
          .map(([, make]) => time(() => compile("c", make(100), {guard: {budget: 1000}})))
      )
    ),
    await take({name: "hostile.names", unit: "ms", budget: 5000}, async () => {
      const file = weightsFile(100_000, 2000);
      return time(() => readWeights(file));
    }),
    ...(await hostileFiles())
  ];
}

/** A file of so many tensors, of which none belongs to one of its networks. */
function weightsFile(tensors: number, networks: number): Uint8Array {
  const one = JSON.stringify(network({input: [1]}, [relu()]));
  const parts = Array.from({length: networks}, (_, i) => [`network.part${i}`, one] as const);
  const byte = {dtype: "U8" as const, shape: [1], bytes: new Uint8Array(1)};
  return writeSafetensors({
    metadata: {gantry: "1", ...Object.fromEntries(parts)},
    tensors: new Map(Array.from({length: tensors}, (_, i) => [`tensor.${i}`, byte]))
  });
}
