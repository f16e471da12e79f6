import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {dirname, join, resolve} from "node:path";
import {afterAll, describe, expect, it} from "vitest";
import {importable} from "../../../site/build/assets/public.ts";
import {prepareChapter} from "../../../site/build/pages/chapter.ts";
import {mistakesBetween} from "../../../site/build/pages/mistakes.ts";
import {readLibrary} from "../../../site/build/reference/library.ts";
import {locatedIn, referenceMistakes, referencePages} from "../../../site/build/reference/pages.ts";
import {referenceMaker} from "../../../site/build/reference/reference.ts";
import {startTypeChecker} from "../../../site/build/types/checker.ts";
import {referenceTexts} from "../../../site/build/reference/texts.ts";

const folder = mkdtempSync(join(tmpdir(), "gantry-reference-"));
afterAll(() => rmSync(folder, {recursive: true, force: true}));
let made = 0;

/** A library of these files, all of them public under their own names unless `inner` is in their path. */
function library(files: Record<string, string>): string {
  const root = join(folder, String(++made));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), {recursive: true});
    writeFileSync(join(root, path), text);
  }
  const open = Object.keys(files).filter((path) => !path.includes("inner"));
  const entries = open.map((path) => [`./${path.replace(/^.*\/|\.ts$/g, "")}`, `./out/${path.replace(/ts$/, "js")}`]);
  writeFileSync(join(root, "package.json"), JSON.stringify({name: "gantry", exports: Object.fromEntries(entries)}));
  return root;
}

const lacking = (files: Record<string, string>) => referenceMistakes(readLibrary(library(files))).map(({located}) => located);
const textOf = (files: Record<string, string>, slug: string, uses: Parameters<typeof referencePages>[1] = () => []) =>
  referencePages(readLibrary(library(files)), uses).find((page) => page.slug === slug)!.out;

const layer = (example: string) => `/**
 * A layer.
 * @example
 * \`\`\`ts
${example
  .split("\n")
  .map((line) => ` * ${line}`)
  .join("\n")}
 * \`\`\`
 */
export function relu(): Layer {
  return {kind: "relu"};
}

/** What layers are. */
export type Layer = {kind: string};
`;

describe("what the library lacks", () => {
  it("is a doc comment, told where the name stands", () => {
    expect(lacking({"lib/random.ts": "/** Seeded. */\nexport const a: number = 1;\n\nexport interface Random {}\n"})).toEqual([
      'lib/random.ts:4:18: "Random" is public and has no doc comment. Say what it is or gives: shapes, ranges, units, errors, source.'
    ]);
  });

  it("is text, where a doc comment has tags alone", () => {
    expect(lacking({"lib/random.ts": "/** @throws Error always */\nexport function a(): void {}\n"})).toHaveLength(1);
  });

  it("is an example of a layer, a loss, a metric, a figure; of nothing else", () => {
    const doc = "/** What it is. */\nexport function";
    const found = lacking({
      "lib/nn/network/layers.ts": `${doc} relu(): string { return ""; }`,
      "lib/nn/network/network.ts": `${doc} network(): string { return ""; }`,
      "lib/training/step/losses.ts": `${doc} generatorLoss(): number { return 1; }\n${doc} softplus(): number { return 1; }`,
      "lib/metrics/kid.ts": `${doc} distance(): number { return 1; }\n${doc}* distanceSteps(): Iterable<number> {}`,
      "lib/figures/layers/a.ts": `${doc} picture(): Figure<{a: 1}> { throw 1; }\n${doc} words(): string { return ""; }`
    });
    expect(found.map((each) => /"(\w+)" has no example/.exec(each)?.[1])).toEqual([
      "picture",
      "distance",
      "relu",
      "generatorLoss"
    ]);
  });

  it("is the type of a result that is not written down", () => {
    expect(lacking({"lib/live.ts": "/** One. */\nexport function one() { return 1; }"})).toEqual([
      'lib/live.ts:2:17: "one" is public: write down the type of what it returns.'
    ]);
  });

  it("is a page, for a module of a room that none describes", () => {
    expect(lacking({"lib/elsewhere/new.ts": "/** One. */\nexport const one: number = 1;"})).toEqual([
      "lib/elsewhere/new.ts:1:1: No page of the reference describes gantry/new: add its room to site/build/reference/subjects.ts."
    ]);
  });
});

