/** A run on one screen, and the settings that rewrite its cell. */
export const cockpitStyle = `
/* The cockpit: hand, picture and loop beside losses, settings; on a phone the picture first, and the hand at the lower edge */
.fig-cockpit > .fig-caption { margin-bottom: 0.6rem; }
.fig-cockpit > .fig-body { gap: 0.5rem 1.5rem; }
.fig-cockpit > .fig-foot:not(:has(.fig-controls > *)) { display: none; }
.fig-cockpit-bar, .fig-cockpit-hand { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1rem; min-width: 0; }
.fig-cockpit-hand { flex: 1 1 auto; justify-content: flex-end; }
.fig-cockpit :is(.fig-cockpit-words, .fig-cockpit-below) { flex: 1 1 100%; min-width: 0; }
.fig-cockpit-words { min-height: 2.8rem; }
.fig-cockpit-words .fig-log { margin-top: 0.1rem; }
.fig-cockpit-picture { flex: 0 0 22.25rem; min-width: 0; min-height: 26rem; }
.fig-cockpit-side { display: flex; flex: 1 1 24rem; flex-direction: column; gap: 0.75rem; min-width: 0; }
.fig-cockpit-loop .fig-loop-place { margin-top: 0.4rem; }
.fig-cockpit-loop .fig-loop-place + .fig-readout { min-height: 2.9em; }
.fig-cockpit-losses { min-height: 12.5rem; }
.fig-cockpit-losses .fig-recorded { display: none; }
.fig-cockpit .fig-foot:not(:has(.fig-controls > *)) { display: none; }
.fig-cockpit .fig-slider { grid-template-columns: auto minmax(5rem, 8rem) minmax(3.6rem, auto); }
.fig-cockpit-hand .fig-training-group { flex-wrap: nowrap; }
.fig-cockpit details { margin: 0; }
.fig-cockpit summary { padding: 0.35rem 0; font: inherit; color: var(--fig-accent); cursor: pointer; }
.fig-cockpit summary:focus-visible { outline: 2px solid var(--fig-accent); outline-offset: 2px; }
.fig-cockpit-more[open] { flex: 1 1 100%; }
.fig-cockpit-more > .fig-training-group { display: inline-flex; margin: 0 1.6rem 0.5rem 0; }
.fig-cockpit-more .fig-training-group > .fig-button:first-child { min-width: 4.5rem; }

.fig-cockpit-picture .fig-enlargement { flex: 1 1 100%; flex-direction: row; align-items: center; }
.fig-cockpit-picture .fig-enlarged { width: 84px; }
/* The recording's player stands under the curves, where there is room; the query is of the cockpit, the player in a figure of its own. */
@container (min-width: 48rem) { .fig-cockpit-picture { position: relative; --player: absolute; --player-width: 28rem; } }
.fig-cockpit-picture .fig-recorded-player { position: var(--player, static); bottom: 0; left: calc(100% + 1.5rem); width: var(--player-width, auto); }
.fig-cockpit-picture .fig-class-accuracy-sheet > .fig-foot { margin-top: 0.25rem; }

/* The plane in few words */
.fig-point-brief { display: flex; flex: 1 1 100%; flex-wrap: wrap; align-items: center; gap: 0 1rem; font-size: 0.8125rem; }
.fig-point-brief > :is(.fig-point-notes, .fig-wrong, [open]) { flex: 1 1 100%; }
.fig-point-brief > .fig-formula { flex: 1 1 13rem; }
.fig-point-brief p { margin: 0; }
.fig-point-brief .fig-point-notes { display: flex; flex-wrap: wrap; gap: 0 0.9rem; min-height: 8.6em; align-content: flex-start; }
.fig-point-brief .fig-wrong:empty { display: none; }
.fig-cockpit .fig-points > .fig-body { gap: 0.4rem; }

/* Dials */
.fig-dials-first, .fig-dial-group { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 0.5rem 1.1rem; min-width: 0; }
.fig-dial-group { margin: 0.4rem 0 0; padding: 0.5rem 0 0; border: 0; border-top: 1px solid var(--fig-hairline); }
.fig-dial-group legend { float: left; width: 100%; margin-bottom: 0.3rem; padding: 0; color: var(--fig-muted); }
.fig-dial { display: flex; flex-direction: column; gap: 0.15rem; min-width: 0; }
.fig-dial > label { color: var(--fig-muted); }
.fig-dial-number { display: flex; }
.fig-dial-number .fig-button { min-width: 2.25rem; padding: 0; }
.fig-dial-number .fig-button:first-child { border-radius: 4px 0 0 4px; }
.fig-dial-number .fig-button:last-child { border-radius: 0 4px 4px 0; }
.fig-dial-number .fig-entry { width: 4.6rem; margin-inline: -1px; border-radius: 0; text-align: center; }
.fig-dial .fig-entry[aria-disabled="true"] { color: var(--fig-muted); }
.fig-dial-list, .fig-dial-row { display: flex; flex-wrap: wrap; gap: 0.4rem; }
.fig-dial-fixed { max-width: 15rem; color: var(--fig-muted); font-size: 0.8125rem; overflow-wrap: anywhere; }
.fig-link { align-self: flex-end; margin-left: auto; }
.fig-link-said { flex: 1 1 100%; }
.fig-link-said:empty { display: none; }
.fig-cockpit-more > .fig-readout { margin-bottom: 0.5rem; }
.fig-link a { color: var(--fig-accent); }
@media (pointer: coarse) { .fig-dial-number .fig-button { min-height: 44px; } .fig-cockpit summary { padding: 0.8rem 0; } .fig-dial-number .fig-button { min-width: 44px; } }

@container (max-width: 47rem) {
  .fig-cockpit > .fig-body { flex-direction: column; flex-wrap: nowrap; align-items: stretch; gap: 0.85rem; }
  .fig-cockpit-picture, .fig-cockpit-side { flex: none; }
  .fig-cockpit-hand { order: 1; justify-content: flex-start; }
  .fig-cockpit-below { order: 2; }
  .fig-cockpit .fig-cockpit-words { flex: none; }
  .fig-cockpit-bar {
    position: sticky; bottom: 0; z-index: 2; order: 3; margin: 0 -0.25rem; padding: 0.4rem 0.25rem; border-top: 1px solid var(--fig-hairline);
    background: var(--fig-paper);
  }
  .fig-cockpit-bar .fig-training-group { flex: 1 1 100%; flex-wrap: nowrap; gap: 0.35rem; }
  .fig-cockpit-bar .fig-button { flex: 1 1 auto; min-width: 0; padding: 0 0.3rem; white-space: nowrap; }
  .fig-cockpit :is(.fig-button, .fig-entry, .fig-check) { min-height: 44px; }
  .fig-cockpit summary { padding: 0.8rem 0; }
  .fig-cockpit .fig-dial-number .fig-button { min-width: 44px; }
}
`;
