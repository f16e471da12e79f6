import type {KernelConfig, KernelFunc, NamedAttrMap, Tensor, Tensor1D, Tensor2D, Tensor4D} from "@tensorflow/tfjs-core";
import {
  add,
  avgPool,
  div,
  engine,
  getBackend,
  getGradient,
  getKernel,
  matMul,
  mul,
  ones,
  registerGradient
} from "@tensorflow/tfjs-core";
import {registerKernel, reshape, rsqrt, square, sub, tidy} from "@tensorflow/tfjs-core";

/** A normalised batch, with the statistics that normalised it: mean and biased variance of each channel. */
export interface NormalizedBatch {
  readonly y: Tensor;
  readonly mean: Tensor1D;
  readonly variance: Tensor1D;
}

/**
 * Batch normalisation as in training (Ioffe and Szegedy, 2015): x [..., channels] by its own mean and variance over all other
 * axes, then scale and offset [channels]. One kernel and one gradient for the whole: tfjs's own, through `tf.moments` and
 * `tf.batchNorm`, tiles tensors of the input's size. The statistics are for running averages: no gradient goes through them.
 * Throws a RangeError when scale or offset is not as long as the last axis.
 */
export function normalizeBatch(x: Tensor, scale: Tensor1D, offset: Tensor1D, epsilon: number): NormalizedBatch {
  const channels = x.shape[x.rank - 1] ?? 0;
  if (scale.size !== channels || offset.size !== channels) {
    throw new RangeError(`scale and offset are [${channels}], like the last axis, not [${scale.shape}] and [${offset.shape}]`);
  }
  registerFor(getBackend());
  const attrs = {epsilon} as NamedAttrMap;
  const results = engine().runKernel("NormalizeBatch", {x, scale, offset}, attrs) as unknown as [Tensor, Tensor1D, Tensor1D];
  return {y: results[0], mean: results[1], variance: results[2]};
}

/** A backend without kernels of its own for this gets ones composed of tfjs's operations. */
function registerFor(backendName: string): void {
  if (!getGradient("NormalizeBatch")) registerNormalizeGradient();
  if (getKernel("NormalizeBatch", backendName)) return;
  register({kernelName: "NormalizeBatch", backendName, kernelFunc: composedForward as unknown as KernelFunc});
  register({kernelName: "NormalizeBatchGrad", backendName, kernelFunc: composedGradient as unknown as KernelFunc});
}

function register(config: KernelConfig): void {
  registerKernel(config);
}

function registerNormalizeGradient(): void {
  registerGradient({
    kernelName: "NormalizeBatch",
    inputsToSave: ["x", "scale"],
    outputsToSave: [false, true, true],
    gradFunc: (gradients, saved, attrs) => {
      const [dy] = gradients as Tensor[];
      const [x, scale, mean, variance] = saved;
      const inputs = {x, scale, mean, variance, dy} as never;
      const results = engine().runKernel("NormalizeBatchGrad", inputs, attrs) as unknown as [Tensor, Tensor1D, Tensor1D];
      return {x: () => results[0], scale: () => results[1], offset: () => results[2]};
    }
  });
}

type Inputs = Readonly<Record<"x" | "scale" | "offset" | "mean" | "variance" | "dy", Tensor>>;

function composedForward({inputs, attrs}: {inputs: Inputs; attrs: {epsilon: number}}): Tensor[] {
  const {x, scale, offset} = inputs;
  return tidy(() => {
    const matrix = asMatrix(x);
    const mean = columnMeans(matrix);
    const centred = sub(matrix, mean) as Tensor2D;
    const variance = columnMeans(square(centred));
    const y = add(mul(centred, mul(scale, rsqrt(add(variance, attrs.epsilon)))), offset);
    return [reshape(y, x.shape), mean, variance];
  });
}

function composedGradient({inputs, attrs}: {inputs: Inputs; attrs: {epsilon: number}}): Tensor[] {
  const {x, scale, mean, variance, dy} = inputs;
  return tidy(() => {
    const matrix = asMatrix(x);
    const gradient = asMatrix(dy);
    const inverse = rsqrt(add(variance, attrs.epsilon));
    const normal = mul(sub(matrix, mean), inverse) as Tensor2D;
    const meanGradient = columnMeans(gradient);
    const meanProduct = columnMeans(mul(gradient, normal));
    const inner = sub(sub(gradient, meanGradient), mul(normal, meanProduct));
    const count = matrix.shape[0];
    return [reshape(mul(inner, mul(scale, inverse)), x.shape), mul(meanProduct, count), mul(meanGradient, count)];
  });
}

/** [..., channels] → [count, channels]. */
function asMatrix(x: Tensor): Tensor2D {
  const channels = x.shape[x.rank - 1] ?? 1;
  return reshape(x, [x.size / channels, channels]);
}

/**
 * [rows, columns] → [columns]. As an average pool over all rows where pooling is XNNPACK's, which neither copies nor packs the
 * matrix; elsewhere as one product with a row of ones.
 */
function columnMeans(matrix: Tensor2D): Tensor1D {
  const [rows, columns] = matrix.shape;
  if (getBackend() === "wasm") {
    return reshape(avgPool(reshape(matrix, [1, rows, 1, columns]) as Tensor4D, [rows, 1], 1, "valid"), [columns]);
  }
  return reshape(div(matMul(ones([1, rows]) as Tensor2D, matrix), rows), [columns]);
}
