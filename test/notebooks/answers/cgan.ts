import type {ChapterAnswers} from "../exercises.ts";

/** Right and wrong answers to the exercises of CGAN. */
export const answers: ChapterAnswers = {
  "one-hots": {
    right: {
      "rows of zeros": `function hot(labels: number[], classes: number): number[][] {
  const rows: number[][] = [];
  for (const label of labels) {
    if (Math.floor(label) !== label || label < 0 || label > classes - 1) throw new RangeError("no such class");
    const row = new Array(classes).fill(0);
    row[label] = 1;
    rows.push(row);
  }
  return rows;
}`,
      "looked up": `const hot = (labels: number[], classes: number) => {
  const known = Array.from(Array(classes), (_, i) => Array.from(Array(classes), (_, j) => +(i === j)));
  return labels.map((label) => {
    if (!Object.hasOwn(known, label)) throw new RangeError(label + " is none of " + classes);
    return [...known[label]];
  });
};`,
      "all checked first": `function hot(labels, classes) {
  const all = [...Array(classes).keys()];
  const wrong = labels.find((label) => !all.some((k) => k === label));
  if (wrong !== undefined) throw new RangeError("label " + wrong);
  return labels.map((label) => all.map((k) => k === label ? 1 : 0));
}`
    },
    wrong: {
      "nothing is refused": `const hot = (labels, classes) => labels.map((label) => Array.from({length: classes}, (_, k) => Number(k === label)));`,
      "another error": `const hot = (labels, classes) => labels.map((label) => {
  if (!Number.isInteger(label) || label < 0 || label >= classes) throw new Error("label");
  return Array.from({length: classes}, (_, k) => Number(k === label));
});`,
      "one label too many": `const hot = (labels, classes) => labels.map((label) => {
  if (!Number.isInteger(label) || label < 0 || label > classes) throw new RangeError("label");
  return Array.from({length: classes}, (_, k) => Number(k === label));
});`,
      "halves pass": `const hot = (labels, classes) => labels.map((label) => {
  if (!(label >= 0 && label < classes)) throw new RangeError("label");
  return Array.from({length: classes}, (_, k) => Number(k === Math.floor(label)));
});`,
      "NaN passes": `const hot = (labels, classes) => labels.map((label) => {
  if (label < 0 || label >= classes || label % 1 > 0) throw new RangeError("label");
  return Array.from({length: classes}, (_, k) => Number(k === label));
});`,
      "only the first is looked at": `const hot = (labels, classes) => {
  if (labels.length > 0 && (!Number.isInteger(labels[0]) || labels[0] < 0 || labels[0] >= classes)) throw new RangeError("label");
  return labels.map((label) => Array.from({length: classes}, (_, k) => Number(k === label)));
};`,
      "classes counted from 1": `const hot = (labels, classes) => labels.map((label) => {
  if (!Number.isInteger(label) || label < 0 || label >= classes) throw new RangeError("label");
  return Array.from({length: classes}, (_, k) => Number(k + 1 === label));
});`
    }
  },

  project: {
    right: {
      "a loop": `function project(h: number[], w: number[], b: number, rows: number[][], y: number): number {
  let logit = b;
  for (let i = 0; i < h.length; i++) {
    logit += h[i] * w[i];
    logit += h[i] * rows[y][i];
  }
  return logit;
}`,
      "two dot products": `const project = (h, w, b, rows, y) => {
  const dot = (a, c) => a.map((value, i) => value * c[i]).reduce((x, z) => x + z, 0);
  return dot(h, w) + b + dot(rows[y], h);
};`,
      "the row added to the weights": `const project = (h, w, b, rows, y) => {
  const weights = w.map((weight, i) => weight + rows.at(y)[i]);
  return weights.reduce((sum, weight, i) => sum + weight * h[i], 0) + b;
};`
    },
    wrong: {
      "no label": `const project = (h, w, b) => h.reduce((sum, value, i) => sum + value * w[i], b);`,
      "no bias": `const project = (h, w, b, rows, y) => h.reduce((sum, value, i) => sum + value * (w[i] + rows[y][i]), 0);`,
      "the bias twice": `const project = (h, w, b, rows, y) => h.reduce((sum, value, i) => sum + value * w[i], b) + h.reduce((sum, value, i) => sum + value * rows[y][i], b);`,
      "the row alone": `const project = (h, w, b, rows, y) => h.reduce((sum, value, i) => sum + value * rows[y][i], b);`,
      "the row's sum": `const project = (h, w, b, rows, y) => h.reduce((sum, value, i) => sum + value * w[i] + rows[y][i], b);`,
      "weights times the row": `const project = (h, w, b, rows, y) => h.reduce((sum, value, i) => sum + value * w[i] * rows[y][i], b);`,
      "the first row": `const project = (h, w, b, rows, y) => h.reduce((sum, value, i) => sum + value * (w[i] + rows[0][i]), b);`
    }
  },

  "label-cost": {
    right: {
      "with and without": `const added = {
  generator: (latent: number, units: number, classes: number) => (latent + classes) * units - latent * units,
  discriminator: (features: number, classes: number) => features * classes
};`,
      methods: `const added = {
  generator(_latent, units, classes) { return units * classes; },
  discriminator(features, classes) { return classes * features; }
};`,
      "one for both": `const product = (a, b) => a * b;
const added = {generator: (_, units, classes) => product(units, classes), discriminator: product};`
    },
    wrong: {
      "the whole layer": `const added = {generator: (latent, units, classes) => (latent + classes) * units, discriminator: (features, classes) => features * classes};`,
      "the noise for the outputs": `const added = {generator: (latent, units, classes) => latent * classes, discriminator: (features, classes) => features * classes};`,
      "one number a label": `const added = {generator: (latent, units, classes) => classes * units, discriminator: (features, classes) => classes};`,
      "one row for all labels": `const added = {generator: (latent, units, classes) => classes * units, discriminator: (features) => features};`,
      "with biases": `const added = {generator: (latent, units, classes) => classes * units + units, discriminator: (features, classes) => classes * features + classes};`,
      "ten classes": `const added = {generator: (latent, units) => 10 * units, discriminator: (features, classes) => classes * features};`
    }
  },

  "as-asked": {
    right: {
      filters: `const readAsAsked = (asked: number[], seen: number[], classes: number) => {
  const share = (of: number[]) => of.filter((i) => asked[i] === seen[i]).length / of.length;
  const places = [...asked.keys()];
  const labels = [...new Set(asked)];
  const worst = labels.reduce((a, b) =>
    share(places.filter((i) => asked[i] === b)) < share(places.filter((i) => asked[i] === a)) ? b : a);
  return {all: share(places), worst};
};`,
      "the last of several": `function readAsAsked(asked, seen, classes) {
  let [right, worst, least] = [0, -1, Infinity];
  for (let label = 0; label < classes; label++) {
    let [n, good] = [0, 0];
    for (let i = 0; i < asked.length; i++) if (asked[i] === label) { n++; good += Number(seen[i] === label); }
    right += good;
    if (n > 0 && good / n <= least) [worst, least] = [label, good / n];
  }
  return {all: right / asked.length, worst};
}`,
      sorted: `const readAsAsked = (asked, seen, classes) => {
  const tally = new Map();
  asked.forEach((label, i) => {
    const [n, good] = tally.get(label) ?? [0, 0];
    tally.set(label, [n + 1, good + (label === seen[i] ? 1 : 0)]);
  });
  const byShare = [...tally].sort(([, [n, good]], [, [m, well]]) => good / n - well / m);
  return {worst: byShare[0][0], all: [...tally.values()].reduce((sum, [, good]) => sum + good, 0) / asked.length};
};`
    },
    wrong: {
      "the most mistakes": `const readAsAsked = (asked, seen, classes) => {
  const wrong = Array(classes).fill(0);
  asked.forEach((label, i) => { if (seen[i] !== label) wrong[label]++; });
  return {all: 1 - wrong.reduce((a, b) => a + b) / asked.length, worst: wrong.indexOf(Math.max(...wrong))};
};`,
      "nobody asked, and yet the worst": `const readAsAsked = (asked, seen, classes) => {
  const shares = Array.from({length: classes}, (_, k) => {
    const own = asked.filter((label) => label === k).length;
    return own && asked.filter((label, i) => label === k && seen[i] === k).length / own;
  });
  return {all: asked.filter((label, i) => label === seen[i]).length / asked.length, worst: shares.indexOf(Math.min(...shares))};
};`,
      "the mean of the shares": `const readAsAsked = (asked, seen, classes) => {
  const labels = [...new Set(asked)];
  const shares = labels.map((k) => asked.filter((label, i) => label === k && seen[i] === k).length / asked.filter((label) => label === k).length);
  return {all: shares.reduce((a, b) => a + b) / shares.length, worst: labels[shares.indexOf(Math.min(...shares))]};
};`,
      "of those seen": `const readAsAsked = (asked, seen, classes) => {
  const shares = Array.from({length: classes}, (_, k) => {
    const own = seen.filter((label) => label === k).length;
    return own ? asked.filter((label, i) => label === k && seen[i] === k).length / own : Infinity;
  });
  return {all: asked.filter((label, i) => label === seen[i]).length / asked.length, worst: shares.indexOf(Math.min(...shares))};
};`,
      "the best": `const readAsAsked = (asked, seen, classes) => {
  const shares = Array.from({length: classes}, (_, k) => asked.filter((label, i) => label === k && seen[i] === k).length / Math.max(1, asked.filter((label) => label === k).length));
  return {all: asked.filter((label, i) => label === seen[i]).length / asked.length, worst: shares.indexOf(Math.max(...shares))};
};`,
      "the share for the digit": `const readAsAsked = (asked, seen, classes) => {
  const shares = [...new Set(asked)].map((k) => asked.filter((label, i) => label === k && seen[i] === k).length / asked.filter((label) => label === k).length);
  return {all: asked.filter((label, i) => label === seen[i]).length / asked.length, worst: Math.min(...shares)};
};`
    }
  },

  halves: {
    right: {
      "added up": `function mixed(from: number, to: number, t: number, classes: number): number[] {
  const weights = new Array(classes).fill(0);
  weights[from] += 1 - t;
  weights[to] += t;
  return weights;
}`,
      "the case by itself": `const mixed = (from, to, t, classes) => Array.from({length: classes}, (_, k) => {
  if (from === to) return k === from ? 1 : 0;
  if (k === from) return 1 - t;
  return k === to ? t : 0;
});`,
      "between two rows": `const mixed = (from, to, t, classes) => {
  const row = (label) => [...Array(classes).keys()].map((k) => Number(k === label));
  const goal = row(to);
  return row(from).map((weight, k) => weight + t * (goal[k] - weight));
};`
    },
    wrong: {
      "to the same: nothing": `const mixed = (from, to, t, classes) => Array.from({length: classes}, (_, k) => (k === from ? 1 - t : 0) || (k === to ? t : 0));`,
      "from the goal": `const mixed = (from, to, t, classes) => Array.from({length: classes}, (_, k) => (k === from ? t : 0) + (k === to ? 1 - t : 0));`,
      "a step": `const mixed = (from, to, t, classes) => Array.from({length: classes}, (_, k) => Number(k === (t < 0.5 ? from : to)));`,
      "a half": `const mixed = (from, to, t, classes) => Array.from({length: classes}, (_, k) => (k === from ? 0.5 : 0) + (k === to ? 0.5 : 0));`,
      "the sum is off": `const mixed = (from, to, t, classes) => Array.from({length: classes}, (_, k) => (k === from ? 1 : 0) + (k === to ? t : 0));`,
      "all classes between": `const mixed = (from, to, t, classes) => Array.from({length: classes}, (_, k) => Math.max(0, 1 - Math.abs(k - (from + t * (to - from)))));`
    }
  },

  slipped: {
    right: {
      "what becomes wrong": `const slipped = {
  right: (shuffled: number, classes: number) => 1 - shuffled * (classes - 1) / classes,
  shuffled: (right: number, classes: number) => classes * (1 - right) / (classes - 1)
};`,
      methods: `const slipped = {
  right(shuffled, classes) {
    const kept = 1 - shuffled;
    const byLuck = shuffled * (1 / classes);
    return kept + byLuck;
  },
  shuffled(right, classes) { return (right - 1) / (1 / classes - 1); }
};`,
      "a line through two points": `const slipped = {
  right: (s, n) => 1 + s * (1 / n - 1),
  shuffled: (r, n) => {
    const [none, all] = [1, 1 / n];
    return (none - r) / (none - all);
  }
};`
    },
    wrong: {
      "the printed way back": `const slipped = {right: (s, n) => 1 - s + s / n, shuffled: (r, n) => r - 0.05};`,
      "no luck": `const slipped = {right: (s) => 1 - s, shuffled: (r) => 1 - r};`,
      "luck one way only": `const slipped = {right: (s, n) => 1 - s + s / n, shuffled: (r) => 1 - r};`,
      "luck for all": `const slipped = {right: (s, n) => 1 - s + 1 / n, shuffled: (r, n) => 1 - r + 1 / n};`,
      "one class fewer": `const slipped = {right: (s, n) => 1 - s + s / (n - 1), shuffled: (r, n) => (1 - r) / (1 - 1 / (n - 1))};`,
      "ten classes": `const slipped = {right: (s, n) => 1 - s + s / n, shuffled: (r) => (1 - r) / 0.9};`,
      "shares of what is wrong": `const slipped = {right: (s, n) => s - s / n, shuffled: (r, n) => r / (1 - 1 / n)};`
    }
  }
};
