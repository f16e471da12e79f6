import {chapterOf, decodeChanges, encodeChanges, TooLarge} from "../../notebook/changes/change-codec.ts";
import {type Changes, hash} from "../../notebook/changes/changes.ts";
import {LocatedError} from "../../notebook/types.ts";
import {SHARE_PREFIX, type Page} from "../runtime/contract.ts";
import {editable} from "../edit/editable.ts";
import type {EditedPage} from "../edit/edited-page.ts";
import {notice} from "../edit/notices.ts";
import {asCellEdit, fromChanges, type CellEdit, Edits, toChange, toChanges} from "../edit/edits.ts";
import type {ApartChapter} from "./apart.ts";
import {type Arrival, showArrival} from "./arrival.ts";
import {whereItBelongs} from "./belongs.ts";
import {DamagedLink, LONGEST_LINK, linkTo, textOfLink} from "./link.ts";

/** Links and files. */
export interface Sharing {
  /** Copies a link with the changes; answers what to tell the reader. */
  copyLink(): Promise<string>;
  /** Hands the chapter with the changes to the reader as a file; tells what went wrong. */
  download(): void;
  /** Shows what a chapter's file changes, as differences, not run. */
  importFile(file: File): Promise<void>;
  /** Shows what the URL's fragment carries, as differences, not run. */
  arrive(): Promise<void>;
}

/** What sharing stands on. */
export interface SharingOptions {
  page: Page;
  edits: Edits;
  edited: EditedPage;
  /** Makes an edit whose text is to run, even in a held cell; resolves when it is compiled and defined. */
  starting(act: () => void): Promise<void>;
}

