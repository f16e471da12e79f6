import {createHash} from "node:crypto";
import fc from "fast-check";
import {afterEach, describe, expect, it, vi} from "vitest";
import {sha256} from "../../../lib/nn/files/sha256.ts";

afterEach(() => void vi.unstubAllGlobals());

describe("sha256(bytes)", () => {
  it.each([
    ["with the browser's own", undefined],
    ["on a page over plain http, where there is none", {}]
  ])("is Node's, of any bytes: %s", async (_where, crypto) => {
    if (crypto) vi.stubGlobal("crypto", crypto);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({maxLength: 300}), async (bytes) => {
        expect(await sha256(bytes)).toBe(createHash("sha256").update(bytes).digest("hex"));
      })
    );
  });

  it("is that of a part of a buffer, where the bytes are a part", async () => {
    vi.stubGlobal("crypto", {});
    const part = new Uint8Array([1, 2, 3, 4, 5]).subarray(1, 4);
    expect(await sha256(part)).toBe(createHash("sha256").update(part).digest("hex"));
  });
});
