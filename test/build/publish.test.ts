import {createHash} from "node:crypto";
import {mkdir, mkdtemp, readFile, readdir, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join, relative, resolve} from "node:path";
import {brotliDecompressSync, gunzipSync} from "node:zlib";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {Book, Site} from "../../site/build/book.ts";
import {openBook} from "../../site/build/book.ts";
import {realEffects} from "../../site/build/effects.ts";
import {prepareChapter} from "../../site/build/pages/chapter.ts";
import {chapterMistakes, mistakesBetween} from "../../site/build/pages/mistakes.ts";
import {serve} from "../../site/build/server/serve.ts";
import {BookError, publish, writeSite} from "../../site/build/publish.ts";

const root = resolve(import.meta.dirname, "../..");
let folder = "";
let books = 0;

const index = `---
title: A book
summary: About <tags> & "quotes".
order: 0
---

Read [the chapter](chapter.md#a-section).
`;

const chapter = `---
title: A chapter
summary: What it is about.
order: 1
---

Two is \${two}, and $e^{i\\pi}$.

\`\`\`ts
import {convolve} from "gantry/convolution";
const two: number = 2;
\`\`\`

## A section

\`\`\`ts hide #hidden
display("</script><b>" + String(convolve));
\`\`\`
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gantry-publish-"));
});

afterAll(() => rm(folder, {recursive: true, force: true}));

/** A folder of chapters. */
async function notebooks(files: Record<string, string>): Promise<string> {
  const path = join(folder, `notebooks-${++books}`);
  await mkdir(path);
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
  return path;
}

async function build(files: Record<string, string>, base = "/"): Promise<Site> {
  const book: Book = openBook({root, notebooks: await notebooks(files), base}, realEffects);
  try {
    return await book.build();
  } finally {
    await book.dispose();
  }
}

const known = {names: new Set(["gantry/convolution", "d3"]), former: new Map([["gantry/nn/convolution", "gantry/convolution"]])};

function mistakes(files: Record<string, string>): string[] {
  const chapters = Object.entries(files).map(([name, source]) => prepareChapter(source, `notebooks/${name}`, known));
  return [...chapters.flatMap(({errors}) => errors), ...mistakesBetween(chapters)].map(({located}) => located);
}

const text = (site: Site, path: string) => Buffer.from(site.files.get(path) ?? "").toString();

describe("a built book", () => {
  let site: Site;
  beforeAll(async () => {
    site = await build({"index.md": index, "chapter.md": chapter}, "/some/where/");
  });

  it("has a page and its source for every chapter, in the order of the book", () => {
    expect(site.errors).toEqual([]);
    expect(site.chapters.map(({notebook: {slug}}) => slug)).toEqual(["index", "chapter"]);
    const flat = [...site.files.keys()].filter((path) => !path.startsWith("assets/"));
    expect(flat.sort()).toEqual(["404.html", "chapter.html", "chapter.md", "index.html", "index.md", "licences.txt", "sw.js"]);
    expect(text(site, "chapter.md")).toBe(chapter);
  });

  it("lists a page that stands beside the chapters after them, and leaves it out of their order", async () => {
    const aside = "---\ntitle: An aside\nplace: beside\n---\n\nBack to [the book](index.md).\n";
    const found = await build({"a-side.md": aside, "index.md": index, "chapter.md": chapter});
    expect(found.errors).toEqual([]);
    expect(found.chapters.map(({notebook: {slug}}) => slug)).toEqual(["index", "chapter", "a-side"]);
    const nav = (page: string, label: string) =>
      new RegExp(`<nav [^>]*aria-label="${label}">(.*?)</nav>`, "s").exec(text(found, page))?.[1] ?? "";
    expect(nav("chapter.html", "Contents")).toMatch(/<\/ol>\n<ul>\n<li><a href="a-side\.html">An aside<\/a><\/li>/);
    expect(nav("a-side.html", "Contents")).toContain('<a href="a-side.html" aria-current="page">');
    expect(nav("chapter.html", "Previous and next chapter")).not.toContain("a-side");
    expect(text(found, "a-side.html")).not.toContain("Previous and next chapter");
    expect(nav("a-side.html", "Back to the book")).toContain('<a rel="up" href="index.html">');
  });

  it("passes on the licences of the packages in it, those of the fonts too", () => {
    const licences = text(site, "licences.txt");
    for (const name of [
      "@observablehq/runtime",
      "d3-array",
      "@codemirror/view",
      "es-module-lexer",
      "katex",
      "@fontsource/source-serif-4"
    ]) {
      expect(licences).toMatch(new RegExp(`^${name} \\d`, "m"));
    }
    expect(licences).toContain("SIL OPEN FONT LICENSE");
    expect(licences).not.toContain("none stated");
  });

  it("is the same, byte for byte, when built and written again", async () => {
    const out = join(folder, "dist");
    await publish({root, notebooks: await notebooks({"index.md": index, "chapter.md": chapter}), base: "/some/where/", out});
    const written = await readdir(out, {recursive: true, withFileTypes: true});
    const paths = written.filter((entry) => entry.isFile()).map(({name, parentPath}) => relative(out, join(parentPath, name)));
    expect(paths.sort()).toEqual([...site.files.keys()].sort());
    for (const path of paths) expect((await readFile(join(out, path), "utf8")) === text(site, path), path).toBe(true);
  });

  it("names every asset by its content", () => {
    for (const path of site.files.keys()) if (path.startsWith("assets/")) expect(path).toMatch(/-[A-Z0-9]{8}\.\w+$/);
  });

  it("refers, relatively, only to files that it has", () => {
    for (const page of ["index.html", "chapter.html"]) {
      const urls = [...text(site, page).matchAll(/(?:href|src|data-[\w-]+)="(\.\/assets\/[^"]*)"|"(\.\/assets\/[^"]*)"/g)];
      expect(urls.length).toBeGreaterThan(20);
      for (const [, first, second] of urls) expect(site.files.has((first ?? second ?? "").slice(2)), first ?? second).toBe(true);
      // The policy names the folders from which a reader may ask for MNIST: it permits, it does not ask.
      const html = text(site, page).replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, "");
      expect(html).not.toMatch(/(?:href|src)="\/|https?:\/\/(?!www\.w3\.org)/);
    }
  });

  it("has a page for what is not there, which knows the site's path", () => {
    expect(text(site, "404.html")).toContain('href="/some/where/index.html"');
    expect(text(site, "404.html")).toMatch(/href="\/some\/where\/assets\/book-\w+\.css"/);
  });

  it("escapes titles, summaries and code", () => {
    expect(text(site, "index.html")).toContain('content="About &lt;tags&gt; &amp; &quot;quotes&quot;."');
    expect(text(site, "chapter.html")).not.toContain("</script><b>");
  });

  it("links the stylesheet of formulas only where there are some, with MathML for screen readers", () => {
    const stylesheet = /<link rel="stylesheet" href="\.\/assets\/formulas-/;
    expect(text(site, "chapter.html")).toMatch(stylesheet);
    expect(text(site, "chapter.html")).toContain("<math ");
    expect(text(site, "index.html")).not.toMatch(stylesheet);
    const css = [...site.files.keys()].find((path) => path.startsWith("assets/formulas-")) ?? "";
    expect(text(site, css)).not.toMatch(/\.ttf|\.woff\)/);
  });

  it("has an index for the search, by section", () => {
    const path = [...site.files.keys()].find((name) => name.startsWith("assets/search-")) ?? "";
    const sections = JSON.parse(text(site, path)) as {slug: string; id: string; heading: string; text: string}[];
    expect(sections.map(({slug, id, heading}) => [slug, id, heading])).toEqual([
      ["index", "", "A book"],
      ["chapter", "", "A chapter"],
      ["chapter", "a-section", "A section"]
    ]);
    expect(sections[0]?.text).toContain("Read the chapter.");
  });

  it("preloads what the page and the cells of a chapter import", () => {
    expect(text(site, "chapter.html")).toMatch(/modulepreload" href="\.\/assets\/gantry\/convolution-/);
    expect(text(site, "index.html")).not.toMatch(/modulepreload" href="\.\/assets\/gantry\/convolution-/);
  });
});

describe("mistakes in chapters", () => {
  it("are told with file, line and column, all of them", () => {
    const broken = chapter
      .replace("const two: number = 2;", "const two: number = ;")
      .replace('display("', 'enum A {}\ndisplay("');
    const found = mistakes({"index.md": index, "chapter.md": broken});
    expect(found.map((line) => /^[^ ]*/.exec(line)?.[0])).toEqual(["notebooks/chapter.md:11:21:", "notebooks/chapter.md:17:1:"]);
  });

  it("are found by npm run check too: structure, names, order", () => {
    const texts = [
      {file: "notebooks/a.md", text: index.replace("[the chapter](chapter.md#a-section)", "it")},
      {file: "notebooks/b.md", text: chapter.replace("order: 1", "order: 0").replace("ts hide", "ts hied").concat("\n${}\n")}
    ];
    expect(chapterMistakes(root, texts).errors.map(({located}) => located)).toEqual([
      'notebooks/b.md:16:7: Unknown fence word "hied". Did you mean "hide"?',
      expect.stringMatching(/^notebooks\/b\.md:20:3: A \$\{…\} in prose holds one expression/),
      expect.stringMatching(/^notebooks\/a\.md:4:1: notebooks\/a\.md and notebooks\/b\.md both say order: 0/),
      expect.stringMatching(/^notebooks\/b\.md:4:1: notebooks\/b\.md and notebooks\/a\.md both say order: 0/),
      expect.stringMatching(/notebooks\/index\.md is missing/)
    ]);
  });

  it("are formulas that cannot be set", () => {
    expect(mistakes({"index.md": index, "chapter.md": chapter.replace("\\pi", "\\nothing")})).toEqual([
      "notebooks/chapter.md:7:25: TeX: Undefined control sequence: \\nothing"
    ]);
  });

  it("are imports that no page can load", () => {
    expect(mistakes({"index.md": index, "chapter.md": chapter.replace("gantry/convolution", "gantry/nn/konvolution")})).toEqual([
      expect.stringMatching(/^notebooks\/chapter\.md:10:24: A cell cannot import "gantry\/nn\/konvolution"/)
    ]);
  });

  it("are not imports by a former name: those still work, and are warned of", () => {
    const old = chapter.replace("gantry/convolution", "gantry/nn/convolution");
    expect(mistakes({"index.md": index, "chapter.md": old})).toEqual([]);
    expect(prepareChapter(old, "notebooks/chapter.md", known).warnings.map(({located}) => located)).toEqual([
      'notebooks/chapter.md:10:24: "gantry/nn/convolution" still works, and is called "gantry/convolution" now.'
    ]);
  });

  it("are links to pages and sections that are not there", () => {
    const links = index.replace("chapter.md#a-section", "nowhere.md").concat("\nAnd [that](chapter.md#another).\n");
    expect(mistakes({"index.md": links, "chapter.md": chapter})).toEqual([
      expect.stringMatching(/^notebooks\/index\.md:7:\d+: This links to a page "nowhere"/),
      expect.stringMatching(/^notebooks\/index\.md:9:\d+: This links to a place "#another" on the page "chapter"/)
    ]);
  });

  it("are two chapters in one place, and a book without a first page", () => {
    expect(mistakes({"index.md": index, "chapter.md": chapter.replace("order: 1", "order: 0")})).toEqual([
      expect.stringMatching(
        /^notebooks\/index\.md:\d:1: notebooks\/index\.md and notebooks\/chapter\.md both say order: 0\. .* order: 1,/
      ),
      expect.stringMatching(/^notebooks\/chapter\.md:4:1: notebooks\/chapter\.md and notebooks\/index\.md both say order: 0/)
    ]);
    expect(mistakes({"chapter.md": chapter})).toEqual([expect.stringContaining("notebooks/index.md is missing")]);
  });

  it("are wrong types in any cell, with TypeScript's message", async () => {
    const out = join(folder, "never");
    const wrong = {"index.md": index, "chapter.md": chapter.replace("two: number", "two: string")};
    await expect(publish({root, notebooks: await notebooks(wrong), out, types: true})).rejects.toThrow(
      /^notebooks\/chapter\.md:11:7: Type 'number' is not assignable to type 'string'/
    );
  });

  it("keep publish from writing anything", async () => {
    const out = join(folder, "never");
    const files = {"index.md": index, "chapter.md": chapter.replace("2;", ";")};
    await expect(publish({root, notebooks: await notebooks(files), out})).rejects.toThrow(BookError);
    await expect(readdir(out)).rejects.toThrow(/ENOENT/);
  });
});

describe("publish({compress})", () => {
  it("writes compressed copies of what gets a twentieth smaller, and leaves none of them behind the next time", async () => {
    const out = join(folder, "compressed");
    const book = {root, notebooks: await notebooks({"index.md": index, "chapter.md": chapter}), out};
    const {files} = await publish({...book, compress: true});
    const names = (await readdir(out, {recursive: true})).map((name) => name.replaceAll("\\", "/"));
    for (const [path, content] of files) {
      const size = Buffer.from(content).length;
      for (const [ending, decode] of [
        [".br", brotliDecompressSync],
        [".gz", gunzipSync]
      ] as const) {
        if (!names.includes(path + ending)) {
          if (/\.(html|js|css|wasm)$/.test(path)) expect(size, path).toBeLessThan(1024);
          continue;
        }
        const copy = await readFile(join(out, path + ending));
        expect(copy.length, path).toBeLessThanOrEqual(size * 0.95);
        expect(decode(copy).equals(Buffer.from(content)), path).toBe(true);
      }
    }
    expect(names.filter((name) => name.endsWith(".br")).length).toBeGreaterThan(100);
    expect(names.filter((name) => /woff2\.(br|gz)$/.test(name))).toEqual([]);
    // What the service worker is to keep are the files, not how they travel.
    expect(text({files} as Site, "sw.js")).not.toMatch(/\.(br|gz)"/);
    // All of it as the service worker fetches it, decoded and held against its list.
    const [, list = "{}"] = /GANTRY_BUILD=(\{.*?\});\n/.exec(text({files} as Site, "sw.js")) ?? [];
    const server = await serve({files: out});
    let [raw, sent] = [0, 0];
    for (const [path, digest] of Object.entries((JSON.parse(list) as {files: Record<string, string>}).files)) {
      const headers = {"Accept-Encoding": "gzip, deflate, br"};
      const answer = await fetch(server.url + path, {headers});
      const content = Buffer.from(await answer.arrayBuffer());
      expect(createHash("sha256").update(content).digest("base64url").slice(0, 16), path).toBe(digest);
      raw += content.length;
      sent += Number(answer.headers.get("content-length"));
    }
    await server.close();
    expect(raw).toBeGreaterThan(7e6);
    expect(sent / raw).toBeLessThan(0.5);
    await publish(book);
    expect((await readdir(out, {recursive: true})).filter((name) => /\.(br|gz)$/.test(name))).toEqual([]);
  });
});

describe("writeSite(out, files)", () => {
  const book = (...pages: string[]) => new Map([...pages, "sw.js", `assets/${pages.join("-")}.js`].map((path) => [path, path]));

  it("replaces an earlier book in its folder, and nothing else", async () => {
    const out = join(folder, "rewritten");
    await writeSite(out, book("index.html", "index.md", "gone.html"), realEffects);
    await writeFile(join(out, "CNAME"), "book.example");
    await writeSite(out, book("chapter.html", "chapter.md", "index.html"), realEffects);
    expect(await readdir(out)).toEqual(["CNAME", "assets", "chapter.html", "chapter.md", "index.html", "sw.js"]);
    expect(await readdir(join(out, "assets"))).toEqual(["chapter.html-chapter.md-index.html.js"]);
    expect(await readFile(join(out, "chapter.md"), "utf8")).toBe("chapter.md");
  });

  it("refuses a folder that holds something else", async () => {
    const out = join(folder, "precious");
    await mkdir(out);
    await writeFile(join(out, "thesis.tex"), "");
    await expect(writeSite(out, book("index.html"), realEffects)).rejects.toThrow(/holds thesis\.tex, and no book/);
    expect(await readdir(out)).toEqual(["thesis.tex"]);
  });
});
