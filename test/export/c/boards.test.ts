import {readFile} from "node:fs/promises";
import {join} from "node:path";
import {beforeAll, describe, expect, it} from "vitest";
import {startCpu} from "../../../lib/backend/cpu.ts";
import {writeC} from "../../../lib/export/c/write.ts";
import {compactDcgan} from "../../../lib/models/dcgan.ts";
import {conditionalGan} from "../../../lib/models/conditional.ts";
import {tinymlCnn} from "../../../lib/models/published-cnns.ts";
import {farthest, prepare} from "./graphs.ts";
import type {Prepared} from "./graphs.ts";
import {readMapFile} from "./map-file.ts";
import type {FileSizes} from "./map-file.ts";
import {lacking} from "./toolchain.ts";
import type {TargetName} from "./toolchain.ts";
import {inFolder, tryOut, writeTrials} from "./trial.ts";
import type {Outcome} from "./trial.ts";

const small = {xs: conditionalGan("XS").generator, tinyml: tinymlCnn()};
const cores = [
  ["Cortex-M3", small],
  ["Cortex-M4", small],
  ["Cortex-M7", small],
  ["Cortex-A53", {compact: compactDcgan().generator, conditional_s: conditionalGan("S").generator}]
] as const;
const prepared: Record<string, Prepared> = {};

beforeAll(async () => {
  if (cores.every(([core]) => lacking(core) !== null)) return;
  await startCpu();
  for (const [name, net] of Object.entries({...small, ...cores[3][1]})) prepared[name] = await prepare(name, net);
});

describe.each(cores)("C99 on an emulated %s", (core: TargetName, networks) => {
  const missing = lacking(core);
  const names = Object.keys(networks);
  let outcome: Outcome;
  let sizes: Map<string, FileSizes>;

  beforeAll(async () => {
    if (missing !== null) return;
    await inFolder(async (folder) => {
      const trials = names.flatMap((name) => [prepared[name].float, prepared[name].int8]);
      outcome = await tryOut(core, folder, await writeTrials(folder, trials));
      sizes = readMapFile(await readFile(join(folder, core, "program.map"), "utf8"));
    });
  });

  const test = it.skipIf(missing !== null).each(names);
  const why = missing === null ? "" : ` (${missing})`;

  test(`int8: the very numbers of our interpreter, as on every other machine: %s${why}`, (name) => {
    const {int8, expected} = prepared[name];
    expect(outcome[int8.name]).toEqual(expected[int8.name]);
  });

  test(`float32: the numbers of tfjs within 1e-5: %s${why}`, (name) => {
    const {float, expected} = prepared[name];
    expect(outcome[float.name]).toHaveLength(2);
    expect(farthest(outcome[float.name], expected[float.name])).toBeLessThan(1e-5);
  });

  test(`takes the memory that its header says, by the linker's map; less than 2 KB are instructions: %s${why}`, (name) => {
    for (const {name: file, graph} of [prepared[name].float, prepared[name].int8]) {
      const {arenaBytes, weightBytes} = writeC(graph, file);
      const {code, constants, data, zeroed} = sizes.get(file)!;
      expect({file, zeroed}).toEqual({file, zeroed: arenaBytes});
      // Sizes of maps and windows are constants too.
      expect(constants + data).toBeGreaterThanOrEqual(weightBytes);
      expect(constants + data).toBeLessThan(weightBytes + 256);
      expect(code).toBeLessThan(2048);
    }
  });
});
