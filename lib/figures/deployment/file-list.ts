import type {Live} from "../../live.ts";
import {button} from "../kit/controls.ts";
import {element} from "../kit/element.ts";
import type {FigureOptions} from "../kit/frame.ts";
import {frame} from "../kit/frame.ts";
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
  options: FigureOptions & {waiting?: string} = {}
): HTMLElement {
  const made = frame<null>("files", {exportable: false, ...options}, null);
  const {waiting = "The files will be listed here when they have been written."} = options;
  const followed = follow(files, made.signal, draw);
  function draw(): void {
    const now = followed.value;
    // The rows are made anew: who stood on a button stands on that of the same file.
    const focused = made.body.contains(document.activeElement) ? document.activeElement!.getAttribute("aria-label") : null;
    made.complain(now.length === 0 ? waiting : null);
    const head = ["file", "bytes", "what it is for", ""].map((text, i) =>
      element(text ? "th" : "td", {...(text ? {scope: "col"} : {}), ...(i === 1 ? {class: "fig-right"} : {})}, [text])
    );
    const rows = now.map(({name, about = "", bytes}) => {
      const save = button("Save", () => download(new Blob([bytes as Uint8Array<ArrayBuffer>]), name));
      save.setAttribute("aria-label", `Save ${name}`);
      return element("tr", {}, [
        element("th", {scope: "row"}, [name]),
        element("td", {class: "fig-right"}, [formatCount(bytes.length)]),
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
