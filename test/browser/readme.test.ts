import {mkdir, mkdtemp, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join, resolve} from "node:path";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {publish} from "../../site/build/publish.ts";
import type {Server} from "../../site/build/server/serve.ts";
import {serve} from "../../site/build/server/serve.ts";
import {openPage} from "./harness.ts";

const root = resolve(import.meta.dirname, "../..");
let folder = "";
let server: Server;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gantry-readme-"));
  const notebooks = join(folder, "notebooks");
  await mkdir(notebooks);
  const readme = await readFile(join(root, "README.md"), "utf8");
  await writeFile(join(notebooks, "blur.md"), `${/^````markdown\n([^]*?)\n````$/m.exec(readme)?.[1] ?? ""}\n`);
  await writeFile(join(notebooks, "index.md"), "---\ntitle: A book\norder: 0\n---\n\nWelcome.\n");
  await publish({root, notebooks, out: join(folder, "dist")});
  server = await serve({files: join(folder, "dist")});
});

afterAll(async () => {
  await server?.close();
  await rm(folder, {recursive: true, force: true});
});

describe("the chapter that the README asks a new author to write", () => {
  it("runs, and its sentence follows its slider", async () => {
    const page = await openPage(new URL("blur.html", server.url).href);
    await page.waitForSelector("html[data-settled]");
    expect(await page.locator("[data-state=failed]").count()).toBe(0);
    expect(
      await page.locator("[data-cell=blurred] .cell-output svg, [data-cell=blurred] .cell-output canvas").count()
    ).toBeGreaterThan(0);
    const sentence = page.locator("article .prose").last();
    expect(await sentence.textContent()).toContain("A kernel of 3 × 3 has 9 weights");
    await page.locator("[data-cell=side] input[type=number]").fill("5");
    await expect.poll(() => sentence.textContent()).toContain("A kernel of 5 × 5 has 25 weights");
  });
});
