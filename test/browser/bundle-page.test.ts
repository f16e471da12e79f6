import {mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {webPage} from "../../lib/export/bundle/web-page.ts";
import {lower} from "../../lib/export/graph/lower.ts";
import {loadWeights} from "../../lib/weights/load.ts";
import type {Server} from "../../site/build/server/serve.ts";
import {serve} from "../../site/build/server/serve.ts";
import {issues} from "./axe.ts";
import {openPage} from "./harness.ts";

let folder = "";
let server: Server;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gantry-web-"));
  const {network, weights} = (await loadWeights("cgan-xs")).networks.generator;
  await writeFile(join(folder, "index.html"), webPage(lower(network, weights, "Digits").graph, [-1, 1]));
  server = await serve({files: folder});
});

afterAll(async () => {
  await server?.close();
  await rm(folder, {recursive: true, force: true});
});

describe("the web page of a bundle", () => {
  it("draws ten pictures, one of each class, and others when asked", async () => {
    const page = await openPage(server.url, {width: 390});
    const ink = () =>
      page.locator("canvas").evaluateAll((all) =>
        (all as HTMLCanvasElement[]).map((canvas) => {
          const {data} = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
          return data.reduce((sum, value, i) => sum + (i % 4 === 0 ? value : 0), 0) / (data.length / 4);
        })
      );
    const first = await ink();
    expect(first).toHaveLength(10);
    // Digits: some ink, mostly paper.
    for (const grey of first) expect(grey > 8 && grey < 110).toBe(true);
    expect(await page.locator("canvas").nth(7).getAttribute("aria-label")).toBe("picture of class 7");
    expect(await page.locator("#told").textContent()).toMatch(/^\d+\.\d ms a picture here\.$/);
    await page.getByRole("button", {name: "Draw others"}).click();
    expect(await page.locator("#seed").inputValue()).toBe("2");
    expect(await ink()).not.toEqual(first);
    await page.locator("#seed").fill("1");
    expect(await ink()).toEqual(first);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(await issues(page)).toEqual([]);
  });
});
