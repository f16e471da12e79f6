import type {ChapterAnswers} from "../exercises.ts";

/** Right and wrong answers to the exercises of DCGAN. */
export const answers: ChapterAnswers = {
  "same-seven": {
    right: {
      "reshaped first, other channels": `const painter = network({input: [100]}, [
  dense(4 * 4 * 128), reshape([4, 4, 128]), batchNorm(), relu(),
  convTranspose(48, {kernel: 4, stride: 2}), batchNorm(), relu(),
  convTranspose(24, {kernel: 4, stride: 2}), batchNorm(), relu(),
  convTranspose(1, {kernel: 4, stride: 2, bias: false}), tanh()
]);`,
      "a list that grows": `const up = (filters: number) => convTranspose(filters, {kernel: 4, stride: 2, bias: false});
const painter = network({input: [100]}, [
  dense(256), batchNorm(), relu(), reshape([4, 4, 16]),
  ...[8, 4].flatMap((filters) => [up(filters), batchNorm(), relu()]),
  up(1), tanh()
]);`,
      "reshaped between, pairs for the kernel": `const doubled = {kernel: [4, 4] as [number, number], stride: [2, 2] as [number, number]};
const painter = network({input: [100]}, [
  dense(4 * 4 * 64, {bias: false}), batchNorm({momentum: 0.8}), reshape([4, 4, 64]), relu(),
  convTranspose(64, doubled), batchNorm({momentum: 0.8}), relu(),
  convTranspose(64, doubled), batchNorm({momentum: 0.8}), relu(),
  convTranspose(1, doubled), tanh()
]);`,
      "PyTorch's padding": `const painter = network({input: [100]}, [
  dense(4 * 4 * 64), batchNorm(), relu(), reshape([4, 4, 64]),
  convTranspose(32, {kernel: 4, stride: 2, padding: 1}), batchNorm(), relu(),
  convTranspose(16, {kernel: 4, stride: 2, padding: 1}), batchNorm(), relu(),
  convTranspose(1, {kernel: 4, stride: 2, padding: 1}), tanh()
]);`
    },
    wrong: {
      "it starts with 16 × 16": `const painter = network({input: [100]}, [
  dense(16 * 16 * 8), batchNorm(), relu(), reshape([16, 16, 8]),
  convTranspose(8, {kernel: 4, stride: 1}), batchNorm(), relu(),
  convTranspose(8, {kernel: 4, stride: 1}), batchNorm(), relu(),
  convTranspose(1, {kernel: 4, stride: 2}), tanh()
]);`,
      "other kernels": `const painter = network({input: [100]}, [
  dense(4 * 4 * 64), batchNorm(), relu(), reshape([4, 4, 64]),
  convTranspose(32, {kernel: 2, stride: 2}), batchNorm(), relu(),
  convTranspose(16, {kernel: 5, stride: 2}), batchNorm(), relu(),
  convTranspose(1, {kernel: 3, stride: 2}), tanh()
]);`,
      "ReLU before batch normalisation": `const painter = network({input: [100]}, [
  dense(4 * 4 * 64), relu(), batchNorm(), reshape([4, 4, 64]),
  convTranspose(32, {kernel: 4, stride: 2}), relu(), batchNorm(),
  convTranspose(16, {kernel: 4, stride: 2}), relu(), batchNorm(),
  convTranspose(1, {kernel: 4, stride: 2}), tanh()
]);`,
      "16 × 16 pictures": `const painter = network({input: [100]}, [
  dense(4 * 4 * 64), batchNorm(), relu(), reshape([4, 4, 64]),
  convTranspose(16, {kernel: 4, stride: 2}), batchNorm(), relu(),
  convTranspose(1, {kernel: 4, stride: 2}), tanh()
]);`,
      "one large layer": `const painter = network({input: [100]}, [
  dense(4 * 4 * 64), batchNorm(), relu(), reshape([4, 4, 64]),
  convTranspose(1, {kernel: 8, stride: 8}), tanh()
]);`,
      "no batch normalisation in the middle": `const painter = network({input: [100]}, [
  dense(4 * 4 * 64), batchNorm(), relu(), batchNorm(), reshape([4, 4, 64]),
  convTranspose(32, {kernel: 4, stride: 2}), relu(),
  convTranspose(16, {kernel: 4, stride: 2}), batchNorm(), relu(),
  convTranspose(1, {kernel: 4, stride: 2}), tanh()
]);`,
      "batch normalisation at the end": `const painter = network({input: [100]}, [
  dense(4 * 4 * 64), batchNorm(), relu(), reshape([4, 4, 64]),
  convTranspose(32, {kernel: 4, stride: 2}), batchNorm(), relu(),
  convTranspose(16, {kernel: 4, stride: 2}), batchNorm(), relu(),
  convTranspose(1, {kernel: 4, stride: 2}), batchNorm(), relu(), tanh()
]);`,
      "three channels": `const painter = network({input: [100]}, [
  dense(4 * 4 * 64), batchNorm(), relu(), reshape([4, 4, 64]),
  convTranspose(32, {kernel: 4, stride: 2}), batchNorm(), relu(),
  convTranspose(16, {kernel: 4, stride: 2}), batchNorm(), relu(),
  convTranspose(3, {kernel: 4, stride: 2}), tanh()
]);`,
      "no tanh": `const painter = network({input: [100]}, [
  dense(4 * 4 * 64), batchNorm(), relu(), reshape([4, 4, 64]),
  convTranspose(32, {kernel: 4, stride: 2}), batchNorm(), relu(),
  convTranspose(16, {kernel: 4, stride: 2}), batchNorm(), relu(),
  convTranspose(1, {kernel: 4, stride: 2})
]);`,
      "fewer numbers": `const painter = network({input: [64]}, [
  dense(4 * 4 * 64), batchNorm(), relu(), reshape([4, 4, 64]),
  convTranspose(32, {kernel: 4, stride: 2}), batchNorm(), relu(),
  convTranspose(16, {kernel: 4, stride: 2}), batchNorm(), relu(),
  convTranspose(1, {kernel: 4, stride: 2}), tanh()
]);`
    }
  },

  "into-range": {
    right: {
      "twice the share": `const scale = {
  in: (pixel: number) => (2 * pixel) / 255 - 1,
  out: (value: number) => Math.max(0, Math.min(255, Math.round((value + 1) / 2 * 255)))
};`,
      methods: `const scale = {
  in(pixel) { return (pixel - 127.5) / 127.5; },
  out(value) {
    if (value <= -1) return 0;
    if (value >= 1) return 255;
    return Math.floor(127.5 * (value + 1) + 0.5);
  }
};`,
      "bytes that cut off": `const scale = {
  in: (pixel) => 2 * (pixel / 255 - 0.5),
  out: (value) => Uint8ClampedArray.of(127.5 * (1 + value))[0]
};`
    },
    wrong: {
      "from 0 to 1": `const scale = {in: (pixel) => pixel / 255, out: (value) => Math.round(Math.min(1, Math.max(0, value)) * 255)};`,
      "128 for 127.5": `const scale = {in: (pixel) => pixel / 128 - 1, out: (value) => Math.max(0, Math.min(255, Math.round((value + 1) * 128)))};`,
      "not cut off": `const scale = {in: (pixel) => pixel / 127.5 - 1, out: (value) => Math.round(value * 127.5 + 127.5)};`,
      "cut off below only": `const scale = {in: (pixel) => pixel / 127.5 - 1, out: (value) => Math.max(0, Math.round(value * 127.5 + 127.5))};`,
      "rounded down": `const scale = {in: (pixel) => pixel / 127.5 - 1, out: (value) => Math.floor(Math.min(1, Math.max(-1, value)) * 127.5 + 127.5)};`,
      "not whole": `const scale = {in: (pixel) => pixel / 127.5 - 1, out: (value) => Math.min(1, Math.max(-1, value)) * 127.5 + 127.5};`
    }
  },

  "write-log": {
    right: {
      joined: `const line = (step: number, dLoss: number, realRight: number, fakeRight: number, gLoss: number) =>
  [step, " [D loss: ", dLoss.toFixed(6), ", acc.: ", ((realRight + fakeRight) / 2 * 100).toFixed(2), "%] [G loss: ", gLoss.toFixed(6), "]"].join("");`,
      "added up": `function line(step, dLoss, realRight, fakeRight, gLoss) {
  const mean = (realRight + fakeRight) / 2;
  let text = String(step);
  text += " [D loss: " + dLoss.toFixed(6);
  text += ", acc.: " + (100 * mean).toFixed(2) + "%]";
  return text + " [G loss: " + gLoss.toFixed(6) + "]";
}`,
      "by Intl": `function line(step, dLoss, realRight, fakeRight, gLoss) {
  const digits = (n) => new Intl.NumberFormat("en", {minimumFractionDigits: n, maximumFractionDigits: n, useGrouping: false});
  return step + " [D loss: " + digits(6).format(dLoss) + ", acc.: " + digits(2).format(50 * realRight + 50 * fakeRight) +
    "%] [G loss: " + digits(6).format(gLoss) + "]";
}`
    },
    wrong: {
      "a share for per cent": `const line = (step, d, real, fake, g) => step + " [D loss: " + d.toFixed(6) + ", acc.: " + ((real + fake) / 2).toFixed(2) + "%] [G loss: " + g.toFixed(6) + "]";`,
      "the real share alone": `const line = (step, d, real, fake, g) => step + " [D loss: " + d.toFixed(6) + ", acc.: " + (100 * real).toFixed(2) + "%] [G loss: " + g.toFixed(6) + "]";`,
      "no digits": `const line = (step, d, real, fake, g) => step + " [D loss: " + d + ", acc.: " + 50 * (real + fake) + "%] [G loss: " + g + "]";`,
      "the losses swapped": `const line = (step, d, real, fake, g) => step + " [D loss: " + g.toFixed(6) + ", acc.: " + (50 * (real + fake)).toFixed(2) + "%] [G loss: " + d.toFixed(6) + "]";`,
      "a dot is missing": `const line = (step, d, real, fake, g) => step + " [D loss: " + d.toFixed(6) + ", acc: " + (50 * (real + fake)).toFixed(2) + "%] [G loss: " + g.toFixed(6) + "]";`,
      "six digits in all": `const line = (step, d, real, fake, g) => step + " [D loss: " + d.toPrecision(6) + ", acc.: " + (50 * (real + fake)).toFixed(2) + "%] [G loss: " + g.toPrecision(6) + "]";`
    }
  },

  "real-epochs": {
    right: {
      "rounded by the remainder": `const counted = {
  epochs: (steps: number, batch: number, images: number) => (batch / images) * steps,
  steps: (epochs: number, batch: number, images: number) =>
    epochs * ((images - images % batch) / batch + (images % batch > 0 ? 1 : 0))
};`,
      counted: `const counted = {
  epochs(steps, batch, images) { return steps / (images / batch); },
  steps(epochs, batch, images) {
    let steps = 0;
    for (let epoch = 0; epoch < epochs; epoch++) {
      for (let seen = 0; seen < images; seen += batch) steps++;
    }
    return steps;
  }
};`,
      "two functions": `const counted = {
  epochs: (steps, batch, images) => { const drawn = steps * batch; return drawn / images; },
  steps: (epochs, batch, images) => Math.floor((images + batch - 1) / batch) * epochs
};`
    },
    wrong: {
      "whole epochs": `const counted = {epochs: (s, b, n) => Math.floor(s * b / n), steps: (e, b, n) => e * Math.ceil(n / b)};`,
      "the last batch left out": `const counted = {epochs: (s, b, n) => s * b / n, steps: (e, b, n) => e * Math.floor(n / b)};`,
      "rounded once, at the end": `const counted = {epochs: (s, b, n) => s * b / n, steps: (e, b, n) => Math.ceil(e * n / b)};`,
      "not rounded": `const counted = {epochs: (s, b, n) => s * b / n, steps: (e, b, n) => e * n / b};`,
      "a step sees one": `const counted = {epochs: (s, b, n) => s / n, steps: (e, b, n) => e * n};`,
      "upside down": `const counted = {epochs: (s, b, n) => n / (s * b), steps: (e, b, n) => e * Math.ceil(n / b)};`
    }
  },

  diagnose: {
    right: {
      "one expression": `const diagnose = (dLoss, gLoss, realRight, fakeRight) =>
  Math.min(realRight, fakeRight) > 0.97 ? "D too strong"
    : realRight > 0.9 && fakeRight < 0.1 ? "D too weak"
    : Math.max(Math.abs(dLoss - Math.log(2)), Math.abs(gLoss - Math.log(2))) < 0.05 ? "look at the pictures"
    : "in play";`,
      "a table": `function diagnose(dLoss: number, gLoss: number, realRight: number, fakeRight: number): string {
  const rules: [boolean, string][] = [
    [[realRight, fakeRight].every((share) => share > 0.97), "D too strong"],
    [realRight > 0.9 && fakeRight < 0.1, "D too weak"],
    [[dLoss, gLoss].every((loss) => Math.abs(loss - Math.LN2) <= 0.05), "look at the pictures"],
    [true, "in play"]
  ];
  return rules.find(([fits]) => fits)![1];
}`,
      "from the last to the first": `function diagnose(dLoss, gLoss, realRight, fakeRight) {
  let verdict = "in play";
  const [low, high] = [Math.LN2 - 0.05, Math.LN2 + 0.05];
  if (dLoss > low && dLoss < high && gLoss > low && gLoss < high) verdict = "look at the pictures";
  if (realRight > 0.9 && fakeRight < 0.1) verdict = "D too weak";
  if (realRight > 0.97 && fakeRight > 0.97) verdict = "D too strong";
  return verdict;
}`
    },
    wrong: {
      "one share is enough": `const diagnose = (d, g, real, fake) => real > 0.97 || fake > 0.97 ? "D too strong"
  : real > 0.9 && fake < 0.1 ? "D too weak" : Math.abs(d - Math.LN2) < 0.05 && Math.abs(g - Math.LN2) < 0.05 ? "look at the pictures" : "in play";`,
      "one loss is enough": `const diagnose = (d, g, real, fake) => real > 0.97 && fake > 0.97 ? "D too strong"
  : real > 0.9 && fake < 0.1 ? "D too weak" : Math.abs(d - Math.LN2) < 0.05 || Math.abs(g - Math.LN2) < 0.05 ? "look at the pictures" : "in play";`,
      "from one side": `const diagnose = (d, g, real, fake) => real > 0.97 && fake > 0.97 ? "D too strong"
  : real > 0.9 && fake < 0.1 ? "D too weak" : d - Math.LN2 < 0.05 && g - Math.LN2 < 0.05 ? "look at the pictures" : "in play";`,
      "the losses first": `const diagnose = (d, g, real, fake) => Math.abs(d - Math.LN2) < 0.05 && Math.abs(g - Math.LN2) < 0.05 ? "look at the pictures"
  : real > 0.97 && fake > 0.97 ? "D too strong" : real > 0.9 && fake < 0.1 ? "D too weak" : "in play";`,
      "the mean of the shares": `const diagnose = (d, g, real, fake) => (real + fake) / 2 > 0.97 ? "D too strong"
  : real > 0.9 && fake < 0.1 ? "D too weak" : Math.abs(d - Math.LN2) < 0.05 && Math.abs(g - Math.LN2) < 0.05 ? "look at the pictures" : "in play";`,
      "weak when it calls all fake": `const diagnose = (d, g, real, fake) => real > 0.97 && fake > 0.97 ? "D too strong"
  : real < 0.1 && fake > 0.9 ? "D too weak" : Math.abs(d - Math.LN2) < 0.05 && Math.abs(g - Math.LN2) < 0.05 ? "look at the pictures" : "in play";`,
      "log 10 of 2": `const diagnose = (d, g, real, fake) => real > 0.97 && fake > 0.97 ? "D too strong"
  : real > 0.9 && fake < 0.1 ? "D too weak" : Math.abs(d - Math.log10(2)) < 0.05 && Math.abs(g - Math.log10(2)) < 0.05 ? "look at the pictures" : "in play";`
    }
  }
};
