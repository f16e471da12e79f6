import type {ChapterAnswers} from "../exercises.ts";

/** Right and wrong answers to the exercises of Deployment on whole numbers and files. */
export const numbers: ChapterAnswers = {
  "there-and-back": {
    right: {
      "cut off by hand": `function toWhole(value: number, scale: number, zeroPoint: number): number {
  const q = zeroPoint + Math.round(value / scale);
  return q > 127 ? 127 : q < -128 ? -128 : q;
}
const toReal = (whole: number, scale: number, zeroPoint: number) => whole * scale - zeroPoint * scale;`,
      "rounded down from a half more": `const toWhole = (value, scale, zeroPoint) => {
  const q = Math.floor(value / scale + zeroPoint + 0.5);
  return Math.min(127, Math.max(-128, q));
};
const toReal = (whole, scale, zeroPoint) => (whole - zeroPoint) * scale;`,
      "away from zero at a half, as C": `const toWhole = (value, scale, zeroPoint) => {
  const steps = value / scale;
  const nearest = Math.sign(steps) * Math.floor(Math.abs(steps) + 0.5);
  return [-128, nearest + zeroPoint, 127].sort((a, b) => a - b)[1];
};
function toReal(whole, scale, zeroPoint) {
  const steps = whole - zeroPoint;
  return steps * scale;
}`
    },
    wrong: {
      "not cut off": `const toWhole = (v, s, z) => Math.round(v / s) + z;
const toReal = (q, s, z) => s * (q - z);`,
      "cut off too early": `const toWhole = (v, s, z) => Math.max(-128, Math.min(127, Math.round(v / s))) + z;
const toReal = (q, s, z) => s * (q - z);`,
      "rounded down": `const toWhole = (v, s, z) => Math.max(-128, Math.min(127, Math.floor(v / s) + z));
const toReal = (q, s, z) => s * (q - z);`,
      "the zero point the other way": `const toWhole = (v, s, z) => Math.max(-128, Math.min(127, Math.round(v / s) - z));
const toReal = (q, s, z) => s * (q + z);`,
      "wrapped round": `const toWhole = (v, s, z) => Int8Array.of(Math.round(v / s) + z)[0];
const toReal = (q, s, z) => s * (q - z);`,
      "−127 to 127": `const toWhole = (v, s, z) => Math.max(-127, Math.min(127, Math.round(v / s) + z));
const toReal = (q, s, z) => s * (q - z);`
    }
  },

  "from-a-range": {
    right: {
      "from the upper end": `function stepsFor(min: number, max: number): {scale: number; zeroPoint: number} {
  const [low, high] = [Math.min(0, min), Math.max(0, max)];
  const scale = (high - low) / 255;
  return {zeroPoint: Math.round(127 - high / scale), scale};
}`,
      if: `function stepsFor(min, max) {
  if (min > 0) min = 0;
  if (max < 0) max = 0;
  const scale = (max - min) / (127 - -128);
  return {scale, zeroPoint: -128 - Math.round(min / scale)};
}`,
      "by the share below 0": `const stepsFor = (min, max) => {
  const below = Math.max(0, -min);
  const above = Math.max(0, max);
  return {scale: (below + above) / 255, zeroPoint: Math.floor(255 * below / (below + above) - 128 + 0.5)};
};`
    },
    wrong: {
      "not rounded": `const stepsFor = (min, max) => {
  const [low, high] = [Math.min(0, min), Math.max(0, max)];
  const scale = (high - low) / 255;
  return {scale, zeroPoint: -128 - low / scale};
};`,
      "not widened": `const stepsFor = (min, max) => {
  const scale = (max - min) / 255;
  return {scale, zeroPoint: Math.round(-128 - min / scale)};
};`,
      "256 steps": `const stepsFor = (min, max) => {
  const [low, high] = [Math.min(0, min), Math.max(0, max)];
  const scale = (high - low) / 256;
  return {scale, zeroPoint: Math.round(-128 - low / scale)};
};`,
      "rounded down": `const stepsFor = (min, max) => {
  const [low, high] = [Math.min(0, min), Math.max(0, max)];
  const scale = (high - low) / 255;
  return {scale, zeroPoint: Math.floor(-128 - low / scale)};
};`,
      "from 0 to 255": `const stepsFor = (min, max) => {
  const [low, high] = [Math.min(0, min), Math.max(0, max)];
  const scale = (high - low) / 255;
  return {scale, zeroPoint: Math.round(-low / scale)};
};`,
      "the sign": `const stepsFor = (min, max) => {
  const [low, high] = [Math.min(0, min), Math.max(0, max)];
  const scale = (high - low) / 255;
  return {scale, zeroPoint: Math.round(-128 + low / scale)};
};`,
      "the same on both sides": `const stepsFor = (min, max) => ({scale: Math.max(Math.abs(min), Math.abs(max)) / 127, zeroPoint: 0});`
    }
  },

  "fold-it": {
    right: {
      "from two outputs": `function foldChannel(w, b, norm) {
  const at = (x) => norm.gamma * (w * x + b - norm.mean) / Math.sqrt(norm.variance + norm.epsilon) + norm.beta;
  return {w: at(1) - at(0), b: at(0)};
}`,
      "taken apart": `function foldChannel(
  w: number, b: number,
  {gamma, beta, mean, variance, epsilon}: {gamma: number; beta: number; mean: number; variance: number; epsilon: number}
) {
  const deviation = (variance + epsilon) ** 0.5;
  return {b: beta + gamma * b / deviation - gamma * mean / deviation, w: gamma * w / deviation};
}`,
      "in place": `const foldChannel = (w, b, norm) => {
  const factor = norm.gamma * Math.pow(norm.variance + norm.epsilon, -1 / 2);
  b -= norm.mean;
  b *= factor;
  b += norm.beta;
  w *= factor;
  return {w, b};
};`
    },
    wrong: {
      "no epsilon": `const foldChannel = (w, b, n) => {
  const factor = n.gamma / Math.sqrt(n.variance);
  return {w: w * factor, b: (b - n.mean) * factor + n.beta};
};`,
      "epsilon on the deviation": `const foldChannel = (w, b, n) => {
  const factor = n.gamma / (Math.sqrt(n.variance) + n.epsilon);
  return {w: w * factor, b: (b - n.mean) * factor + n.beta};
};`,
      "no root": `const foldChannel = (w, b, n) => {
  const factor = n.gamma / (n.variance + n.epsilon);
  return {w: w * factor, b: (b - n.mean) * factor + n.beta};
};`,
      "the bias goes past": `const foldChannel = (w, b, n) => {
  const factor = n.gamma / Math.sqrt(n.variance + n.epsilon);
  return {w: w * factor, b: b + n.beta - n.mean * factor};
};`,
      "the mean is not scaled": `const foldChannel = (w, b, n) => {
  const factor = n.gamma / Math.sqrt(n.variance + n.epsilon);
  return {w: w * factor, b: b * factor - n.mean + n.beta};
};`,
      "beta is scaled": `const foldChannel = (w, b, n) => {
  const factor = n.gamma / Math.sqrt(n.variance + n.epsilon);
  return {w: w * factor, b: (b - n.mean + n.beta) * factor};
};`
    }
  },

  "read-the-header": {
    right: {
      "powers of 256": `function header(bytes: Uint8Array): {letters: string; root: number} {
  const letters = [4, 5, 6, 7].map((i) => String.fromCharCode(bytes[i])).join("");
  return {letters, root: bytes[0] + 256 * (bytes[1] + 256 * (bytes[2] + 256 * bytes[3]))};
}`,
      "bits, and a text decoder": `const header = (bytes) => ({
  letters: new TextDecoder().decode(bytes.subarray(4, 8)),
  root: (bytes[0] | bytes[1] << 8 | bytes[2] << 16 | bytes[3] << 24) >>> 0
});`,
      "a copy, and its memory": `function header(bytes) {
  const start = bytes.slice(0, 8);
  const [root] = new Uint32Array(start.buffer, 0, 1);
  let letters = "";
  for (const byte of start.slice(4)) letters += String.fromCodePoint(byte);
  return {root, letters};
}`,
      "read backwards": `const header = (bytes) => ({
  root: bytes.slice(0, 4).reduceRight((sum, byte) => 256 * sum + byte, 0),
  letters: Array.from(bytes.slice(4, 8), (byte) => String.fromCharCode(byte)).join("")
});`
    },
    wrong: {
      "the highest byte first": `const header = (bytes) => ({
  letters: String.fromCharCode(...bytes.subarray(4, 8)),
  root: new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
});`,
      "the memory's beginning": `const header = (bytes) => ({
  letters: String.fromCharCode(...bytes.subarray(4, 8)),
  root: new DataView(bytes.buffer).getUint32(0, true)
});`,
      "below zero": `const header = (bytes) => ({
  letters: String.fromCharCode(...bytes.subarray(4, 8)),
  root: bytes[0] | bytes[1] << 8 | bytes[2] << 16 | bytes[3] << 24
});`,
      "one byte": `const header = (bytes) => ({letters: String.fromCharCode(...bytes.subarray(4, 8)), root: bytes[0]});`,
      "three letters": `const header = (bytes) => ({
  letters: String.fromCharCode(...bytes.subarray(4, 7)),
  root: new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)
});`,
      "letters from the start": `const header = (bytes) => ({
  letters: String.fromCharCode(...bytes.subarray(0, 4)),
  root: new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)
});`
    }
  }
};
