import {windowAlong} from "../graph/graph.ts";
import {checkSameScale, affineOf} from "./kernel.ts";
import type {KernelMaker, OpOf} from "./kernel.ts";
import {sizeOf} from "../../nn/arithmetic/values.ts";

/** The same numbers in another shape. */
export const reshapeKernel: KernelMaker<OpOf<"reshape">> = (op, graph) => {
  checkSameScale(op, graph);
  return ([x]) => [x];
};

/** Every pixel repeated factor × factor times. */
export const resizeKernel: KernelMaker<OpOf<"resize">> = (op, graph) => {
  checkSameScale(op, graph);
  const [, height, width, depth] = graph.tensors[op.inputs[0]].shape;
  const {factor} = op;
  return ([x]) => {
    const output = new Int8Array(x.length * factor * factor);
    const line = width * factor * depth;
    for (let row = 0; row < height; row++) {
      const start = row * factor * line;
      for (let column = 0; column < width * factor; column++) {
        const from = (row * width + Math.floor(column / factor)) * depth;
        for (let c = 0; c < depth; c++) output[start + column * depth + c] = x[from + c];
      }
      for (let copy = 1; copy < factor; copy++) output.copyWithin(start + copy * line, start, start + line);
    }
    return [output];
  };
};

/** Zeros around a map: whatever stands for 0. */
export const padKernel: KernelMaker<OpOf<"pad">> = (op, graph) => {
  checkSameScale(op, graph);
  const [, height, width, depth] = graph.tensors[op.inputs[0]].shape;
  const {shape} = graph.tensors[op.outputs[0]];
  const {zero} = affineOf(graph.tensors[op.outputs[0]]);
  const [top, , left] = op.sides;
  return ([x]) => {
    const output = new Int8Array(sizeOf(shape)).fill(zero);
    for (let row = 0; row < height; row++) {
      output.set(x.subarray(row * width * depth, (row + 1) * width * depth), ((top + row) * shape[2] + left) * depth);
    }
    return [output];
  };
};

/** Tensors one after the other along an axis. */
export const concatKernel: KernelMaker<OpOf<"concat">> = (op, graph) => {
  checkSameScale(op, graph);
  const shapes = op.inputs.map((place) => graph.tensors[place].shape);
  const runs = shapes.map((shape) => sizeOf(shape.slice(op.axis)));
  const outer = sizeOf(shapes[0].slice(0, op.axis));
  const total = runs.reduce((sum, run) => sum + run, 0);
  return (inputs) => {
    const output = new Int8Array(outer * total);
    for (let i = 0, at = 0; i < outer; i++) {
      for (const [part, run] of runs.entries()) {
        output.set(inputs[part].subarray(i * run, (i + 1) * run), at);
        at += run;
      }
    }
    return [output];
  };
};

/** A tensor cut into equal parts along an axis. */
export const splitKernel: KernelMaker<OpOf<"split">> = (op, graph) => {
  checkSameScale(op, graph);
  const {shape} = graph.tensors[op.outputs[0]];
  const run = sizeOf(shape.slice(op.axis));
  const outer = sizeOf(shape.slice(0, op.axis));
  const parts = op.outputs.length;
  return ([x]) =>
    op.outputs.map((_, part) => {
      const output = new Int8Array(outer * run);
      for (let i = 0; i < outer; i++) {
        const from = (i * parts + part) * run;
        output.set(x.subarray(from, from + run), i * run);
      }
      return output;
    });
};

/** The largest number of every window, or the mean: halves away from 0, places outside not counted. */
export const poolKernel: KernelMaker<OpOf<"maxPool" | "averagePool">> = (op, graph) => {
  checkSameScale(op, graph);
  const [, height, width, depth] = graph.tensors[op.inputs[0]].shape;
  const rows = windowAlong(height, op.size[0], op.stride[0], op.padding);
  const columns = windowAlong(width, op.size[1], op.stride[1], op.padding);
  return ([x]) => {
    const output = new Int8Array(rows.output * columns.output * depth);
    let at = 0;
    for (let row = 0; row < rows.output; row++) {
      const top = row * op.stride[0] - rows.before;
      const [y0, y1] = [Math.max(0, top), Math.min(height, top + op.size[0])];
      for (let column = 0; column < columns.output; column++) {
        const left = column * op.stride[1] - columns.before;
        const [x0, x1] = [Math.max(0, left), Math.min(width, left + op.size[1])];
        const count = (y1 - y0) * (x1 - x0);
        for (let c = 0; c < depth; c++) {
          let largest = -128;
          let sum = 0;
          for (let y = y0; y < y1; y++) {
            for (let z = x0; z < x1; z++) {
              const value = x[(y * width + z) * depth + c];
              if (value > largest) largest = value;
              sum += value;
            }
          }
          output[at++] = op.kind === "maxPool" ? largest : Math.trunc((sum + Math.sign(sum) * Math.floor(count / 2)) / count);
        }
      }
    }
    return [output];
  };
};
