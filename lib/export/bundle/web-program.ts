/**
 * The program of the web page, in plain JavaScript: a graph's operators as loops, for one example. `run(graph, constants, inputs)`;
 * tensors are Float32Array, maps row by row with the channels of a place together.
 */
export const WEB_PROGRAM = `"use strict";

/** Rows before the map, where padding is as TensorFlow's "same". */
function before(input, kernel, stride, output) {
  return Math.floor(Math.max(0, (output - 1) * stride + kernel - input) / 2);
}

/** The last three sizes of a shape: height, width, channels. */
function mapOf(shape) {
  return [1, 1, 1, ...shape.slice(shape.length > 1 ? 1 : 0)].slice(-3);
}

/** Calls visit(place in the input, place in the filter) for every tap of the window of an output that lies inside the map. */
function taps(row, column, [height, width], [kh, kw], [sy, sx], [above, left], visit) {
  for (let i = 0; i < kh; i++) {
    const y = row * sy + i - above;
    if (y < 0 || y >= height) continue;
    for (let j = 0; j < kw; j++) {
      const x = column * sx + j - left;
      if (x >= 0 && x < width) visit(y * width + x, i * kw + j);
    }
  }
}

const OPERATORS = {
  conv({stride, padding, activation}, [x, filter, bias], [xs, fs], ys) {
    const [h, w, c] = mapOf(xs), [oh, ow, oc] = mapOf(ys), kernel = fs.slice(1, 3), size = kernel[0] * kernel[1] * c;
    const pad = padding === "same" ? [before(h, kernel[0], stride[0], oh), before(w, kernel[1], stride[1], ow)] : [0, 0];
    const y = new Float32Array(oh * ow * oc);
    for (let row = 0, at = 0; row < oh; row++) for (let column = 0; column < ow; column++, at += oc) {
      for (let k = 0; k < oc; k++) y[at + k] = bias[k];
      taps(row, column, [h, w], kernel, stride, pad, (from, tap) => {
        for (let k = 0; k < oc; k++) {
          let sum = 0;
          for (let i = 0, p = from * c, q = k * size + tap * c; i < c; i++) sum += x[p++] * filter[q++];
          y[at + k] += sum;
        }
      });
    }
    return activation === "relu" ? y.map((value) => Math.max(0, value)) : y;
  },
  transposeConv({stride, padding}, [x, filter, bias], [xs, fs], ys) {
    const [h, w, c] = mapOf(xs), [oh, ow, oc] = mapOf(ys), kernel = fs.slice(1, 3), size = kernel[0] * kernel[1] * c;
    const pad = padding === "same" ? [before(oh, kernel[0], stride[0], h), before(ow, kernel[1], stride[1], w)] : [0, 0];
    const y = new Float32Array(oh * ow * oc);
    for (let i = 0; i < y.length; i++) y[i] = bias[i % oc];
    // Every place of the input stamps the filter on the output.
    for (let row = 0, from = 0; row < h; row++) for (let column = 0; column < w; column++, from += c) {
      taps(row, column, [oh, ow], kernel, stride, pad, (to, tap) => {
        for (let k = 0; k < oc; k++) {
          let sum = 0;
          for (let i = 0, q = k * size + tap * c; i < c; i++) sum += x[from + i] * filter[q++];
          y[to * oc + k] += sum;
        }
      });
    }
    return y;
  },
  dense({activation}, [x, matrix, bias]) {
    return bias.map((start, k) => {
      let sum = start;
      for (let i = 0, at = k * x.length; i < x.length; i++) sum += x[i] * matrix[at++];
      return activation === "relu" ? Math.max(0, sum) : sum;
    });
  },
  pool({kind, size, stride, padding}, [x], [xs], ys) {
    const [h, w, c] = mapOf(xs), [oh, ow] = mapOf(ys);
    const pad = padding === "same" ? [before(h, size[0], stride[0], oh), before(w, size[1], stride[1], ow)] : [0, 0];
    const y = new Float32Array(oh * ow * c);
    for (let row = 0, at = 0; row < oh; row++) for (let column = 0; column < ow; column++) for (let k = 0; k < c; k++) {
      const seen = [];
      taps(row, column, [h, w], size, stride, pad, (from) => seen.push(x[from * c + k]));
      y[at++] = kind === "maxPool" ? Math.max(...seen) : seen.reduce((sum, value) => sum + value, 0) / seen.length;
    }
    return y;
  },
  resize({factor}, [x], [xs]) {
    const [h, w, c] = mapOf(xs), y = new Float32Array(x.length * factor * factor);
    for (let i = 0; i < y.length; i++) {
      const k = i % c, column = Math.floor(i / c) % (w * factor), row = Math.floor(i / (c * w * factor));
      y[i] = x[(Math.floor(row / factor) * w + Math.floor(column / factor)) * c + k];
    }
    return y;
  },
  pad({sides}, [x], [xs], ys) {
    const [h, w, c] = mapOf(xs), [oh, ow] = mapOf(ys), y = new Float32Array(oh * ow * c);
    for (let row = 0; row < h; row++) y.set(x.subarray(row * w * c, (row + 1) * w * c), ((row + sides[0]) * ow + sides[2]) * c);
    return y;
  },
  concat({axis}, values, shapes, ys) {
    const size = (shape, from) => shape.slice(from).reduce((product, length) => product * length, 1);
    const y = new Float32Array(size(ys, 0)), whole = size(ys, axis);
    let offset = 0;
    values.forEach((value, i) => {
      const run = size(shapes[i], axis);
      for (let from = 0, to = offset; from < value.length; from += run, to += whole) y.set(value.subarray(from, from + run), to);
      offset += run;
    });
    return y;
  },
  pair({kind}, [a, b], [as, bs], ys) {
    const [h, w, c] = mapOf(ys), y = new Float32Array(h * w * c);
    const place = (shape) => {
      const [sh, sw, sc] = mapOf(shape);
      return (row, column, k) => ((sh > 1 ? row : 0) * sw + (sw > 1 ? column : 0)) * sc + (sc > 1 ? k : 0);
    };
    const [first, second] = [place(as), place(bs)];
    for (let i = 0; i < y.length; i++) {
      const at = [Math.floor(i / (c * w)), Math.floor(i / c) % w, i % c];
      y[i] = kind === "add" ? a[first(...at)] + b[second(...at)] : a[first(...at)] * b[second(...at)];
    }
    return y;
  },
  map: ({kind, slope}, [x]) =>
    x.map(kind === "relu" ? (value) => Math.max(0, value) : kind === "leakyRelu" ? (value) => (value < 0 ? slope * value : value) : kind === "tanh" ? Math.tanh : (value) => 1 / (1 + Math.exp(-value))),
  reshape: (op, [x]) => x
};
const NAMES = {maxPool: "pool", averagePool: "pool", add: "pair", mul: "pair", relu: "map", leakyRelu: "map", tanh: "map", logistic: "map"};

/** Runs a graph for one example; gives its first output. */
function run({shapes, ops, inputs, outputs}, constants, values) {
  const all = {...constants};
  inputs.forEach((place, i) => (all[place] = values[i]));
  for (const op of ops) {
    const given = op.inputs.map((place) => all[place]), sizes = op.inputs.map((place) => shapes[place]);
    if (op.kind === "split") {
      const run = shapes[op.outputs[0]].slice(op.axis).reduce((product, length) => product * length, 1), parts = op.outputs.length;
      op.outputs.forEach((place, part) => {
        const y = (all[place] = new Float32Array(given[0].length / parts));
        for (let i = 0; i * run < y.length; i++) y.set(given[0].subarray((i * parts + part) * run, (i * parts + part + 1) * run), i * run);
      });
    } else all[op.outputs[0]] = OPERATORS[NAMES[op.kind] ?? op.kind](op, given, sizes, shapes[op.outputs[0]]);
  }
  return all[outputs[0]];
}

/** Numbers between 0 and 1 from a seed (mulberry32), and of N(0, 1) from them (Box and Muller): the noise of the training. */
function normals(seed) {
  const uniform = () => {
    let z = (seed = (seed + 0x6d2b79f5) | 0);
    z = Math.imul(z ^ (z >>> 15), z | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return (((z ^ (z >>> 14)) >>> 0) + 0.5) / 4294967296;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Numbers from base64: floats, or whole numbers (two in a byte where they are halves) and a scale for each part. */
function decode({data, scales, halves}) {
  const {buffer} = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  if (!scales) return new Float32Array(buffer);
  const steps = decode({data: scales}), bytes = new Uint8Array(buffer);
  const whole = halves ? Array.from({length: 2 * bytes.length}, (_, i) => ((bytes[i >> 1] >> (4 * (i & 1))) & 15) - 8) : new Int8Array(buffer);
  const size = whole.length / steps.length;
  return Float32Array.from(whole, (value, i) => value * steps[Math.floor(i / size)]);
}
`;
