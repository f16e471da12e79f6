import {describe, expect, it} from "vitest";
import {keptWhen, pageName} from "../../../lib/figures/training/run-keeping.ts";

describe("keptWhen(at, now)", () => {
  const now = new Date(2026, 11, 1, 9, 30);
  const when = (day: number, hour: number, minute = 5, month = 11) => keptWhen(new Date(2026, month, day, hour, minute), now);

  it("names the day as people do", () => {
    expect(when(1, 9)).toBe("today 09:05");
    expect(when(1, 0, 0)).toBe("today 00:00");
    expect(when(30, 23, 59, 10)).toBe("Monday 23:59");
    expect(when(25, 14, 5, 10)).toBe("Wednesday 14:05");
    expect(when(24, 14, 5, 10)).toBe("24 November 14:05");
  });
});

describe("pageName(path)", () => {
  it("is the same however a server spells the page", () => {
    expect(["/book/dcgan.html", "/book/dcgan", "/index.html", "/", "/b/my-index.html"].map(pageName)).toEqual([
      ...["/book/dcgan", "/book/dcgan", "/", "/", "/b/my-index"]
    ]);
  });
});
