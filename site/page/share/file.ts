import {checkSize} from "../../notebook/changes/change-codec.ts";
import {changesBetween} from "../../notebook/changes/changes-between.ts";
import type {Changes} from "../../notebook/changes/changes.ts";
import {parse} from "../../notebook/text/parse.ts";
import {serialise} from "../../notebook/changes/serialise.ts";
import type {Notebook} from "../../notebook/types.ts";
import type {Page} from "../runtime/contract.ts";

/** Largest chapter file that is read, in bytes. */
const largest = 5_000_000;

/** The published chapter, from its own `.md` beside the page. @throws Error that says what the reader can do. */
async function publishedNotebook(page: Page): Promise<Notebook> {
  const name = `${page.slug}.md`;
  const response = await fetch(new URL(document.body.dataset.source ?? `${page.root}${name}`, location.href)).catch(() => null);
  const status = response ? ` (${response.status})` : "";
  if (!response?.ok) throw new Error(`The chapter’s file ${name} could not be loaded${status}. Is the network there?`);
  return parse(await response.text(), name);
}

/** The chapter with the reader's changes, as Markdown. */
export async function chapterFile(page: Page, changes: Changes): Promise<string> {
  return serialise(await publishedNotebook(page), changes);
}

/** Hands a text to the reader as a file. */
export function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], {type: "text/markdown"}));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken the address by the next task; some read it later.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** A chapter's file from the reader's machine, read. */
export interface ImportedFile {
  /** Its title, and the name of the page that it was downloaded from: a browser may have numbered it. */
  origin: {title: string; slug: string};
  /** What it changes in this chapter. */
  changes(): Promise<Changes>;
}

/**
 * Reads a chapter's file. Nothing of it is compiled or run.
 * @throws RangeError for a file that is too large or changes more than a link may, LocatedError (file:line:column) for one that is no
 * chapter.
 */
export async function readFile(page: Page, file: File): Promise<ImportedFile> {
  if (file.size > largest) throw new RangeError(`${file.name} is larger than ${largest / 1_000_000} MB: that is no chapter.`);
  const imported = parse(await file.text(), file.name);
  return {
    origin: {title: imported.title, slug: file.name.replace(/(?: ?\(\d+\))?\.md$/i, "")},
    async changes() {
      const changes = changesBetween(await publishedNotebook(page), imported);
      checkSize(changes);
      return new Map(changes.map((change) => [change.id, change]));
    }
  };
}
