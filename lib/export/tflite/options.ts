import type {Builder} from "flatbuffers";
import type {GraphOp, GraphTensor} from "../graph/graph.ts";
import {writeInts, writeTable} from "./flat.ts";
import {ACTIVATIONS, BINARY_OPTIONS, CONCATENATION_OPTIONS, CONV_OPTIONS, FULLY_CONNECTED_OPTIONS} from "./schema.ts";
import {LEAKY_RELU_OPTIONS, PADDINGS, POOL_OPTIONS, RESHAPE_OPTIONS, SPLIT_OPTIONS, TRANSPOSE_CONV_OPTIONS} from "./schema.ts";

/** The options of an operator as a table; 0 where it has none. */
export function writeOptions(builder: Builder, op: GraphOp, tensors: readonly GraphTensor[]): number {
  switch (op.kind) {
    case "conv": {
      const [height, width] = op.stride;
      return writeTable(builder, 6, {}, () => {
        builder.addFieldInt8(CONV_OPTIONS.padding, PADDINGS[op.padding], 0);
        builder.addFieldInt32(CONV_OPTIONS.strideWidth, width, 0);
        builder.addFieldInt32(CONV_OPTIONS.strideHeight, height, 0);
        builder.addFieldInt8(CONV_OPTIONS.activation, ACTIVATIONS[op.activation], 0);
        // Their default is 1, and a field at its default is left out.
        builder.addFieldInt32(CONV_OPTIONS.dilationWidth, 1, 1);
        builder.addFieldInt32(CONV_OPTIONS.dilationHeight, 1, 1);
      });
    }
    case "transposeConv": {
      const [height, width] = op.stride;
      return writeTable(builder, 3, {}, () => {
        builder.addFieldInt8(TRANSPOSE_CONV_OPTIONS.padding, PADDINGS[op.padding], 0);
        builder.addFieldInt32(TRANSPOSE_CONV_OPTIONS.strideWidth, width, 0);
        builder.addFieldInt32(TRANSPOSE_CONV_OPTIONS.strideHeight, height, 0);
      });
    }
    case "maxPool":
    case "averagePool":
      return writeTable(builder, 6, {}, () => {
        builder.addFieldInt8(POOL_OPTIONS.padding, PADDINGS[op.padding], 0);
        builder.addFieldInt32(POOL_OPTIONS.strideWidth, op.stride[1], 0);
        builder.addFieldInt32(POOL_OPTIONS.strideHeight, op.stride[0], 0);
        builder.addFieldInt32(POOL_OPTIONS.filterWidth, op.size[1], 0);
        builder.addFieldInt32(POOL_OPTIONS.filterHeight, op.size[0], 0);
        builder.addFieldInt8(POOL_OPTIONS.activation, ACTIVATIONS.none, 0);
      });
    case "dense":
      return writeTable(builder, 1, {}, () =>
        builder.addFieldInt8(FULLY_CONNECTED_OPTIONS.activation, ACTIVATIONS[op.activation], 0)
      );
    case "reshape":
      return writeTable(builder, 1, {[RESHAPE_OPTIONS.newShape]: writeInts(builder, tensors[op.outputs[0]].shape)});
    case "concat":
      return writeTable(builder, 2, {}, () => {
        builder.addFieldInt32(CONCATENATION_OPTIONS.axis, op.axis, 0);
        builder.addFieldInt8(CONCATENATION_OPTIONS.activation, ACTIVATIONS.none, 0);
      });
    case "split":
      return writeTable(builder, 1, {}, () => builder.addFieldInt32(SPLIT_OPTIONS.parts, op.outputs.length, 0));
    case "leakyRelu":
      return writeTable(builder, 1, {}, () => builder.addFieldFloat32(LEAKY_RELU_OPTIONS.alpha, op.slope, 0));
    case "add":
    case "mul":
      return writeTable(builder, 1, {}, () => builder.addFieldInt8(BINARY_OPTIONS.activation, ACTIVATIONS.none, 0));
    case "pad":
    case "resize":
    case "quantize":
    case "dequantize":
      return writeTable(builder, 1, {});
    case "relu":
    case "tanh":
    case "logistic":
      return 0;
  }
}
