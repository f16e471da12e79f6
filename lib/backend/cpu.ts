import "@tensorflow/tfjs-backend-cpu";
import type {KernelFunc, Tensor, Tensor4D, TensorInfo} from "@tensorflow/tfjs-core";
import {concat, engine, getKernel, registerKernel, setBackend, slice, tidy, unregisterKernel} from "@tensorflow/tfjs-core";
import {loadGradients} from "./gradients.ts";

/** Starts tfjs's `cpu` backend, plain JavaScript, and makes it the current one. It is everywhere, and slow. */
export async function startCpu(): Promise<void> {
  await loadGradients();
  correctNearestGradient();
  await setBackend("cpu");
}

let corrected = false;

/**
 * tfjs 4.22's gradient of nearest-neighbour resizing reads the incoming gradient at the offsets of the smaller image, so that
 * every image of a batch but the first gets wrong numbers. Here each is given to it alone.
 */
function correctNearestGradient(): void {
  if (corrected) return;
  corrected = true;
  const original = getKernel("ResizeNearestNeighborGrad", "cpu");
  const kernelFunc = ({inputs, attrs, backend}: Parameters<KernelFunc>[0]): TensorInfo => {
    const images = inputs.images as Tensor4D;
    const dy = inputs.dy as Tensor4D;
    return tidy(() => {
      const gradients = Array.from({length: images.shape[0]}, (_, b) => {
        const alone = {images: imageOf(images, b), dy: imageOf(dy, b)};
        return engine().makeTensorFromTensorInfo(original.kernelFunc({inputs: alone, attrs, backend}) as TensorInfo);
      });
      return concat(gradients);
    });
  };
  unregisterKernel("ResizeNearestNeighborGrad", "cpu");
  registerKernel({...original, kernelFunc: kernelFunc as KernelFunc});
}

function imageOf(batch: Tensor4D, index: number): Tensor {
  return slice(batch, [index, 0, 0, 0], [1, -1, -1, -1]);
}
