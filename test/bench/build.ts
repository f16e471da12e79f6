import {spawn} from "node:child_process";
import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join, resolve} from "node:path";
import {openBook} from "../../site/build/book.ts";
import {realEffects} from "../../site/build/effects.ts";
import type {Figure} from "./figure.ts";
import {median, take} from "./figure.ts";

const root = resolve(import.meta.dirname, "../..");

/** The build of the whole book, of one changed cell, and the type check of lib, site and every cell. */
export async function bench(): Promise<Figure[]> {
  return [
    await take({name: "build.cold", unit: "s", budget: 3}, cold),
    await take({name: "build.edit", unit: "ms", budget: 150}, edit),
    await take({name: "check.book", unit: "s", budget: 8}, check)
  ];
}

/** `npm run build` from nothing, with the type check of every cell: the median of three, processes included. */
async function cold(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "gantry-bench-"));
  try {
    const times: number[] = [];
    for (let i = 0; i < 3; i++) times.push(await command("build", "--out", join(folder, String(i))));
    return median(times);
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}

/** Types of lib, site and every cell (the tests, which `npm run check` reads too, are no part of the book): the median of three. */
async function check(): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 3; i++) times.push(await command("check", "--without", "tests"));
  return median(times);
}

/** Seconds that a command of build.ts takes. Rejects with what it says when it fails. */
function command(...words: string[]): Promise<number> {
  return new Promise((done, fail) => {
    const started = performance.now();
    const child = spawn(process.execPath, ["--import", "tsx", "build.ts", ...words], {
      cwd: root,
      stdio: ["ignore", "ignore", "pipe"]
    });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.on("error", fail);
    child.on("close", (code) => {
      if (code === 0) done((performance.now() - started) / 1000);
      else fail(new Error(`${words[0]} fails: ${said.trim().split("\n")[0]}`));
    });
  });
}

/** From a chapter with one cell changed to the new files, as `npm run dev` makes them: the median of seven, the first not counted. */
async function edit(): Promise<number> {
  let edits = 0;
  // A comment in the first cell of the longest chapter, another each time.
  const names = (await realEffects.list(join(root, "notebooks"))).filter((name) => name.endsWith(".md"));
  const texts = await Promise.all(names.map((name) => realEffects.readText(join(root, "notebooks", name))));
  const longest = names[texts.findIndex(({length}) => length === Math.max(...texts.map((text) => text.length)))] ?? "";
  const readText = async (path: string) => {
    const text = await realEffects.readText(path);
    return path.endsWith(longest) ? text.replace(/^```ts.*\n/m, (fence) => `${fence}// edit ${edits}\n`) : text;
  };
  const book = openBook({root, mode: "dev"}, {...realEffects, readText});
  try {
    await book.build();
    const times: number[] = [];
    for (edits = 1; edits <= 8; edits++) {
      const started = performance.now();
      await book.build();
      times.push(performance.now() - started);
    }
    return median(times.slice(1));
  } finally {
    await book.dispose();
  }
}
