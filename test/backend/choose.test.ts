import fc from "fast-check";
import {describe, expect, it} from "vitest";
import type {BackendName, Contender} from "../../lib/backend/choose.ts";
import {backendNames, chooseBackend, describeTrial, priceOf, softwareRenderer} from "../../lib/backend/choose.ts";

function contender(name: BackendName, milliseconds: number, reason: string | null = null): Contender {
  return {name, unavailable: async () => reason, measure: async () => milliseconds};
}

describe("chooseBackend(contenders, {asked, kept})", () => {
  it("takes the one with the shortest step, and keeps every figure", async () => {
    const choice = await chooseBackend([contender("webgl", 80), contender("wasm", 60), contender("cpu", 4000)]);
    expect(choice).toEqual({
      name: "wasm",
      because: "measured",
      trials: [
        {name: "webgl", milliseconds: 80},
        {name: "wasm", milliseconds: 60},
        {name: "cpu", milliseconds: 4000}
      ]
    });
  });

  it("never takes a slower one than it measured", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.double({min: 0.1, max: 1e5, noNaN: true}), {minLength: 4, maxLength: 4}), async (times) => {
        const {name} = await chooseBackend(backendNames.map((name, i) => contender(name, times[i] ?? 1)));
        expect(times[backendNames.indexOf(name)]).toBe(Math.min(...times));
      })
    );
  });

  it("does not keep cpu where WebAssembly had not started: it may start now", async () => {
    const kept = await chooseBackend([contender("wasm", 1, "the file does not load"), contender("cpu", 4000)]);
    expect(kept.name).toBe("cpu");
    expect((await chooseBackend([contender("wasm", 60), contender("cpu", 4000)], {kept})).name).toBe("wasm");
    const faster = await chooseBackend([contender("wasm", 60), contender("cpu", 9)]);
    expect(await chooseBackend([contender("wasm", 1), contender("cpu", 9)], {kept: faster})).toMatchObject({because: "kept"});
  });

  it("does not measure what is not there, and says why", async () => {
    const gone: Contender = {
      ...contender("webgpu", 1, "no WebGPU in this browser"),
      measure: () => Promise.reject(new Error("measured"))
    };
    const {name, trials} = await chooseBackend([gone, contender("cpu", 9)]);
    expect(name).toBe("cpu");
    expect(trials.map(describeTrial)).toEqual(["webgpu: no WebGPU in this browser", "cpu: 9 ms a step"]);
  });

  it("passes over one that fails or gives an impossible time", async () => {
    const failing: Contender = {...contender("webgl", 1), measure: () => Promise.reject(new Error("context lost"))};
    const {name, trials} = await chooseBackend([failing, contender("webgpu", NaN), contender("cpu", 9)]);
    expect(name).toBe("cpu");
    expect(trials.slice(0, 2).map(describeTrial)).toEqual(["webgl: context lost", "webgpu: it took NaN ms, which cannot be"]);
  });

  it("throws with every reason when none works", async () => {
    await expect(chooseBackend([contender("webgl", 1, "no WebGL"), contender("wasm", 1, "no file")])).rejects.toThrow(
      "No backend works here: webgl: no WebGL; wasm: no file"
    );
  });

  it("takes what the reader asks for, even a software renderer", async () => {
    const software = contender("webgl", 900, softwareRenderer("ANGLE (Google, SwiftShader)"));
    expect(await chooseBackend([software, contender("wasm", 60)], {asked: "webgl"})).toMatchObject({
      name: "webgl",
      because: "asked"
    });
  });

  it("refuses to take what is asked for and not there", async () => {
    await expect(chooseBackend([contender("webgpu", 1, "no adapter")], {asked: "webgpu"})).rejects.toThrow("webgpu: no adapter");
    await expect(chooseBackend([contender("cpu", 1)], {asked: "wasm"})).rejects.toThrow('There is no backend "wasm" here');
  });

  it("takes a kept choice without measuring, with the figures of its day", async () => {
    const kept = await chooseBackend([contender("wasm", 60), contender("cpu", 4000)]);
    const unmeasured: Contender = {...contender("wasm", 1), measure: () => Promise.reject(new Error("measured"))};
    expect(await chooseBackend([unmeasured], {kept})).toEqual({...kept, because: "kept"});
  });

  it("measures again when the kept one is gone", async () => {
    const kept = await chooseBackend([contender("webgpu", 5)]);
    const now = [contender("webgpu", 5, "no adapter"), contender("wasm", 60)];
    expect(await chooseBackend(now, {kept})).toMatchObject({name: "wasm", because: "measured"});
  });

  it("gives plain data", async () => {
    const choice = await chooseBackend([contender("wasm", 60)]);
    expect(JSON.parse(JSON.stringify(choice))).toEqual(choice);
  });
});

describe("softwareRenderer(renderer)", () => {
  it.each([
    ["ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)", "SwiftShader"],
    ["Mesa/X.org, llvmpipe (LLVM 15.0.6, 256 bits)", "llvmpipe"],
    ["Microsoft Basic Render Driver", "Basic Render"],
    ["Google SwiftShader", "SwiftShader"]
  ])("unmasks %s, and names it in short", (renderer, name) => {
    expect(softwareRenderer(renderer)).toBe(`a software renderer, not a GPU: ${name}`);
  });

  it.each([
    "ANGLE (NVIDIA, NVIDIA GeForce RTX 3060 Direct3D11)",
    "Apple M2",
    "ANGLE (Intel, Mesa Intel(R) UHD Graphics 620)",
    ""
  ])("lets %j pass", (renderer) => expect(softwareRenderer(renderer)).toBeNull());
});

describe("priceOf(choice)", () => {
  it("says what cpu costs, and why it is not WebAssembly; nothing of any other choice", async () => {
    const blocked = await chooseBackend([contender("wasm", 1, "the file does not load"), contender("cpu", 4000)]);
    expect(priceOf(blocked)).toBe(
      "A step takes about 100 times as long as with WebAssembly, which did not start here (the file does not load). Load the page again to try it once more."
    );
    expect(priceOf(await chooseBackend([contender("wasm", 60), contender("cpu", 9)]))).toBeNull();
    expect(priceOf(await chooseBackend([contender("wasm", 60), contender("cpu", 4000)]))).toBeNull();
  });
});
