import * as tf from "@tensorflow/tfjs-core";
import {conditionalGan} from "../../../lib/models/conditional.ts";
import type {Gan} from "../../../lib/models/gan.ts";
import {outputShapeOf} from "../../../lib/nn/network/network.ts";
import {preset} from "../../../lib/training/recipes/presets.ts";
import type {OwnStep} from "../../../lib/training/step/game.ts";
import type {StepSettings} from "../../../lib/training/step/settings.ts";
import {disposeState, startState} from "../../../lib/training/step/state.ts";
import {trainStep} from "../../../lib/training/step/step.ts";
import {chapterCells} from "../../notebooks/chapter-cells.ts";
import type {Pair} from "./pair.ts";

/** A GAN with the settings of its run: one copy takes the step of the chapter, another lib's with `change`. */
async function stepPair(
  {chapter, cell, name}: Record<"chapter" | "cell" | "name", string>,
  {gan, settings, batch}: {gan: Gan; settings: StepSettings; batch: number},
  change: Partial<StepSettings> = {}
): Promise<Pair> {
  const own = (await chapterCells(chapter)(cell)).names[name] as OwnStep;
  const states = [startState(gan, 1, "he"), startState(gan, 1, "he")] as const;
  const real = tf.tidy(() => tf.tanh(tf.randomNormal([batch, ...outputShapeOf(gan.generator)], 0, 1, "float32", 7)));
  const labels = gan.discriminator.label === undefined ? {} : {labels: Array.from({length: batch}, (_, i) => i % 10)};
  // The step disposes of what a source gives; each turn of D has points of its own.
  const source = () => ({real: real.clone(), ...labels});
  return {
    cell: () => trainStep(states[0], source, settings, undefined, own),
    lib: () => trainStep(states[1], source, {...settings, ...change}),
    close: () => {
      states.forEach(disposeState);
      real.dispose();
    }
  };
}

const hasty = preset("collapsing ring");

/** The step of each chapter, with the networks, the settings and the batch that it trains with there. That of DCGAN is `step.own`. */
export const points = () => stepPair({chapter: "gan-training", cell: "step", name: "step"}, preset("points"));
export const conditional = () =>
  stepPair({chapter: "cgan", cell: "step", name: "step"}, {...preset("conditional XS"), gan: conditionalGan("XS")});
export const packed = () => stepPair({chapter: "mode-collapse", cell: "packing", name: "packedStep"}, preset("packed ring"));
export const five = () =>
  stepPair({chapter: "mode-collapse", cell: "five-steps", name: "fiveSteps"}, hasty, {discriminatorSteps: 5});
