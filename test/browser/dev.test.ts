import {cp, mkdtemp, mkdir, readFile, rm, symlink, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join, resolve} from "node:path";
import type {Page} from "playwright-core";
import {afterAll, beforeAll, beforeEach, describe, expect, it} from "vitest";
import {startDev} from "../../site/build/server/dev.ts";
import {ownAddresses} from "../../site/build/server/hosts.ts";
import {realEffects} from "../../site/build/effects.ts";
import type {Server} from "../../site/build/server/serve.ts";
import {openPage} from "./harness.ts";

const repository = resolve(import.meta.dirname, "../..");
let root = "";
let server: Server;
const said: string[] = [];

const index = `---
title: A small book
summary: To be written.
order: 0
---

Welcome.
`;

const chapter = `---
title: Counting
summary: What is kept, and what is not.
order: 1
---

The first words.

\`\`\`ts
const start = 1;
\`\`\`

\`\`\`ts #born
const born = view(Object.assign(document.createElement("output"), {value: Math.random() + start, className: "born"}));
\`\`\`

\`\`\`ts #sum
display(\`sum \${born + 1}\`);
\`\`\`

## Another section

\`\`\`ts #other
display("the other, first text");
\`\`\`

${"Long.\n\n".repeat(80)}
`;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "gantry-dev-"));
  await mkdir(join(root, "notebooks"));
  for (const name of ["lib", "site", "package.json", "tsconfig.json"])
    await cp(join(repository, name), join(root, name), {recursive: true});
  await symlink(join(repository, "node_modules"), join(root, "node_modules"));
  await write("index.md", index);
  await write("counting.md", chapter);
  const effects = {...realEffects, log: () => undefined, error: (line: string) => void said.push(line)};
  server = await startDev({root, port: 0}, effects);
});

afterAll(async () => {
  await server?.close();
  await rm(root, {recursive: true, force: true});
});

beforeEach(async () => {
  await write("counting.md", chapter);
  await served("the other, first text", "The first words.", "const start = 1;", "#sum");
  said.length = 0;
});

const write = (name: string, text: string) => writeFile(join(root, "notebooks", name), text);

async function openChapter(): Promise<Page> {
  const page = await openPage(new URL("counting.html", server.url).href);
  await settled(page);
  return page;
}

/** Waits until the server's chapter has these words. */
async function served(...words: string[]): Promise<void> {
  const text = async () => (await fetch(new URL("counting.md", server.url))).text();
  await expect.poll(async () => await text().then((source) => words.filter((word) => !source.includes(word)))).toEqual([]);
}

const settled = (page: Page) => page.waitForSelector("html[data-settled]");
const born = (page: Page) => page.$eval(".born", (element) => (element as HTMLOutputElement).value);
const overlay = (page: Page) => page.textContent(".dev-errors");

describe("npm run dev", () => {
  it("serves this machine alone, under the policy, the events too", async () => {
    expect(server.urls).toEqual([expect.stringMatching(/^http:\/\/localhost:\d+\/$/)]);
    const {port} = new URL(server.url);
    for (const address of ownAddresses()) {
      const host = address.includes(":") ? `[${address}]` : address;
      await expect(fetch(`http://${host}:${port}/counting.html`)).rejects.toThrow();
    }
    const page = await fetch(new URL("counting.html", server.url));
    expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'none'; script-src [^]*frame-ancestors 'none'$/);
    const stop = new AbortController();
    const events = await fetch(new URL("_gantry/events", server.url), {signal: stop.signal});
    expect(events.headers.get("x-frame-options")).toBe("DENY");
    stop.abort();
  });
});

