import {getGradient} from "@tensorflow/tfjs-core";

/**
 * Makes the gradients of tfjs's own operations known: tfjs-core comes without them. Every `start…` of this folder awaits it;
 * call it before `tf.grad` when you set a backend yourself. In Node they come with the whole of tfjs, because the module that
 * has only them cannot be loaded there (its imports have no extensions).
 */
export async function loadGradients(): Promise<void> {
  if (getGradient("Multiply")) return;
  if (typeof process === "object" && process.versions?.node !== undefined) await import("@tensorflow/tfjs");
  else await import("@tensorflow/tfjs-core/dist/register_all_gradients.js");
}
