import {describe, expect, it} from "vitest";
import {authorMarkdown, renderReaderText} from "../../../site/notebook/text/markdown.ts";
import {proseEnv} from "../../../site/notebook/text/markdown-rules.ts";
import {parseAll} from "../../../site/notebook/text/parse.ts";
import {plainText, renderBlocks} from "../../../site/notebook/text/render.ts";

const author = (text: string, renderers = {}): string => authorMarkdown(renderers).render(text, proseEnv()).trim();
const note = (words: string): string =>
  `<span class="noted"><span class="side-note" role="note"><span class="bracket"> (</span>${words}<span class="bracket">)</span></span></span>`;
const chapter = (text: string) => parseAll(`---\ntitle: T\n---\n\n${text}\n`, "t.md");

describe("a side note, ^[…]", () => {
  it("stands in its sentence as the parenthesis that it is", () => {
    expect(author("It sees^[as they did in 2014].")).toBe(`<p>It sees${note("as they did in 2014")}.</p>`);
  });
  it("may hold whatever a sentence may: links, code with brackets, colours, TeX, emphasis", () => {
    const tex = (source: string): string => `{${source}}`;
    expect(author("a^[[*D*]{.discriminator} of `x[0]`, [here](b.md), $y_{[1]}$]", {tex})).toBe(
      `<p>a${note(
        '<span class="discriminator"><em>D</em></span> of <code>x[0]</code>, <a href="b.html">here</a>, <span class="tex">{y_{[1]}}</span>'
      )}</p>`
    );
  });
  it("shows the values of its expressions", () => {
    const {notebook, errors} = chapter("a^[${1 + 1} of them] b");
    expect(errors).toEqual([]);
    expect(renderBlocks(notebook)).toContain('(</span><span class="inline" data-cell="start-p1-1"');
  });
  it("is found by the search, apart from the word before it", () => {
    expect(plainText(chapter("D sees^[a judge] it.").notebook)[0]!.text).toBe("D sees (a judge) it.");
  });
  it.each(["x\\^[a]", "`x^[a]`", "$x^[a]$", "x^ [a]", "[a]^", "```\nx^[a]\n```"])("is none in %j", (text) => {
    expect(author(text)).not.toContain("side-note");
  });
  it.each([
    ["one\ntwo^[three", 't.md:6:4: This side note is not closed: "]" is missing. Write "\\^[" for the characters themselves.'],
    ["a^[ ]", "t.md:5:2: This side note is empty."],
    ["a^[b^[c]]", "t.md:5:5: A side note cannot stand in another."],
    ["## a^[b]", "t.md:5:5: A heading has no side note: say it in the sentence below."]
  ])("refuses %j", (text, message) => {
    expect(chapter(text).errors.map(({located}) => located)).toEqual([message]);
  });
  it("may be written by readers too, and what is none stays text", () => {
    expect(renderReaderText("a^[b <i>]").trim()).toBe(`<p>a${note("b &lt;i&gt;")}</p>`);
    expect(renderReaderText("a^[b^[c]]").trim()).toBe(`<p>a${note("b^[c]")}</p>`);
    expect(renderReaderText("a^[ ] b^[c").trim()).toBe("<p>a^[ ] b^[c</p>");
  });
});
