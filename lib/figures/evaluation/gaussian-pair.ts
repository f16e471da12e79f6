import {squareAxes} from "../kit/axes.ts";
import {choice, slider, toggles} from "../kit/controls.ts";
import {element, svgElement} from "../kit/element.ts";
import {formatFactor, formatNumber} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import {markLegend} from "../kit/legend.ts";
import type {PlaneDistance, PlaneGaussian} from "./gaussian-plane.ts";
import {ellipseOf, movedPoints, planeDistance} from "./gaussian-plane.ts";

/** `.value` of `gaussianPair`. */
export interface GaussianPair extends PlaneDistance {
  real: PlaneGaussian;
  generated: PlaneGaussian;
}

type Name = "real" | "generated";

const reach = 4;
const words: Readonly<Record<Name, string>> = {real: "real", generated: "generated"};

/**
 * Two normal distributions in the plane whose Fréchet distance is built up from their means and their shapes. Drag a centre, or focus
 * it and use the arrow keys (with Shift further); the sliders change the shape. The arrows move one into the other with the least
 * work: the mean of their squared lengths is the distance.
 * @example
 * ```ts height=474/829
 * import {gaussianPair} from "gantry/figures/gaussian-pair";
 *
 * display(
 *   gaussianPair({
 *     caption: "What does the Fréchet distance see? Drag a cloud.",
 *     invalidation
 *   })
 * );
 * ```
 */
