import {mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, utimesSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {dirname, join, resolve} from "node:path";
import {afterAll, describe, expect, it} from "vitest";
import typescript from "typescript-6";
import {createChecker} from "../../site/build/types/checker.ts";
import type {Problem} from "../../site/build/types/checker.ts";
import {typeFiles} from "../../site/build/types/declarations.ts";
import {cellsOf} from "../../site/notebook/chapter.ts";
import {inOrder} from "../../site/notebook/check/problems.ts";
import type {TypeFiles} from "../../site/notebook/check/type-files.ts";
import {parseAll} from "../../site/notebook/text/parse.ts";
import type {Notebook} from "../../site/notebook/types.ts";
import {ChapterLanguage} from "../../site/page/types/language.ts";

const root = resolve(import.meta.dirname, "../..");
const checker = createChecker({root, libraries: false, again: true});
afterAll(() => checker.close());

/** A chapter whose body begins in line 6. */
function chapter(body: string, file = "notebooks/sample.md"): Notebook {
  return parseAll(`---\ntitle: Sample\nsummary: A chapter.\norder: 1\n---\n${body}`, file).notebook;
}

/** Each source as a cell: the first line of the n-th, from 1, is line 10 n of the chapter. */
function cells(...sources: string[]): string {
  let text = "";
  sources.forEach((source, index) => {
    const before = 10 * (index + 1) - 2 - 5 - text.split("\n").length + 1;
    text += `${"\n".repeat(before)}\`\`\`ts #c${index}\n${source}\n\`\`\`\n`;
  });
  return text;
}

function shown({line, column, code, message}: Problem): string {
  return `${line}:${column} TS${code} ${message.split("\n")[0]}`;
}

const asked: Notebook[] = [];
let answers: Promise<Problem[]> | undefined;

/** A chapter with what is to be said of it. */
type Question = [body: string, expected: unknown[]];

/**
 * A test of what is said of chapters. The compiler takes longest to start: it is asked once, about the chapters of all tests, each a file
 * of its own.
 */
function says(name: string, ...questions: Question[]): void {
  const files = questions.map(([body]) => {
    const file = `notebooks/sample-${asked.length}.md`;
    asked.push(chapter(body, file));
    return file;
  });
  it(name, async () => {
    const all = await (answers ??= checker.check(asked));
    questions.forEach(([, expected], i) => {
      expect(all.filter(({file}) => file === files[i]).map(shown)).toEqual(expected);
    });
  });
}

describe("createChecker({root, libraries}).check(notebooks)", () => {
  says("says nothing of a chapter in which all types fit", [
    cells("const k = view(Inputs.range([0, 1]));", "k.toFixed(2)", "const unused: number = k;"),
    []
  ]);

  it("gives file, line and column of a wrong type in a cell", async () => {
    const [problem] = await checker.check([chapter(cells("const a = 1;\n  const s: string = a;"))]);
    expect(problem).toEqual({
      file: "notebooks/sample.md",
      line: 11,
      column: 9,
      code: 2322,
      message: "Type 'number' is not assignable to type 'string'."
    });
  });

  says("gives line and column of a wrong type in prose", [
    "\nThe value ${nope + 1}, and\nof two lines ${Math.max(\n  '1')}.\n",
    [
      "7:13 TS2304 Cannot find name 'nope'. No cell of this chapter defines or imports it.",
      "9:3 TS2345 Argument of type 'string' is not assignable to parameter of type 'number'."
    ]
  ]);

  says("gives line and column of a text that it does not understand, and no consequences of it", [
    cells("const a = ;", "a + 1", "enum E {}"),
    [
      '10:11 TS0 Unexpected ";": what stands before it is not complete, or it is not needed.',
      expect.stringMatching(/^30:1 TS0 An enum cannot be used in a cell/)
    ]
  ]);

  says("does not allow types to be left out", [
    cells("const f = (x) => x"),
    ["10:12 TS7006 Parameter 'x' implicitly has an 'any' type."]
  ]);

  says(
    "does not mind a circular definition, and says where it is",
    [
      cells("const a = b + 1", "const b = a + 1"),
      [expect.stringMatching(/^10:7 TS7022 'a' implicitly/), expect.stringMatching(/^20:7 TS7022 'b' implicitly/)]
    ],
    [cells("const a: number = b", "const b: number = a"), []],
    [cells("interface A { b: B }", "interface B { a: A }"), []]
  );
});

describe("what other cells see of a value", () => {
  const types: [definition: string, use: string][] = [
    ["const x = 1 + 1", "number"],
    ["const x = view(Inputs.range([0, 1]))", "number"],
    ["const x = Promise.resolve('a')", "string"],
    ["const x = (async () => [1])()", "number[]"],
    ["const x = await Promise.resolve(1)", "number"],
    ["const x = (function* () { yield 1; yield 'a'; })()", "1 | 'a'"],
    ["const x = (async function* () { yield new Date(); })()", "Date"],
    ["const x = (function* () { yield Promise.resolve(1); })()", "number"],
    ["const x = Mutable(0)", "number"],
    [
      "const x = dials('run', {'a.b': {min: 1, integer: true}, c: {choices: ['d']}}, ['step']).asked",
      "Readonly<Record<string, string>>"
    ],
    ["const x = Generators.observe<string>((change) => { change('a'); })", "string"],
    ["const x = new Map([[1, 'a']])", "Map<number, string>"],
    ["const x = [1, 2].values()", "ArrayIterator<number>"],
    ["const x = <T>(a: T): T[] => [a]", "<T>(a: T) => T[]"],
    ["let x: Promise<number> | string = 'a'", "number | string"],
    ["const {x} = {x: Promise.resolve(1)}", "number"],
    ["const x = null as unknown", "unknown"],
    ["const x = display(5)", "5"],
    ["const x = view(Inputs.select(['a', 'b'], {value: 'a'}))", "'a' | 'b'"],
    ["const x = view(Inputs.select(['a', 'b'], {multiple: true}))", "('a' | 'b')[]"],
    ["const x = view(Inputs.select(new Map([['a', 1]])))", "number"],
    ["const x = view(Inputs.radio([1, 2]))", "1 | 2 | null"],
    ["const x = view(Inputs.radio([1, 2], {value: 1, label: 'n'}))", "1 | 2"],
    ["const x = view(Inputs.checkbox(['a', 'b']))", "('a' | 'b')[]"],
    ["const x = view(Inputs.toggle({label: 'on'}))", "boolean"],
    ["const x = view(Inputs.toggle({values: ['a', 'b']}))", "'a' | 'b'"],
    ["const x = view(Inputs.button('again'))", "number"],
    ["const x = view(Inputs.button([['up', (n: number) => n + 1]], {value: 0}))", "number"],
    ["const x = view(Inputs.text({placeholder: 'name'}))", "string"],
    ["const x = view(Inputs.textarea())", "string"],
    ["const x = view(Inputs.number([0, 9], {value: 3}))", "number"],
    ["const x = view(Inputs.color({value: '#ff0000'}))", "string"],
    ["const x = view(Inputs.date())", "Date | null"],
    ["const x = view(Inputs.file())", "File | null"],
    ["const x = view(Inputs.table([{a: 1}]))", "{ a: number }[]"],
    ["const x = view(Inputs.search([{a: 1}], {columns: ['a']}))", "{ a: number }[]"],
    ["const x = view(Inputs.form({r: Inputs.range(), t: Inputs.toggle()}))", "{ r: number; t: boolean }"],
    ["const x = view(Inputs.form([Inputs.range(), Inputs.text()]))", "[number, string]"],
    ["const x = view<number>(html<HTMLInputElement>`<input type=range>`)", "number"],
    ["const x = view(html<HTMLDivElement & {value: bigint}>`<div>`)", "bigint"]
  ];

  const definitions = types.map(([definition], index) =>
    definition.replace(/\bx\b/, definition.includes("{x}") ? `x: x${index}` : `x${index}`)
  );
  const equal =
    "type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : [A, 'is not', B];";
  const uses = types.map(([, type], index) => `const is${index}: Same<typeof x${index}, ${type}> = true;`);

  says("is what it awaits and yields", [cells(...definitions, equal, ...uses), []]);

  says("is in its own cell what it is: view gives a generator there", [
    cells("const k = view(Inputs.range());\nk.toFixed()"),
    ["11:3 TS2339 Property 'toFixed' does not exist on type 'AsyncGenerator<number, void, unknown>'."]
  ]);

  says("keeps overloads and generics of functions", [
    cells(
      "function f<T>(a: T): T;\nfunction f(a: unknown, b: number): string;\nfunction f(a: unknown) { return a as never; }",
      "f(1).toFixed() + f(1, 2).length;\nf(true).foo;"
    ),
    ["21:9 TS2339 Property 'foo' does not exist on type 'true'."]
  ]);

  says("includes types and interfaces, and classes as values and as types", [
    cells(
      "interface Row { a: number }\ntype Pair<T> = [T, T];\nclass Box<T> { #value: T; constructor(value: T) { this.#value = value; } get() { return this.#value; } }",
      "const box: Box<Row> = new Box({a: 1});\nconst pair: Pair<number> = [1, box.get().a];\nconst wrong: Pair<Row> = [box.get(), 1];"
    ),
    ["22:38 TS2322 Type 'number' is not assignable to type 'Row'."]
  ]);

  says("keeps the two apart where a type has the name of one in another cell, and shows no inner names", [
    cells("interface Row { a: number }\nconst rows: Row[] = []", "class Row { b = 1 }\nconst row: Row = rows[0]!;"),
    ["21:7 TS2741 Property 'b' is missing in type 'Row' but required in type 'Row'."]
  ]);

  says(
    "includes what a cell imports",
    [cells('import {convolve} from "gantry/convolution"', "convolve()"), [expect.stringMatching(/^20:1 TS2554 Expected/)]],
    [
      cells('import {nothing} from "gantry/convolution"'),
      [expect.stringMatching(/^10:9 TS2305 Module .* has no exported member 'nothing'/)]
    ],
    [cells('import {x} from "gantry/no/such"'), [expect.stringMatching(/^10:17 TS2307 Cannot find module/)]]
  );

  says("says where a name that is missing can be imported from, or what is like it", [
    cells("convolve([[1]], [[1]])", "process.argv", "const stride = 1", "strid + 1"),
    [
      "10:1 TS2552 Cannot find name 'convolve'. Import it: import {convolve} from \"gantry/convolution\".",
      "20:1 TS2591 Cannot find name 'process'. No cell of this chapter defines or imports it.",
      "40:1 TS2304 Cannot find name 'strid'. No cell of this chapter defines or imports it."
    ]
  ]);

  says(
    "names the nearest public names, with their imports, for one that there is not",
    [
      cells('import {maxPool} from "gantry/pooling"', 'import {seededRandom} from "gantry/random"', "seededRandom(1)"),
      [
        "10:9 TS2305 Module '\"gantry/pooling\"' has no exported member 'maxPool'. Import it: import {maxPool} from \"gantry/layers\".",
        '20:9 TS2305 Module \'"gantry/random"\' has no exported member \'seededRandom\'. The nearest that there is: import {random} from "gantry/random"; import {Random} from "gantry/random".'
      ]
    ],
    [
      cells("seededRandom(1)", "maxpool(2)"),
      [
        '10:1 TS2304 Cannot find name \'seededRandom\'. No cell of this chapter defines or imports it. The nearest that there is: import {random} from "gantry/random"; import {Random} from "gantry/random".',
        "20:1 TS2304 Cannot find name 'maxpool'. No cell of this chapter defines or imports it. The nearest that there is: import {maxPool} from \"gantry/layers\"."
      ]
    ]
  );

  says("does not reach into scopes that have the name themselves", [
    cells("const a = 1; const b = 'x'", "const f = (a: string) => a.length + b.length;\n{ const a = 'y'; a.length }"),
    []
  ]);
});

describe("built-ins", () => {
  says("have types", [
    cells(
      "const w: string = width",
      "const n: string = now",
      "invalidation.then(() => {}); await visibility()",
      "progress('half')",
      "const e: HTMLElement = html`<b>${1}`; const s: SVGElement = svg`<g>`; const t: HTMLElement = tex.block`x`; md`*a*`"
    ),
    [
      "10:7 TS2322 Type 'number' is not assignable to type 'string'.",
      "20:7 TS2322 Type 'number' is not assignable to type 'string'.",
      "40:10 TS2345 Argument of type 'string' is not assignable to parameter of type 'number'."
    ]
  ]);

  says("are there for cells only, and assert and equal for checks only", [
    cells("assert(true)"),
    ["10:1 TS2304 Cannot find name 'assert'. No cell of this chapter defines or imports it."]
  ]);
});

describe("an exercise", () => {
  function exercise(solution: string, check: string): string {
    return `\n::: exercise #mean The mean

Write it.

\`\`\`ts setup
const data = [1, 2];
\`\`\`

\`\`\`ts starter
function mean(xs: number[]): number {
  return 0;
}
\`\`\`

\`\`\`ts check
${check}
\`\`\`

\`\`\`ts solution
${solution}
\`\`\`

:::
`;
  }

  const check = "assert(mean(data) === 1.5, 'Not yet');\nequal(mean([3]), 3, 'mean([3])');";

  says(
    "is checked with its starter, and with its solution",
    [exercise("function mean(xs: number[]): number {\n  return xs.reduce((a, b) => a + b) / xs.length;\n}", check), []],
    [
      exercise("function mean(xs: string[]): number {\n  return xs.length;\n}", check),
      [
        "22:13 TS2345 With the solution: Argument of type 'number[]' is not assignable to parameter of type 'string[]'.",
        "23:13 TS2322 With the solution: Type 'number' is not assignable to type 'string'."
      ]
    ]
  );

  says("says once what is wrong with both, and checks the solution's own text", [
    exercise("function mean(xs: number[]): number {\n  return xs;\n}", "const s: string = mean(data);"),
    [
      "22:7 TS2322 Type 'number' is not assignable to type 'string'.",
      "27:3 TS2322 Type 'number[]' is not assignable to type 'number'."
    ]
  ]);
});

describe("the page's type worker", () => {
  it("says the same as the check of everything above, in the same words and places", async () => {
    const said = await (answers ??= checker.check(asked));
    for (const notebook of asked) expect(await pageSays(notebook)).toEqual(said.filter(({file}) => file === notebook.file));
  });

  it("says the same of what a reader can do to the chapters of the book", async () => {
    const folder = join(root, "notebooks");
    const names = readdirSync(folder).filter((name) => name.endsWith(".md"));
    const damaged = names.flatMap((name) => {
      const text = readFileSync(join(folder, name), "utf8");
      return damages.map((damage, i) => parseAll(damage(text), `notebooks/${i}-${name}`).notebook);
    });
    const said = await checker.check(damaged);
    expect(said.length).toBeGreaterThan(names.length);
    for (const notebook of damaged)
      expect((await pageSays(notebook)).map(unordered)).toEqual(said.filter(({file}) => file === notebook.file).map(unordered));
  });

  it("says the same of the chapters that other tests of the notebook read", async () => {
    const folder = join(root, "test/input");
    const read = readdirSync(folder).map(
      (name) => parseAll(readFileSync(join(folder, name), "utf8"), `notebooks/${name}`).notebook
    );
    const said = await checker.check(read);
    for (const notebook of read) expect(await pageSays(notebook)).toEqual(said.filter(({file}) => file === notebook.file));
  });
});

/** What goes wrong when a chapter is edited: a number that is a text, an argument that is gone, a name that nobody has. */
const damages: readonly ((text: string) => string)[] = [
  (text) => text.replaceAll(/^(const \w+)( = \w+\()/gm, "$1: string$2"),
  (text) => inCells(text, (code) => code.replaceAll(/(\w\()(\w+), /g, "$1")),
  (text) => inCells(text, (code) => code.replaceAll(/^import \{(\w+)/gm, "import {$1s"))
];

/**
 * TypeScript 7 tells the members of a union, and of an object that another was spread into, in another order than 6; of overloads (2769)
 * it explains the last alone, and it looks for names like a missing one (2552) only ten times a run.
 */
function unordered({message, code, ...problem}: Problem): object {
  return {
    ...problem,
    code: code === 2552 ? 2304 : code,
    words: (code === 2769 ? message.split("\n")[0]! : message).split(/[\s;|'"<>,]+/).sort()
  };
}

function inCells(text: string, change: (code: string) => string): string {
  return text.replaceAll(/^```ts[^\n]*\n[^]*?^```$/gm, change);
}

let language: Promise<ChapterLanguage> | undefined;

/** What the page says of a chapter, in the chapter's own lines. */
async function pageSays(notebook: Notebook): Promise<Problem[]> {
  language ??= typeFiles(root).then(
    (files) => new ChapterLanguage(typescript, JSON.parse(Buffer.from(files).toString()) as TypeFiles)
  );
  const page = await language;
  const cells = cellsOf(notebook).filter(({kind}) => kind !== "md");
  // Two cells of one id are one to the page: what is wrong with that is said elsewhere.
  const homes = new Map(cells.map((cell, i) => [cell, {id: String(i), offset: 0}]));
  page.show({notebook, homes});
  const all = cells.flatMap((cell) =>
    page
      .problems(homes.get(cell)!.id)!
      .map(({line, column, code, message, fatal}) => ({file: notebook.file, line, column, code, message, fatal}))
  );
  // The check says no more of a chapter that has a cell which cannot be read; the page goes on with an outline of it.
  const fatal = all.some((each) => each.fatal);
  return inOrder(all.filter((each) => each.fatal === fatal).map(({fatal: _, ...problem}) => problem));
}

describe("createChecker({root, libraries: true})", () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "gantry-check-")));
  afterAll(async () => {
    await project.close();
    rmSync(folder, {recursive: true});
  });

  let changes = 0;
  function write(file: string, text: string): void {
    const path = join(folder, file);
    mkdirSync(dirname(path), {recursive: true});
    writeFileSync(path, text);
    const time = new Date(2026, 0, 1, 0, 0, ++changes);
    utimesSync(path, time, time);
  }

  write("package.json", JSON.stringify({name: "gantry", type: "module", exports: {"./size": "./out/lib/size.js"}}));
  write(
    "tsconfig.json",
    JSON.stringify({
      compilerOptions: {
        target: "es2022",
        module: "esnext",
        moduleResolution: "bundler",
        lib: ["es2022", "dom"],
        types: [],
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        verbatimModuleSyntax: true,
        allowImportingTsExtensions: true,
        noUnusedLocals: true,
        rootDir: ".",
        outDir: "out"
      },
      include: ["lib"]
    })
  );
  write("lib/size.ts", "export function size(n: number): number {\n  return n;\n}\n");
  const project = createChecker({root: folder, libraries: true, again: true});
  const uses = (argument: string, file?: string) => chapter(cells(`import {size} from "gantry/size";\nsize(${argument})`), file);

  it("checks the files of the project, and knows what a chapter imports from them", async () => {
    expect((await project.check([uses("'a'")])).map(shown)).toEqual([
      "11:6 TS2345 Argument of type 'string' is not assignable to parameter of type 'number'."
    ]);
    write("lib/wrong.ts", "export const one = 1;\n  const two: string = one;\n");
    expect(await project.check([uses("1")])).toEqual([
      {file: "lib/wrong.ts", line: 2, column: 9, code: 2322, message: "Type 'number' is not assignable to type 'string'."},
      {file: "lib/wrong.ts", line: 2, column: 9, code: 6133, message: "'two' is declared but its value is never read."}
    ]);
    write("lib/wrong.ts", "export const one = 1;\nexport const two = one +;\n");
    expect((await project.check([])).map(({file, line, column}) => `${file}:${line}:${column}`)).toEqual(["lib/wrong.ts:2:25"]);
    rmSync(join(folder, "lib/wrong.ts"));
    expect(await project.check([uses("1")])).toEqual([]);
  });

  it("sees what has changed in a chapter or a file, however often it is asked", async () => {
    expect(await project.check([uses("1")])).toEqual([]);
    expect(await project.check([uses("'a'")])).toHaveLength(1);
    expect(await project.check([uses("'a'")])).toHaveLength(1);
    write("lib/size.ts", "export function size(n: string): string {\n  return n;\n}\n");
    expect(await project.check([uses("'a'")])).toEqual([]);
    expect((await project.check([uses("'a'"), uses("2", "notebooks/other.md")])).map(({file}) => file)).toEqual([
      "notebooks/other.md"
    ]);
    expect(await project.check([uses("'a'")])).toEqual([]);
  });

  it("keeps the built-ins out of the files of the project", async () => {
    write("lib/page.ts", "export const shown = display(1);\n");
    expect((await project.check([])).map(({message}) => message)).toEqual(["Cannot find name 'display'."]);
  });
});
