import fc from "fast-check";
import {zlibSync} from "fflate";
import {describe, expect, it} from "vitest";
import {DataError} from "../../../lib/data/dataset.ts";
import {pngHeader, readPngChannel} from "../../../lib/data/files/png.ts";
import {pictures} from "../../fixtures/pictures.ts";
import {writePng} from "../write-png.ts";

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
    expect(message(short)).toBe("p.png is damaged: 4 × 2 pixels need 10 bytes, it has 7");
  });
});
