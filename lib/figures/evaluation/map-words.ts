/** Points [n, 2] of a map, with the class and the origin of each. */
export interface MapPoints {
  points: ArrayLike<number>;
  classes: ArrayLike<number>;
  /** 1 for generated samples, 0 for real ones. */
  generated: ArrayLike<number>;
}

/**
 * How mixed two origins are on a map: of each generated point's nearest neighbours, the share that is generated too, beside the share
 * that would be expected if the origins were mixed. Null when there are fewer than two of each.
 */
export function mixing({points, generated}: MapPoints, neighbours = 10): {share: number; expected: number} | null {
  const count = generated.length;
  const own = Array.from({length: count}, (_, i) => i).filter((i) => generated[i]);
  if (own.length < 2 || count - own.length < 2) return null;
  const k = Math.min(neighbours, count - 1);
  let same = 0;
  const near = new Float64Array(k);
  const who = new Uint8Array(k);
  for (const i of own) {
    near.fill(Infinity);
    for (let j = 0; j < count; j++) {
      if (j === i) continue;
      const d = (points[2 * i] - points[2 * j]) ** 2 + (points[2 * i + 1] - points[2 * j + 1]) ** 2;
      if (d >= near[k - 1]) continue;
      let at = k - 1;
      for (; at > 0 && d < near[at - 1]; at--) {
        near[at] = near[at - 1];
        who[at] = who[at - 1];
      }
      near[at] = d;
      who[at] = generated[j];
    }
    for (let n = 0; n < k; n++) same += who[n];
  }
  return {share: same / (k * own.length), expected: (own.length - 1) / (count - 1)};
}

/** The middle of each class: the median of its points, [x, y]; null for a class without points. */
export function classCentres({points, classes}: MapPoints, count = 10): ([number, number] | null)[] {
  return Array.from({length: count}, (_, label) => {
    const own = Array.from({length: classes.length}, (_, i) => i).filter((i) => classes[i] === label);
    if (own.length === 0) return null;
    const median = (axis: 0 | 1): number => own.map((i) => points[2 * i + axis]).sort((a, b) => a - b)[own.length >> 1];
    return [median(0), median(1)];
  });
}

/** The nearest point that lies in a direction from one: within 45 degrees of it. −1 when there is none. */
export function neighbourTowards({points}: Pick<MapPoints, "points">, from: number, dx: number, dy: number): number {
  let best = -1;
  let distance = Infinity;
  for (let i = 0; i < points.length / 2; i++) {
    const [x, y] = [points[2 * i] - points[2 * from], points[2 * i + 1] - points[2 * from + 1]];
    const along = x * dx + y * dy;
    const aside = Math.abs(x * dy - y * dx);
    const d = x * x + y * y;
    if (i !== from && along > 0 && aside <= along && d < distance) [best, distance] = [i, d];
  }
  return best;
}
