import {mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join, resolve} from "node:path";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {type Book, openBook, type Site} from "../../../site/build/book.ts";
import {realEffects} from "../../../site/build/effects.ts";
import {importable} from "../../../site/build/assets/public.ts";
import {type Chapter, prepareChapter} from "../../../site/build/pages/chapter.ts";
import {referenceMaker} from "../../../site/build/reference/reference.ts";
import {keptPages} from "../../../site/build/reference/kept-pages.ts";
import {buildSearchIndex, search, type SearchSection} from "../../../site/page/chrome/search-index.ts";

const root = resolve(import.meta.dirname, "../../..");
const folder = mkdtempSync(join(tmpdir(), "gantry-reference-book-"));
const index = `---
title: A book
summary: Of one chapter.
order: 0
---

See [convTranspose](reference-networks.md#convtranspose).

## Upwards

\`\`\`ts
import {convTranspose} from "gantry/layers";
display(convTranspose(1, {kernel: 4}));
\`\`\`
`;

let book: Book;
let site: Site;
beforeAll(async () => {
  writeFileSync(join(folder, "index.md"), index);
  book = openBook({root, notebooks: folder, reference: true}, realEffects);
  site = await book.build();
});
afterAll(async () => {
  await book.dispose();
  rmSync(folder, {recursive: true, force: true});
});
const text = (path: string) => Buffer.from(site.files.get(path) ?? "").toString();

describe("a book with the reference", () => {
  it("has its pages, without mistakes, and a chapter may lead to a name", () => {
    expect(site.errors.map(({located}) => located)).toEqual([]);
    expect(site.chapters.map(({notebook: {slug}}) => slug)).toEqual(["index"]);
    for (const page of ["reference.html", "gallery.html", "reference-networks.html", "reference-networks.md"])
      expect(site.files.has(page), page).toBe(true);
  });

  it("names in an entry the section that uses it", () => {
    const [, entry = ""] = /<h3 id="convtranspose">([^]*?)<h3 /.exec(text("reference-networks.html")) ?? [];
    expect(entry).toContain('In the book: <a href="index.html">A book</a> (<a href="index.html#upwards">Upwards</a>)');
  });

  it("lists the ways into it on a chapter, and all its pages on its own", () => {
    const listed = (path: string) => {
      const [, nav = ""] = /<nav class="contents"[^>]*>([^]*?)<\/nav>/.exec(text(path)) ?? [];
      return [...nav.matchAll(/href="([\w-]+\.html)"/g)].map(([, href]) => href);
    };
    expect(listed("index.html")).toEqual(["index.html", "reference.html", "gallery.html"]);
    expect(listed("reference-metrics.html")).toHaveLength(16);
  });

  it("finds names, both spellings, joined words and authors in its search", () => {
    const [path] = [...site.files.keys()].filter((name) => name.startsWith("assets/search-"));
    const sections = JSON.parse(text(path!)) as SearchSection[];
    const found = (query: string) =>
      search(buildSearchIndex(sections), query).map(({section}) => `${section.slug}#${section.id}`);
    expect(found("convTranspose")[0]).toBe("reference-networks#convtranspose");
    expect(found("conv transpose")).toContain("reference-networks#convtranspose");
    expect(found("maxpool")[0]).toBe("reference-networks#maxpool");
    expect(found("color").length).toBeGreaterThan(0);
    expect(found("color").sort()).toEqual(found("colour").sort());
    expect(found("Goodfellow")).toContain("reference-training#loss");
    expect(found("Bińkowski")).toContain("reference-metrics#kerneldistance");
    expect(text(path!).length).toBeLessThan(260_000);
  });

  it("is the same when it is built again, from what was kept too", async () => {
    const again = openBook({root, notebooks: folder, reference: true}, realEffects);
    const second = await again.build();
    await again.dispose();
    expect([...second.files.keys()]).toEqual([...site.files.keys()]);
    for (const [path, content] of second.files)
      expect(Buffer.from(content).equals(Buffer.from(site.files.get(path)!)), path).toBe(true);
  });

  it("makes no page again while nothing of it changes, and only the one whose uses do", async () => {
    const known = importable(root);
    const maker = referenceMaker(root);
    const used = (text: string) => [prepareChapter(text, "notebooks/index.md", known)];
    const first = await maker.make(used(index), known);
    expect(await maker.make(used(index.replace("A book", "A book")), known)).toBe(first);
    const second = await maker.make(used(index.replace("## Upwards", "## Downwards")), known);
    const made = second.pages.filter((page, i) => page !== first.pages[i]).map(({notebook: {slug}}) => slug);
    expect(made).toEqual(["reference-networks"]);
  });

  it("is left out of a book of other chapters, unless it is asked for", async () => {
    const plain = openBook({root, notebooks: folder}, realEffects);
    const built = await plain.build();
    await plain.dispose();
    expect([...built.files.keys()].filter((path) => /^(?:reference|gallery)/.test(path))).toEqual([]);
    expect(built.errors.map(({located}) => located)).toEqual([
      'notebooks/index.md:7:21: This links to a page "reference-networks", which is not there.'
    ]);
  });
});

describe("keptPages(root)", () => {
  const makers = ["site/notebook", "site/build/pages", "site/build/reference"];
  const made = (name: string) => {
    const place = join(folder, name);
    for (const maker of makers) mkdirSync(join(place, maker), {recursive: true});
    writeFileSync(join(place, "site/notebook/a.ts"), "1");
    writeFileSync(join(place, "package-lock.json"), "{}");
    return place;
  };
  const page = {errors: [], warnings: [], body: "<p>"} as unknown as Chapter;

  it("finds what was kept of the same source, and nothing of another", () => {
    const place = made("same");
    keptPages(place).keep("a", page);
    expect(keptPages(place).find("a")).toEqual(page);
    expect(keptPages(place).find("b")).toBe(undefined);
  });

  it("forgets all when what makes them has changed", () => {
    const place = made("makers");
    keptPages(place).keep("a", page);
    writeFileSync(join(place, "site/notebook/a.ts"), "2");
    expect(keptPages(place).find("a")).toBe(undefined);
  });

  it("keeps no page with a mistake, and takes away what nobody asks for", () => {
    const place = made("tidy");
    const kept = keptPages(place);
    kept.keep("wrong", {...page, errors: [new Error() as never]});
    kept.keep("old", page);
    const [old] = readdirSync(join(place, ".cache/reference"));
    utimesSync(join(place, ".cache/reference", old!), 1, 1);
    kept.keep("recent", page);
    expect(kept.find("wrong")).toBe(undefined);
    const next = keptPages(place);
    expect(next.find("new")).toBe(undefined);
    next.tidy();
    expect(keptPages(place).find("old")).toBe(undefined);
    expect(keptPages(place).find("recent")).toEqual(page);
  });
});
