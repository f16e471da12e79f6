import {asCellEdit, type CellEdit} from "../edit/edits.ts";
import type {Kept} from "./store.ts";
import {asVersion} from "./versions.ts";

/** What one tab tells the others of the same chapter. */
export interface TabMessage {
  changes: Kept[];
  /** The reader has chosen between two tabs' texts: the others follow. */
  decided: boolean;
}

/** The other tabs of the same chapter. */
export interface Tabs {
  tell(message: TabMessage): void;
}

/** Joins the other tabs; a browser without BroadcastChannel has none to tell. Messages of another shape are ignored. */
export function joinTabs(path: string, received: (message: TabMessage) => void): Tabs {
  if (typeof BroadcastChannel === "undefined") return {tell() {}};
  const channel = new BroadcastChannel(`gantry:versions:${path}`);
  channel.onmessage = ({data}: MessageEvent<unknown>) => {
    const message = asMessage(data);
    if (message) received(message);
  };
  return {tell: (message) => channel.postMessage(message)};
}

function asMessage(data: unknown): TabMessage | null {
  const {changes, decided} = Object(data) as Record<string, unknown>;
  if (!Array.isArray(changes)) return null;
  return {
    changes: changes.flatMap((change: unknown): Kept[] => {
      const {id, edit, version} = Object(change) as Record<string, unknown>;
      const record = asCellEdit(edit);
      return typeof id === "string" && (record?.id === id || edit === null)
        ? [{id, edit: record, version: asVersion(version)}]
        : [];
    }),
    decided: decided === true
  };
}

/** What a tab does with what another tab says of a cell. */
export type Merge = "same" | "follow" | "ask";

/** What a tab knows of a cell when it hears of another tab's change. */
export interface MergeOptions {
  /** This tab changed the cell, or has a change of it that is not stored. */
  own: boolean;
  /** The other tab had seen this tab's text when it made the change. */
  aware: boolean;
  /** The reader has chosen, there, between the two. */
  decided: boolean;
}

/**
 * A cell that this tab has not touched follows the other tab, if that knew this text; one that this tab changed too, to another text,
 * is the reader's to decide; once decided, every tab whose text was known then follows.
 */
export function merge(mine: CellEdit | undefined, theirs: CellEdit | undefined, {own, aware, decided}: MergeOptions): Merge {
  const same = mine?.text === theirs?.text && mine?.after === theirs?.after && mine?.original === theirs?.original;
  if (same) return mine?.ran === theirs?.ran || !aware ? "same" : "follow";
  if (!mine || (aware && (decided || !own))) return "follow";
  return "ask";
}
