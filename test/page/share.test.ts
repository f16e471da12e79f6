import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {hash} from "../../site/notebook/changes/changes.ts";
import {fromChanges, type CellEdit, Edits, toChanges} from "../../site/page/edit/edits.ts";
import {clashes} from "../../site/page/share/arrival.ts";
import {LARGEST_TEXT, linkTo, textOfLink} from "../../site/page/share/link.ts";

const page = "https://example.org/book/convolution.html?safe#kernel";

describe("linkTo(page, text) and textOfLink(fragment)", () => {
  it("carry any text through the fragment", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({unit: "grapheme", maxLength: 200}), async (text) => {
        const url = new URL(await linkTo(page, text));
        expect(await textOfLink(url.hash)).toBe(text);
        expect(url.hash).toMatch(/^#edits=1\.[A-Za-z0-9_-]+$/);
      }),
      {numRuns: 50}
    );
  });

  it("leave ?safe, the dials that the text has already and the old fragment out", async () => {
    const url = new URL(await linkTo(page, "{}"));
    expect(url.search).toBe("");
    const turned = await linkTo("https://book.example/gan.html?run.batch=64&q=1&run.step=2", "{}");
    expect(new URL(turned).search).toBe("?q=1");
    expect(url.pathname).toBe("/book/convolution.html");
  });

  it("give null for a fragment that carries no changes", async () => {
    expect(await textOfLink("#kernel")).toBeNull();
    expect(await textOfLink("")).toBeNull();
  });

  it("say so when a link is cut off, damaged or of another version", async () => {
    const {hash} = new URL(await linkTo(page, JSON.stringify({some: "text of which a part gets lost on the way"})));
    for (const damaged of [hash.slice(0, -12), `${hash}%21`, "#edits=1.", "#edits=1.AAAA.AAAA", "#edits=1.____"]) {
      await expect(textOfLink(damaged), damaged).rejects.toThrow("cannot be read");
    }
    await expect(textOfLink(hash.replace("=1.", "=2."))).rejects.toThrow("another version");
  });

  it("stop unpacking at the limit", async () => {
    const {hash} = new URL(await linkTo(page, "a".repeat(LARGEST_TEXT + 1)));
    expect(hash.length).toBeLessThan(5_000);
    await expect(textOfLink(hash)).rejects.toThrow("unpack to more than 2,000,000 bytes, the most that is taken");
  });
});

function copyWith(...records: CellEdit[]): Edits {
  const edits = new Edits(
    new Map([
      ["a", "const a = 1;"],
      ["b", "a + 1"]
    ]),
    () => {}
  );
  edits.take(
    records.map((kept) => [kept.id, kept]),
    "stored"
  );
  return edits;
}

const edited: CellEdit = {id: "a", kind: "ts", original: hash("const a = 1;"), text: "const a = 2;", ran: null};
const added: CellEdit = {id: "mine", kind: "md", original: null, text: "**text**", ran: "**text**", after: "a"};
const deleted: CellEdit = {id: "b", kind: "ts", original: hash("a + 1"), text: null, ran: null};

describe("toChanges(copy) and fromChanges(changes, copy, kindOf)", () => {
  it("carry edited, added, moved and deleted cells to another reader, as text that has not run", () => {
    const changes = toChanges(copyWith(edited, added, deleted));
    expect([...changes.values()]).toEqual([
      {id: "a", original: hash("const a = 1;"), text: "const a = 2;"},
      {id: "mine", original: null, text: "**text**", after: "a", kind: "md"},
      {id: "b", original: hash("a + 1"), deleted: true}
    ]);
    expect(fromChanges(changes, copyWith(), () => undefined)).toEqual([edited, {...added, ran: null}, deleted]);
  });

  it("leave out what the reader has already", () => {
    expect(fromChanges(toChanges(copyWith(edited, added)), copyWith(edited, added), () => undefined)).toEqual([]);
  });

  it("send a cell that the chapter no longer has as an added one", () => {
    const gone: CellEdit = {...edited, id: "old"};
    expect([...toChanges(copyWith(gone)).values()]).toEqual([{id: "old", original: null, text: "const a = 2;", kind: "ts"}]);
  });
});

describe("clashes(mine, theirs)", () => {
  it("is true only where the reader has another text or place of the same cell", () => {
    expect(clashes(undefined, edited)).toBe(false);
    expect(clashes(edited, {...edited, ran: "const a = 2;"})).toBe(false);
    expect(clashes(edited, {...edited, text: "const a = 3;"})).toBe(true);
    expect(clashes(edited, deleted)).toBe(true);
    expect(clashes(added, {...added, after: null})).toBe(true);
  });
});
