/** A run: sheets of samples, films, curves, controls, the loop; and boards of classes. */
export const trainingStyle = `
/* Sheets of samples */
.fig-sheet { background: transparent; }
.fig-sheet-mark { position: absolute; pointer-events: none; outline: 2px solid var(--fig-accent); outline-offset: 0; box-shadow: 0 0 0 4px var(--fig-paper); }
.fig-sheet-tap { outline-style: solid; outline-width: 4px; box-shadow: none; }
.fig-enlargement { flex: 0 0 8.75rem; gap: 0.4rem; }
.fig-enlarged { width: 140px; aspect-ratio: 1; image-rendering: pixelated; outline: 1px solid var(--fig-hairline); }

/* Curves: D solid, G dashed; real solid with filled dots, fake dashed with hollow ones */
.fig-chart { position: relative; cursor: crosshair; touch-action: pan-y; user-select: none; -webkit-user-select: none; }
.fig-chart:focus-visible { outline: 2px solid var(--fig-accent); outline-offset: 3px; }
.fig-curves { display: block; max-width: 100%; overflow: visible; }
.fig-curve { fill: none; stroke-width: 2.25px; stroke-linejoin: round; }
.fig-curve-spread { fill: none; stroke-width: 1.25px; stroke-dasharray: none !important; }
.fig-curve-generator, .fig-curve-fake { stroke-dasharray: 6 4; }
.fig-curve-second { stroke-width: 1.1px; }
.fig-curve-raw { stroke-width: 1px; stroke-dasharray: none; opacity: 0.3; }
.fig-curve-discriminator { stroke: var(--fig-discriminator); }
.fig-curve-generator { stroke: var(--fig-generator); }
.fig-curve-real { stroke: var(--fig-real); }
.fig-curve-fake { stroke: var(--fig-fake); }
.fig-curve-dot { stroke-width: 2px; }
.fig-dot-discriminator { fill: var(--fig-discriminator); stroke: var(--fig-discriminator); }
.fig-dot-generator { fill: var(--fig-paper); stroke: var(--fig-generator); }
.fig-dot-real { fill: var(--fig-real); stroke: var(--fig-real); }
.fig-dot-fake { fill: var(--fig-paper); stroke: var(--fig-fake); }
.fig-curve-label { font-size: 12px; font-weight: 600; font-family: var(--sans, system-ui, sans-serif); }
.fig-ink-discriminator { fill: var(--fig-discriminator); color: var(--fig-discriminator); }
.fig-ink-generator { fill: var(--fig-generator); color: var(--fig-generator); }
.fig-ink-real { fill: var(--fig-real); color: var(--fig-real); }
.fig-ink-fake { fill: var(--fig-fake); color: var(--fig-fake); }
.fig-reference { stroke: var(--fig-muted); stroke-width: 1px; stroke-dasharray: 2 3; }
.fig-reference-label { paint-order: stroke; stroke: var(--fig-paper); stroke-width: 4px; }
.fig-marker { stroke: var(--fig-accent); stroke-width: 1.5px; }
.fig-reading { min-height: 1.45em; margin-top: 0.25rem; color: var(--fig-ink); }

/* Film strips */
.fig-film-strip { display: flex; flex: 1 1 100%; gap: 10px; }
.fig-film-frame {
  display: flex; flex-direction: column; align-items: center; gap: 0.25rem; padding: 3px; border: 1px solid transparent;
  background: none; color: var(--fig-muted); font: inherit; font-size: 0.8125rem; cursor: pointer; min-width: 0;
}
.fig-film-frame:hover { border-color: var(--fig-hairline); }
.fig-film-frame[data-chosen] { border-color: var(--fig-accent); box-shadow: inset 0 0 0 1px var(--fig-accent); color: var(--fig-ink); }
.fig-film-frame:focus-visible { outline: 2px solid var(--fig-accent); outline-offset: 2px; }
.fig-film-slider { grid-template-columns: auto minmax(8rem, 18rem) minmax(3.2rem, auto); }

/* What stands in for a run that has not begun */
.fig-recorded { margin: 0 0 0.5rem; color: var(--fig-muted); font-size: 0.875rem; }
.fig-recorded code { font-size: 0.8125rem; overflow-wrap: anywhere; }
.fig-away { visibility: hidden; }
.fig-sweep-cell[data-state="recorded"], .fig-sweep-recorded { color: var(--fig-muted); font-style: italic; }
.fig-recorded-player { flex: 1 1 100%; flex-wrap: wrap; min-width: 0; }
.fig-recorded-player .fig-slider { flex: 0 1 auto; min-width: 0; grid-template-columns: auto minmax(4rem, 12rem) minmax(3.2rem, auto); }
.fig-haze { margin-top: 0.35rem; max-width: 24rem; }

/* The reader's hand on a run */
.fig-training-row { display: flex; flex: 1 1 100%; flex-wrap: wrap; align-items: center; gap: 0.6rem 1.6rem; }
.fig-training-group { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem; min-width: 0; }
.fig-training-group > .fig-button:first-child { min-width: 4.5rem; }
.fig-training .fig-slider { grid-template-columns: auto minmax(5rem, 8rem) minmax(3.6rem, auto); }
.fig-check { display: inline-flex; align-items: center; gap: 0.45rem; }
.fig-check input[type="checkbox"] { width: 1.1rem; height: 1.1rem; margin: 0; accent-color: var(--fig-accent); }
.fig-entry {
  min-height: 2.25rem; padding: 0 0.5rem; border: 1px solid var(--fig-hairline); border-radius: 4px; background: var(--fig-paper);
  color: var(--fig-ink); font: inherit;
}
.fig-entry:focus-visible { outline: 2px solid var(--fig-accent); outline-offset: 2px; }
.fig-training-words { flex: 1 1 100%; min-width: 0; }
.fig-training-words p { margin: 0; }
.fig-status { font-weight: 600; }
.fig-log { display: block; margin-top: 0.4rem; font-size: 0.8125rem; overflow-wrap: anywhere; }
.fig-failure { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1rem; margin-top: 0.5rem; }
.fig-kept { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 0.75rem; margin: 0.35rem 0; }
.fig-kept[hidden] { display: none; }
@media (pointer: coarse) { .fig-entry, .fig-check { min-height: 44px; } .fig-entry { font-size: 16px; } }
@container (max-width: 30rem) { .fig-training-group:has(.fig-slider) { flex: 1 1 100%; } }

/* The loop of a step */
.fig-loop-drawing { display: block; max-width: 100%; overflow: visible; }
.fig-loop-button { cursor: pointer; }
.fig-loop-content { pointer-events: none; }
.fig-loop-station { --fig-station: var(--fig-muted); }
.fig-loop-generator { --fig-station: var(--fig-generator); }
.fig-loop-discriminator { --fig-station: var(--fig-discriminator); }
.fig-loop-real { --fig-station: var(--fig-real); }
.fig-loop-fake { --fig-station: var(--fig-fake); }
.fig-loop-box { fill: var(--fig-paper); stroke: color-mix(in srgb, var(--fig-station) 55%, var(--fig-paper)); stroke-width: 1px; }
.fig-loop-station[data-lit] .fig-loop-box { stroke: var(--fig-station); stroke-width: 3px; fill: color-mix(in srgb, var(--fig-station) 12%, var(--fig-paper)); }
.fig-loop-station[data-back] .fig-loop-box { stroke: var(--fig-gradient); fill: color-mix(in srgb, var(--fig-gradient) 12%, var(--fig-paper)); }
.fig-loop-station:hover .fig-loop-name, .fig-loop-button[aria-pressed="true"] + .fig-loop-content .fig-loop-name { text-decoration: underline; }
.fig-loop-button:focus-visible { outline: 2px solid var(--fig-accent); }
.fig-loop-button:focus-visible .fig-loop-box { stroke: var(--fig-accent); stroke-width: 4px; }
.fig-loop-name { fill: var(--fig-station); font-size: 12.5px; font-weight: 600; font-family: var(--sans, system-ui, sans-serif); }
.fig-loop-role { fill: var(--fig-muted); font-size: 11px; font-family: var(--sans, system-ui, sans-serif); }
.fig-loop-number { fill: var(--fig-ink); font-size: 17px; font-weight: 600; font-family: var(--sans, system-ui, sans-serif); }
.fig-loop-bar { fill: var(--fig-muted); }
.fig-loop-arrow { fill: none; stroke: var(--fig-muted); stroke-width: 1.25px; }
.fig-loop-forth { stroke: var(--fig-ink); stroke-width: 2.5px; }
.fig-loop-back { stroke: var(--fig-gradient); stroke-width: 2.5px; stroke-dasharray: 5 3; }
.fig-loop-drop { stroke-width: 8px; stroke-linecap: round; }
.fig-loop-head-plain { fill: var(--fig-muted); }
.fig-loop-head-forth { fill: var(--fig-ink); }
.fig-loop-head-back { fill: var(--fig-gradient); }
.fig-loop-place { margin: 0.6rem 0 0; font-weight: 600; }
.fig-loop-detail { margin-top: 0.75rem; display: flex; flex-direction: column; gap: 0.5rem; }
@container (max-width: 30rem) { .fig-training :is(.fig-button, .fig-entry, .fig-check, .fig-slider input) { min-height: 44px; } }

/* Boards: a column for each class, a row for each noise */
.fig-board { display: grid; grid-template-columns: 1.25rem minmax(0, max-content); gap: 0.15rem 0.25rem; max-width: 100%; flex: none; }
.fig-board-across { grid-column: 2; color: var(--fig-muted); }
.fig-board-heads, .fig-board-foot { grid-column: 2; display: flex; }
.fig-board-heads span, .fig-board-foot span { flex: 1 1 0; min-width: 0; overflow: hidden; text-align: center; }
.fig-board-heads span { font-weight: 600; }
.fig-board-foot { color: var(--fig-muted); font-size: 0.75rem; }
.fig-board-down { display: flex; align-items: center; justify-content: center; color: var(--fig-muted); }
.fig-board-down span { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; }
.fig-board .fig-sheet { grid-column: 2; }
.fig-misread-layer { position: absolute; inset: 0; pointer-events: none; }
.fig-misread {
  position: absolute; box-shadow: inset 0 0 0 2px var(--fig-error); color: #ffffff; font-size: 0.6875rem; font-weight: 600;
  line-height: 1; padding: 3px 4px; text-shadow: 0 0 2px #000, 0 0 2px #000;
}
.fig-class-grid .fig-note, .fig-class-morph .fig-note { min-width: 3.4rem; }

/* What a label does */
.fig-condition-row { display: grid; grid-template-columns: minmax(0, 15rem) auto minmax(0, 1fr); gap: 0.8rem 1.2rem; align-items: center; flex: 1 1 100%; }
.fig-condition-row + .fig-condition-row { border-top: 1px solid var(--fig-hairline); padding-top: 1rem; }
.fig-condition-in { display: flex; flex-direction: column; gap: 0.6rem; min-width: 0; }
.fig-condition-z { display: flex; gap: 0.75rem; align-items: center; }
.fig-condition-z canvas { width: 64px; height: 64px; image-rendering: pixelated; outline: 1px solid var(--fig-hairline); flex: none; }
.fig-condition .fig-choice { display: grid; grid-template-columns: repeat(5, minmax(2.4rem, 1fr)); gap: 0; }
.fig-condition .fig-choice legend { grid-column: 1 / -1; }
.fig-condition .fig-choice label { margin: 0 0 -1px -1px; }
.fig-condition .fig-choice label span { width: 100%; justify-content: center; padding: 0; }
.fig-condition .fig-condition-two { grid-template-columns: repeat(2, max-content); }
.fig-condition .fig-condition-two label span { padding: 0 0.6rem; }
.fig-condition-box {
  display: flex; flex-direction: column; align-items: center; justify-content: center; width: 6.5rem; min-height: 6.5rem; padding: 0.5rem;
  border: 2px solid currentColor; text-align: center; font-size: 0.75rem; line-height: 1.3;
}
.fig-condition-box strong { font-size: 1.6rem; line-height: 1.2; }
.fig-condition-g { color: var(--fig-generator); }
.fig-condition-d { color: var(--fig-discriminator); }
.fig-condition-flow { display: flex; align-items: center; gap: 0.6rem; color: var(--fig-muted); font-size: 1.2rem; }
.fig-condition-out { display: flex; flex-wrap: wrap; gap: 1rem; align-items: center; min-width: 0; }
.fig-condition-x { width: 112px; height: 112px; image-rendering: pixelated; outline: 1px solid var(--fig-hairline); flex: none; }
.fig-condition-words { flex: 1 1 12rem; margin: 0; }
.fig-condition-bars { display: block; max-width: 100%; overflow: visible; flex: none; }
.fig-condition-bar { fill: color-mix(in srgb, var(--fig-discriminator) 45%, var(--fig-paper)); }
.fig-condition-bar-told { fill: var(--fig-discriminator); }
.fig-condition-alone { stroke: var(--fig-muted); stroke-dasharray: 4 3; stroke-width: 1.5px; }
@container (max-width: 36rem) {
  .fig-condition-row { grid-template-columns: minmax(0, 1fr); }
  .fig-condition-flow { justify-content: flex-start; }
}

/* Generate by class */
.fig-order { display: flex; flex-direction: column; gap: 0.9rem; }
.fig-class-choice { gap: 0.5rem 0.9rem; }
.fig-class-switches { display: grid; grid-template-columns: repeat(10, minmax(2.75rem, 3.25rem)); padding-left: 1px; }
.fig-class-switches label { margin: 0 0 -1px -1px; }
.fig-class-switches label span { width: 100%; min-height: 2.75rem; justify-content: center; padding: 0; }
.fig-class-generator .fig-entry { min-height: 2.75rem; }
.fig-class-generator .fig-entry[type="number"] { width: 5rem; }
.fig-class-generator .fig-entry[aria-invalid="true"] { border-color: var(--fig-error); }
.fig-class-generator .fig-button { min-height: 2.75rem; }
.fig-class-generator .fig-wrong:empty { display: none; }
.fig-generated { flex: none; max-width: 100%; }
.fig-busy { align-items: center; }
@container (max-width: 36rem) {
  .fig-class-switches { grid-template-columns: repeat(5, minmax(2.75rem, 1fr)); width: 100%; }
}

/* Curves of what was asked for */
.fig-asked-list { margin: 0.5rem 0 0; padding: 0; list-style: none; }
.fig-asked-list li { padding: 0.15rem 0; }
.fig-asked-list strong { font-weight: 600; }
`;
