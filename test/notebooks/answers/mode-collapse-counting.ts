import type {ChapterAnswers} from "../exercises.ts";

/** Right and wrong answers to the exercises of Mode collapse that count and judge crowds. */
export const counting: ChapterAnswers = {
  "count-modes": {
    right: {
      loops: `type Place = [number, number];
function count(points: Place[], centres: Place[], radius: number, least: number) {
  const hits = new Map<number, number>();
  let counted = 0;
  for (const point of points) {
    let [best, shortest] = [-1, Infinity];
    for (let i = 0; i < centres.length; i++) {
      const away = Math.sqrt((point[0] - centres[i][0]) ** 2 + (point[1] - centres[i][1]) ** 2);
      if (away < shortest) [best, shortest] = [i, away];
    }
    if (shortest > radius) continue;
    counted++;
    hits.set(best, (hits.get(best) ?? 0) + 1);
  }
  return {quality: counted / points.length, captured: [...hits.values()].filter((n) => n >= least).length};
}`,
      "centre by centre": `const count = (points, centres, radius, least) => {
  const squared = ([x, y], [u, v]) => (x - u) ** 2 + (y - v) ** 2;
  const nearest = points.map((point) => {
    const all = centres.map((centre) => squared(point, centre));
    return all.findIndex((one) => one === Math.min(...all));
  });
  const near = nearest.map((mode, i) => squared(points[i], centres[mode]) <= radius * radius);
  return {
    captured: centres.filter((_, mode) => nearest.filter((one, i) => one === mode && near[i]).length >= least).length,
    quality: near.filter(Boolean).length / points.length
  };
};`,
      sorted: `const count = (points, centres, radius, least) => {
  const owners = points.flatMap(([x, y]) => {
    const [first] = centres.map(([u, v], i) => ({i, away: Math.hypot(x - u, y - v)})).sort((a, b) => a.away - b.away);
    return first.away <= radius ? [first.i] : [];
  });
  return {captured: [...new Set(owners)].filter((i) => owners.filter((one) => one === i).length >= least).length, quality: owners.length / points.length};
};`
    },
    wrong: {
      "every centre in reach": `const count = (points, centres, radius, least) => ({
  captured: centres.filter(([u, v]) => points.filter(([x, y]) => Math.hypot(x - u, y - v) <= radius).length >= least).length,
  quality: points.filter(([x, y]) => centres.some(([u, v]) => Math.hypot(x - u, y - v) <= radius)).length / points.length
});`,
      "the edge does not belong": `const count = (points, centres, radius, least) => {
  const hits = centres.map(() => 0);
  for (const [x, y] of points) {
    const away = centres.map(([u, v]) => Math.hypot(x - u, y - v));
    if (Math.min(...away) < radius) hits[away.indexOf(Math.min(...away))]++;
  }
  return {captured: hits.filter((n) => n >= least).length, quality: hits.reduce((a, b) => a + b) / points.length};
};`,
      "one more than least": `const count = (points, centres, radius, least) => {
  const hits = centres.map(() => 0);
  for (const [x, y] of points) {
    const away = centres.map(([u, v]) => Math.hypot(x - u, y - v));
    if (Math.min(...away) <= radius) hits[away.indexOf(Math.min(...away))]++;
  }
  return {captured: hits.filter((n) => n > least).length, quality: hits.reduce((a, b) => a + b) / points.length};
};`,
      "captured ones only": `const count = (points, centres, radius, least) => {
  const hits = centres.map(() => 0);
  for (const [x, y] of points) {
    const away = centres.map(([u, v]) => Math.hypot(x - u, y - v));
    if (Math.min(...away) <= radius) hits[away.indexOf(Math.min(...away))]++;
  }
  const enough = hits.filter((n) => n >= least);
  return {captured: enough.length, quality: enough.reduce((a, b) => a + b, 0) / points.length};
};`,
      "the first in reach": `const count = (points, centres, radius, least) => {
  const hits = centres.map(() => 0);
  for (const [x, y] of points) {
    const mode = centres.findIndex(([u, v]) => Math.hypot(x - u, y - v) <= radius);
    if (mode >= 0) hits[mode]++;
  }
  return {captured: hits.filter((n) => n >= least).length, quality: hits.reduce((a, b) => a + b) / points.length};
};`,
      "squares for distances": `const count = (points, centres, radius, least) => {
  const hits = centres.map(() => 0);
  for (const [x, y] of points) {
    const away = centres.map(([u, v]) => (x - u) ** 2 + (y - v) ** 2);
    if (Math.min(...away) <= radius) hits[away.indexOf(Math.min(...away))]++;
  }
  return {captured: hits.filter((n) => n >= least).length, quality: hits.reduce((a, b) => a + b) / points.length};
};`,
      "any distance": `const count = (points, centres, radius, least) => {
  const hits = centres.map(() => 0);
  for (const [x, y] of points) {
    const away = centres.map(([u, v]) => Math.hypot(x - u, y - v));
    hits[away.indexOf(Math.min(...away))]++;
  }
  return {captured: hits.filter((n) => n >= least).length, quality: 1};
};`
    }
  },

  evenness: {
    right: {
      "a loop": `function klToEven(counts: number[]): number {
  let total = 0;
  for (const count of counts) total += count;
  let divergence = 0;
  for (const count of counts) {
    if (count > 0) divergence += (count / total) * (Math.log(count) + Math.log(counts.length) - Math.log(total));
  }
  return divergence;
}`,
      "by the entropy": `const klToEven = (counts) => {
  const shares = counts.map((count) => count / counts.reduce((a, b) => a + b));
  return Math.log(counts.length) + shares.filter((p) => p).map((p) => p * Math.log(p)).reduce((a, b) => a + b, 0);
};`,
      "0 times −∞ is NaN": `const klToEven = (counts) => {
  const total = counts.reduce((a, b) => a + b);
  return counts.map((count) => count / total * Math.log(count / total * counts.length) || 0).reduce((a, b) => a + b);
};`
    },
    wrong: {
      "NaN for an empty mode": `const klToEven = (counts) => {
  const total = counts.reduce((a, b) => a + b);
  return counts.reduce((sum, n) => sum + n / total * Math.log(n / total * counts.length), 0);
};`,
      "modes with hits alone": `const klToEven = (counts) => {
  const hit = counts.filter((n) => n > 0);
  const total = hit.reduce((a, b) => a + b);
  return hit.reduce((sum, n) => sum + n / total * Math.log(n / total * hit.length), 0);
};`,
      "in bits": `const klToEven = (counts) => {
  const total = counts.reduce((a, b) => a + b);
  return counts.reduce((sum, n) => n ? sum + n / total * Math.log2(n / total * counts.length) : sum, 0);
};`,
      "the entropy": `const klToEven = (counts) => {
  const total = counts.reduce((a, b) => a + b);
  return counts.reduce((sum, n) => n ? sum - n / total * Math.log(n / total) : sum, 0);
};`,
      "the other way round": `const klToEven = (counts) => {
  const total = counts.reduce((a, b) => a + b);
  return counts.reduce((sum, n) => n ? sum - Math.log(n / total * counts.length) / counts.length : sum, 0);
};`,
      "the printed cases": `const klToEven = (counts) => Math.log(counts.length / counts.filter((n) => n > 0).length);`
    }
  },

  "see-it-yourself": {
    right: {
      "what goes wrong": `const rightShare = (modes: number, pack: number) => 1 - 0.5 * (1 / modes) ** (pack - 1);`,
      "drawn one after the other": `function rightShare(modes: number, pack: number): number {
  let same = 1;
  for (let i = 1; i < pack; i++) same /= modes;
  return (1 + (1 - same)) / 2;
}`,
      "all modes added": `const rightShare = (modes, pack) => {
  const allOfOne = modes * Math.pow(1 / modes, pack);
  const [onFakes, onReals] = [1, 1 - allOfOne];
  return 0.5 * onFakes + 0.5 * onReals;
};`
    },
    wrong: {
      "all of a given mode": `const rightShare = (modes, pack) => 1 - 0.5 * modes ** -pack;`,
      "real packs alone": `const rightShare = (modes, pack) => 1 - modes ** -(pack - 1);`,
      "packs of two": `const rightShare = (modes, pack) => pack === 1 ? 0.5 : 1 - 0.5 / modes;`,
      "eight modes": `const rightShare = (modes, pack) => 1 - 0.5 * 8 ** -(pack - 1);`,
      "no two alike": `const rightShare = (modes, pack) => {
  let different = 1;
  for (let i = 0; i < pack; i++) different *= (modes - i) / modes;
  return 0.5 + 0.5 * different;
};`,
      "the mistakes": `const rightShare = (modes, pack) => 0.5 * modes ** -(pack - 1);`,
      "a half more for each": `const rightShare = (modes, pack) => 0.5 + 0.5 * (1 - 1 / (modes * (pack - 1)));`
    }
  }
};
