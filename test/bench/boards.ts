import {readFile} from "node:fs/promises";
import {join} from "node:path";
import {startCpu} from "../../lib/backend/cpu.ts";
import type {Graph} from "../../lib/export/graph/graph.ts";
import {lower} from "../../lib/export/graph/lower.ts";
import {summary} from "../../lib/nn/network/summary.ts";
import {loadWeights} from "../../lib/weights/load.ts";
import type {WeightName} from "../../lib/weights/load.ts";
import {quantised} from "../export/c/graphs.ts";
import {readMapFile} from "../export/c/map-file.ts";
import {countedCores, countInstructions} from "../export/c/instructions.ts";
import type {CountedCore} from "../export/c/instructions.ts";
import {lacking} from "../export/c/toolchain.ts";
import {inFolder} from "../export/c/trial.ts";
import type {Figure} from "./figure.ts";

const networks: readonly [name: string, weights: WeightName, part: string][] = [
  ["compact", "compact-dcgan", "generator"],
  ["xs", "cgan-xs", "generator"],
  ["tinyml", "tinyml-cnn", "classifier"]
];
/**
 * How many instructions one inference of the C program takes on emulated cores, compiled with -O2, and what it takes in flash and
 * memory by the linker's map.
 */
export async function bench(): Promise<Figure[]> {
  await startCpu();
  const figures: Figure[] = [];
  for (const [name, file, part] of networks) {
    const {network: net, weights} = (await loadWeights(file)).networks[part];
    const {graph} = lower(net, weights, name);
    const macs = summary(net).multiplyAdds;
    const kinds: [string, Graph][] = [["int8", await quantised(graph, net, "int8")], ["float", graph]]; // prettier-ignore
    for (const [kind, one] of kinds)
      for (const core of Object.keys(countedCores) as CountedCore[])
        figures.push(...(await onCore(core, `${name}-${kind}`, one, macs)));
  }
  return figures;
}

async function onCore(core: CountedCore, name: string, graph: Graph, macs: number): Promise<Figure[]> {
  const short = `boards.${name}.${core}`;
  const units: readonly [what: string, unit: string][] = [
    ["instructions", "instructions"],
    ["per-mac", "instructions/MAC"],
    // Sizes differ little between cores.
    ...(core === "m4" ? (["code", "constants", "arena"].map((what) => [what, "bytes"]) as [string, string][]) : [])
  ];
  const target = countedCores[core].target;
  const missing = lacking(target);
  if (missing !== null) return units.map(([what, unit]) => ({name: `${short}.${what}`, unit, value: null, missing}));
  return inFolder(async (folder) => {
    const instructions = await countInstructions(core, folder, graph);
    const {code, constants, data, zeroed} = readMapFile(await readFile(join(folder, target, "program.map"), "utf8")).get("net")!;
    const values = [instructions, instructions / macs, code, constants + data, zeroed];
    return units.map(([what, unit], i) => ({name: `${short}.${what}`, unit, value: values[i]}));
  });
}
