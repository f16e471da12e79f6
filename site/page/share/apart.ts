import code from "gantry:frame";
import type {CellEdit} from "../edit/edits.ts";
import {button, element} from "../element.ts";
import type {FromFrame, Start, ToFrame} from "../frame/messages.ts";
import {limits} from "../../notebook/changes/change-codec.ts";
import {bookFiles} from "./book-files.ts";
import {frameDocument} from "./frame-document.ts";

/** What a chapter that runs apart needs of the book. */
export interface ApartOptions {
  /** "This link" or a file's name. */
  from: string;
  /** The changes to show and run, as records of this edition: nothing of the reader's own is among them. */
  edits: readonly CellEdit[];
  /** It is over. `records`: what it said in the end, of whatever shape. `keep`: the reader wants that in the book. */
  ended(records: readonly unknown[], keep: boolean): void;
}

/** Milliseconds in which the frame may tell of what was typed last. */
const PATIENCE = 300;

/** More messages than this come of no reader's work. */
const MOST = 50_000;

/** A chapter that runs apart. */
export interface ApartChapter {
  /** Takes it away, with all that ran in it. */
  close(): void;
}

/**
 * Runs the chapter, with changes from elsewhere, in a frame of its own over the book: a document of an opaque origin. No storage, no
 * caches, no service worker, no other window and no host are within its reach, and of the book it gets published files, by name.
 * Rejects when the chapter's page cannot be loaded.
 */
export async function runApart({from, edits, ended}: ApartOptions): Promise<ApartChapter> {
  // Whoever opened this window could be told things by way of it.
  window.opener = null;
  const base = location.href.replace(/[?#].*$/s, "");
  const response = await fetch(base).catch(() => null);
  if (!response?.ok)
    throw new Error(`The chapter’s page could not be loaded${response ? ` (${response.status})` : ""}. Is the network there?`);
  const {theme} = document.documentElement.dataset;
  const {html, entry, styles, named, ...place} = frameDocument(await response.text(), base, theme);
  const names = new Set(named);
  const answer = bookFiles(place.root, names);

  let latest: readonly unknown[] = edits;
  let over = false;
  let ending = false;
  let gone = false;
  let flushed = () => {};
  let messages = 0;
  /** Why a file that the page names was not given: its name at least is the book's own. */
  let refused = "Is the network there?";
  const status = element("p", {class: "apart-status", role: "status", tabindex: "-1"}, "Loading…");
  const keep = button("Keep these changes", () => void end(true));
  const back = button("Back to my book", () => void end(false));
  const words = element("div", {class: "apart-words"}, element("p", {}, said(from)), status);
  const bar = element("header", {}, words, element("div", {class: "notice-actions"}, keep, back));
  const frame = element("iframe", {
    // Forms too: inputs listen to their being sent, and the policy lets none be sent anywhere.
    sandbox: "allow-scripts allow-downloads allow-forms",
    title: `${document.title}, with the changes of ${from === "This link" ? "this link" : from}`,
    referrerpolicy: "no-referrer",
    srcdoc: html
  });
  const dialog = element("dialog", {class: "apart", "aria-label": "A chapter that runs apart"}, bar, frame);
  const {port1: port, port2} = new MessageChannel();
  const tell = (message: ToFrame): void => port.postMessage(message);

  port.onmessage = ({data}: MessageEvent<unknown>) => void hear(data as Partial<Record<string, unknown>> | null);
  frame.addEventListener(
    "load",
    () => {
      const start: Start = {...place, boot: code, entry, styles, edits};
      frame.contentWindow?.postMessage(start, "*", [port2]);
      // The document is loaded once: another one is what a cell wanted to go to, or a reload.
      frame.addEventListener("load", () => left("A cell tried to leave the page"), {once: true});
    },
    {once: true}
  );
  const themes = new MutationObserver(() => tell({theme: document.documentElement.dataset.theme ?? null}));
  themes.observe(document.documentElement, {attributeFilter: ["data-theme"]});
  // Escape must not end what the reader may be working on.
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.addEventListener("close", () => void end(false));
  document.body.append(dialog);
  dialog.showModal();
  frame.focus();

  /** Nothing that comes from the frame is trusted: known words are known, texts are kept as texts. */
  async function hear(message: Partial<Record<string, unknown>> | null): Promise<void> {
    if (!gone && ++messages === MOST) left("A cell sent the book too many messages");
    if (over || gone || typeof message !== "object" || message === null) return;
    const known = message as Partial<Record<keyof Extract<FromFrame, object>, unknown>> & Record<string, unknown>;
    if (typeof known.ask === "number") {
      const found = await answer({ask: known.ask, url: known.url as string});
      if ("refused" in found && names.has(known.url as string)) refused = found.refused;
      if (!over) tell(found);
    } else if (Array.isArray(known.edits) && known.edits.length <= limits.cells) latest = known.edits;
    else if (known.flushed === true) flushed();
    else if (known.ready === true) status.textContent = "";
    else if (known.link === true) status.textContent = "Links to other pages lead nowhere here. Go back to your book for them.";
    // The words are the book's: a frame cannot write into the bar.
    else if (known.failed === true) status.textContent = `The chapter could not be started. ${refused}`;
  }

  /** Ends what a cell has spoilt: it has sent the frame elsewhere (the policy refuses every address), reloaded it, or floods the book. */
  function left(why: string): void {
    gone = true;
    frame.remove();
    port.close();
    status.textContent = `${why}, so the run has ended. Its changes are still there as text.`;
    // Not a button: who was typing in the frame has not chosen anything.
    status.focus();
  }

  /** A frame that does not answer, because a script of it never ends, is taken away all the same. */
  async function end(wanted: boolean): Promise<void> {
    if (over || ending) return;
    ending = true;
    tell({flush: true});
    await new Promise<void>((done) => {
      flushed = done;
      setTimeout(done, gone ? 0 : PATIENCE);
    });
    if (over) return;
    close();
    ended(latest, wanted);
  }

  function close(): void {
    over = true;
    themes.disconnect();
    port.close();
    dialog.remove();
  }

  return {close};
}

function said(from: string): string {
  const whose = from === "This link" ? "the link’s changes" : `the changes of ${from}`;
  const threads = crossOriginIsolated ? " Training takes one thread here." : "";
  return `This is the chapter with ${whose}, apart from your book. Nothing here is kept, unless you keep the changes.${threads}`;
}
