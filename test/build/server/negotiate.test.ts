import {describe, expect, it} from "vitest";
import {byteRange, isSameFile, isSince, namesTag, preferredEncoding} from "../../../site/build/server/negotiate.ts";

describe("preferredEncoding(header, available)", () => {
  it.each([
    [undefined, "identity"],
    ["", "identity"],
    ["gzip, deflate, br, zstd", "br"],
    ["gzip, deflate", "gzip"],
    ["x-gzip", "gzip"],
    ["BR", "br"],
    ["br;q=0.5, gzip;q=0.8", "gzip"],
    ["br;q=0.5,gzip; q=0.5", "br"],
    ["gzip;q=0.2, identity", "identity"],
    ["br;q=0, gzip;q=0", "identity"],
    ["*", "br"],
    ["*;q=0.1, gzip;q=0", "br"],
    ["br;q=0, *", "gzip"],
    ["gzip;q=0.001", "gzip"],
    ["identity;q=0, gzip;q=0.1", "gzip"],
    ["*;q=0", "identity"],
    ["br;q=2, gzip;q=word", "identity"],
    ["brotli", "identity"]
  ] as const)("%j → %s", (header, encoding) => {
    expect(preferredEncoding(header, ["br", "gzip", "identity"])).toBe(encoding);
  });

  it("gives nothing that there is not", () => {
    expect(preferredEncoding("br, gzip", ["identity"])).toBe("identity");
    expect(preferredEncoding("br, gzip;q=0.1", ["gzip", "identity"])).toBe("gzip");
  });
});

describe("namesTag(header, tag)", () => {
  it.each([
    ['"a"', true],
    ['W/"a"', true],
    ['"b", "a"', true],
    ['"b",W/"a" , "c"', true],
    ["*", true],
    [" * ", true],
    ['"b"', false],
    ["a", false],
    ['"b, a"', false],
    ['"A"', false],
    ["", false]
  ])("%j: %j", (header, found) => expect(namesTag(header, '"a"')).toBe(found));
});

describe("isSince(header, modified)", () => {
  const modified = new Date("2026-03-01T10:00:00.700Z");
  it.each([
    ["Sun, 01 Mar 2026 10:00:00 GMT", true],
    ["Sun, 01 Mar 2026 10:00:01 GMT", true],
    ["Sun, 01 Mar 2026 09:59:59 GMT", false],
    ["yesterday", false]
  ])("%j: %j", (header, same) => expect(isSince(header, modified)).toBe(same));
});

describe("byteRange(header, size)", () => {
  it.each([
    ["bytes=0-3", {start: 0, end: 3}],
    ["bytes=4-", {start: 4, end: 9}],
    ["bytes=4-99", {start: 4, end: 9}],
    ["bytes=-3", {start: 7, end: 9}],
    ["bytes=-99", {start: 0, end: 9}],
    ["Bytes = 9-9", {start: 9, end: 9}],
    ["bytes=10-", "none"],
    ["bytes=-0", "none"],
    ["bytes=5-4", undefined],
    ["bytes=0-1,3-4", undefined],
    ["lines=0-1", undefined],
    ["bytes=-", undefined],
    ["bytes=a-b", undefined],
    [undefined, undefined]
  ])("%j of ten bytes", (header, range) => expect(byteRange(header, 10)).toEqual(range));

  it("finds nothing in an empty file", () => {
    expect([byteRange("bytes=0-", 0), byteRange("bytes=-1", 0)]).toEqual(["none", "none"]);
  });
});

describe("isSameFile(If-Range, tag, modified)", () => {
  const modified = new Date("2026-03-01T10:00:00.700Z");
  it.each([
    [undefined, true],
    ['"a"', true],
    ['W/"a"', false],
    ['"b"', false],
    ["Sun, 01 Mar 2026 10:00:00 GMT", true],
    ["Sun, 01 Mar 2026 10:00:01 GMT", false],
    ["soon", false]
  ])("%j: %j", (header, same) => expect(isSameFile(header, '"a"', modified)).toBe(same));
});
