import {describe, expect, it} from "vitest";
import {lacking, packagesLacking, targets} from "./toolchain.ts";

const nothing = {PATH: "/nowhere"};

describe("lacking(target, also), packagesLacking()", () => {
  it("names what is missing for a processor, and the way to it", () => {
    expect(lacking("Cortex-M4", [], nothing)).toBe(
      "no arm-none-eabi-gcc and no qemu-system-arm here; Debian: apt-get install gcc-arm-none-eabi libnewlib-arm-none-eabi qemu-system-arm"
    );
    expect(lacking("host", ["make"], nothing)).toBe("no gcc and no make here; Debian: apt-get install gcc libc6-dev make");
  });

  it("lists the packages of all, each once", () => {
    const packages = packagesLacking(nothing);
    expect(new Set(packages).size).toBe(packages.length);
    for (const target of Object.values(targets)) expect(packages).toEqual(expect.arrayContaining([...target.packages]));
    expect(packages).toEqual(expect.arrayContaining(["g++", "make"]));
  });
});
