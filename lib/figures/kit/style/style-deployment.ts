/** What the figures of deployment add: steps of int8, bars in tables, pairs of images, noise, bytes. */
export const styleDeployment = `
/* Steps of int8 */
.fig-comb-bar { fill: color-mix(in srgb, var(--fig-ink) 45%, var(--fig-paper)); }
.fig-comb-pointed { fill: var(--fig-accent); }
.fig-comb-teeth { stroke: var(--fig-generator); stroke-width: 1px; fill: none; }
.fig-comb-lost { fill: color-mix(in srgb, var(--fig-error) 16%, transparent); }

/* Bars in tables */
.fig-bar-table { width: 100%; }
.fig-bar-track { display: block; width: 100%; min-width: 5rem; height: 4px; margin-top: 2px; background: var(--fig-wash); text-align: left; }
.fig-bar-length { display: block; height: 100%; background: var(--fig-generator); }

.fig-file-list td, .fig-file-list th { vertical-align: middle; }
.fig-table.fig-file-list th:nth-child(3) { padding-left: 1.1rem; }
.fig-file-about { color: var(--fig-muted); padding-left: 1.1rem !important; }

/* Pairs of images */
.fig-pairs { display: flex; flex-direction: column; gap: 0.6rem; touch-action: pan-y; }
.fig-pairs:focus-visible { outline: 2px solid var(--fig-accent); outline-offset: 4px; }
.fig-pair-lane .fig-title { margin-bottom: 0.15rem; }

/* Noise and what it becomes */
.fig-noise { display: flex; flex-direction: column; gap: 1rem; }
.fig-noise-row { display: flex; flex-wrap: wrap; gap: 0.75rem 1.25rem; align-items: flex-start; }
.fig-noise-sheet, .fig-noise-heat { display: block; image-rendering: pixelated; }
.fig-noise-heat { width: 84px; height: 84px; }

/* Bytes of a file */
.fig-file-field { max-width: 100%; min-height: 2.25rem; font: inherit; color: var(--fig-ink); }
.fig-file-map { display: block; max-width: 100%; }
.fig-hex {
  overflow-x: auto; padding: 0.5rem 0; font-family: var(--mono, ui-monospace, monospace); font-size: 0.8125rem; line-height: 1.5;
  min-height: 15.5em; color: var(--fig-muted);
}
.fig-hex:focus-visible { outline: 2px solid var(--fig-accent); outline-offset: 2px; }
.fig-hex-lines { display: grid; grid-template-columns: auto auto auto; justify-content: start; gap: 0 1.25rem; white-space: pre; }
.fig-hex-lines [data-at] { cursor: pointer; }
.fig-hex-lit { color: var(--fig-ink); background: color-mix(in srgb, var(--fig-part) 18%, var(--fig-paper)); box-shadow: inset 0 -2px 0 var(--fig-part); }
@container (max-width: 32rem) {
  .fig-table.fig-file-list th:nth-child(3), .fig-file-about { display: none; }
  .fig-table.fig-bar-table th { white-space: normal; }
  .fig-bar-track { min-width: 3rem; }
  .fig-hex { font-size: 0.75rem; }
  .fig-hex-lines { gap: 0 0.6rem; }
}
`;
