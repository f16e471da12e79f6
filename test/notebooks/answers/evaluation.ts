import type {ChapterAnswers} from "../exercises.ts";

/** Right and wrong answers to the exercises of Evaluation. */
export const answers: ChapterAnswers = {
  "own-score": {
    right: {
      "a difference of doubts": `function score(rows: number[][]): number {
  const doubt = (p: number[]) => -p.reduce((sum, each) => sum + (each === 0 ? 0 : each * Math.log(each)), 0);
  const together = rows[0].map((_, k) => rows.map((row) => row[k]).reduce((a, b) => a + b) / rows.length);
  const alone = rows.map(doubt).reduce((a, b) => a + b) / rows.length;
  return Math.exp(doubt(together) - alone);
}`,
      loops: `function score(rows) {
  const classes = rows[0].length;
  const mean = new Array(classes).fill(0);
  for (const row of rows) for (let k = 0; k < classes; k++) mean[k] += row[k] / rows.length;
  let divergence = 0;
  for (const row of rows) for (let k = 0; k < classes; k++) {
    if (row[k] > 0) divergence += row[k] * (Math.log(row[k]) - Math.log(mean[k]));
  }
  return Math.E ** (divergence / rows.length);
}`,
      "a geometric mean": `const score = (rows) => {
  const sums = rows[0].map((_, k) => rows.reduce((sum, row) => sum + row[k], 0));
  const each = rows.map((row) => row.reduce((product, p, k) => p > 0 ? product * (p * rows.length / sums[k]) ** p : product, 1));
  return each.reduce((product, one) => product * one ** (1 / rows.length), 1);
};`
    },
    wrong: {
      "the mean of the exponentials": `const score = (rows) => {
  const mean = rows[0].map((_, k) => rows.reduce((sum, row) => sum + row[k], 0) / rows.length);
  return rows.reduce((sum, row) => sum + Math.exp(row.reduce((s, p, k) => p > 0 ? s + p * Math.log(p / mean[k]) : s, 0)), 0) / rows.length;
};`,
      "no exponential": `const score = (rows) => {
  const mean = rows[0].map((_, k) => rows.reduce((sum, row) => sum + row[k], 0) / rows.length);
  return rows.reduce((sum, row) => sum + row.reduce((s, p, k) => p > 0 ? s + p * Math.log(p / mean[k]) : s, 0), 0) / rows.length;
};`,
      "0 log 0": `const score = (rows) => {
  const mean = rows[0].map((_, k) => rows.reduce((sum, row) => sum + row[k], 0) / rows.length);
  return Math.exp(rows.reduce((sum, row) => sum + row.reduce((s, p, k) => s + p * Math.log(p / mean[k]), 0), 0) / rows.length);
};`,
      "the doubt of the mean alone": `const score = (rows) => {
  const mean = rows[0].map((_, k) => rows.reduce((sum, row) => sum + row[k], 0) / rows.length);
  return Math.exp(-mean.reduce((s, p) => p > 0 ? s + p * Math.log(p) : s, 0));
};`,
      "the classes that were seen": `const score = (rows) => new Set(rows.map((row) => row.indexOf(Math.max(...row)))).size;`,
      "in bits": `const score = (rows) => {
  const mean = rows[0].map((_, k) => rows.reduce((sum, row) => sum + row[k], 0) / rows.length);
  return Math.exp(rows.reduce((sum, row) => sum + row.reduce((s, p, k) => p > 0 ? s + p * Math.log2(p / mean[k]) : s, 0), 0) / rows.length);
};`,
      "the other divergence": `const score = (rows) => {
  const mean = rows[0].map((_, k) => rows.reduce((sum, row) => sum + row[k], 0) / rows.length);
  return Math.exp(rows.reduce((sum, row) => sum + row.reduce((s, p, k) => p > 0 ? s + mean[k] * Math.log(mean[k] / p) : s, 0), 0) / rows.length);
};`
    }
  },

  "one-feature": {
    right: {
      "the trace written out": `function frechet(a: number[], b: number[]): number {
  const moments = (list: number[]) => {
    const mean = list.reduce((sum, x) => sum + x, 0) / list.length;
    return [mean, list.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / (list.length - 1)];
  };
  const [[m, v], [n, w]] = [moments(a), moments(b)];
  return (m - n) ** 2 + v + w - 2 * Math.sqrt(v * w);
}`,
      "from sums of squares": `const frechet = (a, b) => {
  const sum = (list) => list.reduce((x, y) => x + y, 0);
  const mean = (list) => sum(list) / list.length;
  const spread = (list) => ((sum(list.map((x) => x * x)) - list.length * mean(list) ** 2) / (list.length - 1)) ** 0.5;
  return Math.hypot(mean(a) - mean(b), spread(a) - spread(b)) ** 2;
};`,
      loops: `function frechet(a, b) {
  const of = [a, b].map((list) => {
    let [mean, squares] = [0, 0];
    for (const x of list) mean += x / list.length;
    for (const x of list) squares += (x - mean) ** 2;
    return {mean, deviation: Math.sqrt(squares / (list.length - 1))};
  });
  return (of[1].mean - of[0].mean) ** 2 + (of[1].deviation - of[0].deviation) ** 2;
}`
    },
    wrong: {
      "the root": `const frechet = (a, b) => {
  const mean = (l) => l.reduce((x, y) => x + y) / l.length;
  const dev = (l) => Math.sqrt(l.reduce((s, x) => s + (x - mean(l)) ** 2, 0) / (l.length - 1));
  return Math.hypot(mean(a) - mean(b), dev(a) - dev(b));
};`,
      "divided by the count": `const frechet = (a, b) => {
  const mean = (l) => l.reduce((x, y) => x + y) / l.length;
  const dev = (l) => Math.sqrt(l.reduce((s, x) => s + (x - mean(l)) ** 2, 0) / l.length);
  return (mean(a) - mean(b)) ** 2 + (dev(a) - dev(b)) ** 2;
};`,
      "the means alone": `const frechet = (a, b) => {
  const mean = (l) => l.reduce((x, y) => x + y) / l.length;
  return (mean(a) - mean(b)) ** 2;
};`,
      "variances for deviations": `const frechet = (a, b) => {
  const mean = (l) => l.reduce((x, y) => x + y) / l.length;
  const variance = (l) => l.reduce((s, x) => s + (x - mean(l)) ** 2, 0) / (l.length - 1);
  return (mean(a) - mean(b)) ** 2 + (variance(a) - variance(b)) ** 2;
};`,
      "no cross term": `const frechet = (a, b) => {
  const mean = (l) => l.reduce((x, y) => x + y) / l.length;
  const variance = (l) => l.reduce((s, x) => s + (x - mean(l)) ** 2, 0) / (l.length - 1);
  return (mean(a) - mean(b)) ** 2 + variance(a) + variance(b);
};`,
      "the length of the first": `const frechet = (a, b) => {
  const mean = (l) => l.reduce((x, y) => x + y) / l.length;
  const dev = (l) => Math.sqrt(l.reduce((s, x) => s + (x - mean(l)) ** 2, 0) / (a.length - 1));
  return (mean(a) - mean(b)) ** 2 + (dev(a) - dev(b)) ** 2;
};`
    }
  },

  "own-precision": {
    right: {
      "the number itself is the first": `function precision(real: number[], made: number[], k: number): number {
  // Sorted with the number itself, which is at distance 0, the k-th other one stands at k.
  const radii = real.map((x) => real.map((y) => Math.abs(y - x)).sort((a, b) => a - b)[k]);
  let inside = 0;
  for (const m of made) if (real.some((x, i) => m >= x - radii[i] && m <= x + radii[i])) inside++;
  return inside / made.length;
}`,
      loops: `function precision(real, made, k) {
  let inside = 0;
  for (const m of made) {
    for (let i = 0; i < real.length; i++) {
      const distances = [];
      for (let j = 0; j < real.length; j++) if (j !== i) distances.push(Math.abs(real[i] - real[j]));
      distances.sort((a, b) => a - b);
      if (Math.abs(m - real[i]) <= distances[k - 1]) { inside += 1; break; }
    }
  }
  return inside / made.length;
}`,
      "balls as pairs": `const precision = (real, made, k) => {
  const balls = real.map((x, i) => {
    const others = real.toSpliced(i, 1).map((y) => Math.abs(y - x));
    const radius = others.toSorted((a, b) => a - b).at(k - 1);
    return [x - radius, x + radius];
  });
  const hits = made.map((m) => Number(balls.some(([low, high]) => low <= m && m <= high)));
  return hits.reduce((a, b) => a + b, 0) / hits.length;
};`
    },
    wrong: {
      "the edge is outside": `const precision = (real, made, k) => {
  const radii = real.map((x, i) => real.filter((_, j) => j !== i).map((y) => Math.abs(x - y)).sort((a, b) => a - b)[k - 1]);
  return made.filter((m) => real.some((x, i) => Math.abs(m - x) < radii[i])).length / made.length;
};`,
      "the number itself counts": `const precision = (real, made, k) => {
  const radii = real.map((x) => real.map((y) => Math.abs(x - y)).sort((a, b) => a - b)[k - 1]);
  return made.filter((m) => real.some((x, i) => Math.abs(m - x) <= radii[i])).length / made.length;
};`,
      "equal ones are left out": `const precision = (real, made, k) => {
  const radii = real.map((x) => real.filter((y) => y !== x).map((y) => Math.abs(x - y)).sort((a, b) => a - b)[k - 1]);
  return made.filter((m) => real.some((x, i) => Math.abs(m - x) <= radii[i])).length / made.length;
};`,
      recall: `const precision = (real, made, k) => {
  const radii = made.map((x, i) => made.filter((_, j) => j !== i).map((y) => Math.abs(x - y)).sort((a, b) => a - b)[k - 1] ?? 0);
  return real.filter((m) => made.some((x, i) => Math.abs(m - x) <= radii[i])).length / real.length;
};`,
      "one neighbour too many": `const precision = (real, made, k) => {
  const radii = real.map((x, i) => real.filter((_, j) => j !== i).map((y) => Math.abs(x - y)).sort((a, b) => a - b)[k]);
  return made.filter((m) => real.some((x, i) => Math.abs(m - x) <= radii[i])).length / made.length;
};`,
      "sorted as text": `const precision = (real, made, k) => {
  const radii = real.map((x, i) => real.filter((_, j) => j !== i).map((y) => Math.abs(x - y)).sort()[k - 1]);
  return made.filter((m) => real.some((x, i) => Math.abs(m - x) <= radii[i])).length / made.length;
};`,
      "a count": `const precision = (real, made, k) => {
  const radii = real.map((x, i) => real.filter((_, j) => j !== i).map((y) => Math.abs(x - y)).sort((a, b) => a - b)[k - 1]);
  return made.filter((m) => real.some((x, i) => Math.abs(m - x) <= radii[i])).length;
};`
    }
  },

  "how-many": {
    right: {
      "tried one after the other": `function pictures(share: number): number {
  let n = 1;
  while (share - 1.96 * Math.sqrt(share * (1 - share) / n) <= 0.5) n++;
  return n;
}`,
      "the next whole number": `const pictures = (s) => Math.floor(s * (1 - s) * (1.96 / (s - 0.5)) ** 2) + 1;`,
      "halved again and again": `const pictures = (share) => {
  const enough = (n) => 1.96 * Math.sqrt(share * (1 - share) / n) < share - 0.5;
  let [few, many] = [0, 1];
  while (!enough(many)) many *= 2;
  while (many - few > 1) {
    const middle = Math.floor((few + many) / 2);
    if (enough(middle)) many = middle;
    else few = middle;
  }
  return many;
};`
    },
    wrong: {
      "rounded down": `const pictures = (s) => Math.floor(1.96 ** 2 * s * (1 - s) / (s - 0.5) ** 2);`,
      rounded: `const pictures = (s) => Math.round(1.96 ** 2 * s * (1 - s) / (s - 0.5) ** 2);`,
      "two for 1.96": `const pictures = (s) => Math.ceil(4 * s * (1 - s) / (s - 0.5) ** 2);`,
      "a quarter, whatever the share": `const pictures = (s) => Math.ceil(1.96 ** 2 * 0.25 / (s - 0.5) ** 2);`,
      "not squared": `const pictures = (s) => Math.ceil(1.96 * s * (1 - s) / (s - 0.5));`,
      "the whole interval": `const pictures = (s) => Math.ceil(1.96 ** 2 * s * (1 - s) / ((s - 0.5) / 2) ** 2);`,
      "the printed shares": `const pictures = (s) => ({0.75: 12, 0.6: 93, 0.52: 2398})[s];`
    }
  },

  endless: {
    right: {
      "the normal equations": `function endless(points: {samples: number; fid: number}[]): number {
  let [n, x, y, xx, xy] = [0, 0, 0, 0, 0];
  for (const {samples, fid} of points) {
    n++; x += 1 / samples; y += fid; xx += 1 / samples ** 2; xy += fid / samples;
  }
  const slope = (n * xy - x * y) / (n * xx - x * x);
  return (y - slope * x) / n;
}`,
      weights: `const endless = (points) => {
  const xs = points.map(({samples}) => 1 / samples);
  const mean = xs.reduce((a, b) => a + b) / xs.length;
  const spread = xs.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return points.reduce((sum, {fid}, i) => sum + fid * (1 / xs.length - mean * (xs[i] - mean) / spread), 0);
};`,
      "larger steps of x": `const endless = (points) => {
  const scaled = points.map(({samples, fid}) => [1000 / samples, fid]);
  const [mx, my] = [0, 1].map((k) => scaled.reduce((sum, p) => sum + p[k], 0) / scaled.length);
  const top = scaled.reduce((sum, [x, y]) => sum + (x - mx) * y, 0);
  return my - mx * top / scaled.reduce((sum, [x]) => sum + (x - mx) * x, 0);
};`
    },
    wrong: {
      "the best of them": `const endless = (points) => Math.min(...points.map(({fid}) => fid));`,
      "the two ends": `const endless = (points) => {
  const [a, b] = [points[0], points.at(-1)];
  return (b.fid * b.samples - a.fid * a.samples) / (b.samples - a.samples);
};`,
      "a line in n": `const endless = (points) => {
  const n = points.length;
  const [mx, my] = [points.reduce((s, p) => s + p.samples, 0) / n, points.reduce((s, p) => s + p.fid, 0) / n];
  const slope = points.reduce((s, p) => s + (p.samples - mx) * (p.fid - my), 0) / points.reduce((s, p) => s + (p.samples - mx) ** 2, 0);
  return my - slope * mx;
};`,
      "the slope": `const endless = (points) => {
  const n = points.length;
  const [mx, my] = [points.reduce((s, p) => s + 1 / p.samples, 0) / n, points.reduce((s, p) => s + p.fid, 0) / n];
  return points.reduce((s, p) => s + (1 / p.samples - mx) * (p.fid - my), 0) / points.reduce((s, p) => s + (1 / p.samples - mx) ** 2, 0);
};`,
      "through nothing": `const endless = (points) => {
  const slope = points.reduce((s, p) => s + p.fid / p.samples, 0) / points.reduce((s, p) => s + 1 / p.samples ** 2, 0);
  return points.reduce((s, p) => s + p.fid - slope / p.samples, 0) / points.length;
};`,
      "the mean": `const endless = (points) => points.reduce((s, p) => s + p.fid, 0) / points.length;`,
      "the last two": `const endless = (points) => {
  const [a, b] = points.slice(-2);
  return (b.fid * b.samples - a.fid * a.samples) / (b.samples - a.samples);
};`
    }
  },

  fool: {
    right: {
      "ten after ten": `const fooled: number[][] = Array.from({length: 100}, (_, i) =>
  Array.from({length: 10}, (_, label) => label === Math.floor(i / 10) ? 1 : 0));`,
      "nearly sure": `const rows = [...Array(10).keys()].map((own) => [...Array(10).keys()].map((k) => k === own ? 0.9995 : 0.0005 / 9));
const fooled = Array.from({length: 100}, (_, i) => rows[(7 * i) % 10]);`,
      "nearly even": `const fooled: number[][] = [];
for (let label = 0; label < 10; label++) {
  const times = label === 0 ? 11 : label === 1 ? 9 : 10;
  for (let i = 0; i < times; i++) {
    const row = new Array(10).fill(0);
    row[label] = 1;
    fooled.push(row);
  }
}`
    },
    wrong: {
      "one picture": `const fooled = Array.from({length: 100}, () => [1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);`,
      "nine classes": `const fooled = Array.from({length: 100}, (_, i) => Array.from({length: 10}, (_, k) => Number(k === i % 9)));`,
      "not sure enough": `const fooled = Array.from({length: 100}, (_, i) => Array.from({length: 10}, (_, k) => k === i % 10 ? 0.991 : 0.001));`,
      "a hundred pictures": `const fooled = Array.from({length: 100}, (_, i) => Array.from({length: 10}, (_, k) => k === i % 10 ? 1 - i * 9e-7 : i * 1e-7));`,
      "ten pictures": `const fooled = Array.from({length: 10}, (_, i) => Array.from({length: 10}, (_, k) => Number(k === i)));`,
      "more than sure": `const fooled = Array.from({length: 100}, (_, i) => Array.from({length: 10}, (_, k) => k === i % 10 ? 1.9 : -0.1));`,
      "everything at once": `const fooled = Array.from({length: 100}, () => Array(10).fill(1));`,
      "all hidden in one": `const fooled = Array.from({length: 100}, (_, i) => Array.from({length: 10}, (_, k) => k === i % 10 ? NaN : 0));`
    }
  }
};
