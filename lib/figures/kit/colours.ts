import {color, interpolateRdBu, interpolateViridis} from "d3";

/** How numbers become colour. grey: black … white; signed: blue … white … red around zero; magnitude: viridis from 0. */
export type ScaleKind = "grey" | "signed" | "magnitude";

/** A scale from numbers to colours; colours mean the same in light and dark. */
export interface ColourScale {
  readonly kind: ScaleKind;
  /** The values at both ends; what lies beyond takes the colour of the end. */
  readonly domain: readonly [number, number];
  /** CSS colour of a value. */
  colour(value: number): string;
  /** Black or white, whichever is read better on `colour(value)`. */
  ink(value: number): string;
}

/** A scale of a kind over a domain; a domain of no width is widened to 1. */
export function colourScale(kind: ScaleKind, domain: readonly [number, number]): ColourScale {
  const [low, high] = domain[1] > domain[0] ? domain : [domain[0], domain[0] + 1];
  const interpolate =
    kind === "signed" ? (t: number) => interpolateRdBu(1 - t) : kind === "magnitude" ? interpolateViridis : grey;
  const colour = (value: number) => interpolate(Math.min(1, Math.max(0, (value - low) / (high - low))));
  return {kind, domain: [low, high], colour, ink: (value) => (luminance(colour(value)) > 0.2 ? "#1c1b19" : "#ffffff")};
}

/**
 * The scale that suits the values: grey for all within 0…1, signed (symmetric) when one is negative, else magnitude from 0.
 */
export function scaleFor(values: Iterable<number>, kind?: ScaleKind, domain?: readonly [number, number]): ColourScale {
  let low = 0;
  let high = 0;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const chosen = kind ?? (low < 0 ? "signed" : high > 1 ? "magnitude" : "grey");
  if (domain) return colourScale(chosen, domain);
  if (chosen === "grey") return colourScale(chosen, low < 0 || high > 1 ? [low, high] : [0, 1]);
  const limit = Math.max(-low, high) || 1;
  return colourScale(chosen, chosen === "signed" ? [-limit, limit] : [0, high || 1]);
}

/** Every value of some matrices, row by row: what `scaleFor` takes. */
export function* valuesOf(...matrices: readonly (readonly ArrayLike<number>[])[]): Iterable<number> {
  for (const matrix of matrices) for (const row of matrix) for (let i = 0; i < row.length; i++) yield row[i];
}

/** Relative luminance of WCAG 2, 0…1. */
export function luminance(css: string): number {
  const {r, g, b} = color(css)!.rgb();
  const [red, green, blue] = [r, g, b].map((c) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function grey(t: number): string {
  const level = Math.round(t * 255);
  return `rgb(${level}, ${level}, ${level})`;
}

/** The book's colours of meaning with their values for pages that define none. */
const tokens = {
  paper: "#fdfcf9",
  ink: "#1c1b19",
  muted: "#5f5b54",
  real: "#0b6e99",
  fake: "#b3500b",
  generator: "#6b3fa0",
  discriminator: "#1f7a4d",
  gradient: "#b0246f",
  accent: "#0b5cad",
  error: "#b3261e"
} as const;

/** Name of a colour of meaning. */
export type InkName = keyof typeof tokens;

/** The book's colours as they are now around an element, for a canvas, which knows no CSS variables. */
export function inksOf(figure: HTMLElement): Readonly<Record<InkName, string>> {
  const style = getComputedStyle(figure.isConnected ? figure : document.body);
  const entries = Object.entries(tokens).map(([name, usual]) => [name, style.getPropertyValue(`--${name}`).trim() || usual]);
  return Object.fromEntries(entries) as Record<InkName, string>;
}

/** Calls `draw` whenever the page may have changed between light and dark: what is on a canvas has to be drawn again. */
export function onTheme(signal: AbortSignal, draw: () => void): void {
  const observer = new MutationObserver(draw);
  for (const watched of [document.documentElement, document.body])
    observer.observe(watched, {attributes: true, attributeFilter: ["class", "data-theme", "style"]});
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw, {signal});
  signal.addEventListener("abort", () => observer.disconnect());
}

/** Hues of the ten digits, far apart for neighbours in number. */
const hues = [25, 245, 140, 320, 75, 200, 355, 110, 285, 170];

/**
 * A colour for each of ten classes, at least 3 : 1 against the paper it stands on. Colour never stands alone: figures write the class
 * beside.
 */
export function classColours(paper: string): readonly string[] {
  const light = luminance(paper) > 0.5;
  return hues.map((hue) => (light ? `oklch(0.53 0.14 ${hue})` : `oklch(0.76 0.12 ${hue})`));
}
