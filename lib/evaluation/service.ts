import type {Neighbours} from "../metrics/distances.ts";
import {neighbourSteps} from "../metrics/distances.ts";
import {breakSamples} from "../metrics/faults.ts";
import {softmaxRows} from "../metrics/inception-score.ts";
import {checkRows} from "../metrics/rows.ts";
import {disposeTensors, toTensors} from "../nn/network/network-weights.ts";
import type {TensorWeights, Values} from "../nn/network/network-weights.ts";
import type {Network} from "../nn/network/network.ts";
import {predict} from "../nn/network/predict.ts";
import {random} from "../random.ts";
import type {Call, Handlers} from "../worker/channel.ts";
import {carryOut, Pace} from "../worker/service.ts";
import type {Progress} from "../worker/service.ts";
import {moved} from "../worker/channel.ts";
import {openBackend, useBackend} from "../backend/open.ts";
import type {Choice} from "../backend/choose.ts";
import {compareSteps, sameJudge} from "./compare.ts";
import {drawSets} from "./draw-sets.ts";
import {embed} from "./embed.ts";
import {sizeSteps} from "./sizes.ts";
import type {EvaluationRequests, Judge, JudgeParts, Samples} from "./types.ts";
import {mostSamples} from "./types.ts";

/** Images that are judged at a time: about 10 ms of work on one core. */
const chunk = 50;

/** What answers the requests of one evaluator, the same in a worker and here. */
export function evaluationHandlers(): Handlers<EvaluationRequests> {
  let judge: (JudgeParts & {tensors: TensorWeights; backend: Choice}) | null = null;
  const opened = async (): Promise<NonNullable<typeof judge>> => {
    if (!judge) throw new Error("the evaluator has no judge yet");
    await useBackend(judge.backend.name);
    return judge;
  };
  return {
    open: async ({judge: parts, backend: wish}) => {
      const backend = await openBackend(wish);
      if (judge) disposeTensors(judge.tensors);
      judge = {...parts, tensors: toTensors(parts.weights), backend};
      return backend;
    },
    draw: ({plan, counts, seed}, call) => carryOut(drawSets(plan, counts, seed), "drawing digits", call),
    generate: async ({name, network, weights, count, seed, noise: kind = "normal"}, call) => {
      await opened();
      checkCount(name, count);
      const [latent] = network.input;
      const source = random(seed);
      const draw = (): number => (kind === "normal" ? source.normal() : source.uniform());
      const noise = {shape: [count, latent], values: Float32Array.from({length: count * latent}, draw)};
      const {label} = network;
      const labels = label === undefined ? undefined : Uint8Array.from({length: count}, (_, i) => i % label);
      const tensors = toTensors(weights);
      try {
        const images = await applied(network, tensors, noise, "generating", call, {labels});
        return moved({name, images, ...(labels && {labels})}, [images.values.buffer]);
      } finally {
        disposeTensors(tensors);
      }
    },
    spoil: ({samples, fault, seed}) => {
      const {labels} = samples;
      if (!labels) throw new RangeError(`"${samples.name}" have no labels: what they show must be known before they are broken`);
      return {...samples, ...breakSamples({images: samples.images, labels}, fault, seed)};
    },
    look: async (samples, call) => {
      const {network, tensors, classifier, accuracy, layer, size} = await opened();
      const by: Judge = {classifier, accuracy, layer, size};
      const {name, images, labels} = checkSamples(samples, network);
      const features = await applied(network, tensors, images, `${classifier} looks at ${name}`, call, {layer});
      checkRows(`the features of "${name}"`, features);
      const logits = await headOf(network, layer, tensors, features, images);
      const probabilities = softmaxRows(logits);
      const [count, classes] = logits.shape;
      const predicted = Uint8Array.from({length: count}, (_, i) => largest(logits.values, i * classes, classes));
      checkLabels(name, labels, classes);
      const shown = {shape: [count, classes], values: Float32Array.from(probabilities.values)};
      return {name, by, features, probabilities: shown, predicted, ...(labels && {labels})};
    },
    compare: ({sets, options}, call) => carryOut(compareSteps(sets, options), "comparing", call),
    sizes: ({sets, sizes}, call) => carryOut(sizeSteps(sets, sizes), "measuring samples of several sizes", call),
    neighbours: async ({samples, training, count}, call): Promise<Neighbours> => {
      sameJudge([samples, training]);
      return carryOut(neighbourSteps(samples.features, training.features, count), "nearest neighbours", call);
    },
    embed: (wish, call) => embed(wish, call),
    close: () => {
      if (judge) disposeTensors(judge.tensors);
      judge = null;
      return null;
    }
  };
}

function applied(
  network: Network,
  weights: TensorWeights,
  input: Values,
  stage: string,
  call: Pick<Call<Progress>, "progress" | "signal">,
  options: {labels?: Uint8Array | undefined; layer?: string}
): Promise<Values> {
  const {labels, layer} = options;
  const pace = new Pace<Progress>(call);
  const between = (share: number): Promise<void> => pace.tell({stage, share});
  return predict(network, weights, input, {chunk, between, ...(labels && {labels}), ...(layer && {layer})});
}

/** Logits from the features where one dense layer follows them, else by the whole network once more. */
async function headOf(
  network: Network,
  layer: string,
  weights: TensorWeights,
  features: Values,
  images: Values
): Promise<Values> {
  const last = network.layers[network.layers.length - 1];
  const place = network.layers.findIndex(({name}) => name === layer);
  if (last.kind !== "dense" || place !== network.layers.length - 2) return predict(network, weights, images, {chunk});
  const [kernel, bias] = await Promise.all(
    ["kernel", "bias"].map((role) => weights[`${last.name}/${role}`]?.data<"float32">() ?? null)
  );
  const [count, size] = features.shape;
  const values = new Float32Array(count * last.units);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < last.units; j++) {
      let sum = bias?.[j] ?? 0;
      for (let k = 0; k < size; k++) sum += features.values[i * size + k] * kernel![k * last.units + j];
      values[i * last.units + j] = sum;
    }
  }
  return {shape: [count, last.units], values};
}

function largest(values: Float32Array, from: number, count: number): number {
  let best = 0;
  for (let i = 1; i < count; i++) if (values[from + i] > values[from + best]) best = i;
  return best;
}

/** @throws RangeError when there are none or too many. */
export function checkCount(name: string, count: number): void {
  if (!Number.isInteger(count) || count < 1 || count > mostSamples)
    throw new RangeError(`"${name}" must be from 1 to ${mostSamples} samples, got ${count}`);
}

function checkSamples(samples: Samples, network: Network): Samples {
  const {name, images, labels} = samples;
  const [count, ...shape] = images.shape;
  if (shape.join() !== network.input.join())
    throw new RangeError(`the judge takes images of [${network.input.join(", ")}], those of "${name}" are [${shape.join(", ")}]`);
  checkCount(name, count);
  if (labels && labels.length !== count) throw new RangeError(`"${name}" has ${count} images but ${labels.length} labels`);
  const bad = images.values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new RangeError(
      `image ${Math.floor((bad * count) / images.values.length)} of "${name}" has a pixel that is ${images.values[bad]}`
    );
  return samples;
}

function checkLabels(name: string, labels: Uint8Array | undefined, classes: number): void {
  const bad = labels?.findIndex((label) => label >= classes) ?? -1;
  if (bad >= 0) throw new RangeError(`label ${bad} of "${name}" is ${labels![bad]}, but labels are from 0 to ${classes - 1}`);
}
