/**
 * npm run bench [-- GROUP… --json FILE]
 *
 * Measures what has a budget. Prints a table; writes the figures as JSON. Exits with 1 when a figure is over its budget
 * or missing.
 */
import {writeFile} from "node:fs/promises";
import type {Figure, Group} from "./figure.ts";
import {isOk} from "./figure.ts";

const groups: Readonly<Record<string, () => Promise<Group>>> = {
  page: () => import("./page.ts"),
  hostile: () => import("./hostile.ts"),
  build: () => import("./build.ts"),
  types: () => import("./types.ts"),
  step: () => import("./step.ts"),
  cells: () => import("./cells/cells.ts"),
  digits: () => import("./digits.ts"),
  cntk: () => import("./cntk.ts"),
  cgan: () => import("./cgan.ts"),
  export: () => import("./export.ts"),
  metrics: () => import("./metrics.ts"),
  boards: () => import("./boards.ts"),
  modes: () => import("./modes.ts"),
  suite: () => import("./suite.ts")
};

/** What the command line asks for. Throws an Error that lists the groups for one that is not there. */
export function parseBenchArguments(words: readonly string[]): {names: string[]; json: string | undefined} {
  const names: string[] = [];
  let json: string | undefined;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    if (word === "--json") {
      json = words[++i];
      if (json === undefined) throw new Error("--json needs a file");
    } else if (Object.hasOwn(groups, word)) names.push(word);
    else throw new Error(`There is no group ${JSON.stringify(word)}. There are: ${Object.keys(groups).join(", ")}.`);
  }
  return {names: names.length > 0 ? names : Object.keys(groups), json};
}

/** The figures by name: value, unit, budget if there is one, and why one is missing. */
export function figuresJson(figures: readonly Figure[]): string {
  const entries = figures.map((figure) => {
    const {name, value, unit, budget, missing} = figure;
    return [
      name,
      {value, unit, ...(budget === undefined ? {} : {budget}), ok: isOk(figure), ...(missing === undefined ? {} : {missing})}
    ];
  });
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

/** The figures as lines for the terminal. */
export function figuresTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const {name, value, unit, budget, atLeast, missing} = figure;
    const limit = budget === undefined ? "–" : `${atLeast ? "≥" : "≤"} ${budget}`;
    const mark = value === null ? `missing: ${missing ?? "?"}` : isOk(figure) ? "ok" : "OVER BUDGET";
    return [name, value === null ? "–" : String(Number(value.toPrecision(3))), unit, limit, mark];
  });
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows
    .map((row) =>
      row.map((text, column) => (column === 1 ? text.padStart(widths[1] ?? 0) : text.padEnd(widths[column] ?? 0))).join("  ")
    )
    .join("\n");
}

async function main(words: readonly string[]): Promise<number> {
  const {names, json} = parseBenchArguments(words);
  const figures: Figure[] = [];
  for (const name of names) {
    const load = groups[name];
    if (load) figures.push(...(await (await load()).bench()));
  }
  console.log(figuresTable(figures));
  if (json !== undefined) await writeFile(json, figuresJson(figures));
  return figures.every(isOk) ? 0 : 1;
}

if (process.argv[1] !== undefined && import.meta.filename === process.argv[1]) {
  process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return 2;
  });
}
