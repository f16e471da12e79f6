import type {GraphOp} from "../graph/graph.ts";
import {sizeOf} from "../graph/graph.ts";
import {biasOf, callMove, comment, mapLiteral, mapOf, stepsLiteral, windowLiteral} from "./calls-shared.ts";
import {floatLiteral} from "./literals.ts";
import type {Program} from "./program.ts";

/** Writes the call of an operator in single precision. @throws RangeError naming what C cannot do. */
export function callFloat(program: Program, op: GraphOp): void {
  const {graph} = program;
  const [x, second] = op.inputs.map((place) => graph.tensors[place]);
  const y = graph.tensors[op.outputs[0]];
  const [input, other] = op.inputs.slice(0, 2).map(program.tensor);
  const bias = (): string => biasOf(program, op, "float");
  const output = program.tensor(op.outputs[0]);
  const says = (what: string): string => comment(op, graph, what);
  const least = "activation" in op && op.activation === "relu" ? "0.0f" : "-INFINITY";
  switch (op.kind) {
    case "conv": {
      const window = windowLiteral(mapOf(x), second.shape.slice(1), op);
      const what = `convolution${op.activation === "relu" ? " and ReLU" : ""}`;
      return program.call(
        "convolve_float",
        [input, mapLiteral(x), other, bias(), window, least, output, mapLiteral(y)],
        says(what)
      );
    }
    case "transposeConv": {
      const window = windowLiteral(mapOf(y), second.shape.slice(1), op);
      const words = [input, mapLiteral(x), other, bias(), window, output, mapLiteral(y)];
      return program.call("spread_float", words, says("transposed convolution"));
    }
    case "dense": {
      const what = `fully connected${op.activation === "relu" ? ", and ReLU" : ""}`;
      return program.call("dense_float", [input, sizeOf(x.shape), other, bias(), least, output, sizeOf(y.shape)], says(what));
    }
    case "averagePool": {
      const words = [input, mapLiteral(x), windowLiteral(mapOf(x), op.size, op), output, mapLiteral(y)];
      return program.call("average_float", words, says("average pooling"));
    }
    case "relu":
      return program.call("relu_float", [input, output, sizeOf(y.shape)], says("ReLU"));
    case "leakyRelu":
      return program.call("leaky_relu_float", [input, floatLiteral(op.slope), output, sizeOf(y.shape)], says("leaky ReLU"));
    case "tanh":
      return program.call("tanh_float", [input, output, sizeOf(y.shape)], says("tanh"));
    case "logistic":
      return program.call("sigmoid_float", [input, output, sizeOf(y.shape)], says("sigmoid"));
    case "add":
    case "mul": {
      const words = [input, stepsLiteral(x, y), other, stepsLiteral(second, y), output, mapLiteral(y)];
      return op.kind === "add"
        ? program.call("add_float", words, says("sum"))
        : program.call("multiply_float", words, says("product"));
    }
    case "quantize":
    case "dequantize":
      throw new RangeError(`"${x.name}": C is written from float32 graphs and from those of quantise`);
    default:
      return callMove(program, op);
  }
}