describe("a page", () => {
  const files = {
    "lib/random.ts":
      '/** Numbers, as `Live` gives them.\n * @param a one\n * @throws RangeError never */\nexport function random<T extends Seed>(a: Live<T>): Seed {}\nimport type {Live} from "./live.ts";\nimport type {Seed} from "./inner.ts";\n',
    "lib/live.ts": '/** A value. */\nexport interface Live<T> { value: T }\nexport type {Seed as Start} from "./inner.ts";\n',
    "lib/inner.ts":
      "/** Where it starts. */\nexport type Seed = number | Secret;\n/** Not to be imported. */\ntype Secret = string;\n"
  };

  it("shows signature, words, parameters and errors, and leads from each type to its place", () => {
    const out = textOf(files, "reference-data");
    expect(out.text).toContain("### random\n\n```ts static\nfunction random<T extends Seed>(a: Live<T>): Seed\n```");
    expect(out.text).toContain("Numbers, as [`Live`](#live) gives them.");
    expect(out.text).toContain("- `a`: one");
    expect(out.text).toContain("**Throws** RangeError never");
    const links = out.links.get("function random<T extends Seed>(a: Live<T>): Seed")!;
    expect([...links].map(([at, href]) => [at, href])).toEqual([
      [26, "#seed"],
      [35, "#live"],
      [45, "#seed"]
    ]);
  });

  it("describes types that cannot be imported and that a signature speaks of, in turn", () => {
    const {text} = textOf(files, "reference-data");
    expect(text.indexOf("## Types behind these")).toBeGreaterThan(0);
    expect(text.indexOf("### Secret")).toBeGreaterThan(text.indexOf("## Types behind these"));
  });

  it("names the chapters and sections in which a name is used", () => {
    const {text} = textOf(files, "reference-data", (specifier, name) =>
      specifier === "gantry/random" && name === "random"
        ? [{slug: "tensors", title: "Tensors", heading: "A loss", id: "a-loss"}]
        : []
    );
    expect(text).toContain('In the book: <a href="tensors.html">Tensors</a> (<a href="tensors.html#a-loss">A loss</a>)');
  });

  it("keeps what Markdown would take for marks of its own", () => {
    const odd = {"lib/random.ts": "/** Costs $5 and $6 in [height, width] <b> a*b*c, ${x}. */\nexport const odd: number = 1;\n"};
    const chapter = prepareChapter(textOf(odd, "reference-data").text, "notebooks/reference-data.md", {
      names: new Set(),
      former: new Map()
    });
    expect(chapter.errors).toEqual([]);
    expect(chapter.body).toContain("Costs $5 and $6 in [height, width] &lt;b&gt; a*b*c, ${x}.");
  });
});

describe("a mistake in an example", () => {
  const located = (example: string) => {
    const root = library({"lib/nn/network/layers.ts": layer(example)});
    const pages = referencePages(readLibrary(root), () => []);
    const chapters = pages.map(({file, out}) => prepareChapter(out.text, file, importable(root)));
    const errors = [...chapters.flatMap((chapter) => chapter.errors), ...mistakesBetween(chapters)];
    return errors.map((error) => locatedIn(pages, error).located).filter((line) => !line.includes("no first page"));
  };

  it("of syntax stands where the example stands, to the column", () => {
    expect(located("display(1);\nconst a = ;")).toEqual([expect.stringMatching(/^lib\/nn\/network\/layers\.ts:6:14: /)]);
  });

  it("of an import that there is not, too", () => {
    expect(located('import {a} from "gantry/nowhere";\ndisplay(a);')).toEqual([
      expect.stringMatching(/^lib\/nn\/network\/layers\.ts:5:20: A cell cannot import "gantry\/nowhere"/)
    ]);
  });

  it("of type, too", async () => {
    const root = resolve(import.meta.dirname, "../../..");
    const checker = startTypeChecker({root, libraries: false});
    const pages = referencePages(
      readLibrary(library({"lib/nn/network/layers.ts": layer("const far: string = 1;\ndisplay(far);")})),
      () => []
    );
    const found = await checker.check(pages.map(({file, out}) => ({file, text: out.text})));
    await checker.close();
    expect(found.map((error) => locatedIn(pages, error).located)).toEqual([
      "lib/nn/network/layers.ts:5:10: Type 'number' is not assignable to type 'string'."
    ]);
  });

  it("two of one page that define the same name are told of each other", () => {
    const twice = layer("const same = 1;").replace(
      "/** What",
      `${layer("const same = 2;").split("\n/** What")[0]?.replace("relu", "tanh")}\n/** What`
    );
    const root = library({"lib/nn/network/layers.ts": twice});
    const pages = referencePages(readLibrary(root), () => []);
    const errors = pages.flatMap(({file, out}) => prepareChapter(out.text, file, importable(root)).errors);
    expect(errors.map((error) => locatedIn(pages, error).located)).toEqual([
      expect.stringMatching(
        /^lib\/nn\/network\/layers\.ts:16:10: "same" is defined in two cells, here and at lib\/nn\/network\/layers\.ts:5:10\./
      )
    ]);
  });
});

