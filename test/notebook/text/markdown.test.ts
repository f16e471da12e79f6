import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {authorMarkdown, isLocal, isSafeLink, renderReaderText} from "../../../site/notebook/text/markdown.ts";
import {proseEnv} from "../../../site/notebook/text/markdown-rules.ts";

const author = (text: string, renderers = {}): string => authorMarkdown(renderers).render(text, proseEnv()).trim();
const reader = (text: string): string => renderReaderText(text).trim();

describe("authorMarkdown(renderers)", () => {
  it("sets quotation marks and dashes, but not in code or TeX", () => {
    expect(author(`"a" -- 'b' \`"c" -- d\` $"e" -- f$`)).toBe(
      '<p>“a” – ‘b’ <code>&#34;c&#34; -- d</code> <span class="tex">$&#34;e&#34; -- f$</span></p>'
    );
  });
  it("hands TeX to its renderer, displayed or not, without the dollars", () => {
    const tex = (source: string, display: boolean): string => `[${display ? "D" : "I"}:${source}]`;
    expect(author("$a_1$ and $$b$$", {tex})).toBe(
      '<p><span class="tex">[I:a_1]</span> and <span class="tex-display">[D:b]</span></p>'
    );
    expect(author("$$\nc\n\nd\n$$\ntext", {tex})).toBe('<div class="tex-display">[D:c\n\nd]</div>\n<p>text</p>');
    expect(author("- x\n\n  $$ e $$", {tex})).toContain("[D:e]");
  });
  it.each(["costs $5 or $6", "$ a $", "a $b", "\\$a\\$", "$$", "$a $", "5$ and 6$"])("leaves %j, which is no formula", (text) => {
    expect(author(text)).not.toContain('class="tex');
  });
  it("hands shown code to the highlighter, and escapes it without one", () => {
    expect(author("```c\na < b\n```", {highlight: (code: string, language: string) => `<i>${language}:${code.length}</i>`})).toBe(
      '<pre tabindex="0"><code class="language-c"><i>c:5</i></code></pre>'
    );
    expect(author('```c"x\na < b\n```')).toBe('<pre tabindex="0"><code class="language-c&#34;x">a &#60; b</code></pre>');
  });
  it("gives headings ids that are unique in the chapter", () => {
    const env = proseEnv({slugs: new Set(["a-b"])});
    expect(authorMarkdown().render("## A *b*\n\n## Größe & `x`\n\n## 字\n\n## …", env)).toBe(
      '<h2 id="a-b-2">A <em>b</em></h2>\n' +
        '<h2 id="größe-x">Größe &amp; <code>x</code></h2>\n<h2 id="字">字</h2>\n<h2 id="section">…</h2>\n'
    );
  });
  it.each([
    ["a.md", "a.html"],
    ["a.md#b", "a.html#b"],
    ["./x/a.md?q", "./x/a.html?q"],
    ["https://x.org/a.md", "https://x.org/a.md"],
    ["a.mdx", "a.mdx"]
  ])("links %s to %s", (from, to) => {
    expect(author(`[x](${from})`)).toContain(`href="${to}"`);
  });
  it("colours words", () => {
    expect(author("[the *fake* one]{.fake}")).toBe('<p><span class="fake">the <em>fake</em> one</span></p>');
  });
  it("keeps containers apart from what looks like one in code", () => {
    expect(author("::: note\n```\n:::\n```\nin\n:::\nout")).toBe(
      '<aside class="note">\n<pre tabindex="0"><code>:::</code></pre>\n<p>in</p>\n</aside>\n<p>out</p>'
    );
  });
});

