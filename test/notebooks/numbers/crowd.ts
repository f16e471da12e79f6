import {pointSet} from "../../../lib/data/points.ts";
import {forward} from "../../../lib/nn/network/forward.ts";
import {random} from "../../../lib/random.ts";
import {drawBatch} from "../../../lib/training/run/stepper.ts";
import {disposeState, startState} from "../../../lib/training/step/state.ts";
import {trainStep} from "../../../lib/training/step/step.ts";
import {tf} from "../../training/wasm.ts";
import {planOf} from "./ledger.ts";

/** What D says of a place where fakes stand, as a probability of "real": when they arrive, and at the least in the steps after. */
export interface Crowd {
  before: number;
  least: number;
}

/** The first run of the chapter on mode collapse: in three stretches of so many steps, D's answers to the fakes of their beginning. */
export async function crowds(steps: number): Promise<Crowd[]> {
  const plan = await planOf("mode-collapse", "ring", "run");
  const state = startState(plan.gan, plan.seed, plan.scheme);
  const source = random("where the fakes stand");
  const noise = tf.tensor(
    Float32Array.from({length: 256}, () => source.normal()),
    [128, 2]
  );
  const ring = pointSet("ring");
  let step = 0;
  const train = async (): Promise<void> => {
    const given = drawBatch({...plan, data: ring}, step++);
    await trainStep(state, given, plan.settings);
    given.real.dispose();
  };
  while (step < 400) await train();
  const found: Crowd[] = [];
  for (let stretch = 0; stretch < 3; stretch++) {
    const fakes = tf.tidy(() => forward(plan.gan.generator, state.generator.weights, noise).output);
    const answer = (): number =>
      tf.tidy(
        () => tf.mean(tf.sigmoid(forward(plan.gan.discriminator, state.discriminator.weights, fakes).output)).dataSync()[0]!
      );
    const before = answer();
    let least = 1;
    for (let i = 0; i < steps; i++) {
      await train();
      least = Math.min(least, answer());
    }
    found.push({before, least});
    fakes.dispose();
  }
  noise.dispose();
  disposeState(state);
  return found;
}
