import type {ChapterAnswers} from "../exercises.ts";

/** Right and wrong answers to the exercises of GAN training in which the step is written, from the losses to the turns. */
export const steps: ChapterAnswers = {
  "write-adam": {
    right: {
      "the corrections first": `function adam({weight, m, v}, gradient, t, settings) {
  const {learningRate: rate, beta1: b, beta2: c, epsilon} = settings;
  const [forM, forV] = [1 - Math.pow(b, t), 1 - Math.pow(c, t)];
  const next = {m: m + (1 - b) * (gradient - m), v: v + (1 - c) * (gradient * gradient - v)};
  return {weight: weight - rate * (next.m / forM) / (Math.sqrt(next.v / forV) + epsilon), ...next};
}`,
      "one rate, as the paper's section 2, with ε scaled along": `const adam = (memory, gradient, t, {learningRate, beta1, beta2, epsilon}) => {
  memory.m = memory.m * beta1 + gradient * (1 - beta1);
  memory.v = memory.v * beta2 + gradient ** 2 * (1 - beta2);
  const root = Math.sqrt(1 - beta2 ** t);
  memory.weight -= learningRate * root / (1 - beta1 ** t) * memory.m / (Math.sqrt(memory.v) + epsilon * root);
  return memory;
};`,
      "the powers by a loop, and what was on the way given too": `function adam(before, g, t, s) {
  let [powerOfBeta1, powerOfBeta2] = [1, 1];
  for (let update = 0; update < t; update++) { powerOfBeta1 *= s.beta1; powerOfBeta2 *= s.beta2; }
  const m = s.beta1 * before.m + (1 - s.beta1) * g;
  const v = s.beta2 * before.v + (1 - s.beta2) * g * g;
  const change = s.learningRate * (m / (1 - powerOfBeta1)) / (s.epsilon + (v / (1 - powerOfBeta2)) ** 0.5);
  return {weight: before.weight - change, m, v, change};
}`
    },
    wrong: {
      "not corrected": `function adam({weight, m, v}, gradient, t, {learningRate, beta1, beta2, epsilon}) {
  m = beta1 * m + (1 - beta1) * gradient;
  v = beta2 * v + (1 - beta2) * gradient ** 2;
  return {weight: weight - learningRate * m / (Math.sqrt(v) + epsilon), m, v};
}`,
      "corrected ones are remembered": `function adam({weight, m, v}, gradient, t, {learningRate, beta1, beta2, epsilon}) {
  m = (beta1 * m + (1 - beta1) * gradient) / (1 - beta1 ** t);
  v = (beta2 * v + (1 - beta2) * gradient ** 2) / (1 - beta2 ** t);
  return {weight: weight - learningRate * m / (Math.sqrt(v) + epsilon), m, v};
}`,
      "ε under the root": `function adam({weight, m, v}, gradient, t, {learningRate, beta1, beta2, epsilon}) {
  m = beta1 * m + (1 - beta1) * gradient;
  v = beta2 * v + (1 - beta2) * gradient ** 2;
  return {weight: weight - learningRate * m / (1 - beta1 ** t) / Math.sqrt(v / (1 - beta2 ** t) + epsilon), m, v};
}`,
      "ε beside the root that is not corrected": `function adam({weight, m, v}, gradient, t, {learningRate, beta1, beta2, epsilon}) {
  m = beta1 * m + (1 - beta1) * gradient;
  v = beta2 * v + (1 - beta2) * gradient ** 2;
  return {weight: weight - learningRate * Math.sqrt(1 - beta2 ** t) / (1 - beta1 ** t) * m / (Math.sqrt(v) + epsilon), m, v};
}`,
      "without ε": `function adam({weight, m, v}, gradient, t, {learningRate, beta1, beta2}) {
  m = beta1 * m + (1 - beta1) * gradient;
  v = beta2 * v + (1 - beta2) * gradient ** 2;
  return {weight: weight - learningRate * m / (1 - beta1 ** t) / Math.sqrt(v / (1 - beta2 ** t)), m, v};
}`,
      "v without the root": `function adam({weight, m, v}, gradient, t, {learningRate, beta1, beta2, epsilon}) {
  m = beta1 * m + (1 - beta1) * gradient;
  v = beta2 * v + (1 - beta2) * gradient ** 2;
  return {weight: weight - learningRate * m / (1 - beta1 ** t) / (v / (1 - beta2 ** t) + epsilon), m, v};
}`,
      "by the means before": `function adam({weight, m, v}, gradient, t, {learningRate, beta1, beta2, epsilon}) {
  const change = learningRate * m / (1 - beta1 ** t) / (Math.sqrt(v / (1 - beta2 ** t)) + epsilon);
  return {weight: weight - change, m: beta1 * m + (1 - beta1) * gradient, v: beta2 * v + (1 - beta2) * gradient ** 2};
}`,
      "counted from 0": `function adam({weight, m, v}, gradient, t, {learningRate, beta1, beta2, epsilon}) {
  m = beta1 * m + (1 - beta1) * gradient;
  v = beta2 * v + (1 - beta2) * gradient ** 2;
  return {weight: weight - learningRate * m / (1 - beta1 ** (t + 1)) / (Math.sqrt(v / (1 - beta2 ** (t + 1))) + epsilon), m, v};
}`,
      uphill: `function adam({weight, m, v}, gradient, t, {learningRate, beta1, beta2, epsilon}) {
  m = beta1 * m + (1 - beta1) * gradient;
  v = beta2 * v + (1 - beta2) * gradient ** 2;
  return {weight: weight + learningRate * m / (1 - beta1 ** t) / (Math.sqrt(v / (1 - beta2 ** t)) + epsilon), m, v};
}`,
      "the weight alone": `const adam = ({weight, m, v}, gradient, t, {learningRate, beta1, beta2, epsilon}) =>
  weight - learningRate * Math.sign(gradient);`
    }
  },

  "turn-of-d": {
    right: {
      "by the chapter's descend": `function turnOfD({D, G, real, noise}, losses) {
  const fake = G(noise());
  return descend(D, () => losses.discriminator(D(real), D(fake)));
}`,
      "G runs within, and nothing flows to it": `const turnOfD = (game, losses) => {
  const {D} = game;
  const {value, grads} = tf.variableGrads(() => losses.discriminator(D(game.real), D(game.G(game.noise()))), D.weights);
  D.optimiser.applyGradients(grads);
  return value;
};`,
      "the fakes judged first, the numbers of each batch brought together": `function turnOfD({D, G, real, noise}, {discriminator: lossOf}) {
  const fakes = tf.tidy(() => G(noise()));
  let loss;
  const found = tf.variableGrads(() => {
    const onFake = D(fakes);
    loss = lossOf(D(real), onFake);
    return loss;
  }, D.weights);
  const grads = {};
  for (const {name} of D.weights) grads[name] = found.grads[name];
  D.optimiser.applyGradients(grads);
  return found.value;
}`
    },
    wrong: {
      "judges only": `const turnOfD = ({D, G, real, noise}, losses) => losses.discriminator(D(real), D(G(noise())));`,
      "real and fake swapped": `function turnOfD({D, G, real, noise}, losses) {
  const fake = G(noise());
  return descend(D, () => losses.discriminator(D(fake), D(real)));
}`,
      "G's loss": `function turnOfD({D, G, real, noise}, losses) {
  const fake = G(noise());
  return descend(D, () => losses.generator(D(fake)));
}`,
      "the chapter's loss, whatever is given": `function turnOfD({D, G, real, noise}, losses) {
  const fake = G(noise());
  return descend(D, () => tf.add(crossEntropy(D(real), 1), crossEntropy(D(fake), 0)));
}`,
      twice: `function turnOfD({D, G, real, noise}, losses) {
  const fake = G(noise());
  descend(D, () => losses.discriminator(D(real), D(fake)));
  return descend(D, () => losses.discriminator(D(real), D(fake)));
}`,
      "the whole step": `function turnOfD({D, G, real, noise}, losses) {
  const fake = G(noise());
  const loss = descend(D, () => losses.discriminator(D(real), D(fake)));
  descend(G, () => losses.generator(D(G(noise()))));
  return loss;
}`,
      "the loss after the update": `function turnOfD({D, G, real, noise}, losses) {
  const fake = G(noise());
  descend(D, () => losses.discriminator(D(real), D(fake)));
  return losses.discriminator(D(real), D(fake));
}`,
      "back to G, and then forgotten": `function turnOfD({D, G, real, noise}, losses) {
  const z = noise();
  const {value, grads} = tf.variableGrads(() => losses.discriminator(D(real), D(G(z))), [...D.weights, ...G.weights]);
  const ofD = {};
  for (const {name} of D.weights) ofD[name] = grads[name];
  D.optimiser.applyGradients(ofD);
  return value;
}`,
      "nothing is given": `function turnOfD({D, G, real, noise}, losses) {
  const fake = G(noise());
  descend(D, () => losses.discriminator(D(real), D(fake)));
}`,
      uphill: `function turnOfD({D, G, real, noise}, losses) {
  const fake = G(noise());
  return tf.neg(descend(D, () => tf.neg(losses.discriminator(D(real), D(fake)))));
}`
    }
  },

  "turn-of-g": {
    right: {
      "by the chapter's descend": `const turnOfG = ({D, G, noise}, losses) => descend(G, () => losses.generator(D(G(noise()))));`,
      "the noise first": `function turnOfG({D, G, noise}, losses) {
  const z = noise();
  const judged = () => {
    const fakes = G(z);
    return losses.generator(D(fakes));
  };
  const {value, grads} = tf.variableGrads(judged, G.weights);
  G.optimiser.applyGradients(grads);
  return value;
}`,
      "differentiated by all, and D's slopes left aside": `function turnOfG(game, {generator}) {
  const {D, G} = game;
  const {value, grads} = tf.variableGrads(() => generator(D(G(game.noise()))), G.weights.concat(D.weights));
  G.optimiser.applyGradients(Object.fromEntries(G.weights.map(({name}) => [name, grads[name]])));
  return value;
}`
    },
    wrong: {
      "made outside": `function turnOfG({D, G, noise}, losses) {
  const fake = G(noise());
  return descend(G, () => losses.generator(D(fake)));
}`,
      "judged outside": `function turnOfG({D, G, noise}, losses) {
  const verdict = D(G(noise()));
  return descend(G, () => losses.generator(verdict));
}`,
      "D learns": `function turnOfG({D, G, noise}, losses) {
  return descend(D, () => losses.generator(D(G(noise()))));
}`,
      "both learn": `function turnOfG({D, G, noise}, losses) {
  const z = noise();
  const bribe = descend(D, () => losses.generator(D(G(z))));
  descend(G, () => losses.generator(D(G(z))));
  return bribe;
}`,
      "D's loss": `function turnOfG({D, G, noise}, losses) {
  return descend(G, () => losses.discriminator(D(G(noise())), D(G(noise()))));
}`,
      "the chapter's loss, whatever is given": `function turnOfG({D, G, noise}, losses) {
  return descend(G, () => crossEntropy(D(G(noise())), 1));
}`,
      "does not learn": `function turnOfG({D, G, noise}, losses) {
  return tf.variableGrads(() => losses.generator(D(G(noise()))), G.weights).value;
}`,
      "the loss after the update": `function turnOfG({D, G, noise}, losses) {
  const z = noise();
  descend(G, () => losses.generator(D(G(z))));
  return losses.generator(D(G(z)));
}`,
      "nothing is given": `function turnOfG({D, G, noise}, losses) {
  descend(G, () => losses.generator(D(G(noise()))));
}`
    }
  },

  "own-loss": {
    right: {
      "the larger of two": `const hinge = {
  discriminator: (real, fake) => tf.maximum(0, tf.sub(1, real)).mean().add(tf.maximum(0, fake.add(1)).mean()),
  generator: (fake) => fake.neg().mean()
};`,
      "functions, and clipped": `const short = (logits) => tf.mean(tf.relu(tf.add(logits, 1)));
const hinge = {
  discriminator(real, fake) { return tf.add(short(fake), short(tf.neg(real))); },
  generator(fake) { return tf.mul(-1, tf.mean(fake)); }
};`,
      "sums over the sizes": `const hinge = {
  discriminator: (real, fake) => tf.tidy(() => {
    const missing = tf.relu(tf.neg(tf.sub(real, 1)));
    const above = tf.relu(tf.add(1, fake));
    return tf.add(tf.div(tf.sum(missing), real.size), tf.div(tf.sum(above), fake.size));
  }),
  generator: (fake) => tf.div(tf.sum(tf.sub(0, fake)), fake.size)
};`,
      "where it costs": `const hinge = {
  discriminator: (real, fake) => {
    const cost = (short) => tf.mean(tf.where(tf.greater(short, 0), short, tf.zerosLike(short)));
    return tf.add(cost(tf.sub(1, real)), cost(tf.add(1, fake)));
  },
  generator: (fake) => tf.neg(tf.mean(fake))
};`
    },
    wrong: {
      "never content": `const hinge = {
  discriminator: (real, fake) => tf.add(tf.mean(tf.sub(1, real)), tf.mean(tf.add(1, fake))),
  generator: (fake) => tf.neg(tf.mean(fake))
};`,
      "one mean over both": `const hinge = {
  discriminator: (real, fake) => tf.mean(tf.concat([tf.relu(tf.sub(1, real)), tf.relu(tf.add(1, fake))])),
  generator: (fake) => tf.neg(tf.mean(fake))
};`,
      "the mean of the two means": `const hinge = {
  discriminator: (real, fake) => tf.div(tf.add(tf.mean(tf.relu(tf.sub(1, real))), tf.mean(tf.relu(tf.add(1, fake)))), 2),
  generator: (fake) => tf.neg(tf.mean(fake))
};`,
      "the hinge of the mean": `const hinge = {
  discriminator: (real, fake) => tf.add(tf.relu(tf.sub(1, tf.mean(real))), tf.relu(tf.add(1, tf.mean(fake)))),
  generator: (fake) => tf.neg(tf.mean(fake))
};`,
      "real and fake swapped": `const hinge = {
  discriminator: (fake, real) => tf.add(tf.mean(tf.relu(tf.sub(1, real))), tf.mean(tf.relu(tf.add(1, fake)))),
  generator: (fake) => tf.neg(tf.mean(fake))
};`,
      "G without the minus": `const hinge = {
  discriminator: (real, fake) => tf.add(tf.mean(tf.relu(tf.sub(1, real))), tf.mean(tf.relu(tf.add(1, fake)))),
  generator: (fake) => tf.mean(fake)
};`,
      "a hinge for G too": `const hinge = {
  discriminator: (real, fake) => tf.add(tf.mean(tf.relu(tf.sub(1, real))), tf.mean(tf.relu(tf.add(1, fake)))),
  generator: (fake) => tf.mean(tf.relu(tf.sub(1, fake)))
};`,
      "numbers for tensors": `const hinge = {
  discriminator: (real, fake) => tf.scalar(
    tf.mean(tf.relu(tf.sub(1, real))).arraySync() + tf.mean(tf.relu(tf.add(1, fake))).arraySync()
  ),
  generator: (fake) => tf.neg(tf.mean(fake))
};`
    }
  },

  "at-once": {
    right: {
      "G's slopes first": `function stepAtOnce({D, G, real, noise}, losses) {
  const ofG = tf.variableGrads(() => losses.generator(D(G(noise()))), G.weights);
  const fake = G(noise());
  const ofD = tf.variableGrads(() => losses.discriminator(D(real), D(fake)), D.weights);
  G.optimiser.applyGradients(ofG.grads);
  D.optimiser.applyGradients(ofD.grads);
}
const differs = {G: true, D: false};`,
      "all slopes at once": `const stepAtOnce = ({D, G, real, noise}, losses) => {
  const slopes = (player, loss) => tf.variableGrads(loss, player.weights).grads;
  const [z, again] = [noise(), noise()];
  const found = [
    slopes(D, () => losses.discriminator(D(real), D(G(z)))),
    slopes(G, () => losses.generator(D(G(again))))
  ];
  [D, G].forEach((player, i) => player.optimiser.applyGradients(found[i]));
};
const whose = "G";
const differs = {D: whose === "D", G: whose === "G"};`,
      "the losses given too": `function stepAtOnce({D, G, real, noise}, losses) {
  const fake = G(noise());
  const later = [];
  const learn = (player, loss) => {
    const {value, grads} = tf.variableGrads(loss, player.weights);
    later.push(() => player.optimiser.applyGradients(grads));
    return value;
  };
  const discriminator = learn(D, () => losses.discriminator(D(real), D(fake)));
  const generator = learn(G, () => losses.generator(D(G(noise()))));
  later.forEach((update) => update());
  return {discriminator, generator};
}
const differs = {D: false, G: true};`
    },
    wrong: {
      "as it was": `function stepAtOnce({D, G, real, noise}, losses) {
  const fake = G(noise());
  descend(D, () => losses.discriminator(D(real), D(fake)));
  descend(G, () => losses.generator(D(G(noise()))));
}
const differs = {D: false, G: true};`,
      "G first": `function stepAtOnce({D, G, real, noise}, losses) {
  descend(G, () => losses.generator(D(G(noise()))));
  const fake = G(noise());
  descend(D, () => losses.discriminator(D(real), D(fake)));
}
const differs = {D: true, G: true};`,
      "the same noise for both": `function stepAtOnce({D, G, real, noise}, losses) {
  const z = noise();
  const ofD = tf.variableGrads(() => losses.discriminator(D(real), D(G(z))), D.weights);
  const ofG = tf.variableGrads(() => losses.generator(D(G(z))), G.weights);
  D.optimiser.applyGradients(ofD.grads);
  G.optimiser.applyGradients(ofG.grads);
}
const differs = {D: false, G: true};`,
      "both differ": `function stepAtOnce({D, G, real, noise}, losses) {
  const fake = G(noise());
  const ofD = tf.variableGrads(() => losses.discriminator(D(real), D(fake)), D.weights);
  const ofG = tf.variableGrads(() => losses.generator(D(G(noise()))), G.weights);
  D.optimiser.applyGradients(ofD.grads);
  G.optimiser.applyGradients(ofG.grads);
}
const differs = {D: true, G: true};`,
      "D's differ": `function stepAtOnce({D, G, real, noise}, losses) {
  const fake = G(noise());
  const ofD = tf.variableGrads(() => losses.discriminator(D(real), D(fake)), D.weights);
  const ofG = tf.variableGrads(() => losses.generator(D(G(noise()))), G.weights);
  D.optimiser.applyGradients(ofD.grads);
  G.optimiser.applyGradients(ofG.grads);
}
const differs = {D: true, G: false};`,
      "one of them twice": `function stepAtOnce({D, G, real, noise}, losses) {
  const fake = G(noise());
  const ofD = tf.variableGrads(() => losses.discriminator(D(real), D(fake)), D.weights);
  const ofG = tf.variableGrads(() => losses.generator(D(G(noise()))), G.weights);
  D.optimiser.applyGradients(ofD.grads);
  G.optimiser.applyGradients(ofG.grads);
  G.optimiser.applyGradients(ofG.grads);
}
const differs = {D: false, G: true};`
    }
  }
};