/** Starts sharing. The file format (and with it the Markdown parser) is loaded when it is first used. */
export function startSharing({page, edits, edited, starting}: SharingOptions): Sharing {
  let arrival: Arrival | null = null;
  let apart: ApartChapter | null = null;
  /** A frame is being made: a second press of Run makes no second one. */
  let opening = false;
  /** This very page is a chapter that runs apart. */
  const isApart = document.body.dataset.apart !== undefined;

  /** `kept`: the reader has asked for them in the book; until then they run apart from it. */
  function show(from: string, changes: Changes, over: () => void, kept = false): void {
    apart?.close();
    apart = null;
    arrival?.dismiss();
    const elements = [...page.article.querySelectorAll<HTMLElement>("[data-block], [data-cell]")];
    const taken = new Set(elements.flatMap(({dataset}) => [dataset.block, dataset.cell]));
    const fits = (id: string): boolean => {
      const cell = page.cells.get(id);
      return cell ? editable(cell) : !taken.has(id) || edits.published(id) !== null;
    };
    const usable = fromChanges(changes, edits, (id) => kindOf(id)).filter(({id}) => fits(id));
    if (usable.length === 0) {
      tell(`${from} changes nothing in this chapter as you have it.`);
      over();
      return;
    }
    const take = (wanted: readonly CellEdit[]) =>
      adopt(wanted, from === "This link" ? "the link’s changes" : `the changes of ${from}`);
    // A file is on its way into the book as soon as the reader has chosen it.
    const own = kept || isApart || from !== "This link";
    arrival = showArrival(
      {from, changes: usable},
      {
        page,
        edits,
        edited,
        ...(own ? {adopt: take, where: isApart ? "" : " in my book"} : {}),
        ...(kept || isApart ? {} : {apart: () => void runHere(from, new Map([...changes].filter(([id]) => fits(id))), over)}),
        over
      }
    );
  }

  /** Runs the chapter as its sender has it: nothing of the reader's own is in it. */
  async function runHere(from: string, changes: Changes, over: () => void): Promise<void> {
    if (opening || apart) return;
    opening = true;
    const published = (id: string) => edits.published(id);
    const originals = [...changes.keys()].flatMap((id) => {
      const text = published(id);
      return text === null ? [] : [[id, text] as const];
    });
    const records = fromChanges(changes, new Edits(new Map(originals), () => {}), (id) => kindOf(id));
    try {
      const {runApart} = await import("./apart.ts").catch(() => {
        throw new Error("A part of the page could not be loaded. Is the network there?");
      });
      apart = await runApart({
        from,
        edits: records.map((edit) => ({...edit, original: originalOf(edit), ran: edit.text})),
        ended(told, keep) {
          apart = null;
          const result = changesOf(told, published);
          if (result instanceof Error) tell(`What was changed there cannot be kept (${result.message}).`);
          else show(from, result, over, keep);
          arrival?.focus();
        }
      });
    } catch (error) {
      tell(`The changes have not been run. ${messageOf(error)}`);
    } finally {
      opening = false;
    }
  }

  /** Makes changes the reader's own, and runs them: each becomes a change to the chapter as it is now. */
  function adopt(changes: readonly CellEdit[], label: string): Promise<void> {
    const records = changes.map((change): [string, CellEdit] => {
      const mine = edits.get(change.id);
      const moved = change.after === undefined ? (mine?.after === undefined ? {} : {after: mine.after}) : {after: change.after};
      const ran = change.text === edits.text(change.id) ? (mine?.ran ?? null) : change.text;
      return [change.id, {...change, ...moved, original: originalOf(change), ran}];
    });
    return starting(() => edits.change(label, records));
  }

  function originalOf({id}: CellEdit): string | null {
    const text = edits.published(id);
    return text === null ? null : hash(text);
  }

  function kindOf(id: string): "ts" | "md" | undefined {
    const cell = page.cells.get(id);
    return cell ? (cell.kind === "md" ? "md" : "ts") : undefined;
  }

  function tell(message: string): void {
    const shown = notice("Sharing", message, [{label: "Close", act: () => shown.close()}], "problem");
  }

  async function arrive(): Promise<void> {
    try {
      const text = await textOfLink(location.hash);
      if (text === null) return;
      const sent: unknown = JSON.parse(text);
      const changes = decodeChanges(sent);
      const here = () => show("This link", changes, clearFragment);
      whereItBelongs(page, "This link", {slug: chapterOf(sent)}, {here, not: clearFragment, fragment: location.hash});
    } catch (error) {
      const known = error instanceof DamagedLink;
      const large = error instanceof TooLarge;
      const reason = known
        ? error.message
        : large
          ? `This link carries too much. ${error.message}.`
          : `The changes in this link cannot be used (${messageOf(error)}).`;
      tell(`${reason} You see the chapter without them.`);
    }
  }

  return {
    arrive,
    async copyLink() {
      if (isApart) return "Nothing can be copied here. Keep the changes: then your own book makes the link.";
      const link = await linkTo(location.href, JSON.stringify(encodeChanges(toChanges(edits), page.slug)));
      if (link.length > LONGEST_LINK) {
        const [length, limit] = [link.length, LONGEST_LINK].map((number) => number!.toLocaleString("en"));
        const why = `The link would have ${length} characters; beyond ${limit}, links get cut.`;
        return `${why} Download the chapter as .md and pass on the file.`;
      }
      try {
        await navigator.clipboard.writeText(link);
        const length = link.length.toLocaleString("en");
        return `Link copied (${length} characters). Whoever opens it sees your changes before anything runs.`;
      } catch {
        prompt("Copy this link:", link);
        return "The browser does not let the page copy: take the link from the box.";
      }
    },
    download() {
      import("./file.ts")
        .then(async ({chapterFile, saveFile}) => saveFile(`${page.slug}.md`, await chapterFile(page, toChanges(edits))))
        .then(() => page.announce("The chapter with your changes is in your downloads."))
        .catch((error: unknown) => tell(`The file could not be made: ${messageOf(error)}`));
    },
    async importFile(file) {
      const failed = (error: unknown) => tell(`${file.name} could not be imported: ${messageOf(error)}`);
      try {
        const {readFile} = await import("./file.ts");
        const {origin, changes} = await readFile(page, file);
        const here = () => void changes().then((found) => show(file.name, found, () => {}), failed);
        whereItBelongs(page, file.name, origin, {here});
      } catch (error) {
        failed(error);
      }
    }
  };
}

/** What the frame said that differs, held to the shape and the limits of what a link may bring. */
function changesOf(records: readonly unknown[], published: (id: string) => string | null): Changes | Error {
  try {
    const edits = records.map(asCellEdit).filter((edit) => edit !== null);
    const changes = new Map(edits.map((edit) => [edit.id, toChange(edit, published(edit.id))]));
    return decodeChanges(encodeChanges(changes));
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** The fragment goes, so that a reload does not show it again. */
function clearFragment(): void {
  if (location.hash.startsWith(SHARE_PREFIX)) history.replaceState(history.state, "", location.pathname + location.search);
}

function messageOf(error: unknown): string {
  if (error instanceof LocatedError) return error.located;
  return error instanceof Error ? error.message : String(error);
}
