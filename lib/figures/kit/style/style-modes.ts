/** Counts of modes, and tables that the reader fills by running them. */
export const styleModes = `
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
