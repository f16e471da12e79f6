/** What a reader's copy of a chapter holds for one cell that differs from the published one. */
export interface Kept {
  id: string;
  kind: "ts" | "md";
  /** Hash of the published text that the change was made to; null for a cell that the reader added. */
  original: string | null;
  /** The text as shown; null for a published cell that the reader deleted. */
  text: string | null;
  /**
   * The text that last ran here, null when none did: what is typed and not run is shown after a reload, and what had run runs.
   */
  ran: string | null;
  /** The block that the cell stands after, null for the first place; absent for a cell in its published place. */
  after?: string | null;
  /** Runs only when the reader presses Run, as an imported file says; absent as published. */
  manual?: boolean;
  /** Another tab's text of the same cell, as long as the reader has not chosen between the two. */
  other?: string | null;
}

/** Why edits could not be kept, in words for the reader. `retry` says whether trying again can help. */
export interface KeepFailure {
  kind: "full" | "forbidden" | "failed";
  message: string;
  retry: boolean;
}

/** Where edits are kept: IndexedDB in the page, anything in tests. `path` names the chapter. Every method may reject. */
export interface EditStore {
  /** All that is kept for a chapter, in no order. */
  load(path: string): Promise<Kept[]>;
  /** Writes and removes in one transaction: all or nothing. */
  write(path: string, changed: readonly Kept[], removed: readonly string[]): Promise<void>;
}

/** A store that forgets on reload: for tests, and for a page whose browser has no storage. */
export function memoryStore(): EditStore {
  const chapters = new Map<string, Map<string, Kept>>();
  return {
    async load(path) {
      return structuredClone([...(chapters.get(path)?.values() ?? [])]);
    },
    async write(path, changed, removed) {
      const kept = chapters.get(path) ?? new Map<string, Kept>();
      for (const id of removed) kept.delete(id);
      for (const record of changed) kept.set(record.id, structuredClone(record));
      chapters.set(path, kept);
    }
  };
}

/** A record that storage or another tab gave, if it has the shape of one: other versions of the page may have written it. */
export function asKept(value: unknown): Kept | null {
  if (typeof value !== "object" || value === null) return null;
  const {id, kind, original, text, ran, after, manual, other} = value as Record<string, unknown>;
  const textual = (field: unknown): field is string | null => typeof field === "string" || field === null;
  if (typeof id !== "string" || (kind !== "ts" && kind !== "md")) return null;
  if (!textual(original) || !textual(text) || !textual(ran)) return null;
  const kept: Kept = {id, kind, original, text, ran};
  if (textual(after)) kept.after = after;
  if (typeof manual === "boolean") kept.manual = manual;
  if (textual(other)) kept.other = other;
  return kept;
}

const onlyHere = "Your changes are kept in this tab only.";

/** What went wrong with the storage, told to the reader. */
export function failureOf(error: unknown): KeepFailure {
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  if (name === "QuotaExceededError") {
    return {kind: "full", message: `The browser's storage for this site is full. ${onlyHere}`, retry: true};
  }
  if (name === "SecurityError" || name === "InvalidStateError" || name === "ReferenceError" || name === "TypeError") {
    return {kind: "forbidden", message: `This browser does not let the page store anything. ${onlyHere}`, retry: true};
  }
  const reason = error instanceof Error ? error.message : String(error);
  return {kind: "failed", message: `Your changes could not be stored (${reason}). ${onlyHere}`, retry: true};
}
