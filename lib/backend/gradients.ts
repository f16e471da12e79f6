import {getGradient} from "@tensorflow/tfjs-core";
import {registerDilatedGradient} from "./kernels/dilated-gradient.ts";
import {registerRectifierGradients} from "./kernels/rectifier.ts";
import {registerFilterGradientGradient} from "./kernels/second-gradient.ts";

/**
 * Makes the gradients of tfjs's operations known, with ours in place of two of them: tfjs-core comes without any. Every
 * `start…` of this folder awaits it; call it before `tf.grad` when you set a backend yourself. Doing it twice does nothing. In
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
  registerDilatedGradient();
  registerFilterGradientGradient();
  registerRectifierGradients();
}

let loaded = false;
