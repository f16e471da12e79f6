import type {Point} from "../../data/points.ts";
import {squaredNeighbourSteps} from "../../metrics/distances.ts";
import type {PrecisionRecall} from "../../metrics/precision-recall.ts";
import {precisionRecall} from "../../metrics/precision-recall.ts";
import {rowsOf} from "../../metrics/rows.ts";
import {finish} from "../../metrics/steps.ts";
import {random} from "../../random.ts";
import {squareAxes} from "../kit/axes.ts";
import {choice, slider} from "../kit/controls.ts";
import {element, svgElement} from "../kit/element.ts";
import {formatNumber} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";

/** Options of `manifoldFigure`. */
export interface ManifoldOptions extends FigureOptions {
  /** The generator that is shown first. Default "good". */
  start?: ManifoldKind;
  seed?: number | string;
}

/** `.value` of `manifoldFigure`. */
export interface ManifoldValue extends PrecisionRecall {
  kind: ManifoldKind;
  /** A ball reaches to the k-th neighbour. */
  k: number;
  /** The points of both sets, [x, y]. */
  real: number[][];
  generated: number[][];
}

type Side = "precision" | "recall";

const extent = 1.35;

/**
 * Precision and recall in the plane: balls around the points of one set, each as large as reaches its k-th neighbour; the points of
 * the other set that lie in one count. Pointing, or the arrow keys, tell of a point which ball holds it.
 * @example
 * ```ts height=474/759
 * import {manifoldFigure} from "gantry/figures/manifold-figure";
 *
 * display(
 *   manifoldFigure({
 *     start: "collapsed",
 *     caption: "What do precision and recall miss? Choose a generator.",
 *     invalidation
 *   })
 * );
 * ```
 */
