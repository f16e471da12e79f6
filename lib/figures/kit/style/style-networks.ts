/** Networks, tables, matrices of counts, and what is read off classifiers. */
export const styleNetworks = `
/* Networks */
.fig-net {
  --fig-player: color-mix(in srgb, var(--fig-ink) 60%, var(--fig-paper));
  display: flex; flex-wrap: wrap; gap: 0.9rem 0; align-items: flex-start;
}
.fig-net-generator { --fig-player: var(--fig-generator); }
.fig-net-discriminator { --fig-player: var(--fig-discriminator); }
.fig-net:focus-visible { outline: 2px solid var(--fig-accent); outline-offset: 4px; }
.fig-net-block { width: 112px; flex: none; text-align: center; }
.fig-net-narrow .fig-net-block { width: 33.3%; }
.fig-net-drawing { display: block; max-width: 100%; height: auto; cursor: pointer; }
.fig-net-drawing rect { fill: color-mix(in srgb, var(--fig-player) 75%, var(--fig-paper)); stroke: var(--fig-player); stroke-width: 1.5px; }
.fig-net-hollow rect { fill: var(--fig-paper); }
.fig-net-lit rect { stroke: var(--fig-accent); stroke-width: 3px; }
.fig-net-flow { fill: none; stroke: var(--fig-muted); stroke-width: 1.5px; }
.fig-net-shape { margin-top: 0.25rem; font-weight: 600; font-size: 0.8125rem; }
.fig-net-layer { padding: 0.1rem 0.2rem; color: var(--fig-muted); font-size: 0.8125rem; line-height: 1.3; cursor: pointer; }
.fig-net-pointed { background: var(--fig-accent); color: var(--fig-paper); }
.fig-net-readout { min-height: 4.4em; max-width: 46rem; }
@media (pointer: coarse) { .fig-net-layer { padding: 0.55rem 0.2rem; } }

/* Tables */
.fig-table-scroll { max-width: 100%; overflow-x: auto; }
.fig-table-scroll:focus-visible { outline: 2px solid var(--fig-accent); outline-offset: 2px; }
.fig-table { border-collapse: collapse; font-size: 0.8125rem; }
.fig-table th, .fig-table td { padding: 0.25rem 0.9rem 0.25rem 0; font-weight: 400; text-align: left; white-space: nowrap; }
.fig-table th.fig-right, .fig-table td.fig-right { padding: 0.25rem 0 0.25rem 1.1rem; text-align: right; }
.fig-fit-table td, .fig-fit-table th { vertical-align: top; }
.fig-fit-table td:nth-child(2) { min-width: 6.5rem; white-space: normal; }
.fig-fit-advice { flex: 1 1 100%; max-width: 42rem; margin: 0; padding-left: 1.2rem; }
.fig-fit-sources { flex: 1 1 100%; color: var(--fig-muted); }
.fig-fit-sources summary { min-height: 2.75rem; line-height: 2.75rem; cursor: pointer; }
.fig-fit-over { color: var(--fig-error); }
.fig-table thead th { border-bottom: 1px solid var(--fig-muted); color: var(--fig-muted); }
.fig-table tfoot th, .fig-table tfoot td { border-top: 1px solid var(--fig-muted); font-weight: 600; }

/* Losses */
.fig-loss-knob .fig-slider { grid-template-columns: auto minmax(8rem, 20rem) 3rem; justify-content: start; }
.fig-loss-rows { display: flex; flex-direction: column; gap: 0.9rem; }
.fig-loss-row { display: grid; grid-template-columns: 11rem 150px minmax(0, 1fr); gap: 0.3rem 1.4rem; align-items: center; }
.fig-loss-curve { cursor: ew-resize; touch-action: pan-y; overflow: visible; }
.fig-loss-curve path { fill: none; stroke: var(--fig-generator); stroke-width: 2px; stroke-dasharray: 5 3; }
.fig-loss-curve .fig-gridline { stroke: var(--fig-muted); }
.fig-loss-dot { fill: var(--fig-generator); stroke: var(--fig-paper); stroke-width: 1.5px; }
.fig-loss-pull { display: block; max-width: 100%; overflow: visible; }
.fig-loss-arrow { fill: none; stroke: var(--fig-gradient); stroke-width: 3px; stroke-linecap: round; stroke-linejoin: round; }
@container (max-width: 36rem) {
  .fig-loss-row { grid-template-columns: 150px minmax(0, 1fr); }
  .fig-loss-row > :first-child { grid-column: 1 / -1; display: flex; gap: 0.6rem; }
  .fig-loss-knob .fig-slider { grid-template-columns: 1fr 3rem; }
  .fig-loss-knob .fig-slider label { grid-column: 1 / -1; }
}

/* Classifiers */
.fig-confusion-plot { display: grid; grid-template-columns: auto auto minmax(0, auto); max-width: 100%; gap: 0.15rem 0.4rem; }
.fig-confusion-title { grid-column: 3; color: var(--fig-muted); }
.fig-confusion-columns { grid-column: 3; display: flex; }
.fig-confusion-columns span { flex: 1 1 0; min-width: 0; overflow: hidden; text-align: center; font-weight: 600; }
.fig-confusion-side { display: flex; align-items: center; color: var(--fig-muted); writing-mode: vertical-rl; transform: rotate(180deg); justify-content: center; }
.fig-confusion-rows { display: flex; flex-direction: column; font-weight: 600; text-align: right; }
.fig-confusion-rows span { flex: 1 1 0; display: flex; align-items: center; justify-content: end; }
.fig-confusion .fig-side p, .fig-predictions .fig-side p, .fig-reader .fig-side p { margin: 0; }
.fig-predictions-grid { display: grid; grid-template-columns: repeat(4, auto); gap: 0.25rem; }
.fig-prediction { display: flex; flex-direction: column; align-items: center; gap: 0.2rem; min-width: 78px; color: var(--fig-ink); font: inherit; line-height: 1.3; }
.fig-right-answer { color: var(--fig-discriminator); font-weight: 600; }
.fig-wrong-answer { color: var(--fig-error); font-weight: 600; }
.fig-classes { margin: 0; padding: 0; list-style: none; max-width: 24rem; }
.fig-class { display: grid; grid-template-columns: 1.6rem 1fr 4rem; gap: 0.5rem; align-items: center; padding: 0.1rem 0; }
.fig-class-track { height: 0.85rem; background: var(--fig-wash); }
.fig-class-bar { display: block; height: 100%; width: 0; background: color-mix(in srgb, var(--fig-ink) 45%, var(--fig-paper)); }
.fig-class-name, .fig-class-number { text-align: right; }
.fig-class-chosen { font-weight: 600; }
.fig-class-chosen .fig-class-bar { background: var(--fig-ink); }
.fig-class-actual .fig-class-name { text-decoration: underline; text-underline-offset: 3px; }
.fig-reader-words strong { font-size: 1.6rem; color: var(--fig-accent); }
.fig-epoch-panels { display: flex; flex-wrap: wrap; gap: 0 16px; }
.fig-epoch-panels:focus-visible { outline: 2px solid var(--fig-accent); outline-offset: 3px; }
.fig-epochs { display: block; flex: none; touch-action: pan-y; overflow: visible; }
.fig-epoch-line { fill: none; stroke: var(--fig-ink); stroke-width: 2px; }
.fig-epoch-dashed { stroke: var(--fig-accent); stroke-dasharray: 5 3; }
.fig-epoch-label { fill: var(--fig-ink); font-size: 12px; }
.fig-epoch-dot { fill: var(--fig-paper); stroke: var(--fig-ink); stroke-width: 2px; }

.fig-reader > .fig-body > .fig-drawing { flex: 1 1 27rem; min-width: min(100%, 17.5rem); }
.fig-reader .fig-side { min-width: min(100%, 15rem); }

/* Activations and lines */
.fig-activation-large { display: block; width: 196px; max-width: 100%; image-rendering: pixelated; outline: 1px solid var(--fig-hairline); }
.fig-activations .fig-side p, .fig-linear p { margin: 0; }
.fig-linear-plot { display: block; max-width: 100%; height: auto; overflow: hidden; }
.fig-linear-square { fill: color-mix(in srgb, var(--fig-error) 14%, transparent); stroke: var(--fig-error); stroke-opacity: 0.5; }
.fig-linear-line { stroke: var(--fig-accent); stroke-width: 3px; }
.fig-linear-point { fill: var(--fig-real); stroke: var(--fig-paper); }
.fig-linear .fig-linear-pad { width: 300px; max-width: 100%; }
.fig-linear .fig-linear-pad .fig-pixels { opacity: 1; }
.fig-linear-trail { position: absolute; inset: 0; width: 100%; height: 100%; pointer-events: none; }
.fig-linear-trail path { fill: none; stroke: #ffffff; stroke-width: 2px; vector-effect: non-scaling-stroke; }
.fig-linear-trail { filter: drop-shadow(0 0 1px #000) drop-shadow(0 0 1px #000); }
`;
