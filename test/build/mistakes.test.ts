import {resolve} from "node:path";
import {describe, expect, it} from "vitest";
import {chapterMistakes} from "../../site/build/pages/mistakes.ts";

const root = resolve(import.meta.dirname, "../..");
const index = {file: "notebooks/index.md", text: "---\ntitle: First\norder: 0\n---\n\nText.\n"};

/** What is said of a chapter with this text below its front matter. */
function said(body: string): string[] {
  const text = `---\ntitle: One\norder: 1\n---\n\n${body}`;
  return chapterMistakes(root, [index, {file: "notebooks/one.md", text}]).errors.map(({located}) => located);
}

const cell = (source: string) => `\`\`\`ts\n${source}\n\`\`\`\n\n`;

describe("the mistakes of a chapter", () => {
  it("are told all at once, whatever the parser made of the first", () => {
    const lines = said(
      cell("export type") +
        cell("class A { @q; m() {} }") +
        cell("const a = Math.max(b: 1, 2);") +
        cell("@dec class B {}") +
        cell("class C { accessor x = 1 }") +
        cell("const this = 42") +
        cell("const fine = 1;") +
        "A formula $\\nix$, an expression ${const x = 1}, and $\\frac{1}$.\n\n" +
        cell("import {x} from 'nowhere';") +
        "```ts flod\n1\n```\n"
    );
    const places = lines.map((line) => /^notebooks\/one\.md:(\d+):(\d+): /.exec(line)?.slice(1).map(Number));
    expect(places).toEqual([
      [7, 12],
      [11, 15],
      [15, 21],
      [19, 1],
      [23, 11],
      [27, 7],
      [34, 12],
      [34, 35],
      [34, 54],
      [37, 9],
      [37, 17],
      [40, 7]
    ]);
  });
});
