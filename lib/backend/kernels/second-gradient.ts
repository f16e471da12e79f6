import type {NamedAttrMap, Tensor4D} from "@tensorflow/tfjs-core";
import {
  conv2d,
  engine,
  gather,
  getGradient,
  maximum,
  maxPoolWithArgmax,
  registerGradient,
  reshape,
  scalar,
  zerosLike
} from "@tensorflow/tfjs-core";

/**
 * Gives `Conv2DBackpropFilter` a gradient, on every backend; tfjs has one for `Conv2DBackpropInput` alone. With it a convolution
 * may be differentiated twice, whatever for. The filter's gradient is linear in x and in dy: with respect to either, the incoming
 * gradient, which has the filter's shape, takes the place of the filter.
 */
export function registerFilterGradientGradient(): void {
  if (getGradient("Conv2DBackpropFilter")) return;
  registerGradient({
    kernelName: "Conv2DBackpropFilter",
    inputsToSave: ["x", "dy"],
    gradFunc: (gradient, saved, attrs) => {
      const filter = gradient as Tensor4D;
      const [x, dy] = saved as Tensor4D[];
      const {strides, pad, dataFormat, dimRoundingMode} = attrs as {
        strides: [number, number];
        pad: Parameters<typeof conv2d>[3];
        dataFormat: "NHWC";
        dimRoundingMode?: "floor" | "round" | "ceil";
      };
      return {
        x: () => {
          const inputAttrs = {strides, pad, dataFormat, dimRoundingMode, inputShape: x.shape} as unknown as NamedAttrMap;
          return engine().runKernel("Conv2DBackpropInput", {dy, filter}, inputAttrs) as Tensor4D;
        },
        dy: () => conv2d(x, filter, strides, pad, dataFormat, 1, dimRoundingMode)
      };
    }
  });
}

/**
 * Gives `MaxPoolGrad` a gradient, on every backend; tfjs has none. The maximum's gradient is linear in dy: each goes to one place; so
 * dy's gradient is what comes from that place.
 */
export function registerMaxPoolGradientGradient(): void {
  if (getGradient("MaxPoolGrad")) return;
  registerGradient({
    kernelName: "MaxPoolGrad",
    inputsToSave: ["input", "output"],
    gradFunc: (gradient, saved, attrs) => {
      const [input, output] = saved as Tensor4D[];
      const {filterSize, strides, pad} = attrs as {filterSize: [number, number]; strides: [number, number]; pad: "same"};
      return {
        dy: () => {
          const {indexes} = maxPoolWithArgmax(input, filterSize, strides, pad, true);
          // Where all of a window is NaN some backends say −1.
          const places = maximum(reshape(indexes, [-1]), scalar(0, "int32"));
          return reshape(gather(reshape(gradient as Tensor4D, [-1]), places), output.shape);
        },
        input: () => zerosLike(input),
        output: () => zerosLike(output)
      };
    }
  });
}
