import type {ChapterAnswers} from "../exercises.ts";

/** Right and wrong answers to the exercises of GAN training. */
export const answers: ChapterAnswers = {
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

  "write-losses": {
    right: {
      loops: `function losses(real: number[], fake: number[]): {discriminator: number; generator: number} {
  let [onReal, onFake, generator] = [0, 0, 0];
  for (const logit of real) onReal += softplus(-logit) / real.length;
  for (const logit of fake) {
    onFake += softplus(logit) / fake.length;
    generator += softplus(-logit) / fake.length;
  }
  return {generator, discriminator: 0.5 * (onReal + onFake)};
}`,
      "a softplus of one's own": `const losses = (real, fake) => {
  const doubt = (l) => (l > 0 ? l : 0) + Math.log(1 + Math.exp(l > 0 ? -l : l));
  const mean = (list, f) => list.reduce((sum, l) => sum + f(l), 0) / list.length;
  return {discriminator: mean(real, (l) => doubt(-l)) / 2 + mean(fake, doubt) / 2, generator: mean(fake, (l) => doubt(-l))};
};`,
      "from one to the other": `function losses(real, fake) {
  // softplus(l) is softplus(-l) + l.
  const average = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const generator = average(fake.map((l) => softplus(-l)));
  return {generator, discriminator: (average(real.map((l) => softplus(l) - l)) + generator + average(fake)) / 2};
}`
    },
    wrong: {
      overflows: `function losses(real, fake) {
  const average = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    discriminator: (average(real.map((l) => -Math.log(sigmoid(l)))) + average(fake.map((l) => -Math.log(1 - sigmoid(l))))) / 2,
    generator: average(fake.map((l) => -Math.log(sigmoid(l))))
  };
}`,
      "one mean over both": `function losses(real, fake) {
  const all = [...real.map((l) => softplus(-l)), ...fake.map((l) => softplus(l))];
  return {
    discriminator: all.reduce((a, b) => a + b) / all.length,
    generator: fake.reduce((sum, l) => sum + softplus(-l), 0) / fake.length
  };
}`,
      "the sum of the two means": `function losses(real, fake) {
  const average = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {discriminator: average(real.map((l) => softplus(-l))) + average(fake.map((l) => softplus(l))), generator: average(fake.map((l) => softplus(-l)))};
}`,
      "G's minimax loss": `function losses(real, fake) {
  const average = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {discriminator: (average(real.map((l) => softplus(-l))) + average(fake.map((l) => softplus(l)))) / 2, generator: -average(fake.map((l) => softplus(l)))};
}`,
      "real and fake swapped": `function losses(fake, real) {
  const average = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {discriminator: (average(real.map((l) => softplus(-l))) + average(fake.map((l) => softplus(l)))) / 2, generator: average(fake.map((l) => softplus(-l)))};
}`,
      "G's loss on the real ones": `function losses(real, fake) {
  const average = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {discriminator: (average(real.map((l) => softplus(-l))) + average(fake.map((l) => softplus(l)))) / 2, generator: average(real.map((l) => softplus(l)))};
}`
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