describe("npm run dev, when a chapter is saved", () => {
  it("redefines the cells that changed, and keeps the elements and values of the others", async () => {
    const page = await openChapter();
    const before = await born(page);
    await page.$eval(".born", (element) => element.setAttribute("data-mark", "still here"));
    await write("counting.md", chapter.replace("the other, first text", "the other, second text"));
    await page.waitForSelector("text=the other, second text");
    expect(await born(page)).toBe(before);
    expect(await page.getAttribute(".born", "data-mark")).toBe("still here");
    expect(await page.locator("text=the other, first text").count()).toBe(0);
  });

  it("runs what depends on a changed cell again, and nothing else", async () => {
    const page = await openChapter();
    await page.$eval("[data-cell=other] .cell-output", (element) => element.setAttribute("data-mark", "still here"));
    await write("counting.md", chapter.replace("const start = 1;", "const start = 1000;"));
    await expect.poll(async () => Number(await born(page))).toBeGreaterThanOrEqual(1000);
    expect(await page.getAttribute("[data-cell=other] .cell-output", "data-mark")).toBe("still here");
  });

  it("changes prose, adds cells and takes cells away, in their places", async () => {
    const page = await openChapter();
    const before = await born(page);
    const added = "```ts #added\ndisplay(`added ${start}`);\n```\n\n## Another section";
    await write(
      "counting.md",
      chapter
        .replace("The first words.", "The second words.")
        .replace("## Another section", added)
        .replace(/```ts #sum[^]*?```\n/, "")
    );
    await page.waitForSelector("text=added 1");
    expect(await page.textContent("article .prose")).toContain("The second words.");
    expect(await page.$$eval("section.cell", (cells) => cells.map((cell) => (cell as HTMLElement).dataset.cell))).toEqual([
      "start",
      "born",
      "added",
      "other"
    ]);
    expect(await born(page)).toBe(before);
  });

  it("leaves a changed cell editable when the editor has been loaded before", async () => {
    const page = await openChapter();
    const code = page.locator("[data-cell=other] .cell-source pre");
    await code.click();
    await page.waitForSelector("[data-cell=other] .cm-content");
    await write("counting.md", chapter.replace("the other, first text", "the other, second text"));
    await page.waitForSelector("text=the other, second text");
    await settled(page);
    await code.click();
    await page.locator("[data-cell=other] .cm-content").press("Control+End");
    await page.keyboard.type("\ndisplay(1 + 1)");
    await page.keyboard.press("Shift+Enter");
    await expect.poll(() => page.textContent("[data-cell=other] .cell-output")).toContain("2");
  });

  it("keeps the scroll position", async () => {
    const page = await openChapter();
    await page.evaluate(() => scrollTo({top: 600, behavior: "instant"}));
    await write("counting.md", chapter.replace("the other, first text", "the other, third text"));
    await page.waitForSelector("text=the other, third text", {state: "attached"});
    expect(Math.abs((await page.evaluate(() => scrollY)) - 600)).toBeLessThan(4);
  });

  it.each([
    ["its scripts", /\/assets\/page-[^/]*\.js$/],
    ["its line to the server", /\/_gantry\/events$/]
  ])("reaches a page that has its text already, but not yet %s", async (_, held) => {
    // A page of this server that runs nothing; for a text alone Chromium asks for an icon.
    const page = await openPage(new URL("counting.md", server.url).href, {expect: [/favicon\.ico/]});
    let release = () => {};
    const saved = new Promise<void>((done) => (release = done));
    const asked = new Promise<void>((done) => {
      void page.route(held, async (route) => {
        done();
        await saved;
        await route.continue();
      });
    });
    await page.goto(new URL("counting.html", server.url).href, {waitUntil: "commit"});
    await asked;
    await write("counting.md", chapter.replace("The first words.", "The late words.").replace("first text", "late text"));
    await served("The late words.");
    release();
    await page.waitForSelector("text=the other, late text");
    await page.waitForSelector("text=The late words.");
  });

  it("shows a mistake in the page and in the terminal until it is repaired, and the page goes on", async () => {
    const page = await openChapter();
    const before = await born(page);
    await write("counting.md", chapter.replace("const start = 1;", "const start = ;"));
    await page.waitForSelector(".dev-errors");
    expect(await overlay(page)).toMatch(/^notebooks\/counting\.md:10:15: /);
    expect(said.some((line) => /^notebooks\/counting\.md:10:15: /.test(line))).toBe(true);
    expect(await born(page)).toBe(before);
    await write("counting.md", chapter);
    await page.waitForSelector(".dev-errors", {state: "detached"});
    expect(await born(page)).toBe(before);
  });

  it("shows a mistake of types, found after the page has changed", async () => {
    const page = await openChapter();
    await write(
      "counting.md",
      chapter.replace('display("the other, first text");', 'display("the other, loose text");\nconst wrong: string = start;')
    );
    await page.waitForSelector("text=the other, loose text");
    await page.waitForSelector(".dev-errors");
    expect(await overlay(page)).toMatch(/^notebooks\/counting\.md:25:7: .*not assignable to type 'string'/);
  });

  it("reloads the page when lib changes", async () => {
    const page = await openChapter();
    const before = await born(page);
    const file = join(root, "lib/random.ts");
    await writeFile(file, `${await readFile(file, "utf8")}\n// Another line.\n`);
    await expect.poll(() => born(page).catch(() => before)).not.toBe(before);
  });
});
