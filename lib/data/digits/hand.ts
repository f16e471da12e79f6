import type {Random} from "../../random.ts";

/** How one digit of one writer differs from the copybook. Lengths are in hundredths of the copybook's square. */
export interface Hand {
  /** Standard deviation of each point's own displacement. */
  jitter: number;
  /** How far x moves for each unit of height: positive leans right. */
  slant: number;
  /** Radians, clockwise. */
  rotation: number;
  /** Width over height, relative to the copybook. */
  aspect: number;
  /** −0.6…0.6: what share of the height the upper part takes; positive makes it larger. */
  balance: number;
  /** How much wider the foot is than the head, as a share. */
  taper: number;
  /** Sideways bend of the whole digit. */
  bow: number;
  /** Waves of the elastic deformation: [amplitude, frequency across, frequency down, phase], two for x, then two for y. */
  waves: [amplitude: number, across: number, down: number, phase: number][];
  /** Pen's diameter in pixels of the 28 × 28 picture. */
  pen: number;
  /** How much the pen's width changes along a stroke, as a share. */
  pressure: number;
  /** Pixels over which ink fades into paper. */
  softness: number;
}

/**
 * Draws a hand. The pen's width follows what MNIST's digits show: 2.5 pixels in the middle, a twentieth of them below 1.6, a
 * twentieth above 4. So do the slant, to the right with a wide spread, and the softness of the edges.
 */
export function drawHand(random: Random): Hand {
  const wave = (): [number, number, number, number] => [
    random.normal(0, 2.5),
    random.uniform(-0.07, 0.07),
    random.uniform(-0.07, 0.07),
    random.uniform(0, 2 * Math.PI)
  ];
  return {
    jitter: random.uniform(1.5, 6.5),
    slant: random.normal(0.16, 0.24),
    rotation: random.normal(0, 0.14),
    aspect: Math.exp(random.normal(0, 0.24)),
    balance: clamp(random.normal(0, 0.3), -0.6, 0.6),
    taper: random.normal(0, 0.2),
    bow: random.normal(0, 8),
    waves: [wave(), wave(), wave(), wave()],
    pen: clamp(Math.exp(random.normal(Math.log(2.5), 0.3)), 1.2, 7),
    pressure: random.uniform(0, 0.25),
    softness: random.uniform(0.9, 1.5)
  };
}

/** A stroke as this hand writes it: points displaced, joined by curves, the whole deformed; still in hundredths. */
export function writeStroke(skeleton: Skeleton, hand: Hand, random: Random): Path {
  const moved: Skeleton = {...skeleton, x: [...skeleton.x], y: [...skeleton.y]};
  const dx = random.normal(0, hand.jitter / 2);
  const dy = random.normal(0, hand.jitter / 2);
  for (let i = 0; i < moved.x.length; i++) {
    moved.x[i] += dx + random.normal(0, hand.jitter);
    moved.y[i] += dy + random.normal(0, hand.jitter);
  }
  const path = flatten(moved, moved.x.length > 8 ? 4 : 6);
  const beat = random.uniform(0.05, 0.4);
  const phase = random.uniform(0, 2 * Math.PI);
  for (let i = 0; i < path.x.length; i++) {
    deform(path, i, hand);
    path.width.push(1 + hand.pressure * Math.sin(beat * i + phase));
  }
  return path;
}

function deform(path: Path, i: number, hand: Hand): void {
  let x = path.x[i];
  let y = path.y[i];
  const [a, b, c, d] = hand.waves;
  const shiftX = swing(a, x, y) + swing(b, x, y);
  const shiftY = swing(c, x, y) + swing(d, x, y);
  x += shiftX - 50;
  y += shiftY;
  const height = clamp(y / 100, 0, 1);
  y += 100 * hand.balance * height * (1 - height) - 50;
  x = x * (1 + hand.taper * (2 * height - 1)) * hand.aspect + hand.bow * (4 * height * (1 - height) - 0.5);
  x -= hand.slant * y;
  const cos = Math.cos(hand.rotation);
  const sin = Math.sin(hand.rotation);
  path.x[i] = x * cos - y * sin;
  path.y[i] = x * sin + y * cos;
}

function swing([amplitude, across, down, phase]: Hand["waves"][number], x: number, y: number): number {
  return amplitude * Math.sin(across * x + down * y + phase);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

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
