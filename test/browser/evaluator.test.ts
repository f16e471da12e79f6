import {describe, expect, it} from "vitest";
import {runner} from "./harness.ts";

const script = `
import {proceduralDigits} from "gantry/procedural-digits";
import {evaluator} from "gantry/evaluator";
Object.assign(globalThis, {evaluator, digits: proceduralDigits({seed: 1}), ready: true});
`;

const evaluate = runner(script);

describe("evaluator() in a page", () => {
  it("measures in a worker, to the numbers that the page itself gives, and tells how far it is", async () => {
    const result = (await evaluate(`
      const measured = async (where) => {
        const measure = evaluator({where});
        const stages = new Set();
        const asking = {progress: ({stage}) => stages.add(stage)};
        const sets = await measure.draw(digits, [80, 80], 1, asking);
        const [real, again] = [await measure.look(sets[0], asking), await measure.look(sets[1], asking)];
        const generated = await measure.look(await measure.generate("cgan-xs", {count: 80}, asking), asking);
        const found = await measure.compare({real, again, generated}, {}, asking);
        const {points} = await measure.embed({sets: [real, generated], iterations: 60});
        measure.dispose();
        return {json: JSON.stringify(found), points: points.join(), stages: [...stages]};
      };
      const [worker, here] = [await measured("worker"), await measured("here")];
      return {same: worker.json === here.json && worker.points === here.points, fid: JSON.parse(worker.json).fid.value.distance, stages: worker.stages};`)) as {
      same: boolean;
      fid: number;
      stages: string[];
    };
    expect(result.same).toBe(true);
    expect(result.fid).toBeGreaterThan(0);
    expect(result.stages).toEqual(expect.arrayContaining(["generating", "mnist-classifier looks at procedural digits"]));
  });

  it("stops in the middle of an embedding of 5,000, and the same worker answers the next request", async () => {
    const result = await evaluate(`
      const started = [];
      const Real = Worker;
      globalThis.Worker = class extends Real { constructor(...args) { super(...args); started.push(this); } };
      const measure = evaluator();
      const [set] = await measure.draw(digits, [100]);
      const seen = await measure.look(set);
      const repeated = (values, times) => { const all = new Float32Array(values.length * times); for (let i = 0; i < times; i++) all.set(values, i * values.length); return all; };
      const many = {...seen, predicted: new Uint8Array(5000), features: {shape: [5000, 64], values: repeated(seen.features.values, 50).map((value, i) => value + Math.sin(i))}};
      const stop = new AbortController();
      const stages = [];
      const embedding = measure.embed({sets: [many]}, {signal: stop.signal, progress: ({stage}) => { stages.push(stage); stop.abort(new Error("Stop")); }});
      const reason = await embedding.catch(({message}) => message);
      const after = await measure.look(set);
      return {reason, told: stages.length, same: after.predicted.join() === seen.predicted.join(), workers: started.length};`);
    expect(result).toEqual({reason: "Stop", told: 1, same: true, workers: 1});
  });

  it("says what is wrong as the worker says it, and starts another worker when one has crashed", async () => {
    const result = await evaluate(`
      const Real = Worker;
      const started = [];
      globalThis.Worker = class extends Real { constructor(...args) { super(...args); started.push(this); } };
      const measure = evaluator();
      const message = await measure.draw(digits, [20000]).catch(({name, message}) => name + ": " + message);
      started[0].dispatchEvent(new ErrorEvent("error", {message: "out of memory"}));
      await Promise.resolve();
      const [set] = await measure.draw(digits, [5]);
      return {message, count: set.labels.length, workers: started.length};`);
    expect(result).toEqual({message: "RangeError: a set has from 1 to 10000 samples, got 20000", count: 5, workers: 2});
  });
});
