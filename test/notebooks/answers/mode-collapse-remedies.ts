import type {ChapterAnswers} from "../exercises.ts";

/** Right and wrong answers to the exercises of Mode collapse on remedies and on telling what is wrong. */
export const remedies: ChapterAnswers = {
  deviation: {
    right: {
      loops: `function deviation(batch: number[][]): number {
  const [examples, values] = [batch.length, batch[0].length];
  let total = 0;
  for (let j = 0; j < values; j++) {
    let [sum, squares] = [0, 0];
    for (let i = 0; i < examples; i++) sum += batch[i][j] / examples;
    for (let i = 0; i < examples; i++) squares += (batch[i][j] - sum) ** 2;
    total += Math.sqrt(squares / examples);
  }
  return total / values;
}`,
      "turned, from all pairs": `const deviation = (batch) => {
  const columns = batch[0].map((_, j) => batch.map((row) => row[j]));
  const n = batch.length;
  const spreads = columns.map((list) => Math.sqrt(list.flatMap((a) => list.map((b) => (a - b) ** 2)).reduce((a, b) => a + b) / 2) / n);
  return spreads.reduce((a, b) => a + b) / spreads.length;
};`,
      "Math.hypot": `const deviation = (batch) => {
  const n = batch.length;
  const middle = batch[0].map((_, j) => batch.reduce((sum, row) => sum + row[j], 0) / n);
  return middle.reduce((sum, m, j) => sum + Math.hypot(...batch.map((row) => row[j] - m)), 0) / Math.sqrt(n) / middle.length;
};`
    },
    wrong: {
      "one fewer": `const deviation = (batch) => {
  const n = batch.length;
  return batch[0].reduce((sum, _, j) => {
    const m = batch.reduce((s, row) => s + row[j], 0) / n;
    return sum + Math.sqrt(batch.reduce((s, row) => s + (row[j] - m) ** 2, 0) / (n - 1));
  }, 0) / batch[0].length;
};`,
      "the variance": `const deviation = (batch) => {
  const n = batch.length;
  return batch[0].reduce((sum, _, j) => {
    const m = batch.reduce((s, row) => s + row[j], 0) / n;
    return sum + batch.reduce((s, row) => s + (row[j] - m) ** 2, 0) / n;
  }, 0) / batch[0].length;
};`,
      "the root at the end": `const deviation = (batch) => {
  const n = batch.length;
  return Math.sqrt(batch[0].reduce((sum, _, j) => {
    const m = batch.reduce((s, row) => s + row[j], 0) / n;
    return sum + batch.reduce((s, row) => s + (row[j] - m) ** 2, 0) / n;
  }, 0) / batch[0].length);
};`,
      "along the examples": `const deviation = (batch) => batch.reduce((sum, row) => {
  const m = row.reduce((a, b) => a + b) / row.length;
  return sum + Math.sqrt(row.reduce((s, value) => s + (value - m) ** 2, 0) / row.length);
}, 0) / batch.length;`,
      "a sum over the values": `const deviation = (batch) => {
  const n = batch.length;
  return batch[0].reduce((sum, _, j) => {
    const m = batch.reduce((s, row) => s + row[j], 0) / n;
    return sum + Math.sqrt(batch.reduce((s, row) => s + (row[j] - m) ** 2, 0) / n);
  }, 0);
};`,
      "all values together": `const deviation = (batch) => {
  const all = batch.flat();
  const m = all.reduce((a, b) => a + b) / all.length;
  return Math.sqrt(all.reduce((s, value) => s + (value - m) ** 2, 0) / all.length);
};`,
      "absolute distances": `const deviation = (batch) => {
  const n = batch.length;
  return batch[0].reduce((sum, _, j) => {
    const m = batch.reduce((s, row) => s + row[j], 0) / n;
    return sum + batch.reduce((s, row) => s + Math.abs(row[j] - m), 0) / n;
  }, 0) / batch[0].length;
};`
    }
  },

  "write-packing": {
    right: {
      "each place by itself, joined along the channels": `function packPictures(pictures, m) {
  const indices = (k) => Array.from({length: pictures.shape[0] / m}, (_, pack) => pack * m + k);
  return tf.concat(Array.from({length: m}, (_, k) => tf.gather(pictures, indices(k))), 3);
}`,
      "one pack after the other": `const packPictures = (pictures, m) => {
  const packs = tf.split(pictures, pictures.shape[0] / m);
  return tf.concat(packs.map((pack) => tf.concat(tf.split(pack, m), 3)));
};`,
      "as columns, turned twice": `function packPictures(pictures, m) {
  const [batch, height, width, channels] = pictures.shape;
  const size = height * width;
  const turned = pictures.reshape([batch / m, m, size, channels]).transpose([0, 2, 1, 3]);
  return turned.reshape([batch / m, height, width, m * channels]);
}`,
      "stacked on a new axis": `function packPictures(pictures, m) {
  const [batch, height, width, channels] = pictures.shape;
  const all = tf.unstack(pictures);
  const packs = [];
  for (let first = 0; first < batch; first += m)
    packs.push(tf.stack(all.slice(first, first + m), 2).reshape([height, width, m * channels]));
  return tf.stack(packs);
}`
    },
    wrong: {
      "cut anew": `const packPictures = (pictures, m) => {
  const [batch, height, width, channels] = pictures.shape;
  return tf.reshape(pictures, [batch / m, height, width, m * channels]);
};`,
      "the pictures of a channel together": `const packPictures = (pictures, m) => {
  const [batch, height, width, channels] = pictures.shape;
  return tf.reshape(tf.transpose(tf.reshape(pictures, [batch / m, m, height, width, channels]), [0, 2, 3, 4, 1]), [batch / m, height, width, m * channels]);
};`,
      "half a batch apart": `const packPictures = (pictures, m) => tf.concat(tf.split(pictures, m), 3);`,
      "side by side": `const packPictures = (pictures, m) => {
  const [batch, height, width, channels] = pictures.shape;
  return tf.reshape(tf.transpose(tf.reshape(pictures, [batch / m, m, height, width, channels]), [0, 2, 1, 3, 4]), [batch / m, height, m * width, channels]);
};`,
      "two at a time": `const packPictures = (pictures) => {
  const [batch, height, width, channels] = pictures.shape;
  return tf.reshape(tf.transpose(tf.reshape(pictures, [batch / 2, 2, height, width, channels]), [0, 2, 3, 1, 4]), [batch / 2, height, width, 2 * channels]);
};`,
      "rows and columns swapped": `const packPictures = (pictures, m) => {
  const [batch, height, width, channels] = pictures.shape;
  return tf.reshape(tf.transpose(tf.reshape(pictures, [batch / m, m, height, width, channels]), [0, 3, 2, 1, 4]), [batch / m, height, width, m * channels]);
};`,
      "a new tensor of the numbers": `const packPictures = (pictures, m) => {
  const packs = [];
  const lists = pictures.arraySync();
  for (let i = 0; i < lists.length; i += m)
    packs.push(lists[i].map((row, y) => row.map((_, x) => lists.slice(i, i + m).flatMap((picture) => picture[y][x]))));
  return tf.tensor4d(packs);
};`
    }
  },

  singular: {
    right: {
      "all ones": `function largest(w: number[][]): number {
  const norm = (x: number[]) => Math.sqrt(x.reduce((sum, value) => sum + value * value, 0));
  let u = w[0].map(() => 1);
  let v: number[] = [];
  for (let round = 0; round < 30; round++) {
    const wu = w.map((row) => row.reduce((sum, value, j) => sum + value * u[j], 0));
    v = wu.map((value) => value / norm(wu));
    const wv = w[0].map((_, j) => w.reduce((sum, row, i) => sum + row[j] * v[i], 0));
    u = wv.map((value) => value / norm(wv));
  }
  return v.reduce((sum, value, i) => sum + value * w[i].reduce((part, one, j) => part + one * u[j], 0), 0);
}`,
      "the first axis, its length at the end": `const largest = (w) => {
  const apply = (m, x) => m.map((row) => row.reduce((sum, value, i) => sum + value * x[i], 0));
  const turned = w[0].map((_, j) => w.map((row) => row[j]));
  let u = w[0].map((_, j) => Number(j === 0));
  let length = 0;
  for (let round = 0; round < 30; round++) {
    const v = apply(w, u);
    const size = Math.hypot(...v);
    const next = apply(turned, v.map((value) => value / size));
    length = Math.hypot(...next);
    u = next.map((value) => value / length);
  }
  return length;
};`,
      "the root of the square's": `const largest = (w) => {
  const square = w[0].map((_, i) => w[0].map((_, j) => w.reduce((sum, row) => sum + row[i] * row[j], 0)));
  let u = w[0].map((_, i) => 1 + 0.1 * i);
  for (let round = 0; round < 30; round++) {
    u = square.map((row) => row.reduce((sum, value, i) => sum + value * u[i], 0));
    const size = Math.hypot(...u);
    u = u.map((value) => value / size);
  }
  return Math.sqrt(Math.hypot(...square.map((row) => row.reduce((sum, value, i) => sum + value * u[i], 0))));
};`,
      chance: `const largest = (w) => {
  let u = w[0].map(() => Math.random());
  const unit = (x) => { const size = Math.hypot(...x); return x.map((value) => value / size); };
  let v;
  for (let i = 0; i < 30; i++) {
    v = unit(w.map((row) => row.reduce((sum, value, j) => sum + value * u[j], 0)));
    u = unit(u.map((_, j) => w.reduce((sum, row, k) => sum + row[j] * v[k], 0)));
  }
  return w.flatMap((row, i) => row.map((value, j) => v[i] * value * u[j])).reduce((a, b) => a + b);
};`
    },
    wrong: {
      "the root of all squares": `const largest = (w) => Math.hypot(...w.flat());`,
      "the longest row": `const largest = (w) => Math.max(...w.map((row) => Math.hypot(...row)));`,
      "the largest number": `const largest = (w) => Math.max(...w.flat().map(Math.abs));`,
      "no rounds": `const largest = (w) => {
  const u = w[0].map(() => 1 / Math.sqrt(w[0].length));
  return Math.hypot(...w.map((row) => row.reduce((sum, value, i) => sum + value * u[i], 0)));
};`,
      "the square": `const largest = (w) => {
  const times = (m, x) => m.map((row) => row.reduce((sum, value, i) => sum + value * x[i], 0));
  const turned = w[0].map((_, j) => w.map((row) => row[j]));
  let u = w[0].map(() => 1);
  let size = 0;
  for (let round = 0; round < 30; round++) { const next = times(turned, times(w, u)); size = Math.hypot(...next); u = next.map((x) => x / size); }
  return size;
};`,
      "without the transpose": `const largest = (w) => {
  const times = (x) => w.map((row) => row.reduce((sum, value, i) => sum + value * (x[i] ?? 0), 0));
  let u = w[0].map(() => 1);
  let size = 0;
  for (let round = 0; round < 60; round++) { const next = times(u); size = Math.hypot(...next); u = next.map((x) => x / size); }
  return size;
};`,
      "one round": `const largest = (w) => {
  const times = (m, x) => m.map((row) => row.reduce((sum, value, i) => sum + value * x[i], 0));
  const turned = w[0].map((_, j) => w.map((row) => row[j]));
  const u = times(turned, times(w, w[0].map((_, i) => 1 / (i + 1))));
  return Math.hypot(...times(w, u)) / Math.hypot(...u);
};`
    }
  },

  diagnose: {
    right: {
      "looked at": `const runs = [];
const diagnoses = ["nothing", "D has won", "collapsed", "G has fooled a poor D"];`,
      "pictures first": `const runs = [
  {d: 0.66, g: 0.78, modes: 8, quality: 0.93},
  {d: 0.0004, g: 9.1, modes: 0, quality: 0},
  {d: 0.64, g: 0.81, modes: 2, quality: 0.97},
  {d: 5.2, g: 0.01, modes: 0, quality: 0}
];
const diagnoses = runs.map((run) => {
  if (run.modes === 0) return run.d < run.g ? "D has won" : "G has fooled a poor D";
  return run.modes < 8 ? "collapsed" : "nothing";
});`,
      "a loop": `const runs = [[0.66, 0.78, 8], [0.0004, 9.1, 0], [0.64, 0.81, 2], [5.2, 0.01, 0]];
const diagnoses: string[] = [];
for (const [d, g, modes] of runs) {
  let verdict = "nothing";
  if (g / d > 10) verdict = "D has won";
  else if (d / g > 10) verdict = "G has fooled a poor D";
  else if (modes <= 4) verdict = "collapsed";
  diagnoses.push(verdict);
}`
    },
    wrong: {
      "by the losses alone": `const runs = [];
const diagnoses = ["nothing", "D has won", "nothing", "G has fooled a poor D"];`,
      "no modes: collapsed": `const runs = [];
const diagnoses = ["nothing", "collapsed", "collapsed", "collapsed"];`,
      "the winners swapped": `const runs = [];
const diagnoses = ["nothing", "G has fooled a poor D", "collapsed", "D has won"];`,
      "three of them": `const runs = [];
const diagnoses = ["nothing", "D has won", "collapsed"];`,
      "other words": `const runs = [];
const diagnoses = ["healthy", "D has won", "collapsed", "G has fooled a poor D"];`
    }
  }
};
