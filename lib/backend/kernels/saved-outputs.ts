import type {NamedAttrMap, Tensor} from "@tensorflow/tfjs-core";
import {engine} from "@tensorflow/tfjs-core";

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
export function connectSavedOutputs(): void {
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
