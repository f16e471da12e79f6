import {readFileSync} from "node:fs";
import {resolve} from "node:path";
import {afterAll, describe, expect, it} from "vitest";
import {prepareChapter} from "../../site/build/pages/chapter.ts";
import {importable} from "../../site/build/assets/public.ts";
import {createChecker} from "../../site/build/types/checker.ts";
import {parseAll} from "../../site/notebook/text/parse.ts";

const root = resolve(import.meta.dirname, "../..");
const readme = readFileSync(resolve(root, "README.md"), "utf8");
/** The chapter that "Write a chapter" asks its reader to save. */
const chapter = `${/^````markdown\n([^]*?)\n````$/m.exec(readme)?.[1] ?? ""}\n`;
const file = "notebooks/blur.md";
const checker = createChecker({root, libraries: false});
afterAll(() => checker.close());
const known = importable(root);

async function mistakes(text: string): Promise<string[]> {
  const {errors} = prepareChapter(text, file, known);
  if (errors.length > 0) return errors.map(({located}) => located);
  const problems = await checker.check([parseAll(text, file).notebook]);
  return problems.map(({file: where, line, column, message}) => `${where}:${line}:${column}: ${message}`);
}

describe("the library in the README", () => {
  it("names only modules that can be imported", () => {
    const rows = [...readme.matchAll(/^\| (`gantry\/[^|]*) \|/gm)].map(([, cell = ""]) => cell);
    const listed = rows.flatMap((row) => [...row.matchAll(/`(?:gantry\/)?([\w/-]+)`/g)].map(([, name]) => `gantry/${name}`));
    const used = [...readme.matchAll(/gantry\/[a-z0-9](?:[\w/-]*\w)?(?![\w/-])/g)].map(([name]) => name);
    expect(listed.length).toBeGreaterThan(50);
    expect([...listed, ...used].filter((name) => !known.names.has(name))).toEqual([]);
  });
});

describe("the guide in the README", () => {
  it("shows a chapter without a mistake", async () => {
    expect(chapter).toContain("matrixFigure(");
    expect(await mistakes(chapter)).toEqual([]);
  });

  it("shows mistakes as they are told", async () => {
    const wrong = [
      chapter.replace("#side", "#side flod"),
      chapter.replace("convolve(picture", 'convolve("picture"'),
      chapter.replace(/^import \{boxKernel\}.*$/m, "")
    ];
    const told: string[] = [];
    for (const text of wrong) told.push(...(await mistakes(text)));
    expect(told).toHaveLength(3);
    for (const line of told) expect(readme).toContain(`\n${line}\n`);
  });
});
