/** What the build writes in front of the service worker's script: the one list of what the book is. No page can change it. */
export interface Build {
  id: string;
  /** Paths relative to the scope → the first 16 characters of the SHA-256, base64url, of the file: 96 bits. */
  files: Record<string, string>;
  /** Bytes of the largest file: of what claims to be one, no more than this is read. */
  largest: number;
  /** Endings of the files' names ("html") → media types. */
  types: Record<string, string>;
  /** Files that are kept from their first use on; those in `folder` ("assets/types/") tell, in this edition and in others, that there was one. */
  onUse?: OnUse;
  /** Content security policies of scripts, which workers obey, and of all that is no page. Pages bring theirs. */
  policies?: {script: string; other: string};
}

/** Files that most readers never need. */
export interface OnUse {
  folder: string;
  /** Paths relative to the scope, those in `folder` among them. */
  files: readonly string[];
}

/** Sent by a page: keep the book. Answered on the port with an `Edition` at once, and with `Saved` in the end. */
export interface SaveMessage {
  type: "save";
}

/** Which edition the worker serves: a page that was opened in it goes on vouching for its files when another has taken over. */
export interface Edition {
  type: "edition";
  /** Paths under assets/ → digests. */
  digests: Record<string, string>;
}

/** How much of the book is kept. `missing` files are tried again at the next visit. */
export interface Saved {
  type: "saved";
  saved: number;
  missing: number;
  /** Files that this message fetched. */
  fetched: number;
}

/** Sent to a page: which content has this file of the edition that you belong to? Answered on the port with its digest, or null. */
export interface VouchMessage {
  type: "vouch";
  path: string;
}

/** Sent to pages: what stood under these names was not the book's own, and has been thrown away. */
export interface ForgedMessage {
  type: "forged";
  paths: string[];
}