export function gaussianPair(options: FigureOptions & Partial<Record<Name, PlaneGaussian>> = {}): Figure<GaussianPair> {
  const state: Record<Name, PlaneGaussian> = {
    real: options.real ?? {x: -1, y: -0.5, spreadX: 0.9, spreadY: 0.5, correlation: 0.5},
    generated: options.generated ?? {x: 1.2, y: 0.8, spreadX: 0.5, spreadY: 0.8, correlation: 0}
  };
  const whole = (): GaussianPair => ({
    ...planeDistance(state.real, state.generated),
    real: state.real,
    generated: state.generated
  });
  const made = frame<GaussianPair>("gaussians", options, whole());
  const {signal} = made;
  let side = 420;
  let shaped: Name = "generated";
  const shown = toggles(
    "draw",
    {arrows: true},
    () => draw(),
    () => "the arrows of least work"
  );

  const svg = svgElement("svg", {class: "fig-gauss", "aria-hidden": "true"});
  const handles = {real: handle("real"), generated: handle("generated")};
  const plot = element("div", {class: "fig-gauss-plot"}, [svg, handles.real, handles.generated]);
  const sum = element("div", {class: "fig-formula"});
  const bar = element("div", {class: "fig-gauss-bar", "aria-hidden": "true"}, [
    element("span", {class: "fig-gauss-means"}),
    element("span", {class: "fig-gauss-shapes"})
  ]);

  const shape = (label: string, name: "spreadX" | "spreadY" | "correlation", range: {min: number; max: number}) => ({
    name,
    slider: slider(label, {...range, step: 0.05, value: state[shaped][name]}, (value) => {
      state[shaped] = {...state[shaped], [name]: value};
      change();
    })
  });
  const sliders = [
    shape("spread across", "spreadX", {min: 0.1, max: 1.5}),
    shape("spread up", "spreadY", {min: 0.1, max: 1.5}),
    shape("correlation", "correlation", {min: -0.95, max: 0.95})
  ];
  const which = choice("shape of the", ["real", "generated"] as const, shaped, (name) => {
    shaped = name;
    for (const {name: quantity, slider: one} of sliders) one.value = state[shaped][quantity];
  });

  function handle(name: Name): HTMLElement {
    const made = element("div", {
      class: `fig-gauss-handle fig-gauss-${name}`,
      tabindex: "0",
      role: "application",
      "aria-roledescription": "centre in the plane"
    });
    const go = (x: number, y: number): void => {
      const within = (value: number) => Math.max(-reach + 0.5, Math.min(reach - 0.5, Math.round(value * 100) / 100));
      state[name] = {...state[name], x: within(x), y: within(y)};
      change();
    };
    const drag = (event: PointerEvent): void => {
      const box = plot.getBoundingClientRect();
      go(
        ((event.clientX - box.left) / box.width) * 2 * reach - reach,
        reach - ((event.clientY - box.top) / box.height) * 2 * reach
      );
    };
    made.addEventListener(
      "pointerdown",
      (event) => {
        if (event.button !== 0 || !event.isPrimary) return;
        event.preventDefault();
        made.focus({preventScroll: true});
        made.setPointerCapture(event.pointerId);
      },
      {signal: signal}
    );
    made.addEventListener("pointermove", (event) => void (made.hasPointerCapture(event.pointerId) && drag(event)), {signal});
    made.addEventListener(
      "keydown",
      (event) => {
        const way = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]}[event.key];
        if (!way || event.altKey || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        const step = event.shiftKey ? 0.5 : 0.1;
        go(state[name].x + way[0] * step, state[name].y + way[1] * step);
      },
      {signal}
    );
    return made;
  }

  function change(): void {
    draw();
    const {distance, means, covariances} = whole();
    made.say(`distance ${formatNumber(distance)}: means ${formatNumber(means)}, shapes ${formatNumber(covariances)}`);
    made.emit(whole());
  }

  function draw(): void {
    const domain = [-reach, reach] as const;
    const plane = squareAxes(svg, {
      side,
      x: {domain, title: "feature 1"},
      y: {domain, title: "feature 2"},
      at: "zero"
    });
    const at = (x: number, y: number): [number, number] => [plane.x(x), plane.y(y)];
    const unit = side / (2 * reach);
    const ellipse = (name: Name, times: number): SVGElement => {
      const {long, short, angle} = ellipseOf(state[name]);
      const [cx, cy] = at(state[name].x, state[name].y);
      return svgElement("ellipse", {
        class: `fig-gauss-ellipse fig-gauss-ellipse-${name}`,
        rx: times * long * unit,
        ry: times * short * unit,
        transform: `translate(${cx} ${cy}) rotate(${(-angle * 180) / Math.PI})`
      });
    };
    const ways = movedPoints(state.generated, state.real);
    const arrows = shown.value.arrows
      ? ways.map(({start, end}) => {
          const [[x1, y1], [x2, y2]] = [at(...start), at(...end)];
          return svgElement("line", {class: "fig-gauss-arrow", x1, y1, x2, y2, "marker-end": "url(#fig-gauss-head)"});
        })
      : [];
    const [from, to] = (["real", "generated"] as const).map((name) => at(state[name].x, state[name].y));
    svg.replaceChildren(
      svgElement("defs", {}, [
        svgElement(
          "marker",
          {
            id: "fig-gauss-head",
            viewBox: "0 0 6 6",
            refX: 5,
            refY: 3,
            markerWidth: 5,
            markerHeight: 5,
            orient: "auto-start-reverse"
          },
          [svgElement("path", {class: "fig-gauss-tip", d: "M0,0L6,3L0,6Z"})]
        )
      ]),
      plane.drawn,
      ...[1, 2].flatMap((times) => [ellipse("real", times), ellipse("generated", times)]),
      ...arrows,
      svgElement("line", {class: "fig-gauss-between", x1: from[0], y1: from[1], x2: to[0], y2: to[1]})
    );
    for (const name of ["real", "generated"] as const) {
      const {x, y} = state[name];
      const [left, top] = at(x, y);
      Object.assign(handles[name].style, {left: `${(100 * left) / side}%`, top: `${(100 * top) / side}%`});
      handles[name].setAttribute("aria-label", `Centre of the ${words[name]}: ${formatNumber(x)} across, ${formatNumber(y)} up`);
    }
    write(ways);
  }

  function write(ways: ReturnType<typeof movedPoints>): void {
    const {distance, means, covariances} = whole();
    const [dx, dy] = [state.real.x - state.generated.x, state.real.y - state.generated.y];
    const mean =
      ways.reduce((total, {start, end}) => total + (start[0] - end[0]) ** 2 + (start[1] - end[1]) ** 2, 0) / ways.length;
    const line = (...parts: (Node | string)[]) => element("p", {}, parts);
    sum.replaceChildren(
      line("means: ", `${formatFactor(dx)}² + ${formatFactor(dy)}² = `, element("strong", {}, [formatNumber(means)])),
      line("shapes: tr(Σ₁ + Σ₂ − 2(Σ₁Σ₂)", element("sup", {}, ["½"]), ") = ", element("strong", {}, [formatNumber(covariances)])),
      line("Fréchet distance = ", element("strong", {}, [formatNumber(distance)])),
      ...(shown.value.arrows ? [line(`mean of the ${ways.length} squared arrows = ${formatNumber(mean)}`)] : [])
    );
    const [first, second] = [...bar.children] as HTMLElement[];
    first.style.flexGrow = String(means);
    second.style.flexGrow = String(covariances);
    bar.style.width = `${Math.min(100, 6 * distance)}%`;
  }

  made.body.append(
    plot,
    element("div", {class: "fig-column fig-side"}, [
      element("div", {class: "fig-point-notes"}, [
        markLegend("real", "●", "real: ellipses of one and two standard deviations"),
        markLegend("fake", "○", "generated, dashed")
      ]),
      sum,
      bar,
      which.element,
      ...sliders.map(({slider: one}) => one.element),
      shown.element
    ])
  );
  onWidth(made.body, signal, (width) => {
    side = Math.min(400, width);
    plot.style.width = `${side}px`;
    draw();
  });
  return made.figure;
}
