import type {NamedAttrMap, Tensor} from "@tensorflow/tfjs-core";
import {engine, getGradient, registerGradient, zeros} from "@tensorflow/tfjs-core";
import {
  registerAveragePoolGradient,
  registerDilatedGradient,
  registerFilterGradientGradient,
  registerMaxPoolGradientGradient
} from "./kernels/window-gradients.ts";
import {registerRectifierGradients} from "./kernels/elementwise.ts";

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

type Inputs = Record<string, Tensor>;
type TapeNode = NonNullable<ReturnType<typeof engine>["state"]["activeTape"]>[number];

/** What writes an operation down on tfjs's tape, which the gradient then goes back along. */
interface Recorder {
  addTapeNode(name: string, inputs: Inputs, outputs: Tensor[], gradient: unknown, saved: Tensor[], attrs: NamedAttrMap): void;
}

/**
 * Makes gradients right that are themselves differentiated, on every backend, where an operation's gradient is computed from its own
 * output: tanh, sigmoid, exp, softmax and others. tfjs 4.22 writes the copy of the output that such a gradient saves before the
 * operation itself, so that going along the tape nothing leads to the copy: it counts as a constant, and the second derivative lacks
 * a term, without a word. Here the operation stands before the copies of its outputs.
 *
 * What an operation of `tf.customGrad` saves and is neither input nor output cannot be connected: it was computed where no tape runs.
 * Differentiating through it again throws an Error that names the operation, instead of taking it for a constant.
 */
function connectSavedOutputs(): void {
  const recorder = engine() as unknown as Recorder;
  if (Object.hasOwn(recorder, "addTapeNode")) return;
  const {addTapeNode} = recorder;
  recorder.addTapeNode = (name, inputs, outputs, gradient, saved, attrs) => {
    addTapeNode.call(recorder, name, inputs, outputs, gradient, saved, attrs);
    if (saved.length > 0) reorder(engine().state.activeTape ?? [], saved);
  };
}

/** Of the end of the tape, [copies of what is saved, operation], takes the copies of the operation's outputs behind it. */
function reorder(tape: TapeNode[], saved: Tensor[]): void {
  const last = tape.length - 1;
  let first = last;
  while (first > 0 && saved.includes(tape[first - 1].outputs[0])) first--;
  const [operation] = tape.slice(last);
  const given = Object.values(operation.inputs);
  const behind: TapeNode[] = [];
  const before: TapeNode[] = [];
  for (const copy of tape.slice(first, last)) {
    const {x} = copy.inputs;
    if (operation.outputs.includes(x)) behind.push(copy);
    // What is freed as soon as it is copied was made on the way.
    else before.push(x.isDisposed && !given.includes(x) ? lost(copy, operation) : copy);
  }
  tape.splice(first, tape.length - first, ...before, operation, ...behind);
}

/** The copy of something that depends, unknown how, on the operation's inputs. */
function lost(copy: TapeNode, {kernelName, inputs}: TapeNode): TapeNode {
  return {
    ...copy,
    inputs,
    gradient: () => {
      throw new Error(
        `${kernelName.replace(/__op$/, "") || "an operation with a gradient of its own"} cannot be differentiated twice: its gradient uses what it ` +
          "computed on the way, neither its inputs nor its outputs"
      );
    }
  };
}

const comparisons = ["Equal", "NotEqual", "Greater", "GreaterEqual", "Less", "LessEqual", "LogicalAnd", "LogicalOr"];

/**
 * Gives comparisons the gradient that they have wherever they have one: 0. tfjs throws for them, so that what chooses by a comparison
 * (tf.max, tf.clipByValue, tf.prelu, tf.logSumExp and others do, in their gradients) could not be differentiated twice.
 */
function registerComparisonGradients(): void {
  for (const kernelName of comparisons) {
    if (getGradient(kernelName)) continue;
    registerGradient({
      kernelName,
      inputsToSave: ["a", "b"],
      gradFunc: (_, [a, b]: Tensor[]) => ({a: () => zeros(a.shape), b: () => zeros(b.shape)})
    });
  }
  if (getGradient("LogicalNot")) return;
  registerGradient({kernelName: "LogicalNot", inputsToSave: ["x"], gradFunc: (_, [x]) => ({x: () => zeros(x.shape)})});
}