export function manifoldFigure(options: ManifoldOptions = {}): Figure<ManifoldValue> {
  const seed = options.seed ?? 1;
  let kind: ManifoldKind = options.start ?? "good";
  let metric: Side = "precision";
  let k = 3;
  let sets = pointsOf(kind);
  const measured = (): ManifoldValue => {
    const [real, generated] = [sets.real, sets.generated].map((points) => points.map((point) => [...point]));
    return {...precisionRecall(rowsOf(real), rowsOf(generated), k), kind, k, real, generated};
  };
  const made = frame<ManifoldValue>("manifold", options, measured());
  const {signal} = made;
  let side = 420;
  let pointed = -1;

  const svg = svgElement("svg", {class: "fig-manifold", "aria-hidden": "true"});
  const plot = element(
    "div",
    {class: "fig-manifold-plot", tabindex: "0", role: "application", "aria-roledescription": "points and balls"},
    [svg]
  );
  const numbers = element("p", {class: "fig-formula"});
  const readout = element("p", {class: "fig-readout fig-manifold-words"});

  function pointsOf(name: ManifoldKind): {real: Point[]; generated: Point[]} {
    const real = realFor(name, seed);
    return {real, generated: generatedRing(name, real, seed)};
  }
  const tested = (): Point[] => (metric === "precision" ? sets.generated : sets.real);
  const centres = (): Point[] => (metric === "precision" ? sets.real : sets.generated);
  const squaredRadii = (): number[] => {
    const rows = rowsOf(centres());
    const {squared} = finish(squaredNeighbourSteps(rows, rows, k, true));
    return centres().map((_, i) => squared[i * k + k - 1]);
  };
  /** Balls that hold a point: squares are compared, as `precisionRecall` does. */
  const ballsAround = ([x, y]: Point, reach: readonly number[]): number[] =>
    centres().flatMap(([cx, cy], i) => ((x - cx) * (x - cx) + (y - cy) * (y - cy) <= reach[i] ? [i] : []));

  function draw(): void {
    const domain = [-extent, extent] as const;
    const {x: across, y: up} = squareAxes(svg, {side, x: {domain}, y: {domain}, at: "edge"});
    const reach = squaredRadii();
    const balls = centres().map(([x, y], i) =>
      svgElement("circle", {
        class: `fig-ball fig-ball-${metric}${pointed >= 0 && ballsAround(tested()[pointed], reach).includes(i) ? " fig-ball-lit" : ""}`,
        cx: across(x),
        cy: up(y),
        r: (Math.sqrt(reach[i]) / (2 * extent)) * side
      })
    );
    const dots = (points: readonly Point[], real: boolean) =>
      points.map(([x, y], i) => {
        const isTested = real === (metric === "recall");
        const inside = isTested && ballsAround([x, y], reach).length > 0;
        const group = svgElement("g", {transform: `translate(${across(x)} ${up(y)})`});
        if (isTested && !inside) group.append(svgElement("path", {class: "fig-outside", d: "M-6,-6L6,6M6,-6L-6,6"}));
        group.append(svgElement("circle", {class: `fig-dot-${real ? "real" : "fake"} fig-manifold-dot`, r: real ? 3.2 : 3.6}));
        if (isTested && i === pointed) group.append(svgElement("circle", {class: "fig-manifold-ring", r: 9}));
        return group;
      });
    svg.replaceChildren(...balls, ...dots(sets.real, true), ...dots(sets.generated, false));
    const inside = tested().filter((point) => ballsAround(point, reach).length > 0).length;
    const share = made.figure.value[metric];
    const [who, whose] = metric === "precision" ? ["generated", "real"] : ["real", "generated"];
    plot.setAttribute(
      "aria-label",
      `${who} points in the balls of ${whose} ones: ${inside} of ${tested().length}. Arrow keys go from point to point.`
    );
    numbers.replaceChildren(
      element("strong", {}, [`${metric} = ${inside} / ${tested().length} = ${formatNumber(share, 2)}`]),
      element("br"),
      `precision ${formatNumber(made.figure.value.precision, 2)}, recall ${formatNumber(made.figure.value.recall, 2)}, `,
      `density ${formatNumber(made.figure.value.density, 2)}, coverage ${formatNumber(made.figure.value.coverage, 2)}`
    );
    readout.textContent = wordsOf(pointed);
  }

  function wordsOf(i: number): string {
    const [who, whose] = metric === "precision" ? ["generated", "real"] : ["real", "generated"];
    if (i < 0)
      return `Each ball reaches from a ${whose} point to its ${ordinal(k)} neighbour. A ${who} point outside all balls is crossed.`;
    const held = ballsAround(tested()[i], squaredRadii()).length;
    return `This ${who} point lies in ${held === 0 ? "no ball" : held === 1 ? "one ball" : `${held} balls`}: it ${held > 0 ? "counts" : "does not count"}.`;
  }
  const refresh = (said: string): void => {
    pointed = -1;
    made.figure.value = measured();
    draw();
    made.say(`${said}: ${metric} ${formatNumber(made.figure.value[metric], 2)}`);
    made.emit(made.figure.value);
  };
  function point(next: number, aloud: boolean): void {
    if (next === pointed) return;
    pointed = next;
    draw();
    if (aloud) made.say(`Point ${next + 1} of ${tested().length}. ${wordsOf(next)}`);
  }
  plot.addEventListener(
    "keydown",
    (event) => {
      const count = tested().length;
      const ways: Record<string, number> = {
        ArrowRight: (pointed + 1) % count,
        ArrowDown: (pointed + 1) % count,
        ArrowLeft: (Math.max(0, pointed) - 1 + count) % count,
        ArrowUp: (Math.max(0, pointed) - 1 + count) % count,
        Home: 0,
        End: count - 1
      };
      if (!(event.key in ways) || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      point(ways[event.key], true);
    },
    {signal}
  );
  for (const name of ["pointermove", "pointerdown"] as const) {
    plot.addEventListener(
      name,
      (event) => {
        const box = plot.getBoundingClientRect();
        const x = ((event.clientX - box.left) / box.width) * 2 * extent - extent;
        const y = extent - ((event.clientY - box.top) / box.height) * 2 * extent;
        let best = -1;
        let distance = 0.15;
        tested().forEach(([px, py], i) => {
          const d = Math.hypot(px - x, py - y);
          if (d < distance) [best, distance] = [i, d];
        });
        point(best, false);
      },
      {signal}
    );
  }
  plot.addEventListener("pointerleave", () => point(-1, false), {signal});

  made.body.append(
    plot,
    element("div", {class: "fig-column fig-side"}, [
      choice("generator", manifoldKinds, kind, (name) => {
        kind = name;
        sets = pointsOf(kind);
        refresh(name);
      }).element,
      choice(
        "balls around",
        ["precision", "recall"] as const,
        metric,
        (name) => {
          metric = name;
          refresh(name);
        },
        (name) => (name === "precision" ? "the real: precision" : "the generated: recall")
      ).element,
      slider("neighbours k", {min: 1, max: 8, value: k}, (value) => {
        k = value;
        refresh(`k = ${value}`);
      }).element,
      numbers,
      readout
    ])
  );
  onWidth(made.body, signal, (width) => {
    side = Math.min(400, width);
    plot.style.width = `${side}px`;
    draw();
  });
  return made.figure;
}

function ordinal(k: number): string {
  return `${k}${k === 1 ? "st" : k === 2 ? "nd" : k === 3 ? "rd" : "th"}`;
}

/** A generator to look at in the plane. */
export const manifoldKinds = ["good", "collapsed", "blurry", "one too far"] as const;

/** Name of one. */
type ManifoldKind = (typeof manifoldKinds)[number];

const count = 60;

/** Real points: on a ring, a little scattered. */
function realRing(seed: number | string): Point[] {
  const source = random(`${seed}/real`);
  return Array.from({length: count}, () => ringPoint(source.uniform(), source.normal(0, 0.06)));
}

/**
 * What a generator makes of them: "good" other points of the same ring; "collapsed" points around two places of it; "blurry" each the
 * mean of two real ones, mostly inside the ring; "one too far" is good but for a third of its points, which lie around a real outlier,
 * in its large ball.
 */
export function generatedRing(kind: ManifoldKind, real: readonly Point[], seed: number | string): Point[] {
  const source = random(`${seed}/${kind}`);
  const jitter = (deviation: number) => source.normal(0, deviation);
  return Array.from({length: count}, (_, i): Point => {
    if (kind === "collapsed") {
      const [x, y] = ringPoint(i % 2 === 0 ? 0.1 : 0.4, 0);
      return [x + jitter(0.04), y + jitter(0.04)];
    }
    if (kind === "blurry") {
      const [a, b] = [source.choose(real), source.choose(real)];
      return [(a[0] + b[0]) / 2 + jitter(0.03), (a[1] + b[1]) / 2 + jitter(0.03)];
    }
    if (kind === "one too far" && i % 3 === 0) return [0.2 + jitter(0.15), 0.05 + jitter(0.15)];
    return ringPoint(source.uniform(), jitter(0.06));
  });
}

/** The real points of a kind: "one too far" has an outlier among them. */
export function realFor(kind: ManifoldKind, seed: number | string): Point[] {
  const real = realRing(seed);
  return kind === "one too far" ? [...real.slice(1), [0.2, 0.05]] : real;
}

/** @param turn 0 to 1, from the right against the clock */
function ringPoint(turn: number, away: number): Point {
  const angle = 2 * Math.PI * turn;
  return [(0.95 + away) * Math.cos(angle), (0.95 + away) * Math.sin(angle)];
}
