import type {MarkdownIt, StateInline} from "markdown-it";

/** What one stretch of inline text is read with: the notes that are open in it. */
type Noting = StateInline & {inNote?: boolean};

/**
 * Inline rule for `^[…]`, a side note: a parenthesis of its sentence, which stands in the margin where there is room for one. Its words
 * are in the text and in their place, between brackets that only a narrow page, paper and those who listen get to see: there is nothing to
 * open, and without the stylesheet it reads on. `strict`: a note in another, an empty one and one that is not closed carry a message
 * in `meta.problem`; else they are left as text.
 */
export function sideNotes(md: MarkdownIt, {strict}: {strict: boolean}): void {
  md.inline.ruler.before("link", "side_note", (state: Noting, silent) => {
    const {src, pos, posMax} = state;
    if (!src.startsWith("^[", pos) || pos + 2 > posMax) return false;
    const end = md.helpers.parseLinkLabel(state, pos + 1);
    const message = problemOf(end < 0 ? undefined : src.slice(pos + 2, end), state.inNote === true);
    if (message !== undefined) {
      if (!strict) return false;
      if (!silent) {
        const token = state.push("side_note_problem", "", 0);
        token.meta = {problem: message, needle: src.slice(pos, end < 0 ? pos + 2 : end + 1)};
      }
      state.pos = end < 0 ? pos + 2 : end + 1;
      return true;
    }
    if (!silent) {
      state.push("side_note_open", "span", 1);
      Object.assign(state, {pos: pos + 2, posMax: end, inNote: true});
      md.inline.tokenize(state);
      Object.assign(state, {posMax, inNote: false});
      state.push("side_note_close", "span", -1);
    }
    state.pos = end + 1;
    return true;
  });
  md.renderer.rules.side_note_open = () =>
    '<span class="noted"><span class="side-note" role="note"><span class="bracket"> (</span>';
  md.renderer.rules.side_note_close = () => '<span class="bracket">)</span></span></span>';
}

function problemOf(words: string | undefined, inNote: boolean): string | undefined {
  if (words === undefined) return 'This side note is not closed: "]" is missing. Write "\\^[" for the characters themselves.';
  if (words.trim() === "") return "This side note is empty.";
  if (inNote) return "A side note cannot stand in another.";
  return undefined;
}
