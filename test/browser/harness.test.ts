import {describe, expect, it} from "vitest";
import {bundlePage, expectProblem, foreignRequests, openPage, problems} from "./harness.ts";

describe("bundlePage(entryTs, html)", () => {
  it("runs TypeScript in a real browser, isolated from other origins", async () => {
    const url = await bundlePage(`document.querySelector("p")!.textContent = String(crossOriginIsolated as boolean);`, "<p></p>");
    const page = await openPage(url);
    expect(await page.textContent("p")).toBe("true");
  });
});

describe("openPage(path, options)", () => {
  it("sets the reader's theme, width and motion", async () => {
    const page = await openPage(await bundlePage(""), {theme: "dark", width: 390, reducedMotion: true});
    expect(
      await page.evaluate(() => [localStorage["gantry:theme"], innerWidth, matchMedia("(prefers-reduced-motion)").matches])
    ).toEqual(["dark", 390, true]);
  });

  it("records console errors, uncaught exceptions and requests to other hosts", async () => {
    const page = await openPage(
      await bundlePage(`
        console.error("said");
        fetch("http://foreign.invalid/x").catch(() => document.body.append("refused"));
        setTimeout(() => { throw new Error("thrown"); });`)
    );
    await page.waitForSelector("text=refused");
    for (const pattern of [/said/, /thrown/, /foreign\.invalid/, /ERR_/]) {
      expectProblem(page, pattern);
      await expect.poll(() => problems(page).some((problem) => pattern.test(problem))).toBe(true);
    }
    expect(foreignRequests(page)).toEqual(["http://foreign.invalid/x"]);
  });
});

describe("bundlePage(entry)", () => {
  it("lets assetUrl find the .wasm files and a module for a worker", async () => {
    const page = await openPage(
      await bundlePage(`import {assetUrl, readAsset} from "gantry/asset";
const wasm = await readAsset(assetUrl("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm"));
const script = await readAsset(assetUrl("gantry/convolution"));
document.body.dataset.read = wasm.length + " " + new TextDecoder().decode(script).includes("export");`)
    );
    await page.waitForSelector("body[data-read]", {state: "attached"});
    expect(await page.getAttribute("body", "data-read")).toBe("424594 true");
  });
});
