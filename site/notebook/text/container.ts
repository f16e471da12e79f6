import type {MarkdownIt, StateBlock} from "markdown-it";
import {report} from "./prose-env.ts";

/** Containers of the notebook: the first two give structure, the last two belong to the prose. */
export const containerNames = ["exercise", "hint", "note", "aside"] as const;

/** What a `container_open` token carries in `meta`. */
export interface ContainerMeta extends Record<string, unknown> {
  name: string;
  /** The text behind the name. */
  rest: string;
}

const mark = /^(:{3,})[ \t]*(.*?)[ \t]*$/;

/**
 * Block rule for `::: name rest` … `:::`, giving `container_open` and `container_close`. Containers nest; a closing line has as
 * many colons as the line that it closes; what looks like one inside a fence is text. Only `names` are containers; another name
 * is reported when `strict` and else left as text.
 */
export function container(md: MarkdownIt, {names, strict}: {names: readonly string[]; strict: boolean}): void {
  md.block.ruler.before(
    "fence",
    "container",
    (state, startLine, endLine, silent) => {
      const line = lineText(state, startLine);
      const match = line === undefined ? null : mark.exec(line);
      if (match === null) return false;
      const [, colons, params] = match as unknown as [string, string, string];
      const name = /^\S*/.exec(params)![0];
      if (!strict && !names.includes(name)) return false;
      if (silent) return true;
      if (name === "") {
        report(
          state.env,
          `"${colons}" closes nothing: the open container, if any, began with another number of colons.`,
          startLine,
          colons
        );
        state.line = startLine + 1;
        return true;
      }
      if (!names.includes(name)) report(state.env, `Unknown container "${name}". Allowed: ${names.join(", ")}.`, startLine, name);
      const {end, closed, inFence} = findEnd(state, startLine, endLine, colons.length);
      if (strict && !closed && !inFence) {
        report(
          state.env,
          `"${colons} ${name}" is not closed: a line "${colons}" is missing. Each container needs its own.`,
          startLine,
          colons
        );
      }
      const {parentType, lineMax} = state;
      // A name of its own, as plug-ins do: lists and quotations look at it to know what they interrupt.
      (state as {parentType: string}).parentType = "container";
      state.lineMax = end;
      const open = state.push("container_open", "aside", 1);
      open.block = true;
      open.map = [startLine, closed ? end + 1 : end];
      open.meta = {name, rest: params.slice(name.length).trim()} satisfies ContainerMeta;
      if ((name === "note" || name === "aside") && open.meta.rest !== "") pushTitle(state, open.meta.rest as string, startLine);
      state.md.block.tokenize(state, startLine + 1, end);
      const close = state.push("container_close", "aside", -1);
      close.block = true;
      close.meta = {name};
      state.parentType = parentType;
      state.lineMax = lineMax;
      state.line = closed ? end + 1 : end;
      return true;
    },
    {alt: ["paragraph", "reference", "blockquote", "list"]}
  );
  md.renderer.rules.container_open = (tokens, i) => `<aside class="${md.utils.escapeHtml(String(tokens[i]!.meta!.name))}">\n`;
  md.renderer.rules.container_close = () => "</aside>\n";
}

/** The text of a line without indentation, or undefined when it is indented like code. */
function lineText(state: StateBlock, line: number): string | undefined {
  if (state.sCount[line]! - state.blkIndent >= 4) return undefined;
  return state.src.slice(state.bMarks[line]! + state.tShift[line]!, state.eMarks[line]!);
}

/** The line that closes a container, or where its surroundings end. */
function findEnd(
  state: StateBlock,
  startLine: number,
  endLine: number,
  colons: number
): {end: number; closed: boolean; inFence: boolean} {
  const open = [colons];
  let fence = "";
  let line = startLine + 1;
  for (; line < endLine; ++line) {
    const raw = state.src.slice(state.bMarks[line]! + state.tShift[line]!, state.eMarks[line]!);
    if (raw !== "" && state.sCount[line]! < state.blkIndent) break;
    const ticks = /^(?:(`{3,})[^`]*|(~{3,}).*)$/.exec(raw);
    if (fence !== "") {
      if (/^(`+|~+)[ \t]*$/.test(raw) && raw.startsWith(fence)) fence = "";
    } else if (ticks) fence = (ticks[1] ?? ticks[2])!;
    else {
      const match = state.sCount[line]! - state.blkIndent < 4 ? mark.exec(raw) : null;
      if (match === null) continue;
      const count = match[1]!.length;
      if (match[2] !== "") open.push(count);
      else if (open.includes(count)) {
        open.length = open.lastIndexOf(count);
        if (open.length === 0) return {end: line, closed: true, inFence: false};
      }
    }
  }
  return {end: line, closed: false, inFence: fence !== ""};
}

function pushTitle(state: StateBlock, title: string, line: number): void {
  const open = state.push("paragraph_open", "p", 1);
  open.attrSet("class", "aside-title");
  open.map = [line, line + 1];
  const inline = state.push("inline", "", 0);
  inline.content = title;
  inline.map = [line, line + 1];
  inline.children = [];
  state.push("paragraph_close", "p", -1);
}
