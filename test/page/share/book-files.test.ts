import fc from "fast-check";
import {afterEach, describe, expect, it, vi} from "vitest";
import {bookFiles, isOurs} from "../../../site/page/share/book-files.ts";

const root = "https://school.example/books/gan/";
const named = new Set([`${root}convolution.md`]);

afterEach(() => vi.unstubAllGlobals());

describe("isOurs(url, root, named)", () => {
  it("is true for files whose names carry a hash, and those that the page names", () => {
    expect(isOurs(`${root}assets/chunks/chunk-1A2B3C4D.js`, root, named)).toBe(true);
    expect(isOurs(`${root}assets/packages/observablehq/inputs-4BUOKE6W.js`, root, named)).toBe(true);
    expect(isOurs(`${root}convolution.md`, root, named)).toBe(true);
  });

  it.each([
    `${root}licences.txt`,
    `${root}sw.js`,
    `${root}convolution.html`,
    `${root}assets/../../other/secret-1A2B3C4D.js`,
    `${root}assets/%2e%2e/%2e%2e/secret-1A2B3C4D.js`,
    `${root}assets//evil.example/x-1A2B3C4D.js`,
    `${root}assets\\..\\x-1A2B3C4D.js`,
    `${root}assets/x-1A2B3C4D.js?secret`,
    `${root}assets/x-1A2B3C4D.js#secret`,
    "https://school.example/other/x-1A2B3C4D.js",
    "https://evil.example/books/gan/assets/x-1A2B3C4D.js",
    "https://school.example@evil.example/books/gan/assets/x-1A2B3C4D.js",
    "blob:https://school.example/x-1A2B3C4D.js",
    "assets/x-1A2B3C4D.js",
    "",
    null,
    {toString: () => `${root}assets/x-1A2B3C4D.js`}
  ])("is false for %s", (url) => expect(isOurs(url, root, named)).toBe(false));

  it("is true for nothing that a browser would take for another address", () => {
    fc.assert(
      fc.property(fc.string({unit: "binary", maxLength: 40}), (path) => {
        const url = `${root}${path}-1A2B3C4D.js`;
        if (!isOurs(url, root, named)) return;
        expect(new URL(url).href).toBe(url);
        expect(new URL(url).pathname.startsWith("/books/gan/")).toBe(true);
      })
    );
  });
});

describe("bookFiles(root, named)", () => {
  it("reads a file once however often it is asked for, and again when it could not be had", async () => {
    const asked: string[] = [];
    let there = false;
    vi.stubGlobal("fetch", async (url: string) => {
      asked.push(url);
      return there ? new Response("text") : new Response("", {status: 503});
    });
    const answer = bookFiles(root, named);
    const url = `${root}convolution.md`;
    expect(await answer({ask: 1, url})).toEqual({answer: 1, refused: `${url} could not be loaded: the server answers 503`});
    there = true;
    const answers = await Promise.all([answer({ask: 2, url}), answer({ask: 3, url}), answer({ask: 4, url})]);
    expect(answers.map((each) => ("file" in each ? each.file.size : each.refused))).toEqual([4, 4, 4]);
    expect(asked).toEqual([url, url]);
  });

  it("reads at most sixteen at once", async () => {
    let [under, most] = [0, 0];
    vi.stubGlobal("fetch", async () => {
      most = Math.max(most, ++under);
      await new Promise((resolve) => setImmediate(resolve));
      under--;
      return new Response("text");
    });
    const answer = bookFiles(root, named);
    const urls = Array.from({length: 100}, (_, i) => `${root}assets/x-${String(i).padStart(8, "0")}.js`);
    const answers = await Promise.all(urls.map((url, ask) => answer({ask, url})));
    expect(answers.every((each) => "file" in each)).toBe(true);
    expect(most).toBe(16);
  });

  it("asks for nothing else, whatever it is asked", async () => {
    vi.stubGlobal("fetch", () => expect.unreachable());
    const answer = bookFiles(root, named);
    expect(await answer({ask: 7, url: `${root}licences.txt`})).toEqual({
      answer: 7,
      refused: "A chapter that runs apart gets files of the book only"
    });
  });
});
