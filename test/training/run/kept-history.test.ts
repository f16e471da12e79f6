import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {KeptHistory, packHistory, unpackHistory} from "../../../lib/training/run/kept-history.ts";
import type {HistoryEntry} from "../../../lib/training/run/types.ts";
import {madeEntry, madeHistory, madeSheet} from "../../browser/training-run.ts";

describe("packHistory(history), unpackHistory(packed)", () => {
  it("give back what was packed, to the bit", () => {
    const number = fc.double({noNaN: true});
    const norms = fc.dictionary(fc.constantFrom("dense1", "conv1", "batch norm"), number);
    const entry = fc.record(
      {step: fc.nat(), realLoss: number, penalty: number, classes: fc.record({realLoss: number, fakeRight: number}), generatorNorms: norms, discriminatorNorms: norms}, // prettier-ignore
      {requiredKeys: ["step", "realLoss", "generatorNorms", "discriminatorNorms"]}
    );
    fc.assert(
      fc.property(fc.array(entry, {maxLength: 20}), (made) => {
        const entries = made.map((one, place) => ({...one, step: 3 * place})) as unknown as HistoryEntry[];
        expect(unpackHistory(packHistory({entries, sheets: []})).entries).toEqual(entries);
      })
    );
    const {entries, sheets} = madeHistory(30);
    expect(unpackHistory(packHistory({entries, sheets}))).toEqual({entries, sheets});
  });

  it("refuse what is no history, whoever put it into the browser's storage", () => {
    const rows = (...numbers: number[]) => Float64Array.from(numbers);
    const {sheets} = madeHistory(10);
    const one = {columns: ["step"], rows: rows(1), sheets: []};
    const refused = (changes: object, why: string) =>
      expect(() => unpackHistory({...one, ...changes})).toThrow(
        new RangeError(`the history that was kept cannot be read: ${why}`)
      );
    expect(unpackHistory(one).entries).toEqual([{step: 1, generatorNorms: {}, discriminatorNorms: {}}]);
    refused({columns: ["step", "realLoss"], rows: rows(1, 2, 3)}, "3 numbers are no whole rows of 2");
    refused({rows: {length: 1e9}}, "it is none");
    refused({sheets: null}, "it is none");
    refused({rows: rows(2, 1)}, "its entries are out of order");
    refused({rows: rows(0.5)}, "its entries are out of order");
    refused({sheets: [sheets[1], sheets[0]]}, "its sheets are out of order");
    refused(
      {sheets: [{step: 0, images: {shape: [9, 9], values: new Float32Array(4)}}]},
      "the images of a sheet do not fill their shape"
    );
  });

  it("never write into what objects inherit", () => {
    unpackHistory({
      columns: ["step", "__proto__.polluted", "constructor.polluted", "toString.polluted"],
      rows: Float64Array.of(1, 2, 3, 4),
      sheets: []
    });
    const {polluted} = {} as {polluted?: number};
    expect([polluted, Object.hasOwn(Object, "polluted"), Object.hasOwn(Object.prototype.toString, "polluted")]).toEqual([
      ...[undefined, false, false]
    ]);
  });
});

describe("new KeptHistory(sheetEvery, past)", () => {
  const long = (steps: number, side: number) => {
    const kept = new KeptHistory(10);
    for (let step = 1; step <= steps; step++) {
      kept.addEntry(madeEntry(step));
      if (step % 10 === 0) kept.addSheet(madeSheet(step, 16, side));
    }
    return kept;
  };

  it("is bounded however long the run: 4,000 entries, 60 sheets, 4 MB of images; spread over all of it, with the newest", () => {
    const {columns, rows, sheets} = long(9003, 28).pack(9003);
    const steps = Array.from({length: rows.length / columns.length}, (_, row) => rows[row * columns.length]);
    expect(steps.length).toBeLessThanOrEqual(4000);
    expect(steps.length).toBeGreaterThan(2000);
    expect([steps[0], steps[steps.length - 1]]).toEqual([1, 9003]);
    expect(sheets.length).toBeLessThanOrEqual(60);
    expect(sheets.length).toBeGreaterThanOrEqual(28);
    expect([sheets[0].step, sheets[sheets.length - 1].step]).toEqual([10, 9000]);
    expect(sheets.reduce((sum, {images}) => sum + images.values.byteLength, 0)).toBeLessThanOrEqual(4e6);
    const large = long(200, 128).pack(200).sheets;
    expect(large.length).toBeLessThanOrEqual(3);
  });

  it("gives what there is up to a step, forgets what is later, and goes on from what was kept", () => {
    const kept = long(40, 4);
    expect(unpackHistory(kept.pack(25)).entries.map(({step}) => step)).toEqual(Array.from({length: 25}, (_, i) => i + 1));
    kept.back(31);
    const again = new KeptHistory(10, kept.pack(31));
    again.addEntry(madeEntry(32));
    const {entries, sheets} = unpackHistory(again.pack(32));
    expect([entries.length, entries[31].step, sheets.map(({step}) => step)]).toEqual([32, 32, [10, 20, 30]]);
  });

  it("has one sheet of a step, also when a run that has gone back to it makes it again", () => {
    const kept = long(40, 4);
    kept.back(30);
    kept.addSheet(madeSheet(30, 16, 4));
    expect(kept.pack(40).sheets.map(({step}) => step)).toEqual([10, 20, 30]);
  });

  it("copies the images of a sheet, which are sent away afterwards", () => {
    const kept = new KeptHistory(10);
    const sheet = madeSheet(10, 1, 4);
    kept.addSheet(sheet);
    const before = [...sheet.images.values];
    sheet.images.values.fill(9);
    expect([...kept.pack(10).sheets[0].images.values]).toEqual(before);
  });
});
