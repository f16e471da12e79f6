/** Sliders, buttons, choices, the drawing pad and what takes a reader's picture. */
export const styleControls = `
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
