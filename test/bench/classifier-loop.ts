import {eightByEight} from "../../lib/data/digits/eight-by-eight.ts";
import {proceduralDigits} from "../../lib/data/digits/procedural-digits.ts";
import {sampleSet} from "../../lib/data/image-set.ts";
import {startWasm} from "../../lib/backend/wasm.ts";
import {tinymlCnn} from "../../lib/models/published-cnns.ts";
import {random} from "../../lib/random.ts";
import type {OwnLoop} from "../../lib/training/classifier/lesson.ts";
import {trainClassifier} from "../../lib/training/classifier/train.ts";
import {chapterCells} from "../notebooks/chapter-cells.ts";
import type {Figure} from "./figure.ts";
import {race} from "./race.ts";
import type {Racer} from "./race.ts";

const BATCH = 16;

/**
 * A step of the small classifier of 8 × 8 digits, by the book's own loop and by the one that stands as code in the chapter on pooling, on
 * one thread in Node: the median of epochs of 20 steps, which take turns.
 */
export async function loopFigures(wasmFiles: string): Promise<Figure[]> {
  await startWasm({files: wasmFiles});
  const train = eightByEight(sampleSet(proceduralDigits({seed: 1}), 20 * BATCH, random(1)));
  const subject = {network: tinymlCnn(), train, seed: 1, inputs: "unit"} as const;
  const racer = (loop?: OwnLoop): Racer => ({
    time: async (epochs) => {
      let done = 0;
      const {history} = await trainClassifier(
        loop ? {...subject, loop} : {...subject, epochs, batch: BATCH, adam: {learningRate: 1e-3}},
        {epoch: () => void done++, gate: () => done < epochs}
      );
      return history.map(({milliseconds}) => milliseconds / 20);
    },
    close: () => undefined
  });
  const [ours, own] = await race(
    {
      "step.classifier": async () => racer(),
      "step.classifier-loop": async () => racer((await chapterCells("pooling")("fit")).names["fit"] as OwnLoop)
    },
    {warm: 5, rounds: 20, steps: 2}
  );
  const figure = {name: "step.loop", unit: "times the book's loop", budget: 1.3};
  if (ours?.value == null || own?.value == null) return [{...figure, value: null, missing: "without both loops"}];
  return [ours, own, {...figure, value: own.value / ours.value}];
}
