import {describe, expect, it} from "vitest";
import {runner} from "./harness.ts";

const script = `
import {exporter} from "gantry/exporter";
import {kerasGan} from "gantry/dcgan";
import {initialise} from "gantry/initialise";
const network = kerasGan().generator;
const wish = {network, weights: initialise(network, 1, "he"), name: "nxp", forms: ["float32", "float16", "small", "int8"], calibration: {kind: "noise", count: 16}};
Object.assign(globalThis, {exporter, wish, ready: true});
`;

const evaluate = runner(script);

describe("exporter() in a page", () => {
  it("exports NXP's generator in a worker, to the bytes that the page itself gives, and tells how far it is", async () => {
    const result = await evaluate(`
      const made = async (where) => {
        const stages = new Set();
        const making = exporter({where});
        const {files} = await making.export(wish, {progress: ({stage}) => stages.add(stage)});
        making.dispose();
        const sums = await Promise.all(files.map(async ({bytes}) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).join()));
        return {sums, stages: [...stages], sizes: files.map(({name, bytes}) => name + " " + bytes.length)};
      };
      const [worker, here] = [await made("worker"), await made("here")];
      return {same: worker.sums.join() === here.sums.join(), ...worker};`) as {same: boolean; stages: string[]; sizes: string[]}; // prettier-ignore
    expect(result.same).toBe(true);
    expect(result.sizes.map((text) => text.split(" ")[0])).toEqual(
      ["float32", "float16", "small", "int8"].map((form) => `nxp-${form}.tflite`)
    );
    expect(result.stages).toContain("calibrating");
  });

  it("stops in the middle, and the same worker answers the next request", async () => {
    const result = await evaluate(`
      const started = [];
      const Real = Worker;
      globalThis.Worker = class extends Real { constructor(...args) { super(...args); started.push(this); } };
      const making = exporter();
      const stop = new AbortController();
      const stages = [];
      const progress = ({stage}) => { stages.push(stage); if (stage === "calibrating") stop.abort(new Error("Stop")); };
      const reason = await making.export({...wish, calibration: {kind: "noise", count: 2000}}, {signal: stop.signal, progress}).catch(({message}) => message);
      const {files} = await making.export({...wish, forms: ["float16"]});
      making.dispose();
      return {reason, wrote: stages.some((stage) => stage.startsWith("writing")), files: files.length, workers: started.length};`);
    expect(result).toEqual({reason: "Stop", wrote: false, files: 1, workers: 1});
  });
});