describe("renderReaderText(text)", () => {
  it("shows HTML as text", () => {
    expect(reader("<img src=x onerror=alert(1)> <b>b</b>")).toBe(
      "<p>&lt;img src=x onerror=alert(1)&gt; &lt;b&gt;b&lt;/b&gt;</p>"
    );
    expect(reader("<script>\nx\n</script>")).not.toContain("<script");
  });
  it.each([
    "javascript:alert(1)",
    "JaVaScRiPt:x",
    "java&#10;script:x",
    "\u0001javascript:x",
    "data:text/html,x",
    "data:image/png;base64,x",
    "vbscript:x",
    "file:///etc/passwd",
    "blob:x",
    "&#106;avascript:x",
    "about:blank",
    "x:y"
  ])("makes no link to %s", (address) => {
    expect(reader(`[a](<${address}>)`)).not.toContain("<a");
    expect(reader(`<${address}>`)).not.toContain("<a");
    expect(reader(`[a]\n\n[a]: <${address}>`)).not.toContain("<a");
    expect(reader(`![a](<${address}>)`)).not.toContain("<img");
  });
  it("links to pages of the book and the web, and says whom it does not vouch for", () => {
    expect(reader("[a](pooling.html#x) [b](https://example.org)")).toBe(
      '<p><a href="pooling.html#x" rel="noopener noreferrer nofollow">a</a> ' +
        '<a href="https://example.org" rel="noopener noreferrer nofollow">b</a></p>'
    );
  });
  it.each(["https://evil.example/x.png", "//evil.example/x.png", "http:evil.example", "data:image/svg+xml,<svg>"])(
    "asks no host for the picture %s",
    (address) => {
      expect(reader(`![seen](<${address}>)`)).not.toContain("<img");
    }
  );
  it("keeps unknown containers and colours as text, gives no ids, runs no expressions", () => {
    expect(reader("::: exercise\nx")).toBe("<p>::: exercise\nx</p>");
    expect(reader("[a]{.nav}")).toBe("<p>[a]{.nav}</p>");
    expect(reader("# main")).toBe("<h1>main</h1>");
    expect(reader("${alert(1)} \uFDD00\uFDD1")).not.toContain("span");
  });
  it("gives only tags and attributes that it writes itself, whatever the text", () => {
    const piece = fc.constantFrom(
      "<",
      ">",
      '"',
      "'",
      "[",
      "]",
      "(",
      ")",
      "!",
      "`",
      "*",
      "\n",
      "\n\n",
      "- ",
      "> ",
      "a",
      "javascript:",
      "https://x",
      "onclick=",
      "&#34;",
      "::: note ",
      ":::",
      "$",
      "$$",
      "{.fake}",
      "|",
      "```",
      "\\",
      "<a href=",
      "data:",
      "\uFDD0",
      "0",
      "\uFDD1"
    );
    const plain = "p|em|strong|ul|ol|li|blockquote|code|span|div|aside|h[1-6]|br|hr|s|table|thead|tbody|tr|t[dh]|pre";
    const [value, rel] = ['"[^"<>]*"', 'rel="noopener noreferrer nofollow"'];
    const others = [
      'pre tabindex="0"',
      'code class="language-[^"<>]*"',
      'span class="(?:tex|tex-display|fake)"',
      'div class="tex-display"',
      'aside class="note"',
      'p class="aside-title"',
      `a href=${value}(?: title=${value})? ${rel}`,
      "/a",
      `img src=${value} alt=${value}`,
      'ol start="\\d+"',
      'div class="table" tabindex="0"'
    ];
    const allowed = new RegExp(`^<(?:/?(?:${plain})|${others.join("|")})>$`);
    fc.assert(
      fc.property(fc.array(piece, {maxLength: 25}), (pieces) => {
        for (const [tag] of reader(pieces.join("")).matchAll(/<[^>]*>?/g)) expect(tag).toMatch(allowed);
      }),
      {numRuns: 1500}
    );
  });
});

describe("isLocal(address), isSafeLink(address)", () => {
  it.each(["", "a", "a/b:c", "./a", "#x:y", "?a=b:c", "/a", "../a.png"])("%j is of the book", (address) => {
    expect(isLocal(address)).toBe(true);
  });
  it.each(["//a", "\\\\a", "/\\a", "\t//a", "a:b", "https://a", " javascript:x", "java\nscript:x"])("%j is not", (address) => {
    expect(isLocal(address)).toBe(false);
  });
  it("lets links go to https, http and mailto besides", () => {
    expect(["https://a", "HTTP://a", "mailto:a@b"].map(isSafeLink)).toEqual([true, true, true]);
    expect(["https:a", "ftp://a", "javascript://%0aalert(1)", "data:,"].map(isSafeLink)).toEqual([false, false, false, false]);
  });
});
