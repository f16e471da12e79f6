import type {Live} from "../../live.ts";
import {button} from "../kit/controls.ts";
import {element} from "../kit/element.ts";
import type {FigureOptions} from "../kit/frame.ts";
import {frame} from "../kit/frame.ts";
import type {Recorded} from "../kit/stand-in.ts";
import {standIn} from "../kit/stand-in.ts";
import {download} from "../kit/export.ts";
import {follow} from "../kit/follow.ts";
import {formatCount} from "../kit/format.ts";

/** A file to save. */
export interface ListedFile {
  name: string;
  /** What it is for, in a few words. */
  about?: string;
  bytes: Uint8Array;
}

/** A file that was written once, and is not here: it cannot be saved. */
interface RecordedFile {
  name: string;
  about?: string;
  size: number;
}

/**
 * Files with their sizes, each with a button that saves it. Takes files or live ones.
 * @example
 * ```ts height=120/120
 * import {fileList} from "gantry/figures/file-list";
 *
 * const notes = new TextEncoder().encode("What I found.");
 * display(
 *   fileList([{name: "notes.txt", about: "to read later", bytes: notes}], {
 *     caption: "How large is it? Save it."
 *   })
 * );
 * ```
 */
export function fileList(
  files: readonly ListedFile[] | Live<readonly ListedFile[]>,
  options: FigureOptions & Recorded & {waiting?: string} = {}
): HTMLElement {
  const made = frame<null>("files", {exportable: false, ...options}, null);
  const {waiting = "The files will be listed here when they have been written."} = options;
  const either = standIn<readonly (ListedFile | RecordedFile)[]>(made, files, options.recording, {
    empty: (own) => own.length === 0,
    recorded: ({results}) => (results as {files?: readonly RecordedFile[]} | undefined)?.files ?? null
  });
  const followed = follow(either, made.signal, draw);
  function draw(): void {
    const now = followed.value;
    // The rows are made anew: who stood on a button stands on that of the same file.
    const focused = made.body.contains(document.activeElement) ? document.activeElement!.getAttribute("aria-label") : null;
    made.complain(now.length === 0 ? waiting : null);
    const head = ["file", "bytes", "what it is for", ""].map((text, i) =>
      element(text ? "th" : "td", {...(text ? {scope: "col"} : {}), ...(i === 1 ? {class: "fig-right"} : {})}, [text])
    );
    const rows = now.map((file) => {
      const {name, about = ""} = file;
      const size = "size" in file ? file.size : file.bytes.length;
      const save = "size" in file ? "" : button("Save", () => download(new Blob([file.bytes as Uint8Array<ArrayBuffer>]), name));
      if (save) save.setAttribute("aria-label", `Save ${name}`);
      return element("tr", {}, [
        element("th", {scope: "row"}, [name]),
        element("td", {class: "fig-right"}, [formatCount(size)]),
        element("td", {class: "fig-file-about"}, [about]),
        element("td", {}, [save])
      ]);
    });
    const table = element("table", {class: "fig-table fig-file-list"}, [
      element("thead", {}, [element("tr", {}, head)]),
      element("tbody", {}, rows)
    ]);
    made.body.replaceChildren(
      element("div", {class: "fig-table-scroll", tabindex: "0", role: "region", "aria-label": "files"}, [table])
    );
    if (focused === null) return;
    const all = [...made.body.querySelectorAll<HTMLElement>("[aria-label]")];
    (all.find((one) => one.getAttribute("aria-label") === focused) ?? all[0]).focus({preventScroll: true});
  }
  draw();
  return made.figure;
}
