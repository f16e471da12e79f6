/** A pen's path ready for the hand to vary: points that a smooth curve joins, and where it turns sharply instead. */
export interface Skeleton {
  x: number[];
  y: number[];
  corner: boolean[];
}

/** A path as short straight lines: coordinates, and the pen's width at each point relative to its nominal one. */
export interface Path {
  x: number[];
  y: number[];
  width: number[];
}

/**
 * A skeleton from text: points "x,y" between spaces, "!" after one where the pen turns sharply.
 * @throws RangeError for what is not a point, or when there are fewer than two.
 */
export function parseSkeleton(text: string): Skeleton {
  const skeleton: Skeleton = {x: [], y: [], corner: []};
  for (const word of text.trim().split(/\s+/)) {
    const match = /^(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)(!?)$/.exec(word);
    if (!match) throw new RangeError(`a point is "x,y" or "x,y!", got ${JSON.stringify(word)}`);
    skeleton.x.push(Number(match[1]));
    skeleton.y.push(Number(match[2]));
    skeleton.corner.push(match[3] === "!");
  }
  if (skeleton.x.length < 2) throw new RangeError(`a stroke needs two points, got ${JSON.stringify(text)}`);
  return skeleton;
}

/**
 * The curve through a skeleton's points (Catmull–Rom), `steps` short lines for each stretch. At a corner the curve on either
 * side ends as if the stroke did.
 */
export function flatten({x, y, corner}: Skeleton, steps: number): Path {
  const last = x.length - 1;
  const path: Path = {x: [x[0]], y: [y[0]], width: []};
  for (let i = 0; i < last; i++) {
    const before = i === 0 || corner[i] ? i : i - 1;
    const after = i + 1 === last || corner[i + 1] ? i + 1 : i + 2;
    for (let step = 1; step <= steps; step++) {
      const t = step / steps;
      path.x.push(curve(x[before], x[i], x[i + 1], x[after], t));
      path.y.push(curve(y[before], y[i], y[i + 1], y[after], t));
    }
  }
  return path;
}

function curve(a: number, b: number, c: number, d: number, t: number): number {
  return b + (t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))) / 2;
}
