/** Convolution, pooling, networks and their layers. */
export const networksStyle = `
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
.fig-block-leader { fill: none; stroke: var(--fig-muted); stroke-width: 1px; }
.fig-block-pointed rect { stroke: var(--fig-accent); stroke-width: 3px; }
.fig-block-pointed .fig-block-name { fill: var(--fig-accent); }
@container (max-width: 36rem) {
  .fig-thumbs { grid-template-columns: repeat(4, 1fr); }
  .fig-shift-lane { grid-template-columns: 1fr; }
  .fig-shift-lane .fig-results { gap: 0.5rem; flex-wrap: nowrap; }
}
@container (max-width: 21.5rem) {
  .fig-shift-lane .fig-results { flex-wrap: wrap; }
}

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

/* Activations */
.fig-acts-strip { max-width: 100%; }
.fig-acts-strip:focus-visible { outline: 2px solid var(--fig-accent); outline-offset: 4px; }
.fig-acts-blocks { display: flex; align-items: flex-start; gap: 22px; overflow-x: auto; padding: 2px; margin: -2px; }
@media print { .fig-acts-blocks { flex-wrap: wrap; overflow-x: visible; margin: 0; } }
.fig-acts-block { position: relative; flex: 0 0 auto; min-width: 84px; padding-top: 4px; border-top: 3px solid var(--fig-player, color-mix(in srgb, var(--fig-ink) 60%, var(--fig-paper))); }
.fig-acts-lit { border-top-color: var(--fig-accent); }
.fig-acts-block:not(:last-child)::after { content: "→"; position: absolute; top: 0.1rem; right: -17px; color: var(--fig-muted); }
.fig-acts-block .fig-net-shape { margin: 0; white-space: nowrap; }
.fig-acts-names { min-height: 4.6em; margin-bottom: 0.35rem; }
.fig-acts-block .fig-net-layer { padding-left: 0; white-space: nowrap; }
.fig-acts-block .fig-net-pointed { padding-left: 0.2rem; margin-left: -0.2rem; }
.fig-acts-maps { position: relative; cursor: crosshair; touch-action: pan-y; }
.fig-acts-canvas { display: block; image-rendering: pixelated; }
.fig-acts-marks { position: absolute; inset: 0; overflow: visible; pointer-events: none; }
.fig-acts-marks rect { fill: none; vector-effect: non-scaling-stroke; }
.fig-acts-marks .fig-halo { stroke: var(--fig-paper); stroke-width: 4px; }
.fig-acts-marks .fig-line { stroke: var(--fig-accent); stroke-width: 2px; }
.fig-acts-span .fig-halo { stroke-width: 2px; }
.fig-acts-span .fig-line { stroke-width: 1px; }
.fig-acts-more { padding-top: 0.2rem; color: var(--fig-accent); font-size: 0.75rem; cursor: pointer; white-space: nowrap; }
.fig-acts-legend { margin-top: 0.35rem; }
.fig-acts-legend svg { display: block; margin-left: 4px; overflow: visible; }
.fig-acts-stacked .fig-acts-blocks { flex-direction: column; gap: 20px; overflow-x: visible; margin: 0; padding: 0; }
.fig-acts-stacked .fig-acts-block { display: flex; flex-wrap: wrap; gap: 0.15rem 0.9rem; align-items: center; width: 100%; }
.fig-acts-stacked .fig-acts-maps { flex: none; margin-right: 100%; }
.fig-acts-stacked .fig-acts-more { padding-top: 0; }
.fig-acts-stacked .fig-acts-block:not(:last-child)::after { content: "↓"; top: auto; bottom: -20px; right: 50%; }
.fig-acts-stacked .fig-acts-names { display: flex; flex: 1 1 60%; flex-wrap: wrap; gap: 0 0.9rem; min-height: 0; margin: 0; }
.fig-acts-stacked .fig-acts-panel {
  position: sticky; bottom: 0; z-index: 1; max-height: 50vh; overflow-y: auto; margin: 0 -0.2rem; padding: 0.4rem 0.9rem;
  border: 1px solid var(--fig-hairline); border-left: 3px solid var(--fig-accent); background: var(--fig-paper);
}
.fig-acts-readout { min-height: 3em; max-width: 46rem; }
.fig-acts-panel { max-width: 46rem; padding-left: 0.9rem; border-left: 3px solid var(--fig-accent); }
.fig-acts-head { display: flex; justify-content: space-between; align-items: center; gap: 1rem; }
.fig-acts-title { margin: 0; white-space: normal; }
.fig-acts-step { display: grid; grid-template-columns: 8.5rem minmax(0, 1fr); gap: 0.2rem 0.8rem; padding: 0.4rem 0; }
.fig-acts-name { color: var(--fig-muted); overflow-wrap: anywhere; }
.fig-acts-sum { display: flex; flex-wrap: wrap; gap: 0.6rem 1.4rem; align-items: center; margin-top: 0.4rem; }
.fig-acts-window { display: flex; flex-wrap: wrap; gap: 0.6rem; align-items: center; }
.fig-acts-total { margin: 0; }
.fig-acts-total strong { color: var(--fig-accent); }
.fig-acts-products { display: grid; grid-template-columns: auto auto auto; justify-content: start; gap: 0 1.1rem; }
.fig-acts-number { text-align: right; }
.fig-acts-products > :nth-last-child(3), .fig-acts-products > :last-child { font-weight: 600; color: var(--fig-accent); }
@container (max-width: 36rem) { .fig-acts-step { grid-template-columns: 1fr; } }
@media (pointer: coarse) { .fig-acts-more { min-height: 44px; line-height: 44px; padding: 0; } }

/* Tables */
.fig-table-scroll { max-width: 100%; overflow-x: auto; }
.fig-table-scroll:focus-visible { outline: 2px solid var(--fig-accent); outline-offset: 2px; }
.fig-table { border-collapse: collapse; font-size: 0.8125rem; }
.fig-table th, .fig-table td { padding: 0.25rem 0.9rem 0.25rem 0; font-weight: 400; text-align: left; white-space: nowrap; }
.fig-table th.fig-right, .fig-table td.fig-right { padding: 0.25rem 0 0.25rem 1.1rem; text-align: right; }
.fig-fit-table td, .fig-fit-table th { vertical-align: top; }
.fig-fit-table td:nth-child(2) { min-width: 6.5rem; white-space: normal; }
@container (max-width: 34rem) {
  .fig-table th, .fig-table td { padding-right: 0.6rem; }
  .fig-table th.fig-right, .fig-table td.fig-right { padding-left: 0.6rem; }
  .fig-fit-table, .fig-fit-table tbody { display: block; }
  .fig-fit-table thead { display: block; }
  .fig-table-scroll .fig-fit-table thead th { border: 0; }
  .fig-fit-table thead th:not(:nth-child(4), :nth-child(5)) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .fig-fit-table tr { display: grid; grid-template-columns: 1fr 1fr; padding: 0.6rem 0; border-bottom: 1px solid var(--fig-hairline); }
  .fig-table-scroll:has(> .fig-fit-table) { width: 100%; }
  .fig-table-scroll .fig-fit-table tr > :nth-child(n) { position: static; padding: 0; background: none; white-space: normal; }
  .fig-fit-table tr > * { grid-column: 1 / -1; }
  .fig-fit-table tbody th { font-weight: 600; }
  .fig-fit-table tr > :is(:nth-child(4), :nth-child(5)) { grid-column: auto; }
  .fig-fit-table td::before { content: attr(data-head) "\\2002"; color: var(--fig-muted); }
}
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
@container (max-width: 20rem) { .fig-predictions-grid { grid-template-columns: repeat(3, auto); } }
.fig-prediction { display: flex; flex-direction: column; align-items: center; gap: 0.2rem; min-width: min(78px, 100%); color: var(--fig-ink); font: inherit; line-height: 1.3; }
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

/* Lines */
.fig-linear p { margin: 0; }
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
