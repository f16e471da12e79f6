import {getGradient} from "@tensorflow/tfjs-core";
import {registerAveragePoolGradient} from "./kernels/average-pool-gradient.ts";
import {registerComparisonGradients} from "./kernels/comparison-gradient.ts";
import {registerDilatedGradient} from "./kernels/dilated-gradient.ts";
import {registerRectifierGradients} from "./kernels/rectifier.ts";
import {connectSavedOutputs} from "./kernels/saved-outputs.ts";
import {registerFilterGradientGradient, registerMaxPoolGradientGradient} from "./kernels/second-gradient.ts";

/**
 * Makes the gradients of tfjs's operations known: tfjs-core comes without any. Some are ours, and they can be differentiated again.
 * Every `start…` of this folder awaits it; call it before `tf.grad` when you set a backend yourself. Doing it twice does nothing. In
 * Node they come with the whole of tfjs, because the module that has only them cannot be loaded there (its imports have no
 * extensions).
 */
export async function loadGradients(): Promise<void> {
  if (loaded) return;
  loaded = true;
  if (!getGradient("Multiply")) {
    if (typeof process === "object" && process.versions?.node !== undefined) await import("@tensorflow/tfjs");
    else await import("@tensorflow/tfjs-core/dist/register_all_gradients.js");
  }
  connectSavedOutputs();
  registerComparisonGradients();
  registerAveragePoolGradient();
  registerDilatedGradient();
  registerFilterGradientGradient();
  registerMaxPoolGradientGradient();
  registerRectifierGradients();
}

let loaded = false;
