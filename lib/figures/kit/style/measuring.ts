/** Data sets, what is measured, and files for other programs. */
export const measuringStyle = `
/* Data sets */
.fig-data-input .fig-choice label { margin-top: -1px; }
.fig-data-examples { width: 100%; max-width: 36rem; image-rendering: pixelated; background: #333; outline: 1px solid var(--fig-hairline); }
.fig-data-input p { margin: 0; max-width: 42rem; }
.fig-data-input p:empty { display: none; }
.fig-data-row { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 0.75rem; }
.fig-data-row progress { width: 12rem; max-width: 100%; accent-color: var(--fig-accent); }
.fig-select {
  min-height: 2.25rem; min-width: 0; max-width: 100%; padding: 0 0.5rem; border: 1px solid var(--fig-hairline); border-radius: 4px;
  background: var(--fig-paper); color: var(--fig-ink); font: inherit;
}
.fig-select:focus-visible { outline: 2px solid var(--fig-accent); outline-offset: 2px; }
@media (pointer: coarse) { .fig-select { min-height: 44px; font-size: max(1rem, 16px); } }

/* Work under way */
.fig-work { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 0.9rem; width: 100%; }
.fig-work-line { display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem 0.75rem; flex: 1 1 16rem; min-height: 2.25rem; }
.fig-column > .fig-work-line { flex: none; }
.fig-work-line p { margin: 0; }
.fig-work-line progress { width: 9rem; accent-color: var(--fig-accent); }
.fig-work-status { color: var(--fig-muted); }
.fig-work-line .fig-wrong:empty { display: none; }

/* Real or fake? */
.fig-forgery-stage { width: 224px; max-width: 100%; }
.fig-forgery-picture { display: block; width: 224px; max-width: 100%; aspect-ratio: 1; image-rendering: pixelated; background: #000; }
.fig-forgery-clock { height: 6px; background: var(--fig-wash); }
.fig-forgery-clock span { display: block; height: 100%; width: 0; background: var(--fig-accent); }
.fig-forgery-answers { display: grid; grid-template-columns: 1fr 1fr; gap: 0.5rem; margin-top: 0.6rem; }
.fig-forgery-answers .fig-button { min-height: 2.75rem; }
.fig-forgery-verdict { min-height: 1.45em; margin: 0.5rem 0 0; }
.fig-forgery-result p { margin: 0 0 0.5rem; }
.fig-forgery-table { margin-bottom: 1rem; border-collapse: collapse; }
.fig-forgery-table th { padding: 0.35rem 0.8rem 0.35rem 0; font-weight: 400; color: var(--fig-muted); text-align: left; }
.fig-forgery-table td { padding: 0.35rem 0.8rem 0.35rem 0; font-size: 1.15rem; }
.fig-forgery-table .fig-right-answer { font-weight: 600; }
.fig-interval { position: relative; height: 3.2rem; max-width: 24rem; margin: 0 0.4rem 0.4rem; border-bottom: 1px solid var(--fig-muted); margin-bottom: 1.6rem; }
.fig-interval > * { position: absolute; }
.fig-interval-coin { left: 50%; top: 0; bottom: 0; border-left: 1px dashed var(--fig-muted); }
.fig-interval-range { top: 1.35rem; height: 0.5rem; background: color-mix(in srgb, var(--fig-accent) 30%, var(--fig-paper)); border: 1px solid var(--fig-accent); }
.fig-interval-dot { top: 1.25rem; width: 0.7rem; height: 0.7rem; margin-left: -0.35rem; border-radius: 50%; background: var(--fig-accent); }
.fig-interval-low, .fig-interval-half, .fig-interval-high { top: 3.3rem; font-size: 0.75rem; color: var(--fig-muted); transform: translateX(-50%); white-space: nowrap; }
.fig-interval-low { left: 0; }
.fig-interval-half { left: 50%; }
.fig-interval-high { left: 100%; }

/* Two Gaussians */
.fig-gauss-plot, .fig-manifold-plot { position: relative; flex: none; max-width: 100%; aspect-ratio: 1; outline: 1px solid var(--fig-hairline); overflow: hidden; }
.fig-gauss, .fig-manifold { display: block; width: 100%; height: 100%; }
.fig-gauss-ellipse { stroke-width: 1.75px; fill-opacity: 0.1; }
.fig-gauss-ellipse-real { stroke: var(--fig-real); fill: var(--fig-real); }
.fig-gauss-ellipse-generated { stroke: var(--fig-fake); fill: none; stroke-dasharray: 5 4; }
.fig-gauss-between { stroke: var(--fig-ink); stroke-width: 1.5px; }
.fig-gauss-arrow { stroke: var(--fig-muted); stroke-width: 1px; }
.fig-gauss-tip { fill: var(--fig-muted); }
.fig-gauss-handle { position: absolute; width: 44px; height: 44px; margin: -22px; cursor: grab; touch-action: none; border-radius: 50%; }
.fig-gauss-handle::before { content: ""; position: absolute; inset: 12px; border-radius: 50%; border: 3px solid; background: var(--fig-paper); }
.fig-gauss-real::before { border-color: var(--fig-real); background: var(--fig-real); }
.fig-gauss-generated::before { border-color: var(--fig-fake); }
.fig-gauss-handle:active { cursor: grabbing; }
.fig-gauss-handle:focus-visible { outline: 2px solid var(--fig-accent); outline-offset: -6px; }
.fig-gauss-bar { display: flex; height: 0.8rem; min-width: 2px; max-width: 100%; }
.fig-gauss-means { flex: 0 0 0; background: var(--fig-ink); }
.fig-gauss-shapes { flex: 0 0 0; background: repeating-linear-gradient(135deg, var(--fig-muted) 0 3px, transparent 3px 6px); border: 1px solid var(--fig-muted); }

/* Balls */
.fig-manifold-plot { cursor: crosshair; touch-action: pan-y; }
.fig-manifold-plot:focus-visible, .fig-tsne-plot:focus-visible { outline: 2px solid var(--fig-accent); outline-offset: 3px; }
.fig-ball { stroke-width: 1px; stroke-opacity: 0.45; fill-opacity: 0.07; }
.fig-ball-precision { fill: var(--fig-real); stroke: var(--fig-real); }
.fig-ball-recall { fill: var(--fig-fake); stroke: var(--fig-fake); }
.fig-ball-lit { stroke-width: 2px; stroke-opacity: 1; }
.fig-manifold-dot { stroke-width: 1.75px; }
.fig-manifold-ring { fill: none; stroke: var(--fig-ink); stroke-width: 2px; }
.fig-outside { stroke: var(--fig-error); stroke-width: 1.75px; fill: none; }
.fig-manifold .fig-side, .fig-gaussians .fig-side { flex-basis: 14rem; }
.fig-manifold-words { min-height: 4.4em; }

/* The map of samples */
.fig-tsne-plot { position: relative; flex: none; max-width: 100%; aspect-ratio: 1; cursor: crosshair; touch-action: pan-y; outline: 1px solid var(--fig-hairline); }
.fig-tsne-canvas { display: block; width: 100%; height: 100%; }
.fig-tsne-cross { position: absolute; width: 20px; height: 20px; margin: -10px; border: 2px solid var(--fig-ink); border-radius: 50%; pointer-events: none; }
.fig-tsne-key { display: flex; flex-wrap: wrap; gap: 0.2rem 0.8rem; margin: 0; padding: 0; list-style: none; }
.fig-tsne-key li { display: inline-flex; align-items: center; gap: 0.3rem; }
.fig-tsne-swatch { width: 0.8rem; height: 0.8rem; border-radius: 50%; }
.fig-tsne-words { min-height: 1.45em; }
.fig-tsne .fig-note { margin: 0; }

/* Nearest training images */
.fig-near-list { margin: 0; padding: 0; list-style: none; display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: 0.6rem 1.5rem; }
.fig-near-row { display: flex; align-items: flex-start; gap: 0.45rem; }
.fig-near-row figure { margin: 0; width: 56px; }
.fig-near-row .fig-near-sample { width: 66px; }
.fig-near-row .fig-thumb { display: block; width: 56px; height: 56px; }
.fig-near-row figcaption { font-size: 0.75rem; line-height: 1.3; color: var(--fig-muted); }
.fig-near-sample .fig-thumb { outline: 2px solid var(--fig-fake); }
.fig-near-arrow { align-self: center; color: var(--fig-muted); }

/* Metrics × faults */
.fig-faults-scroll { max-width: 100%; }
.fig-faults-table { width: 100%; border-collapse: collapse; }
.fig-faults-table th, .fig-faults-table td { padding: 0.35rem 0.5rem; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--fig-hairline); }
.fig-faults-table th:first-child { text-align: left; white-space: normal; font-weight: 400; }
.fig-faults-table thead th { color: var(--fig-muted); font-weight: 400; vertical-align: bottom; white-space: normal; }
.fig-faults-table .fig-noticed { color: var(--fig-error); font-weight: 600; }
.fig-faults-floor { color: var(--fig-real); }
.fig-faults-strip { display: flex; gap: 1px; margin-bottom: 0.15rem; }
.fig-faults-strip canvas { width: 26px; height: 26px; image-rendering: pixelated; }
.fig-faults-knob:empty { display: none; }
@container (max-width: 44rem) {
  .fig-faults-table thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .fig-faults-table, .fig-faults-table tbody { display: block; }
  .fig-faults-table tr { display: grid; grid-template-columns: 1fr 1fr; gap: 0 1.25rem; padding: 0.5rem 0; border-bottom: 1px solid var(--fig-hairline); }
  .fig-faults-table th:first-child { grid-column: 1 / -1; }
  .fig-faults-table th, .fig-faults-table td { border: 0; padding: 0.1rem 0; }
  .fig-faults-table td::before { content: attr(data-metric); float: left; padding-right: 1rem; color: var(--fig-muted); font-weight: 400; }
}
@media (pointer: coarse) { .fig-forgery-answers .fig-button { min-height: 56px; } }

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
