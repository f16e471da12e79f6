import fc from "fast-check";
import {zlibSync} from "fflate";
import {describe, expect, it} from "vitest";
import {DataError} from "../../../lib/data/dataset.ts";
import {pngHeader, readPngChannel} from "../../../lib/data/files/png.ts";
import {pictures} from "../../fixtures/pictures.ts";
import {headerSealed, writePng} from "../write-png.ts";

const message = (bytes: Uint8Array): string => {
  try {
    readPngChannel(bytes, "p.png");
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return (error as Error).message;
  }
  return "";
};

describe("readPngChannel(bytes, what)", () => {
  it("gives the first channel of any 8-bit picture, whatever filter each row has", () => {
    const picture = fc.record({
      width: fc.integer({min: 1, max: 9}),
      height: fc.integer({min: 1, max: 9}),
      channels: fc.constantFrom(1, 2, 3, 4),
      filters: fc.array(fc.integer({min: 0, max: 4}), {minLength: 9, maxLength: 9}),
      values: fc.uint8Array({minLength: 324, maxLength: 324})
    });
    fc.assert(
      fc.property(picture, ({width, height, channels, filters, values}) => {
        const data = values.subarray(0, width * height * channels);
        const read = readPngChannel(writePng({width, height, channels, data}, (row) => filters[row]!));
        expect(read).toEqual({width, height, data: data.filter((_, i) => i % channels === 0)});
      })
    );
  });

  it("reads what another program wrote", () => {
    expect(pngHeader(pictures.png)).toMatchObject({width: 5, depth: 8});
    const {width, data} = readPngChannel(pictures.png);
    expect([width, data.length]).toEqual([5, 5 * pngHeader(pictures.png)!.height]);
  });

  it("says what is wrong", () => {
    const whole = writePng({width: 4, height: 2, channels: 1, data: new Uint8Array(8)});
    expect(message(new Uint8Array(50))).toBe("p.png is not a PNG");
    expect(message(whole.subarray(0, whole.length - 5))).toBe(
      `p.png is cut off: its end is missing after ${whole.length - 5} bytes`
    );
    const with16bits = whole.slice();
    with16bits[24] = 16;
    expect(message(with16bits)).toBe("p.png is a PNG of 16 bits: 8 bits of grey or colour are read");
    const palette = whole.slice();
    palette[25] = 3;
    expect(message(palette)).toMatch("of 8 bits with a palette");
    const damaged = whole.slice();
    damaged.fill(0xff, 43, 47);
    expect(message(damaged)).toMatch(/^p.png is damaged: /);
    expect(message(writePng({width: 4, height: 2, channels: 1, data: new Uint8Array(8)}, () => 9))).toBe(
      "p.png is damaged: a row has the filter 9"
    );
  });

  it("refuses a picture that claims more than fits, and one that unpacks to more than it claims, before it costs anything", () => {
    const whole = writePng({width: 4, height: 2, channels: 1, data: new Uint8Array(8)});
    const giant = whole.slice();
    new DataView(giant.buffer).setUint32(16, 2 ** 20);
    new DataView(giant.buffer).setUint32(20, 2 ** 20);
    expect(message(giant)).toMatch(/p.png is too large: 1048576 × 1048576 pixels/);
    const bomb = writePng(
      {width: 4, height: 2, channels: 1, data: new Uint8Array(8)},
      () => 0,
      zlibSync(new Uint8Array(2 ** 24))
    );
    expect(message(bomb)).toMatch(/^p.png is damaged: /);
    const short = writePng({width: 4, height: 2, channels: 1, data: new Uint8Array(8)}, () => 0, zlibSync(new Uint8Array(7)));
    expect(message(short)).toBe("p.png is cut off or damaged: it says that it unpacks to 10 bytes, and 7 came");
  });

  it("says of a picture without rows or columns that it has no pixels", () => {
    for (const [width, height] of [
      [0, 10],
      [10, 0],
      [0, 0]
    ] as const) {
      const empty = writePng({width: 4, height: 2, channels: 1, data: new Uint8Array(8)});
      new DataView(empty.buffer).setUint32(16, width);
      new DataView(empty.buffer).setUint32(20, height);
      expect(message(headerSealed(empty))).toBe(`p.png has no pixels: its size is ${width} × ${height}`);
    }
  });

  it("finds every single changed byte of header and pixels", () => {
    const whole = writePng({width: 6, height: 3, channels: 1, data: Uint8Array.from({length: 18}, (_, i) => 7 * i)});
    for (let at = 16; at < whole.length - 12; at++) {
      const copy = whole.slice();
      copy[at]! ^= 0x15;
      expect(message(copy), String(at)).toMatch(/^p\.png (is|has)/);
    }
  });

  it("holds the pixels against the checksum that they were packed with", () => {
    const packed = zlibSync(new Uint8Array(10));
    packed[packed.length - 1]! ^= 1;
    const wrong = writePng({width: 4, height: 2, channels: 1, data: new Uint8Array(8)}, () => 0, packed);
    expect(message(wrong)).toBe("p.png is damaged: its pixels do not have the checksum that they were packed with");
  });
});
