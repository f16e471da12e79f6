/** Boards of classes, what a label does, curves of what was asked for, the page that generates by class. */
export const styleConditional = `
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
