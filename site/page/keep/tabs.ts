import {asCellEdit, type CellEdit} from "../edit/edits.ts";

/** What one tab tells the others of the same chapter. */
export interface TabMessage {
  changed: CellEdit[];
  removed: string[];
  /** The reader has chosen between two tabs' texts: the others follow. */
  decided: boolean;
}

/** The other tabs of the same chapter. */
export interface Tabs {
  tell(message: TabMessage): void;
  close(): void;
}

/** Joins the other tabs; a browser without BroadcastChannel has none to tell. Messages of another shape are ignored. */
export function joinTabs(path: string, received: (message: TabMessage) => void): Tabs {
  if (typeof BroadcastChannel === "undefined") return {tell() {}, close() {}};
  const channel = new BroadcastChannel(`gantry:edits:${path}`);
  channel.onmessage = ({data}: MessageEvent<unknown>) => {
    const message = asMessage(data);
    if (message) received(message);
  };
  return {
    tell: (message) => channel.postMessage(message),
    close: () => channel.close()
  };
}

function asMessage(data: unknown): TabMessage | null {
  if (typeof data !== "object" || data === null) return null;
  const {changed, removed, decided} = data as Record<string, unknown>;
  if (!Array.isArray(changed) || !Array.isArray(removed)) return null;
  return {
    changed: changed.map(asCellEdit).filter((record) => record !== null),
    removed: removed.filter((id) => typeof id === "string"),
    decided: decided === true
  };
}

/** What a tab does with what another tab says of a cell. */
export type Merge = "same" | "follow" | "ask";

/**
 * A cell that this tab has not touched follows the other tab; one that this tab changed too, to another text, is the reader's
 * to decide; once decided, every tab follows.
 */
export function merge(mine: CellEdit | undefined, theirs: CellEdit | undefined, touched: boolean, decided: boolean): Merge {
  const same = mine?.text === theirs?.text && mine?.after === theirs?.after && mine?.original === theirs?.original;
  if (same && mine?.other === theirs?.other) return mine?.ran === theirs?.ran ? "same" : "follow";
  if (decided || !touched || same) return "follow";
  return "ask";
}
