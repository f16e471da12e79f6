import {readdirSync, readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import "../training/wasm.ts";
import {EXPERIMENTS, PENDING} from "./numbers/experiments.ts";
import {numbersOf, passagesOf, proseOnly, valueOf} from "./numbers/extract.ts";
import type {Passage, Stated} from "./numbers/extract.ts";
import type {Entry, Found, Ledger} from "./numbers/ledger.ts";
import {testCalled, wording} from "./numbers/ledger.ts";
import {readRecord} from "./numbers/record.ts";

// Every number that the prose of the book states has an entry in the ledger of its chapter, test/notebooks/numbers/<chapter>.ts, which
// says where it comes from; what can be measured is measured here, and compared. A number without an entry, and an entry whose words
// are gone, are named with their place.

const folder = new URL("../../notebooks/", import.meta.url);
const chapters = await Promise.all(
  readdirSync(folder)
    .filter((name) => name.endsWith(".md"))
    .map(async (name) => {
      const slug = name.slice(0, -3);
      const file = `notebooks/${name}`;
      const {ledger} = (await import(`./numbers/${slug}.ts`)) as {ledger: Ledger};
      return {slug, file, ledger, passages: passagesOf(readFileSync(new URL(name, folder), "utf8"), file)};
    })
);

/** Where the words of an entry stand: every place, with the numbers in it. */
function placesOf({says}: Entry, passages: readonly Passage[]): {passage: Passage; from: number; numbers: Stated[]}[] {
  return passages.flatMap((passage) => {
    const places = [];
    // A space that does not break is a space.
    const words = passage.written.replaceAll("\u00a0", " ");
    for (let from = words.indexOf(says); from >= 0; from = words.indexOf(says, from + 1)) {
      const numbers = numbersOf(passage.text).filter(({at}) => at >= from && at < from + says.length);
      places.push({passage, from, numbers});
    }
    return places;
  });
}

/** Half a unit of the last digit that is written: what a number may be off by. */
function rounding(written: string): number {
  const decimals = /\.(\d+)/.exec(written)?.[1]?.length ?? 0;
  return /^[−-]?\d/.test(written) ? 0.5 * 10 ** -decimals : valueOf(written) < 1 ? 0.02 : 0.5;
}

function agrees(number: Stated, found: Found, within?: number): boolean {
  if (typeof found === "boolean") return found;
  return Math.abs(found - number.value) <= Math.max(rounding(number.written) + 1e-9, (within ?? 0) * Math.abs(number.value));
}

/** The numbers that stand in no entry, or in several: a line each, with their place. */
function unaccounted(passages: readonly Passage[], ledger: Ledger, file: string): string[] {
  const places = ledger.map((entry) => placesOf(entry, passages));
  const list = `test/${file.replace(/^notebooks/, "notebooks/numbers").replace(/md$/, "ts")}`;
  return passages.flatMap((passage) =>
    numbersOf(passage.text).flatMap(({written, at}) => {
      const entries = ledger.filter((entry, i) =>
        places[i]!.some((place) => place.passage === passage && at >= place.from && at < place.from + entry.says.length)
      );
      if (entries.length === 1) return [];
      const words = passage.written.slice(Math.max(0, at - 40), at + written.length + 40);
      const what = entries.length === 0 ? "has no entry" : `has ${entries.length} entries`;
      return [`${file}:${passage.lineOf(at)}: “${written}” in “…${words}…” ${what} in ${list}`];
    })
  );
}

/** Fails with all that was found, a line each. */
function none(wrong: readonly string[]): void {
  if (wrong.length > 0) throw new Error(wrong.join("\n"));
}

describe.each(chapters)("the numbers in the prose of $slug", ({file, ledger, passages}) => {
  const places = ledger.map((entry) => placesOf(entry, passages));

  it("stand each in one entry of its ledger", () => {
    none(unaccounted(passages, ledger, file));
  });

  it("are where their entries say", () => {
    const gone = ledger.filter((_, i) => places[i]!.length === 0 || places[i]!.some(({numbers}) => numbers.length === 0));
    none(gone.map(({says}) => `${file} has no number in “${says}”`));
  });

  it("are credited where they are quoted", () => {
    const credits = passages.filter(({written}) => /\b(?:19|20)\d\d\b/.test(written));
    const without = ledger.filter(({source}, i) => {
      if (source === undefined) return false;
      const here = places[i]!.some(({passage}) => passage.written.includes(source));
      return !here && !credits.some(({written}) => written.includes(source));
    });
    none(without.map(({says, source}) => `“${says}” is quoted from ${source}, which nothing in ${file} names`));
  });

  const waiting = ledger.filter(({experiments}) => experiments?.some((name) => PENDING.includes(name)));
  it.skip.each(waiting)("“$says” waits for npm run claims", () => undefined);

  const compared = ledger.flatMap((entry, i) =>
    !waiting.includes(entry) && (entry.find || entry.held) ? [{entry, says: entry.says, place: places[i]![0]}] : []
  );
  it.each(compared)("“$says”", async ({entry, place}) => {
    expect(place, "the words stand in the chapter").toBeDefined();
    const {numbers} = place!;
    if (entry.held) {
      const test = testCalled(entry.held);
      if (entry.held.reads) return;
      const values = [
        ...numbersOf(test).map(({value}) => value),
        ...(test.match(/\d[\d_]*(?:\.\d+)?/g) ?? []).map((digits) => Number(digits.replaceAll("_", "")))
      ];
      const missing = numbers.filter(
        ({value}) =>
          ![value, value / 100, 100 * value, 1 / value, 1 - value].some((one) =>
            values.some((other) => Math.abs(one - other) < 1e-9)
          )
      );
      none(missing.map(({written}) => `${written} does not stand in “${entry.held!.title}” of test/${entry.held!.file}`));
      return;
    }
    const found = await entry.find!();
    expect(found, "one finding for each number").toHaveLength(numbers.length);
    const wrong = numbers.flatMap((number, i) =>
      agrees(number, found[i]!, entry.within)
        ? []
        : [`${file}:${place!.passage.lineOf(number.at)}: “${number.written}” in “${entry.says}”, found ${String(found[i])}`]
    );
    none(wrong);
  });
});

describe("the numbers of a text", () => {
  const valuesOf = (text: string) => numbersOf(proseOnly(text)).map(({value}) => value);

  it("are those in digits and those in words", () => {
    expect(valuesOf("15,680 weights, −0.5 to 3, twenty-five islands, 3σ, 28 × 28")).toEqual([15_680, -0.5, 3, 25, 3, 28, 28]);
    expect(valuesOf("three of eight, one half, two thousand, twelve hundred, a hundred, twice, a third.")).toEqual([
      3,
      8,
      0.5,
      2000,
      1200,
      100,
      2,
      1 / 3
    ]);
    expect(valuesOf("a typical error of $1/\\sqrt{12} \\approx 0.29$ steps")).toEqual([0.29]);
  });

  it("are not those of code, formulas, years, figures, names, computed values, or of a digit as a picture", () => {
    expect(
      valuesOf("`conv(32)` and $x^2$, ${100 * share} per cent (Lin, 2018), Figure 4, float32, LeNet-5, β₁, [x](y.md#z-3)")
    ).toEqual([]);
    expect(valuesOf("a slanted seven, both networks, the first, two of them")).toEqual([]);
  });

  it("fail with their place when no entry, or more than one, accounts for them", () => {
    const source = "---\ntitle: T\nsummary: S\n---\n\nThere are\nseven islands.\n\n## Give 3\n";
    const passages = passagesOf(source, "notebooks/t.md");
    expect(unaccounted(passages, wording("seven islands"), "notebooks/t.md")).toEqual([
      "notebooks/t.md:9: “3” in “…## Give 3…” has no entry in test/notebooks/numbers/t.ts"
    ]);
    expect(unaccounted(passages, wording("seven islands", "are seven", "Give 3"), "notebooks/t.md")).toEqual([
      "notebooks/t.md:7: “seven” in “…There are seven islands.…” has 2 entries in test/notebooks/numbers/t.ts"
    ]);
  });
});

describe("the record of long trainings", () => {
  it.each(EXPERIMENTS)(
    "of “$name” was made with the chapter's present settings, and with each seed",
    async ({name, seeds, settings}) => {
      const known = readRecord()[name];
      if (PENDING.includes(name)) {
        const complete = seeds.every((seed) => known?.results[seed]);
        expect(complete, `“${name}” is recorded: take it off PENDING in numbers/experiments.ts`).toBe(false);
        return;
      }
      expect(known, "npm run claims makes it").toBeDefined();
      expect(known!.settings, "the recipe has changed since: npm run claims").toEqual(await settings());
      expect(Object.keys(known!.results).map(Number)).toEqual(expect.arrayContaining([...seeds]));
    }
  );
});
