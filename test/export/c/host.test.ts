import {beforeAll, describe, expect, it} from "vitest";
import {startCpu} from "../../../lib/backend/cpu.ts";
import {compactDcgan} from "../../../lib/models/dcgan.ts";
import {conditionalGan} from "../../../lib/models/conditional.ts";
import {tinymlCnn} from "../../../lib/models/published-cnns.ts";
import type {Network} from "../../../lib/nn/network/network.ts";
import {farthest, prepare, vocabulary} from "./graphs.ts";
import type {Prepared} from "./graphs.ts";
import {randomNetwork} from "./random-networks.ts";
import {lacking} from "./toolchain.ts";
import {inFolder, tryOut, writeTrials} from "./trial.ts";
import type {Outcome} from "./trial.ts";

const missing = lacking("host");
const networks: Record<string, Network> = {
  ...vocabulary,
  conditional_xs: conditionalGan("XS").generator,
  conditional_judge: conditionalGan("XS").discriminator,
  compact: compactDcgan().generator,
  tinyml: tinymlCnn(),
  // Sizes, strides and paddings that nobody thought of.
  ...Object.fromEntries(Array.from({length: 10}, (_, seed) => [`random_${seed}`, randomNetwork(seed)]))
};

describe.skipIf(missing !== null)(
  `C99 by gcc with sanitizers, without a warning${missing === null ? "" : ` (${missing})`}`,
  () => {
    const prepared: Record<string, Prepared> = {};
    let outcome: Outcome;

    beforeAll(async () => {
      await startCpu();
      for (const [name, net] of Object.entries(networks)) {
        // Half of them take and give real numbers also where they are computed in whole ones.
        prepared[name] = await prepare(name, net, {ends: Object.keys(prepared).length % 2 === 0 ? "int8" : "float"});
      }
      const trials = Object.values(prepared).flatMap(({float, int8}) => [float, int8]);
      outcome = await inFolder(async (folder) => tryOut("host", folder, await writeTrials(folder, trials)));
    });

    it.each(Object.keys(networks))("float32: the numbers of tfjs within 1e-5: %s", (name) => {
      const {float, expected} = prepared[name];
      expect(outcome[float.name]).toHaveLength(2);
      expect(farthest(outcome[float.name], expected[float.name])).toBeLessThan(1e-5);
      expect(new Set(expected[float.name].flat()).size).toBeGreaterThan(1);
    });

    it.each(Object.keys(networks))("int8: the very numbers of our interpreter with the reference rule: %s", (name) => {
      const {int8, expected} = prepared[name];
      expect(outcome[int8.name]).toEqual(expected[int8.name]);
      expect(new Set(expected[int8.name].flat()).size).toBeGreaterThan(1);
    });
  }
);
