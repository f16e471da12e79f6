/** Texts that cost a reader of chapters much, if it does anything twice: for the test that counts the work, and the bench that takes the time. */

/** The front matter of a chapter. */
export const head = "---\ntitle: T\n---\n\n";

/** A text of about `length` characters. */
export function repeated(unit: string, length: number): string {
  return unit.repeat(Math.ceil(length / unit.length));
}

/** What is repeated: every special character, and what begins something that does not end. */
export const hostileText: readonly string[] = [
  ..."${}`[]<>&*_|~:#\\\"'\n",
  ...[
    "${",
    "${`",
    '${"',
    "${/*",
    "${//\n",
    "${'",
    "`${",
    "${`}",
    "${{",
    "${}}",
    "${/",
    "${x}",
    "${x}\n",
    "$${x}",
    "<${x}",
    "$a ",
    "$$a "
  ],
  ...[
    "[a](",
    "![a](",
    "[a][",
    "[a]: b\n",
    "[a]{.fake} ",
    "<a",
    '<a href="',
    "<!--",
    "<b>${x}</b>\n",
    "*a",
    "**a ",
    "_a",
    "a_b*",
    "~~a "
  ],
  ...[
    "&amp",
    "- a\n",
    "> a\n",
    "|a|\n",
    "# a\n",
    "a\n===\n",
    "---\n",
    "::: note\n:::\n",
    ":::\n",
    "```\n",
    "```js\nx\n```\n\n",
    "`a` ",
    "`` ` "
  ]
];

/** What was analysed before is known, so that no cell is the same as in another chapter. */
let chapter = 0;

const cells = (n: number, source: (i: number) => string): string => {
  const mark = `// ${chapter++}`;
  return head + Array.from({length: n}, (_, i) => `\`\`\`ts\n${source(i)} ${mark}\n\`\`\`\n\n`).join("");
};

/** Chapters of `n` cells, or of as many exercises. */
export const hostileChapters: Readonly<Record<string, (n: number) => string>> = {
  "a chain from the first": (n) => cells(n, (i) => `const x${i} = ${i === 0 ? 0 : `x${i - 1}`};`),
  "a chain from the last": (n) => cells(n, (i) => `const x${i} = ${i === n - 1 ? 0 : `x${i + 1}`};`),
  "all on the first": (n) => cells(n, (i) => `const x${i} = ${i === 0 ? 0 : "x0"};`),
  "one on all": (n) =>
    cells(n, (i) => (i < n - 1 ? `const x${i} = 0;` : Array.from({length: n - 1}, (_, k) => `x${k};`).join(""))),
  "a ring": (n) => cells(n, (i) => `const x${i} = x${(i + 1) % n};`),
  "the same import in each": (n) => cells(n, (i) => `import {a} from "m";\nconst x${i} = a;`),
  exercises: (n) => {
    const mark = `// ${chapter++}`;
    const fence = (role: string, source: string) => `\`\`\`ts ${role}\n${source} ${mark}\n\`\`\`\n`;
    const exercise = (_: unknown, i: number) =>
      `::: exercise #e${i} Title\n${fence("starter", `let f${i} = 0;`)}${fence("check", `f${i}`)}${fence("solution", `let f${i} = 1;`)}:::\n\n`;
    return head + Array.from({length: n}, exercise).join("");
  }
};

const lines = (n: number, line: (i: number) => string, end = "\n"): string =>
  Array.from({length: n}, (_, i) => line(i)).join(end);

/** Cells of `n` lines, statements or levels. */
export const hostileCells: Readonly<Record<string, (n: number) => string>> = {
  declarations: (n) => lines(n, (i) => `const a${i} = f(b${i}, (c: number): number => c);`),
  "statements in one line": (n) => lines(n, (i) => `a${i}(); x as any;`, " "),
  loops: (n) => lines(n, (i) => `for (const i of [${i}]) i as any;`),
  imports: (n) => lines(n, (i) => `import {a${i}} from "m${i}";`),
  types: (n) => lines(n, (i) => `type A${i} = {a: number | string; b: Array<A${i}>};`),
  "nested brackets": (n) => `let x = ${"(".repeat(n)}1${")".repeat(n)}`,
  "nested arrays": (n) => `let x = ${"[".repeat(n)}1${"]".repeat(n)}`,
  "nested objects": (n) => `let x = ${"{a: ".repeat(n)}1${"}".repeat(n)}`,
  "nested functions": (n) => `${"(a: number): any => ".repeat(n)}1`,
  "nested conditions": (n) => `${"a ? (b) : ".repeat(n)}1`,
  "nested calls": (n) => `${"f<T>(".repeat(n)}1${")".repeat(n)}`,
  "nested templates": (n) => `${"`${".repeat(n)}1${"}`".repeat(n)}`,
  "nested blocks": (n) => `${"{ let a;".repeat(n)}${"}".repeat(n)}`
};
