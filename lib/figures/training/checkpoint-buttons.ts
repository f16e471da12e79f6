import type {Trainer} from "../../training/run/types.ts";
import {button} from "../kit/controls.ts";
import {element} from "../kit/element.ts";
import {download} from "../kit/export.ts";
import {fileButton} from "../kit/file-button.ts";

/** A checkpoint that the book brings. */
export interface BookCheckpoint {
  /** What the button says: "Go on from the book's". */
  label: string;
  file: () => Uint8Array | Promise<Uint8Array>;
}

/**
 * Save, which downloads a run as a checkpoint file, and Load, which goes on from one, as does the book's own. `attempt` carries the actions out and tells
 * what is in the way.
 */
export function checkpointButtons(
  run: Trainer,
  attempt: (what: string, action: () => unknown) => Promise<void>,
  book?: BookCheckpoint
): HTMLElement {
  const save = button("Save", () =>
    attempt("It could not be saved", async () => {
      const file = await run.save();
      // While it plays, the run is steps ahead of the file by now.
      const {checkpointStep} = await import("../../training/run/checkpoint.ts");
      download(new Blob([file as Uint8Array<ArrayBuffer>]), `gan-step-${checkpointStep(file)}.safetensors`);
    })
  );
  const {button: load, field} = fileButton("Load…", {accept: ".safetensors", name: "checkpoint file"}, ([chosen]) => {
    void attempt(`${chosen.name} could not be loaded`, async () => run.load(new Uint8Array(await chosen.arrayBuffer())));
  });
  const own = book
    ? [button(book.label, () => attempt("The book's could not be loaded", async () => run.load(await book.file())))]
    : [];
  return element("div", {class: "fig-training-group", role: "group", "aria-label": "checkpoint file"}, [
    save,
    load,
    field,
    ...own
  ]);
}
