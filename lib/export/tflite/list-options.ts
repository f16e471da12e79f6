import type {Fields} from "./flat-file.ts";
import {activationName} from "./operator-names.ts";
import type {RawOperator} from "./raw-model.ts";
import {BINARY_OPTIONS, CONCATENATION_OPTIONS, CONV_OPTIONS, FULLY_CONNECTED_OPTIONS, LEAKY_RELU_OPTIONS} from "./schema.ts";
import {OPERATORS, POOL_OPTIONS, RESHAPE_OPTIONS, RESIZE_OPTIONS, SPLIT_OPTIONS, TRANSPOSE_CONV_OPTIONS} from "./schema.ts";

const {conv, transposeConv, maxPool, dense, reshape, concat, split, leakyRelu, add, mul, resize} = OPERATORS;

/** The fields of the tables of options, by BuiltinOptions. */
const FIELDS = new Map<number, Fields>([
  [conv.options, CONV_OPTIONS],
  [transposeConv.options, TRANSPOSE_CONV_OPTIONS],
  [maxPool.options, POOL_OPTIONS],
  [dense.options, FULLY_CONNECTED_OPTIONS],
  [reshape.options, RESHAPE_OPTIONS],
  [concat.options, CONCATENATION_OPTIONS],
  [split.options, SPLIT_OPTIONS],
  [leakyRelu.options, LEAKY_RELU_OPTIONS],
  [add.options, BINARY_OPTIONS],
  [mul.options, BINARY_OPTIONS],
  [resize.options, RESIZE_OPTIONS]
]);

/** Fields of one byte; "alpha" is a real number, "newShape" a vector, the others are int32. */
const BYTES = new Set(["padding", "activation", "weightsFormat", "alignCorners", "halfPixelCenters"]);

/** The options of an operator by name; none for a table that this book does not know. @throws FileError when it is damaged. */
export function listOptions({options, optionsType}: RawOperator): Record<string, string> {
  const fields = FIELDS.get(optionsType);
  const table = options(fields ?? {});
  if (!fields || !table) return {};
  return Object.fromEntries(
    Object.keys(fields).map((field) => {
      if (field === "newShape") return [field, `[${table.wholes(field).join(", ")}]`];
      const otherwise = field.startsWith("dilation") ? 1 : 0;
      const value = table.number(field, BYTES.has(field) ? "int8" : field === "alpha" ? "float32" : "int32", otherwise);
      if (field === "padding") return [field, value === 0 ? "SAME" : "VALID"];
      if (field === "activation") return [field, activationName(value)];
      return [field, String(Number(value.toPrecision(7)))];
    })
  );
}
