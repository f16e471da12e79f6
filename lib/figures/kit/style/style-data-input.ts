/** What chooses a data set. */
export const styleDataInput = `
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
`;
