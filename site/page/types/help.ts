import {type Extension, Prec} from "@codemirror/state";
import {type EditorView, keymap} from "@codemirror/view";
import {editable} from "../edit/editable.ts";
import type {MenuItem} from "../edit/popup.ts";
import {applyChanges} from "./applying.ts";
import {completionList} from "./completion-list.ts";
import {explaining} from "./hover.ts";
import type {Import, Questions} from "./messages.ts";
import {renameForm} from "./rename-form.ts";
import type {TypeSession} from "./session.ts";
import {signatureHelp} from "./signature-help.ts";
import {underlines} from "./underlines.ts";

/** What an editor is given while types are checked. */
export interface Help {
  extension: Extension;
  /** What was typed before there was help. */
  typed(view: EditorView): void;
  /** What can be done with the name at the cursor. */
  items(view: EditorView): MenuItem[];
}

/** Help with the types of one cell. */
export function helpWith(session: TypeSession, cell: string): Help {
  const {page} = session.options;
  const say = (text: string): void => page.announce(text);
  const ask = <Q extends keyof Questions>(
    about: Q,
    given: Questions[Q]["given"]
  ): Promise<Questions[Q]["answer"] | undefined> => {
    // The worker is told of what has been typed before it is asked about it.
    session.follow();
    return session.client.ask(about, given);
  };
  const names = explaining((at) => ask("explain", {cell, at}), say);

  async function renameAt(view: EditorView): Promise<void> {
    const at = view.state.selection.main.head;
    const fixed = [...page.cells.values()].filter((each) => !editable(each)).map(({id}) => id);
    const found = await ask("rename", {cell, at, fixed});
    if (!found) return;
    if ("refused" in found) return say(found.refused);
    renameForm(view, at, found.name, async (to) => {
      const renamed = await ask("rename", {cell, at, to, fixed});
      if (!renamed) return "Types are not checked any more.";
      if ("refused" in renamed) return renamed.refused;
      const changes = renamed.changes ?? [];
      await applyChanges(session.options, `renaming ${found.name} to ${to}`, changes, true);
      const cells = new Set(changes.map((change) => change.cell)).size;
      say(`${found.name} is called ${to} now, in ${cells === 1 ? "1 cell" : `${cells} cells`}.`);
      return undefined;
    });
  }

  /** The first import that would mend a mistake at the cursor, or else in its line. */
  function importAt(view: EditorView): Import | undefined {
    const {head} = view.state.selection.main;
    const line = view.state.doc.lineAt(head);
    const mendable = (session.problems.get(cell) ?? []).filter(({imports}) => imports.length > 0);
    const here = mendable.find(({start, end}) => head >= start && head <= end);
    return (here ?? mendable.find(({start}) => start >= line.from && start <= line.to))?.imports[0];
  }

  const keys = keymap.of([
    {key: "F2", run: (view) => (void renameAt(view), true)},
    {
      key: "Mod-.",
      run(view) {
        const found = importAt(view);
        if (found) void importName(session, cell, found);
        else say("There is no import that would mend something here.");
        return true;
      }
    }
  ]);

  const list = completionList({
    complete: (at) => ask("complete", {cell, at}),
    explain: (at, {name, import: given}) => ask("explain", {cell, at, name, ...(given && {module: given.module})}),
    importing: async ({import: given}) => (given && (await ask("importing", {...given, cell}))) ?? [],
    say
  });

  const call = signatureHelp((at) => ask("signature", {cell, at}), say);

  return {
    extension: [underlines, list.extension, call.extension, names.extension, Prec.high(keys)],
    typed: (view) => (list.ask(view), call.typed(view)),
    items: (view) => [
      {label: "Explain the name at the cursor", act: () => (view.focus(), names.atCursor(view))},
      {label: "Rename what is at the cursor", act: () => void renameAt(view)}
    ]
  };
}

/** Brings a name of the library into a cell. */
export async function importName(session: TypeSession, cell: string, {name, module}: Import): Promise<void> {
  session.follow();
  const changes = await session.client.ask("importing", {cell, name, module});
  if (!changes || changes.length === 0) return;
  await applyChanges(session.options, `importing ${name}`, changes, false);
  session.options.page.announce(`${name} is imported from ${module}.`);
}
