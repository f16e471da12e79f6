import type {ChapterAnswers} from "../exercises.ts";

/** Right and wrong answers to the exercises of GAN training on the game: its order, its losses, what is best and what is wrong. */
export const game: ChapterAnswers = {
  "order-phases": {
    right: {
      "all noise first": `const order = ["draw noise", "draw noise again", "generate", "judge real", "judge fake", "update D", "generate again", "judge", "update G"];`,
      "the real points first": `const order = ["judge real", "draw noise", "generate", "judge fake", "update D", "draw noise again", "generate again", "judge", "update G"];`,
      "generated before D's update": `const order = ["draw noise", "generate", "draw noise again", "generate again", "judge fake", "judge real", "update D", "judge", "update G"];`,
      "two turns": `const turnOfD = ["draw noise", "generate", "judge fake", "judge real", "update D"];
const order = turnOfD.concat(["draw noise again", "generate again", "judge", "update G"]);`
    },
    wrong: {
      "G first": `const order = ["draw noise again", "generate again", "judge", "update G", "draw noise", "generate", "judge real", "judge fake", "update D"];`,
      "G learns from the old D": `const order = ["draw noise", "generate", "judge real", "judge fake", "draw noise again", "generate again", "judge", "update D", "update G"];`,
      "generated without noise": `const order = ["generate", "draw noise", "judge real", "judge fake", "update D", "draw noise again", "generate again", "judge", "update G"];`,
      "the real points come late": `const order = ["draw noise", "generate", "judge fake", "update D", "judge real", "draw noise again", "generate again", "judge", "update G"];`,
      "one is missing": `const order = ["draw noise", "generate", "judge real", "judge fake", "update D", "draw noise again", "generate again", "update G"];`,
      "D twice": `const order = ["draw noise", "generate", "judge real", "judge fake", "update D", "update D", "draw noise again", "generate again", "judge", "update G"];`,
      "a phase of one's own": `const order = ["rest", "draw noise", "generate", "judge real", "judge fake", "update D", "draw noise again", "generate again", "judge", "update G"];`
    }
  },

  "two-slopes": {
    right: {
      fractions: `const slopes = {
  minimax: (logit: number) => -1 / (1 + Math.exp(-logit)),
  nonSaturating: (logit: number) => -1 / (1 + Math.exp(logit)),
  equalAt: 0
};`,
      "one from the other": `const slopes = {
  minimax: (l) => -sigmoid(l),
  nonSaturating: (l) => sigmoid(l) - 1,
  equalAt: Math.log(1)
};`,
      "with tanh": `const slopes = {
  minimax(l) { return -(1 + Math.tanh(l / 2)) / 2; },
  nonSaturating(l) { return (Math.tanh(l / 2) - 1) / 2; },
  equalAt: -0
};`
    },
    wrong: {
      "without the minus": `const slopes = {minimax: (l) => sigmoid(l), nonSaturating: (l) => sigmoid(-l), equalAt: 0};`,
      swapped: `const slopes = {minimax: (l) => -sigmoid(-l), nonSaturating: (l) => -sigmoid(l), equalAt: 0};`,
      "a probability for a logit": `const slopes = {minimax: (l) => -sigmoid(l), nonSaturating: (l) => -sigmoid(-l), equalAt: 0.5};`,
      "left out": `const slopes = {minimax: (l) => -sigmoid(l), nonSaturating: (l) => -sigmoid(-l), equalAt: NaN};`,
      "the slope of sigmoid": `const slopes = {minimax: (l) => -sigmoid(l) * (1 - sigmoid(l)), nonSaturating: (l) => -sigmoid(-l) * sigmoid(l), equalAt: 0};`,
      "by the probability": `const slopes = {minimax: (l) => -1 / (1 - sigmoid(l)), nonSaturating: (l) => -1 / sigmoid(l), equalAt: 0};`
    }
  },

  "perfect-detective": {
    right: {
      loops: `function perfect(real: number[], fake: number[]): number[] {
  let [reals, fakes] = [0, 0];
  for (const count of real) reals += count;
  for (const count of fake) fakes += count;
  const answers: number[] = [];
  for (let i = 0; i < real.length; i++) {
    const [r, f] = [real[i] * fakes, fake[i] * reals];
    answers.push(r + f > 0 ? r / (r + f) : 1 / 2);
  }
  return answers;
}`,
      "by the ratio": `const perfect = (real, fake) => {
  const ratio = fake.reduce((a, b) => a + b) / real.reduce((a, b) => a + b);
  return real.map((count, i) => count === 0 ? (fake[i] === 0 ? 0.5 : 0) : 1 / (1 + fake[i] / count / ratio));
};`,
      "shares, and a half for NaN": `const perfect = (real, fake) => {
  const shares = (counts) => { const sum = counts.reduce((a, b) => a + b, 0); return counts.map((count) => count / sum); };
  const [p, q] = [shares(real), shares(fake)];
  return p.map((share, i) => { const best = share / (share + q[i]); return Number.isNaN(best) ? 0.5 : best; });
};`
    },
    wrong: {
      "counts for shares": `const perfect = (real, fake) => real.map((r, i) => r + fake[i] === 0 ? 0.5 : r / (r + fake[i]));`,
      "an empty box": `const perfect = (real, fake) => {
  const sum = (counts) => counts.reduce((a, b) => a + b, 0);
  return real.map((r, i) => r / sum(real) / (r / sum(real) + fake[i] / sum(fake)));
};`,
      "an empty box is fake": `const perfect = (real, fake) => {
  const sum = (counts) => counts.reduce((a, b) => a + b, 0);
  return real.map((r, i) => r / sum(real) / (r / sum(real) + fake[i] / sum(fake)) || 0);
};`,
      "sure of the larger": `const perfect = (real, fake) => real.map((r, i) => r > fake[i] ? 1 : r < fake[i] ? 0 : 0.5);`,
      "the probability of fake": `const perfect = (real, fake) => {
  const sum = (counts) => counts.reduce((a, b) => a + b, 0);
  return real.map((r, i) => r + fake[i] === 0 ? 0.5 : fake[i] / sum(fake) / (r / sum(real) + fake[i] / sum(fake)));
};`,
      "the share of its kind": `const perfect = (real) => real.map((r) => r / real.reduce((a, b) => a + b));`
    }
  },

  "repair-smoothing": {
    right: {
      "a cross-entropy": `const smoothed = (logit: number, target: number) => softplus(logit) - target * logit;`,
      "on the probability": `function smoothed(logit, target) {
  const p = sigmoid(logit);
  return -target * Math.log(p) - (1 - target) * Math.log(1 - p);
}`,
      "less what cannot be helped": `function smoothed(logit: number, target: number): number {
  // The KL divergence: 0 at the target.
  const least = target < 1 ? target * Math.log(target) + (1 - target) * Math.log(1 - target) : 0;
  return target * softplus(-logit) + (1 - target) * softplus(logit) + least;
}`,
      "the rest on top": `const smoothed = (logit, target) => softplus(-logit) + (1 - target) * logit;`
    },
    wrong: {
      "the same term twice": `const smoothed = (logit, target) => target * softplus(-logit) + (1 - target) * softplus(-logit);`,
      "the whole second term": `const smoothed = (logit, target) => target * softplus(-logit) + softplus(logit);`,
      "the weights swapped": `const smoothed = (logit, target) => (1 - target) * softplus(-logit) + target * softplus(logit);`,
      "a tenth, whatever the target": `const smoothed = (logit, target) => target * softplus(-logit) + 0.1 * softplus(logit);`,
      "pushed on": `const smoothed = (logit, target) => target * softplus(-logit) - (1 - target) * softplus(logit);`,
      "a parabola": `const smoothed = (logit, target) => target === 1 ? softplus(-logit) : (sigmoid(logit) - target) ** 2;`,
      "flat beyond the target": `const smoothed = (logit, target) => softplus(-Math.min(logit, Math.log(target / (1 - target))));`
    }
  },

  "write-losses": {
    right: {
      "by the chapter's cross-entropy": `const losses = {
  discriminator: (real, fake) => tf.mul(0.5, tf.add(crossEntropy(real, 1), crossEntropy(fake, 0))),
  generator: (fake) => crossEntropy(fake, 1)
};`,
      chained: `const losses = {
  discriminator(real, fake) {
    return real.neg().softplus().mean().add(fake.softplus().mean()).mul(1 / 2);
  },
  generator(fake) {
    return fake.mul(-1).softplus().mean();
  }
};`,
      "tfjs's own": `const towards = (logits, truth) => tf.losses.sigmoidCrossEntropy(tf.fill(logits.shape, truth), logits);
const losses = {
  discriminator: (real, fake) => tf.div(tf.add(towards(real, 1), towards(fake, 0)), 2),
  generator: (fake) => towards(fake, 1)
};`,
      "from one to the other": `const losses = {
  // softplus(-l) is softplus(l) - l.
  discriminator: (real, fake) => tf.tidy(() => {
    const onReal = tf.sub(tf.softplus(real), real);
    return tf.div(tf.sum(onReal), 2 * real.size).add(tf.div(tf.sum(tf.softplus(fake)), 2 * fake.size));
  }),
  generator: (fake) => tf.mean(tf.sub(tf.softplus(fake), fake))
};`
    },
    wrong: {
      overflows: `const losses = {
  discriminator: (real, fake) => tf.div(tf.add(
    tf.mean(tf.neg(tf.log(tf.sigmoid(real)))), tf.mean(tf.neg(tf.log(tf.sub(1, tf.sigmoid(fake)))))), 2),
  generator: (fake) => tf.mean(tf.neg(tf.log(tf.sigmoid(fake))))
};`,
      "softplus by its formula": `const doubt = (logits) => tf.mean(tf.log(tf.add(1, tf.exp(logits))));
const losses = {
  discriminator: (real, fake) => tf.div(tf.add(doubt(tf.neg(real)), doubt(fake)), 2),
  generator: (fake) => doubt(tf.neg(fake))
};`,
      "cut off, and its slope with it": `const doubt = (logits) => tf.mean(tf.log(tf.add(1, tf.exp(tf.clipByValue(logits, -50, 50)))));
const losses = {
  discriminator: (real, fake) => tf.div(tf.add(doubt(tf.neg(real)), doubt(fake)), 2),
  generator: (fake) => doubt(tf.neg(fake))
};`,
      "logSigmoid, through which nothing flows": `const losses = {
  discriminator(real, fake) {
    return real.logSigmoid().mean().add(fake.neg().logSigmoid().mean()).mul(-1 / 2);
  },
  generator(fake) {
    return fake.logSigmoid().mean().neg();
  }
};`,
      "one mean over both": `const losses = {
  discriminator: (real, fake) => tf.mean(tf.concat([tf.softplus(tf.neg(real)), tf.softplus(fake)])),
  generator: (fake) => tf.mean(tf.softplus(tf.neg(fake)))
};`,
      "the sum of the two means": `const losses = {
  discriminator: (real, fake) => tf.add(tf.mean(tf.softplus(tf.neg(real))), tf.mean(tf.softplus(fake))),
  generator: (fake) => tf.mean(tf.softplus(tf.neg(fake)))
};`,
      "a loss for each point": `const losses = {
  discriminator: (real, fake) => tf.div(tf.add(tf.softplus(tf.neg(real)), tf.softplus(fake)), 2),
  generator: (fake) => tf.softplus(tf.neg(fake))
};`,
      "G's minimax loss": `const losses = {
  discriminator: (real, fake) => tf.div(tf.add(tf.mean(tf.softplus(tf.neg(real))), tf.mean(tf.softplus(fake))), 2),
  generator: (fake) => tf.neg(tf.mean(tf.softplus(fake)))
};`,
      "real and fake swapped": `const losses = {
  discriminator: (fake, real) => tf.div(tf.add(tf.mean(tf.softplus(tf.neg(real))), tf.mean(tf.softplus(fake))), 2),
  generator: (fake) => tf.mean(tf.softplus(tf.neg(fake)))
};`,
      "numbers for tensors": `const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const doubt = (logits, sign) => mean([...logits.dataSync()].map((l) => softplus(sign * l)));
const losses = {
  discriminator: (real, fake) => tf.scalar((doubt(real, -1) + doubt(fake, 1)) / 2),
  generator: (fake) => tf.scalar(doubt(fake, -1))
};`
    }
  },

  bribed: {
    right: {
      "names for what is new": `function tinyStep(before: {g: number; d: number}, rate: number) {
  const d = before.d - rate * (before.g * sigmoid(before.d * before.g) - sigmoid(-before.d));
  const g = before.g + rate * sigmoid(-d * before.g) * d;
  return {d, g};
}`,
      "a turn for each": `const tinyStep = ({g, d}, rate) => {
  const turnOfD = () => { d -= rate * (-sigmoid(-d) + g * sigmoid(d * g)); };
  const turnOfG = () => { g -= rate * -sigmoid(-d * g) * d; };
  turnOfD();
  turnOfG();
  return {g, d};
};`,
      "in one expression": `const tinyStep = ({g, d}, rate) => {
  const p = (l) => 1 / (1 + Math.exp(-l));
  const next = d + rate * (p(-d) - g * p(d * g));
  return {g: g + (rate * next) / (1 + Math.exp(next * g)), d: next};
};`
    },
    wrong: {
      "D does not play": `function tinyStep({g, d}, rate) {
  const slope = -sigmoid(-d * g);
  g -= rate * slope * d;
  return {g, d};
}`,
      "G plays against the old D": `function tinyStep({g, d}, rate) {
  const slope = -sigmoid(-d * g);
  return {g: g - rate * slope * d, d: d - rate * (-sigmoid(-d) + g * sigmoid(d * g))};
}`,
      "a smaller bribe": `function tinyStep({g, d}, rate) {
  d -= rate * (-sigmoid(-d) + g * sigmoid(d * g));
  const slope = -sigmoid(-d * g);
  g -= rate * slope * d;
  d -= 0.01 * rate * slope * g;
  return {g, d};
}`,
      "a bribe of the other sign": `function tinyStep({g, d}, rate) {
  d -= rate * (-sigmoid(-d) + g * sigmoid(d * g));
  const slope = -sigmoid(-d * g);
  g -= rate * slope * d;
  d += rate * slope * g;
  return {g, d};
}`,
      "G is not updated": `function tinyStep({g, d}, rate) {
  d -= rate * (-sigmoid(-d) + g * sigmoid(d * g));
  return {g, d};
}`,
      "G plays for D": `function tinyStep({g, d}, rate) {
  d -= rate * (-sigmoid(-d) + g * sigmoid(d * g));
  g += rate * -sigmoid(-d * g) * d;
  return {g, d};
}`
    }
  }
};
