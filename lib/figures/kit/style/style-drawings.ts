/** What single figures add. */
export const styleDrawings = `
/* Ruler of windows */
.fig-whole { flex: 1 1 100%; }
.fig-ruler-place { position: relative; }
.fig-ruler { display: block; max-width: 100%; }
.fig-ruler-cell { fill: var(--fig-wash); stroke: var(--fig-muted); stroke-width: 1px; }
.fig-ruler-lit {
  fill: color-mix(in srgb, var(--fig-accent) 32%, var(--fig-paper)); stroke: var(--fig-accent); stroke-width: 1.5px;
}
.fig-ruler-left { fill: none; stroke: var(--fig-error); stroke-width: 1.5px; }
.fig-ruler-note { fill: var(--fig-error); }
.fig-bracket path { fill: none; stroke: var(--fig-muted); stroke-width: 1.5px; }
.fig-bracket circle { fill: var(--fig-muted); }
.fig-bracket-lit path { stroke: var(--fig-accent); stroke-width: 3px; }
.fig-bracket-lit circle { fill: var(--fig-accent); }
.fig-brackets { position: absolute; left: 0; max-width: 100%; }
.fig-formula { margin: 0; }
.fig-formula strong { color: var(--fig-accent); }

/* Paddings */
.fig-lane .fig-grid { outline: none; }
.fig-lane .fig-grid + .fig-grid { margin-top: 4px; }
.fig-lane .fig-pointable:focus-visible { outline: 2px solid var(--fig-accent); }
.fig-lane .fig-title { white-space: normal; }
.fig-side { flex: 1 1 11rem; }

/* Poolings */
.fig-results { display: flex; flex-wrap: wrap; gap: 0.9rem 1.4rem; align-items: flex-start; }
.fig-formula p { margin: 0 0 0.2rem; }
.fig-side { flex-basis: 16rem; }

/* Shift, gallery, channels, overlap, flattening, networks */
.fig-shift-lane { display: grid; grid-template-columns: 11rem 1fr; gap: 0.5rem 1rem; align-items: start; }
.fig-shift-name { display: flex; flex-direction: column; }
.fig-choice-thumb {
  position: relative; display: flex; flex-direction: column; padding: 5px 2px; border: 1px solid transparent;
  cursor: pointer; font-size: 0.75rem; line-height: 1.25; text-align: center; align-items: center; gap: 0.25rem;
}
.fig-choice-thumb input { position: absolute; inset: 0; opacity: 0; margin: 0; cursor: pointer; }
.fig-choice-thumb:hover { border-color: var(--fig-hairline); }
.fig-choice-thumb:has(:checked) { border-color: var(--fig-accent); box-shadow: inset 0 0 0 1px var(--fig-accent); }
.fig-choice-thumb:has(:focus-visible) { outline: 2px solid var(--fig-accent); outline-offset: 2px; }
.fig-operands { display: flex; gap: 0.8rem; align-items: flex-start; }
.fig-chosen > .fig-title { color: var(--fig-accent); }
.fig-part { font-weight: 600; }
.fig-gridline { stroke: var(--fig-hairline); }
.fig-bars { display: block; max-width: 100%; }
.fig-bar { stroke: none; }
.fig-bar-pointed { stroke: var(--fig-accent); stroke-width: 2px; }
.fig-block { display: flex; gap: 0.6rem; }
.fig-block .fig-title { font-weight: 400; color: var(--fig-muted); font-size: 0.75rem; margin-bottom: 0.1rem; }
.fig-flat { gap: 0.3rem; }
.fig-flat .fig-grid:not(:focus-visible) { outline: none; }
.fig-strip { position: relative; }
.fig-block-name { fill: var(--fig-ink); font-size: 12px; font-weight: 600; font-family: var(--sans, system-ui, sans-serif); }
.fig-block-layer rect { fill: color-mix(in srgb, var(--fig-ink) 55%, var(--fig-paper)); }
.fig-block-pooling rect {
  fill: var(--fig-paper); stroke: color-mix(in srgb, var(--fig-ink) 55%, var(--fig-paper)); stroke-width: 1.5px;
}
.fig-block-input rect { fill: color-mix(in srgb, var(--fig-ink) 22%, var(--fig-paper)); }
.fig-block-pointed rect { stroke: var(--fig-accent); stroke-width: 3px; }
.fig-block-pointed .fig-block-name { fill: var(--fig-accent); }
@container (max-width: 36rem) {
  .fig-thumbs { grid-template-columns: repeat(4, 1fr); }
  .fig-shift-lane { grid-template-columns: 1fr; }
  .fig-shift-lane .fig-results { gap: 0.5rem; flex-wrap: nowrap; }
}
`;
