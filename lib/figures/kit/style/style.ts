import {cockpitStyle} from "./cockpit.ts";
import {measuringStyle} from "./measuring.ts";
import {networksStyle} from "./networks.ts";
import {pointsStyle} from "./points.ts";
import {trainingStyle} from "./training.ts";

/** The frame of every figure and what all share: grids, marks, words, sliders, buttons, choices, pads. */
const kitStyle = `
/* Figures. Every colour is one of the book's tokens, with a value for pages that define none. */
.fig {
  --fig-paper: var(--paper, #fdfcf9);
  --fig-ink: var(--ink, #1c1b19);
  --fig-muted: var(--muted, #5f5b54);
  --fig-accent: var(--accent, #0b5cad);
  --fig-real: var(--real, #0b6e99);
  --fig-fake: var(--fake, #b3500b);
  --fig-generator: var(--generator, #6b3fa0);
  --fig-discriminator: var(--discriminator, #1f7a4d);
  --fig-gradient: var(--gradient, #b0246f);
  --fig-error: var(--error, #b3261e);
  --fig-hairline: var(--hairline, color-mix(in srgb, var(--fig-ink) 16%, transparent));
  --fig-wash: color-mix(in srgb, var(--fig-ink) 6%, transparent);
  container-type: inline-size;
  box-sizing: border-box;
  margin: 2rem 0;
  color: var(--fig-ink);
  font-family: var(--sans, system-ui, sans-serif);
  font-size: 0.875rem;
  font-variant-numeric: tabular-nums;
  line-height: 1.45;
}
.fig *, .fig *::before { box-sizing: border-box; }
.fig [hidden] { display: none !important; }
.fig-caption { max-width: 42rem; margin: 0 0 1rem; color: var(--fig-muted); }
.fig-question { color: var(--fig-ink); font-weight: 600; }
.fig-body { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 1rem 1.25rem; }
.fig-foot { display: flex; align-items: end; justify-content: space-between; gap: 1rem; margin-top: 0.75rem; }
.fig-controls { display: flex; flex: 1 1 auto; flex-wrap: wrap; align-items: center; gap: 0.5rem 1.5rem; }
.fig-message { margin: 0; padding: 0.75rem 0; color: var(--fig-muted); }
.fig-message.fig-wrong, .fig-wrong { color: var(--fig-error); }
.fig-spoken, .fig-hidden {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}
.fig-column { display: flex; flex-direction: column; gap: 0.75rem; min-width: 0; }

/* Planes */
.fig-plane { flex: none; max-width: 100%; min-width: 0; }
.fig-title { margin-bottom: 0.3rem; font-weight: 600; white-space: nowrap; }
.fig-note { color: var(--fig-muted); font-weight: 400; white-space: normal; }
.fig-grid { position: relative; max-width: 100%; outline: 1px solid var(--fig-hairline); }
.fig-pointable { cursor: crosshair; touch-action: pan-y; user-select: none; -webkit-user-select: none; }
.fig-pointable:focus-visible { outline: 2px solid var(--fig-accent); outline-offset: 3px; }
.fig-editable { cursor: text; }
.fig-pixels, .fig-cells { position: absolute; inset: 0; display: block; width: 100%; height: 100%; }
.fig-pixels { image-rendering: pixelated; }
.fig-cells { overflow: visible; }
.fig-cell { stroke: color-mix(in srgb, #808080 45%, transparent); stroke-width: 1px; vector-effect: non-scaling-stroke; }
.fig-hatched, .fig-empty { stroke: var(--fig-hairline); stroke-width: 1px; vector-effect: non-scaling-stroke; }
.fig-empty { fill: var(--fig-paper); }
.fig-hatch-ground { fill: var(--fig-paper); }
.fig-hatch-line { stroke: color-mix(in srgb, var(--fig-ink) 32%, transparent); stroke-width: 1.5px; }
.fig-number { font-family: var(--sans, system-ui, sans-serif); text-anchor: middle; pointer-events: none; }
.fig-number-hatched { fill: var(--fig-muted); stroke: var(--fig-paper); stroke-width: 5px; paint-order: stroke; }
.fig-mark rect { fill: none; vector-effect: non-scaling-stroke; pointer-events: none; }
.fig-halo { stroke: var(--fig-paper); stroke-width: 6px; }
.fig-line { stroke: var(--fig-accent); stroke-width: 3px; }
.fig-mark-feed .fig-halo { stroke-width: 4px; }
.fig-mark-feed .fig-line { stroke-width: 2px; stroke-dasharray: none; }
.fig-mark-tap .fig-halo { stroke-width: 4px; }
.fig-mark-tap .fig-line { stroke-width: 2px; }
.fig-mark-span .fig-halo { stroke-width: 4px; }
.fig-mark-span .fig-line { stroke-width: 1.5px; stroke-dasharray: 4 4; }
.fig-mark-gradient .fig-line { stroke: var(--fig-gradient); }
@media (prefers-reduced-motion: no-preference) {
  .fig-mark-window rect, .fig-mark-span rect { transition: x 160ms ease-out, y 160ms ease-out; }
}
.fig-field {
  position: absolute; z-index: 1; min-width: 3.5rem; padding: 0 0.2rem; border: 2px solid var(--fig-accent); border-radius: 0;
  background: var(--fig-paper); color: var(--fig-ink); font: inherit; font-size: max(1rem, 16px); text-align: center;
}
.fig-field[aria-invalid="true"] { border-color: var(--fig-error); color: var(--fig-error); }
.fig-operand { display: flex; align-items: flex-start; gap: 1rem; min-width: 0; max-width: 100%; }
.fig-operand > .fig-plane { flex: 0 1 auto; }
.fig-sign { flex: none; margin-top: 3.2rem; color: var(--fig-muted); font-size: 1.4rem; line-height: 1; }
.fig-legend { display: block; margin: 0.5rem 0 0 -16px; max-width: calc(100% + 16px); overflow: visible; }
.fig-legend-edge { fill: none; stroke: var(--fig-hairline); }
.fig-tick { stroke: var(--fig-muted); }
.fig-tick-label { fill: var(--fig-muted); font-size: 11px; font-family: var(--sans, system-ui, sans-serif); }
.fig-readout { margin: 0; color: var(--fig-muted); }

/* Arithmetic */
.fig-sum { flex: 1 1 15rem; min-width: min(100%, 13rem); min-height: 8.5rem; }
.fig-sum p { margin: 0; }
.fig-sum-title { color: var(--fig-muted); }
.fig-sum-terms { display: grid; justify-content: start; gap: 0.1rem 0.6rem; margin: 0.35rem 0; }
.fig-term { white-space: nowrap; }
.fig-term-number { text-align: right; min-width: 1.6rem; }
.fig-term-zero { color: var(--fig-muted); }
.fig-sum-total strong { color: var(--fig-accent); font-size: 1.15rem; }

/* Controls */
.fig-button, .fig-choice label span {
  min-height: 2.25rem; padding: 0 0.85rem; border: 1px solid var(--fig-hairline); border-radius: 4px; background: none;
  color: var(--fig-accent); font: inherit; cursor: pointer;
}
.fig-button:hover, .fig-choice label:hover span { background: var(--fig-wash); }
.fig-button:focus-visible, .fig-choice input:focus-visible + span, .fig input:focus-visible, .fig-menu summary:focus-visible {
  outline: 2px solid var(--fig-accent); outline-offset: 2px;
}
.fig-button[aria-disabled="true"] { color: var(--fig-muted); cursor: default; }
.fig-button[aria-disabled="true"]:hover { background: none; }
.fig-player { display: flex; gap: 0.5rem; }
.fig-player .fig-button:last-child { min-width: 4.5rem; }
.fig-slider {
  display: grid; grid-template-columns: minmax(5.5rem, auto) minmax(6rem, 11rem) minmax(2.5rem, auto);
  align-items: center; gap: 0.6rem;
}
@media print { .fig-slider { grid-template-columns: minmax(3.5rem, auto) minmax(4rem, 8rem) minmax(2.5rem, auto); } }
.fig-slider input { width: 100%; min-height: 1.75rem; margin: 0; accent-color: var(--fig-accent); }
.fig-slider output { font-weight: 600; white-space: nowrap; }
.fig-choice { display: flex; flex-wrap: wrap; align-items: center; gap: 0; margin: 0; padding: 0; border: 0; min-width: 0; }
.fig-choice legend { float: left; margin-right: 0.6rem; padding: 0; }
.fig-choice label { position: relative; display: inline-flex; margin-left: -1px; }
.fig-choice label span { display: inline-flex; align-items: center; border-radius: 0; }
.fig-choice input { position: absolute; opacity: 0; inset: 0; margin: 0; cursor: pointer; }
.fig-choice input:checked + span { background: var(--fig-accent); border-color: var(--fig-accent); color: var(--fig-paper); }
.fig-menu { display: flex; justify-content: flex-end; gap: 0.75rem; font-size: 0.75rem; }
.fig-menu button { padding: 0.25rem 0; border: 0; background: none; color: var(--fig-muted); font: inherit; cursor: pointer; }
.fig-menu button:hover { color: var(--fig-accent); text-decoration: underline; }
.fig-menu button:focus-visible { outline: 2px solid var(--fig-accent); outline-offset: 2px; }
@media print { .fig-foot { display: none; } }
@media (pointer: coarse) {
  .fig-button, .fig-choice label span, .fig-slider input { min-height: 44px; }
  .fig-menu button { min-height: 44px; min-width: 44px; }
}
@container (max-width: 30rem) {
  .fig-slider { grid-template-columns: 5.5rem minmax(6rem, 1fr) minmax(3.2rem, auto); width: 100%; }
  .fig-controls > .fig-slider { flex: 1 1 100%; }
  .fig-foot { flex-wrap: wrap; }
  .fig-body { gap: 0.85rem; }
  .fig-operand { gap: 0.6rem; }
  .fig-sum { flex-basis: 100%; }
}

/* Pictures from the reader */
.fig .fig { margin: 0; }
.fig-pad {
  position: relative; width: 280px; max-width: 100%; aspect-ratio: 1; cursor: crosshair; touch-action: none;
  outline: 1px solid var(--fig-hairline);
}
.fig-pad:focus-visible { outline: 2px solid var(--fig-accent); outline-offset: 3px; }
.fig-pad-ink { display: block; width: 100%; height: 100%; }
.fig-pen {
  position: absolute; width: 22px; height: 22px; margin: -11px; border: 2px solid #7db7f5; border-radius: 50%;
  pointer-events: none;
}
.fig-pen-down { background: #7db7f5; }
.fig-drop {
  display: flex; flex-wrap: wrap; align-items: center; gap: 0.75rem; padding: 1.25rem;
  border: 1px dashed var(--fig-muted); position: relative;
}
.fig-drop-over { border-color: var(--fig-accent); background: var(--fig-wash); }
.fig-image p { margin: 0; }
.fig-image p:empty { display: none; }
.fig-picture { width: 168px; aspect-ratio: 1; image-rendering: pixelated; outline: 1px solid var(--fig-hairline); }
.fig-samples { display: flex; flex-wrap: wrap; gap: 0.5rem; }
.fig-thumbs { display: grid; grid-template-columns: repeat(6, 1fr); gap: 0.25rem; max-width: 46rem; }
.fig-sample { padding: 3px; border: 1px solid transparent; background: none; cursor: pointer; line-height: 0; }
.fig-sample:hover { border-color: var(--fig-hairline); }
.fig-sample[aria-pressed="true"] { border-color: var(--fig-accent); box-shadow: inset 0 0 0 1px var(--fig-accent); }
.fig-sample:focus-visible { outline: 2px solid var(--fig-accent); outline-offset: 2px; }
.fig-thumb { width: 64px; height: 64px; image-rendering: pixelated; }
`;

/**
 * The style sheet of all figures. Every class begins with `fig-`; colours come from the book's tokens where a page has them.
 */
const figureStyle = [kitStyle, networksStyle, pointsStyle, trainingStyle, measuringStyle, cockpitStyle].join("");

const dressed = new WeakSet<Document>();

/**
 * Gives a document the figures' style sheet, once: a figure looks right in any page that shows it, and no file has to be
 * linked.
 */
export function dress(page: Document): void {
  if (dressed.has(page)) return;
  dressed.add(page);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(figureStyle);
  page.adoptedStyleSheets = [...page.adoptedStyleSheets, sheet];
}
