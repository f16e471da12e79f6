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
.fig-table thead th { border-bottom: 1px solid var(--fig-muted); color: var(--fig-muted); }
.fig-table tfoot th, .fig-table tfoot td { border-top: 1px solid var(--fig-muted); font-weight: 600; }
`;