describe("a link that leads nowhere", () => {
  it("in a doc comment is told where the name stands", () => {
    const root = library({"lib/random.ts": "/** See the book. */\nexport const odd: number = 1;\n"});
    const pages = referencePages(readLibrary(root), () => [{slug: "gone", title: "Gone", heading: "", id: ""}]);
    const chapters = pages.map(({file, out}) => prepareChapter(out.text, file, importable(root)));
    const found = mistakesBetween(chapters).map((error) => locatedIn(pages, error).located);
    expect(found).toContain('lib/random.ts:2:14: This links to a page "gone", which is not there.');
  });
});

describe("referenceTexts(root)", () => {
  it("gives each example to the type checker once", () => {
    const {texts} = referenceTexts(library({"lib/nn/network/layers.ts": layer("display(1);")}));
    expect(texts.filter(({text}) => text.includes("```ts #relu")).map(({file}) => file)).toEqual([
      "notebooks/reference-networks.md"
    ]);
    expect(texts.map(({file}) => file)).not.toContain("notebooks/gallery.md");
  });
});

describe("the reference of the library", () => {
  const root = resolve(import.meta.dirname, "../../..");
  const names = readLibrary(root).modules.flatMap(({specifier, names}) => names.map(({name}) => ({specifier, name})));

  it("lacks nothing, and its pages have no mistake", async () => {
    const {pages, errors, located} = await referenceMaker(root).make([], importable(root));
    expect(errors.map((error) => error.located)).toEqual([]);
    expect(pages.flatMap((page) => page.errors).map((error) => located(error).located)).toEqual([]);
  });

  it("describes every public name once, under its module, and lists it in the index", async () => {
    const {pages} = await referenceMaker(root).make([], importable(root));
    const index = pages.find(({notebook}) => notebook.slug === "reference")!;
    const headings = pages.flatMap(({notebook}) =>
      notebook.slug === "gallery" ? [] : notebook.headings.filter(({level}) => level === 3).map(({text}) => text)
    );
    expect(names.length).toBeGreaterThan(700);
    for (const {specifier, name} of names) {
      expect(headings, `${specifier} ${name}`).toContain(name);
      expect(index.body.includes(`<code>${name}</code></a>`), `${specifier} ${name}`).toBe(true);
    }
  });

  it("has examples that a page can show: at most 36 lines of 88 columns", () => {
    const long = readLibrary(root).modules.flatMap(({names}) =>
      names.flatMap(({name, doc}) =>
        (doc?.examples ?? []).flatMap(({lines}) => (lines.length > 36 || lines.some((line) => line.length > 88) ? [name] : []))
      )
    );
    expect(long).toEqual([]);
  });

  it("has each example once on its page, and each figure once in the gallery", () => {
    const pages = referencePages(readLibrary(root), () => []);
    const cells = (slug: string) =>
      Array.from(pages.find((page) => page.slug === slug)!.out.text.matchAll(/^```ts (?:hide )?#([\w$-]+)/gm), ([, id]) => id);
    expect(cells("reference-networks")).toContain("convTranspose");
    expect(cells("reference-metrics")).toContain("frechetDistance");
    expect(cells("reference-training")).toContain("generatorLoss");
    const shown = pages.filter(({slug}) => slug.startsWith("reference-figures")).flatMap(({slug}) => cells(slug));
    expect(cells("gallery").length).toBeGreaterThan(55);
    for (const id of cells("gallery")) expect(shown).toContain(id);
  });
});
