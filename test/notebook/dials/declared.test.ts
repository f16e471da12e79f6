import fc from "fast-check";
import {describe, expect, it} from "vitest";
import type {Dials} from "../../../lib/figures/kit/dials.ts";
import type {dials} from "../../../site/notebook/check/builtins.d.ts";
import {allowed, allows, asDials, type Dial, fromText, toText} from "../../../site/notebook/dials/declared.ts";

/** What a cell is given is what figures take. */
export const taken = (given: ReturnType<typeof dials>): Dials => given;

const dial = (given: Dial): Dial => asDials({x: given}).get("x")!;
const whole = dial({min: 1, max: 1024, integer: true});
const loss = dial({choices: ["minimax", "hinge"]});
const widths = dial({length: [1, 3], min: 1, max: 256, integer: true});
const average = dial({boolean: true});

describe("asDials(given)", () => {
  it("takes paths of names, and nothing that means something of its own in an object", () => {
    expect([...asDials({batch: {}, "settings.loss": {choices: ["a"]}, "a.b_1.$c": {boolean: true}}).keys()]).toHaveLength(3);
    const wrong = [
      "",
      ".",
      "a.",
      "a..b",
      "1a",
      "a b",
      "a-b",
      "a[0]",
      "__proto__",
      "a.__proto__",
      "constructor.prototype",
      "a.prototype",
      "é"
    ];
    for (const path of wrong) expect(() => asDials(Object.fromEntries([[path, {}]])), path).toThrow(RangeError);
  });

  it("says what is wrong with a declaration", () => {
    const wrong: [unknown, RegExp][] = [
      [null, /no object of declarations/],
      [{x: 5}, /"x" is declared by no object/],
      [{x: {min: "1"}}, /a min that is no finite number/],
      [{x: {max: Infinity}}, /a max that is no finite number/],
      [{x: {choices: []}}, /choices that are no list of strings/],
      [{x: {choices: ["a", 1]}}, /choices that are no list of strings/],
      [{x: {boolean: false}}, /says boolean, which can only be true/],
      [{x: {length: [3, 1]}}, /a length that is no pair/],
      [{x: {length: 3}}, /a length that is no pair/],
      [{a: {}, "a.b": {}}, /"a.b" is a part of "a"/],
      [Object.fromEntries(Array.from({length: 201}, (_, i) => [`p${i}`, {}])), /at most 200/]
    ];
    for (const [given, message] of wrong) expect(() => asDials(given)).toThrow(message);
  });
});

describe("a value", () => {
  it("is allowed within the limits of its declaration", () => {
    for (const value of [1, 64, 1024]) expect(allows(whole, value)).toBe(true);
    for (const value of [0, 1025, 1.5, NaN, Infinity, "64", null, [64], true]) expect(allows(whole, value)).toBe(false);
    expect([allows(dial({}), -1e300), allows(dial({}), NaN)]).toEqual([true, false]);
    expect([allows(loss, "hinge"), allows(loss, "Hinge"), allows(loss, "toString"), allows(loss, 1)]).toEqual([
      true,
      false,
      false,
      false
    ]);
    expect([allows(average, false), allows(average, "false"), allows(average, 0)]).toEqual([true, false, false]);
    expect([
      allows(widths, [1, 256]),
      allows(widths, []),
      allows(widths, [1, 2, 3, 4]),
      allows(widths, [0.5]),
      allows(widths, 3)
    ]).toEqual([true, false, false, false, false]);
  });

  it("has its limits said in words", () => {
    expect([whole, loss, average, widths, dial({min: 0}), dial({max: 1}), dial({}), dial({length: [2, 2]})].map(allowed)).toEqual(
      [
        "whole numbers from 1 to 1024",
        "“minimax”, “hinge”",
        "true and false",
        "1 to 3 whole numbers from 1 to 256",
        "numbers from 0",
        "numbers up to 1",
        "numbers",
        "2 numbers"
      ]
    );
  });

  it("is the same after an address", () => {
    const any = dial({});
    const list = dial({length: [0, 9]});
    fc.assert(
      fc.property(
        fc.double({noNaN: true, noDefaultInfinity: true}),
        fc.array(fc.double({noNaN: true, noDefaultInfinity: true}), {maxLength: 4}),
        (number, numbers) => {
          expect(toText(fromText(any, toText(number))!)).toBe(toText(number));
          expect(Number(fromText(any, toText(number)))).toBe(number === 0 ? 0 : number);
          expect(fromText(list, toText(numbers))).toEqual(numbers.map((value) => value + 0 || 0));
        }
      )
    );
    expect([fromText(average, "true"), fromText(average, "false"), fromText(loss, "hinge")]).toEqual([true, false, "hinge"]);
  });

  it("is none where the text is no plain value", () => {
    const texts = [
      "",
      " 1",
      "1 ",
      "1;2",
      "0x10",
      "1_000",
      "Infinity",
      "NaN",
      "1e999",
      "+1",
      "--1",
      "1n",
      "one",
      "1/2",
      "[1]",
      "1e1e1",
      "9".repeat(101),
      "١"
    ];
    for (const text of texts) expect(fromText(whole, text), text).toBeUndefined();
    for (const text of ["1,", ",", "1,,2", "1 ,2", "a"]) expect(fromText(widths, text), text).toBeUndefined();
    for (const text of ["1", "TRUE", "", "yes"]) expect(fromText(average, text)).toBeUndefined();
    fc.assert(
      fc.property(fc.string(), (text) => {
        const value = fromText(whole, text);
        expect(value === undefined || Number.isFinite(value)).toBe(true);
        expect(allows(loss, fromText(loss, text))).toBe(text === "minimax" || text === "hinge");
      })
    );
  });
});
