import {scaleLinear} from "d3";
import type {Live} from "../../live.ts";
import {sigmoid} from "../../training/step/losses.ts";
import {choice} from "../kit/controls.ts";
import {sliderKeys} from "../kit/slider-keys.ts";
import {element, svgElement} from "../kit/element.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import {follow} from "../kit/follow.ts";
import {formatNumber} from "../kit/format.ts";
import {eachFrame} from "../kit/live-draw.ts";
import {calledReal, scoresOf, shareWords} from "./score-data.ts";
import type {Scores, ScoreSource} from "./score-data.ts";
import {histogram} from "../training/tensor-words.ts";

/** Options of `scoreHistogram`. */
export interface ScoreHistogramOptions extends FigureOptions {
  /** What is drawn at first: σ from 0 to 1 (default), or the logit itself. */
  scale?: "σ" | "logit";
}

/** `.value` of `scoreHistogram`: shares, 0…1, that D calls real; NaN of none. */
export interface ScoreShares {
  real: number;
  fake: number;
}

const bins = 20;

/**
 * D's answers as two mirrored histograms: real data upwards and filled, generated downwards and hollow, with the line at which D
 * cannot tell. Takes logits or the phase of a run; what was last judged stays until D judges again.
 */
export function scoreHistogram(
  source: ScoreSource | null | Live<ScoreSource | null>,
  options: ScoreHistogramOptions = {}
): Figure<ScoreShares> {
  const made = frame<ScoreShares>("scores", options, {real: NaN, fake: NaN});
  const {signal} = made;
  const svg = svgElement("svg", {class: "fig-curves", "aria-hidden": "true"});
  const surface = element("div", {class: "fig-chart", role: "slider", tabindex: "0", "aria-label": "D's answers, by bin"}, [svg]);
  const words = element("p", {class: "fig-readout fig-reading"});
  const binWords = element("p", {class: "fig-readout"});
  let scale = options.scale ?? "σ";
  let width = 640;
  let at = -1;
  let kept: Scores | null = null;
  const redraw = eachFrame(signal, draw);
  const followed = follow(source, signal, redraw);
  let x = scaleLinear();
  let counts = {real: [0], fake: [0]};

  function draw(): void {
    kept = scoresOf(followed.value) ?? kept;
    made.complain(unfitScores(kept));
    if (unfitScores(kept) || !kept) return;
    const shown = (logits: ArrayLike<number>) => Array.from(logits, (logit) => (scale === "σ" ? sigmoid(logit) : logit));
    const [real, fake] = [shown(kept.real), shown(kept.fake)];
    const limit = scale === "σ" ? 1 : Math.ceil(Math.max(2, ...real.map(Math.abs), ...fake.map(Math.abs)));
    const domain: [number, number] = scale === "σ" ? [0, 1] : [-limit, limit];
    x = scaleLinear()
      .domain(domain)
      .range([16, width - 16]);
    counts = {real: histogram(real, bins, ...domain), fake: histogram(fake, bins, ...domain)};
    paint(domain);
    const shares = {real: calledReal(kept.real) / kept.real.length, fake: calledReal(kept.fake) / kept.fake.length};
    const changed = shares.real !== made.figure.value.real || shares.fake !== made.figure.value.fake;
    words.textContent = shareWords(kept);
    if (changed) made.figure.value = shares;
    point(at < 0 ? -1 : at);
  }

  function paint([low, high]: [number, number]): void {
    const half = 84;
    const middle = 22 + half;
    const height = middle + half + 40;
    const most = Math.max(...counts.real, ...counts.fake, 1);
    const bar = (count: number, bin: number, up: boolean) => {
      const left = x(low + (bin / bins) * (high - low));
      const right = x(low + ((bin + 1) / bins) * (high - low));
      const size = (half * count) / most;
      const inset = up ? 0 : 1;
      return svgElement("rect", {
        class: up ? "fig-score-real" : "fig-score-fake",
        x: left + 1 + inset / 2,
        width: Math.max(1, right - left - 2 - inset),
        y: up ? middle - size : middle + 1,
        height: size
      });
    };
    const centre = x((low + high) / 2);
    const label = (text: string, place: number, y: number, anchor: string, kind = "fig-tick-label") =>
      svgElement("text", {class: kind, x: place, y, "text-anchor": anchor}, [text]);
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("width", String(width));
    svg.setAttribute("height", String(height));
    svg.replaceChildren(
      ...counts.real.map((count, bin) => (count ? bar(count, bin, true) : "")),
      ...counts.fake.map((count, bin) => (count ? bar(count, bin, false) : "")),
      svgElement("line", {class: "fig-tick", x1: 16, x2: width - 16, y1: middle, y2: middle}),
      svgElement("line", {class: "fig-reference", x1: centre, x2: centre, y1: 18, y2: middle + half}),
      label("← D says fake", centre - 8, 12, "end"),
      label("D says real →", centre + 8, 12, "start"),
      label("real", 16, 34, "start", "fig-curve-label fig-ink-real"),
      label("fake", 16, middle + half - 4, "start", "fig-curve-label fig-ink-fake"),
      ...x.ticks(5).map((tick) => label(formatNumber(tick), x(tick), middle + half + 16, "middle")),
      label(scale === "σ" ? "D's answer σ(logit)" : "logit", width - 16, height - 4, "end"),
      svgElement("g", {class: "fig-score-pointed"})
    );
  }

  function point(bin: number): void {
    at = bin;
    const shown = Math.max(0, at);
    const [low, high] = x.domain();
    const edge = (i: number) => low + (i / bins) * (high - low);
    const text = `from ${formatNumber(edge(shown), 2)} to ${formatNumber(edge(shown + 1), 2)}: ${counts.real[shown]} real, ${counts.fake[shown]} fake`;
    surface.setAttribute("aria-valuemin", "1");
    surface.setAttribute("aria-valuemax", String(bins));
    surface.setAttribute("aria-valuenow", String(shown + 1));
    surface.setAttribute("aria-valuetext", text);
    binWords.textContent = at < 0 ? "Point at a bin to count it." : text;
    svg.querySelector(".fig-score-pointed")?.replaceChildren(
      ...(at < 0
        ? []
        : [
            svgElement("rect", {
              class: "fig-score-frame",
              x: x(edge(at)),
              y: 18,
              width: x(edge(at + 1)) - x(edge(at)),
              height: 172
            })
          ])
    );
  }

  const under = ({clientX}: PointerEvent) => {
    const [low, high] = x.domain();
    const share = (x.invert(clientX - surface.getBoundingClientRect().left) - low) / (high - low);
    return Math.max(0, Math.min(bins - 1, Math.floor(share * bins)));
  };
  for (const type of ["pointermove", "pointerdown"] as const)
    surface.addEventListener(type, (event) => under(event) !== at && point(under(event)), {signal});
  sliderKeys(surface, signal, {count: () => bins, at: () => Math.max(0, at), go: point});
  made.body.append(element("div", {class: "fig-whole"}, [surface, words, binWords]));
  made.controls.append(
    choice("answer as", ["σ", "logit"] as const, scale, (next) => {
      scale = next;
      redraw();
    }).element
  );
  onWidth(made.figure, signal, (next) => {
    width = next;
    draw();
  });
  return made.figure;
}

/** Why scores cannot be drawn, as a sentence; null when they can. */
export function unfitScores(scores: Scores | null): string | null {
  if (!scores) return "This figure is waiting for D to judge something.";
  for (const name of ["real", "fake"] as const) {
    const bad = Array.prototype.findIndex.call(scores[name], (logit: number) => !Number.isFinite(logit));
    if (bad >= 0) return `D's logit for ${name} example ${bad} is ${scores[name][bad]}; this figure needs finite numbers.`;
  }
  return null;
}
