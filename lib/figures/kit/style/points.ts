/** Planes of points, latent spaces, and what is counted in them. */
export const pointsStyle = `
/* Points */
.fig-ink-real { color: var(--fig-real); }
.fig-ink-fake { color: var(--fig-fake); }
.fig-ink-generator { color: var(--fig-generator); }
.fig-ink-discriminator { color: var(--fig-discriminator); }
.fig-ink-gradient { color: var(--fig-gradient); }
.fig-ink-error { color: var(--fig-error); }
.fig-point-plot { position: relative; flex: none; max-width: 100%; }
.fig-point-surface { position: absolute; top: 0; right: 0; }
.fig-point-canvas, .fig-point-axes, .fig-point-cross { position: absolute; inset: 0; display: block; width: 100%; height: 100%; }
.fig-point-axes, .fig-point-cross { pointer-events: none; overflow: visible; }
.fig-point-cross .fig-halo { stroke-width: 5px; }
.fig-point-cross .fig-line { stroke-width: 2px; stroke: var(--fig-ink); }
.fig-point-side { flex: 1 1 15rem; min-width: min(100%, 14rem); }
.fig-column > .fig-slider { justify-content: start; }
.fig-point-notes p { margin: 0 0 0.15rem; padding-left: 1.5em; }
.fig-point-mark { display: inline-block; width: 1.5em; margin-left: -1.5em; font-weight: 700; }
.fig .fig-point-modes { padding: 0.4rem 0 0; }
.fig-toggles { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 1.1rem; margin: 0; padding: 0; border: 0; min-width: 0; }
.fig-toggles legend { float: left; padding: 0; }
.fig-toggles label { display: inline-flex; align-items: center; gap: 0.4rem; min-height: 2.25rem; color: var(--fig-accent); cursor: pointer; }
.fig-toggles input { width: 1rem; height: 1rem; margin: 0; accent-color: var(--fig-accent); }
@media (pointer: coarse) { .fig-toggles label { min-height: 44px; } }
.fig-point-side .fig-formula { min-height: 2.9em; }
.fig-wrong:empty { display: none; }

/* Latent space */
.fig-latent-main { display: grid; grid-template-columns: repeat(2, minmax(0, 280px)); gap: 1rem; max-width: 100%; }
.fig-latent-image, .fig-latent-pad { display: block; width: 100%; aspect-ratio: 1; image-rendering: pixelated; background: #000; }
.fig-latent-pad { position: relative; cursor: grab; touch-action: none; }
.fig-latent-pad:active { cursor: grabbing; }
.fig-latent-pad:focus-visible { outline: 2px solid var(--fig-accent); outline-offset: 3px; }
.fig-latent-pad .fig-pixels { opacity: 0.62; }
.fig-handle {
  position: absolute; width: 26px; height: 26px; margin: -13px; border: 3px solid #7db7f5; border-radius: 50%;
  box-shadow: 0 0 0 2px #000, inset 0 0 0 2px #000; background: rgb(125 183 245 / 0.45); pointer-events: none;
}
.fig-handle-off { background: none; border-style: dotted; }
.fig-latent-side { flex: 1 1 14rem; }
.fig-latent-side .fig-choice label span { padding: 0 0.62rem; }
.fig-latent-part .fig-readout { margin-top: 0.3rem; }
.fig-latent-film { display: block; width: 100%; max-width: 538px; image-rendering: pixelated; }
.fig-latent .fig-controls { flex: none; }
.fig-density-track { position: relative; }
.fig-density-track input { position: relative; display: block; }
.fig-density { position: absolute; left: 8px; right: 8px; bottom: 50%; width: calc(100% - 16px); height: 20px; }
.fig-density path { fill: color-mix(in srgb, var(--fig-generator) 30%, var(--fig-paper)); }
@container (max-width: 30rem) {
  .fig-latent-main { grid-template-columns: 1fr; gap: 0.6rem; justify-items: center; width: 100%; }
  .fig-latent-part { width: 100%; max-width: 300px; }
}

.fig-modes-now { flex: 0 1 17rem; gap: 0.4rem; }
.fig-modes .fig-status { margin: 0; }
.fig-modes .fig-body { gap: 1rem 2rem; }
.fig-modes .fig-class-bar { background: var(--fig-fake); }
.fig-curve-modes { stroke: var(--fig-fake); }
.fig-modes .fig-slider { grid-template-columns: auto minmax(5rem, 9rem) minmax(8.5rem, auto); }
.fig-modes .fig-slider:last-child { grid-template-columns: auto minmax(5rem, 9rem) minmax(2rem, auto); }

.fig-sweep-table { font-variant-numeric: tabular-nums; }
.fig-sweep-table td, .fig-sweep-table th { border-bottom: 1px solid var(--fig-hairline); }
.fig-sweep-table .fig-check { min-height: 1.9rem; }
.fig-sweep-cell { min-width: 4.6rem; color: var(--fig-muted); }
.fig-sweep-cell[data-state="done"] { color: var(--fig-ink); }
.fig-sweep-cell[data-state="running"] { color: var(--fig-accent); font-weight: 600; }
.fig-sweep-cell[data-state="failed"] { color: var(--fig-error); }
.fig-sweep-mean { font-weight: 600; }
.fig-sweep .fig-status { margin: 0; font-weight: 400; }
.fig-progress { width: 9rem; height: 0.6rem; accent-color: var(--fig-accent); }
@media (pointer: coarse) { .fig-sweep-table .fig-check { min-height: 44px; } }

.fig-crowd-row { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); gap: 1.2rem 2rem; width: 100%; }
.fig-crowd .fig-readout { margin-top: 0.4rem; }
`;
