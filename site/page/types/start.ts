import {Compartment, StateEffect} from "@codemirror/state";
import {EditorView} from "@codemirror/view";
import type {MenuItem} from "../edit/popup.ts";
import {type Help, helpWith, importName} from "./help.ts";
import type {CellProblem} from "./messages.ts";
import {showProblemList} from "./problem-list.ts";
import {type SessionOptions, TypeSession} from "./session.ts";
import {setProblems} from "./underlines.ts";

/** Types in the page. */
export interface Types {
  /** The chapter's texts have changed, or may have. */
  changed(): void;
  /** What the menu of a cell offers. */
  items(id: string): MenuItem[];
}

/** The key whose presence says that the reader wants no types. */
const OFF = "gantry:no-types";

/** Starts what helps with types, unless the reader has switched it off: a worker, and what it says in editors and under cells. */
export function startTypes(options: SessionOptions): Types {
  const {page, edited} = options;
  const {types: worker, apart} = document.body.dataset;
  let session: TypeSession | null = null;
  /** How many mistakes there were in each cell. */
  const counted = new Map<string, number>();
  const helped = new Map<EditorView, Help & {part: Compartment}>();

  function start(): void {
    if (session || worker === undefined) return;
    session = new TypeSession(options, new URL(worker, location.href).href, found, failed);
    for (const editor of page.article.querySelectorAll<HTMLElement>(".cell-editor")) help(editor);
    // What the reader types while this is loaded is not lost on it.
    for (const [view, own] of helped) if (view.hasFocus) own.typed(view);
  }

  function stop(): void {
    const ended = session;
    session = null;
    ended?.close();
    for (const [view, {part}] of helped) if (view.dom.isConnected) view.dispatch({effects: part.reconfigure([])});
    helped.clear();
  }

  function failed(): void {
    stop();
    page.announce("Types are not checked here: what checks them could not be loaded.");
  }

  /** Gives an open editor what it shows of types. */
  function help(editor: HTMLElement): void {
    const view = EditorView.findFromDOM(editor);
    const id = editor.closest<HTMLElement>(".cell")?.dataset.cell;
    if (!session || !view || id === undefined || helped.has(view)) return;
    for (const old of helped.keys()) if (!old.dom.isConnected) helped.delete(old);
    const part = new Compartment();
    const own = helpWith(session, id);
    helped.set(view, {...own, part});
    view.dispatch({effects: StateEffect.appendConfig.of(part.of(own.extension))});
    view.dispatch({effects: setProblems.of(session.problems.get(id) ?? [])});
  }

  function viewOf(id: string): EditorView | undefined {
    return [...helped.keys()].find((view) => view.dom.isConnected && view.dom.closest<HTMLElement>(".cell")?.dataset.cell === id);
  }

  function found(id: string): void {
    const problems = session?.problems.get(id) ?? [];
    const cell = page.cells.get(id);
    if (!cell) return;
    const view = viewOf(id);
    view?.dispatch({effects: setProblems.of(problems)});
    if (view?.hasFocus && session && problems.length !== counted.get(id))
      page.announce(
        `${problems.length === 0 ? "No" : problems.length} type ${problems.length === 1 ? "error" : "errors"} in ${id}.`
      );
    counted.set(id, problems.length);
    const own = session;
    if (cell.kind !== "inline") {
      const add =
        own && cell.role !== "check" ? (each: {name: string; module: string}) => void importName(own, id, each) : undefined;
      return showProblemList(cell.element, id, id, problems, {
        ...(edited.views.has(id) && {go: (problem) => go(id, problem)}),
        ...(add && {add})
      });
    }
    const text = cell.element.closest<HTMLElement>("[data-block]");
    if (text) showProblemList(text, id, `the sentence with ${cell.source}`, problems, {});
  }

  function go(id: string, {start: from}: CellProblem): void {
    edited.views.get(id)?.edit();
    const view = viewOf(id);
    if (!view) return;
    view.dispatch({selection: {anchor: Math.min(from, view.state.doc.length)}, scrollIntoView: true});
    view.focus();
  }

  page.article.addEventListener("focusin", ({target}) => {
    const editor = (target as Element).closest<HTMLElement>(".cell-editor");
    if (editor) help(editor);
  });
  if (!isOff()) start();
  if (apart !== undefined) page.announce("Types are not checked in a chapter that runs apart.");
  return {
    changed: () => session?.follow(),
    items(id) {
      if (worker === undefined) return [];
      if (!session) return [{label: "Check types", act: () => (remember(false), start())}];
      const view = viewOf(id);
      const own = view && helped.get(view);
      return [...(view && own ? own.items(view) : []), {label: "Do not check types", act: () => (remember(true), stop())}];
    }
  };
}

function isOff(): boolean {
  try {
    return localStorage.getItem(OFF) !== null;
  } catch {
    return false; // storage is forbidden: nothing was chosen
  }
}

function remember(off: boolean): void {
  try {
    if (off) localStorage.setItem(OFF, "");
    else localStorage.removeItem(OFF);
  } catch {
    // Storage is forbidden: it holds for this visit.
  }
}
