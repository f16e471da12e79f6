/** Planes of points, and words in the book's colours. */
export const stylePoints = `
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
`;
