import {readFile} from "node:fs/promises";
import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import type {Apart} from "../../site/page/frame/messages.ts";
import {findings} from "./axe.ts";
import {apart, arrive, frameOf, linkWith, runApart, states} from "./apart.ts";
import {openAt, settled} from "./chapter.ts";
import {openChapter} from "./chapters.ts";
import {expectProblem, openPage, serveFiles, site, visit} from "./harness.ts";
import {edit, menu, reads, stored, type} from "./reader.ts";

const five = "globalThis.ran = true;\nconst a = 5;\ndisplay(a);";
const book = (page: Page) => page.evaluate("globalThis.ran");
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent);
const back = (page: Page) => page.getByRole("button", {name: "Back to my book"}).click();
const keep = (page: Page) => page.getByRole("button", {name: "Keep these changes"}).click();

/** A real chapter by a link that adds cells, run. */
async function chapter(slug: string, texts: Record<string, string>) {
  const page = await openPage(await linkWith(await site(`${slug}.html`), texts), {serviceWorker: false});
  await settled(page);
  return {page, frame: await runApart(page)};
}

/** What cells say, and what is then read there. */
const SAID: readonly (readonly [what: string, text: string, output: string | RegExp])[] = [
  ["display, twice", "display(1); display(2)", "12"],
  ["a view that is set", 'const n = view(Inputs.range([0, 9], {value: 4, step: 1, label: "n"}))', /^\s*n\s*$/],
  ["a generator", "const g = (function* () { yield 1; yield 2; })();", ""],
  ["html, tex and md", "display(html`<b>x</b>`); display(tex`y`); display(md`z`)", /^x.*y.*z$/s],
  ["a package by name", 'import * as d3 from "d3";\ndisplay(d3.sum([1, 2]))', "3"],
  [
    "lib by name, and later",
    'const {outputSize} = await import("gantry/convolution");\ndisplay(outputSize({input: 8, kernel: 3}))',
    "6"
  ],
  ["JSON by name", 'import record from "gantry/weights/cgan-xs.json" with {type: "json"};\ndisplay(typeof record)', "object"],
  ["a file of the book", 'const r = await fetch(import.meta.resolve?.("d3") ?? "");\ndisplay(r.ok)', "true"],
  [
    "a worker of its own",
    `const plainWorker = new Worker(URL.createObjectURL(new Blob(["postMessage(6)"])));\ndisplay(await new Promise((r) => (plainWorker.onmessage = (e) => r(e.data))))`,
    "6"
  ],
  [
    "a module worker of its own",
    `const moduleWorker = new Worker(URL.createObjectURL(new Blob(["import {sum} from 'd3'; postMessage(sum([3, 4]))"])), {type: "module"});\ndisplay(await new Promise((r) => (moduleWorker.onmessage = (e) => r(e.data))))`,
    "7"
  ],
  ["a wrong name, in words", 'import {x} from "gantry/nonesuch";\ndisplay(x)', /no such module in the book/],
  [
    "an input in a form that is sent",
    "const f = html`<form onsubmit=${(e) => { e.preventDefault(); display(8); }}><button>Go</button></form>`;\nf.querySelector('button').click; display(f); f.requestSubmit()",
    /8$/
  ]
];

describe("a cell of a chapter from a link", () => {
  const id = (what: string) => `said-${SAID.findIndex(([said]) => said === what)}`;
  const shown = visit(async () => {
    const texts = Object.fromEntries(SAID.map(([what, text]) => [id(what), text]));
    return (await chapter("index", texts)).page;
  });

  it.each(SAID.map(([what, , output]) => ({what, output})))("gives what the book gives it: $what", async ({what, output}) => {
    const cell = (await frameOf(await shown())).locator(`[data-cell="${id(what)}"] > .cell-output`);
    const wanted = typeof output === "string" ? new RegExp(`^${output}$`) : output;
    await expect.poll(() => cell.evaluate((element) => element.textContent)).toMatch(wanted);
  });
});

describe("a chapter from a link", () => {
  it("runs in a document of its own origin, with what depends on its cells, and the book runs nothing of it", async () => {
    const {page, frame} = await apart({a: five});
    await reads(frame, "a", "5");
    await reads(frame, "c", "51");
    expect(await frame.evaluate("[origin, crossOriginIsolated]")).toEqual(["null", false]);
    expect(await book(page)).toBeUndefined();
    await page.getByText("Nothing here is kept, unless you keep the changes. Training takes one thread here.").first().waitFor();
  });

  it("says before Run what it cannot do and what remains", async () => {
    const {page} = await arrive({a: five});
    await page
      .getByText(/They will run apart from your book and cannot reach it\. Type nothing secret there all the same/)
      .first()
      .waitFor();
  });

  it("stops a cell when the reader says so", async () => {
    const {frame} = await apart(
      {mine: "await new Promise((done) => invalidation.then(() => setTimeout(done)));\nconst never = 1;"},
      {},
      false
    );
    const cell = frame.locator('[data-cell="mine"]');
    await cell.getByRole("button", {name: "Stop", exact: true}).click();
    await expect.poll(() => cell.getAttribute("data-state")).toBe("stopped");
  });

  it("opens one frame, however often Run is pressed", async () => {
    const {page} = await arrive({a: five});
    await page.getByRole("button", {name: "Run the changes"}).evaluate((run: HTMLElement) => (run.click(), run.click()));
    await reads(await frameOf(page), "c", "51");
    expect(await page.locator("iframe").count()).toBe(1);
  });

  it("says so in the bar when a part of it cannot be had", async () => {
    const {page} = await arrive({a: five});
    expectProblem(page, /ERR_FAILED|could not be loaded/);
    await page.route("**/chapter.js", (route) => route.abort());
    await page.route("**/entry.js", (route) => route.abort());
    await page.getByRole("button", {name: "Run the changes"}).click();
    await page
      .locator(".apart-status")
      .getByText(/The chapter could not be started\. .*entry\.js could not be loaded\. Is the network there\?/)
      .first()
      .waitFor();
  });

  it("has no search, which leads to other pages, and takes no key from a cell", async () => {
    const {page, frame} = await chapter("pooling", {mine: 'display(html`<input aria-label="free">`)'});
    await frame.evaluate(
      "globalThis.heard = []; document.addEventListener('keydown', ({key, target}) => heard.push(key + target.localName), true)"
    );
    await frame.locator("h1").click();
    await page.keyboard.press("/");
    await page.keyboard.press("x");
    await frame.getByLabel("free").press("/");
    expect(await frame.getByLabel("free").inputValue()).toBe("/");
    expect(await frame.evaluate("heard.map((each) => each.replace(/body|article|main/, ''))")).toEqual(["x", "/input"]);
  });

  it("is changed by the link where cells may be, not in its prose", async () => {
    const {frame} = await apart({a: five, "about-b": "display('taken')"});
    await reads(frame, "c", "51");
    expect(await frame.locator('[data-block="about-b"]').allInnerTexts()).toEqual(["About b."]);
  });

  it("has nothing of the reader's own edits in it", async () => {
    const {page, url} = await arrive({});
    await edit(page, "b", "const b = 'secret';\ndisplay(b);");
    await stored(page, 1);
    const other = await openAt(await linkWith(url, {mine: "1"}), {context: page.context()});
    await reads(other, "b", "secret");
    const frame = await runApart(other);
    await reads(frame, "b", "20");
    expect(await frame.locator("body").innerText()).not.toContain("secret");
  });

  it("keeps every line and column: an error names its place, behind an import too", async () => {
    const {frame} = await chapter("index", {mine: 'import {sum} from "d3";\nconst q = sum([1]);\n  q.missing.name;'});
    await frame.locator('[data-cell="mine"] .cell-error').getByText("line 3, column 13").first().waitFor();
  });

  it("stops a loop that does not end, and names its line", async () => {
    const {frame} = await apart({a: "const a = 1;\nwhile (true) {}"});
    await frame.locator('[data-cell="a"] .cell-error').getByText("line 2, column 1").first().waitFor();
  });

  it.each(["convolution", "gan-training"])("%s: every cell settles as it does in the book", async (slug) => {
    const {frame} = await chapter(slug, {mine: "display(41 + 1)"});
    const {mine, ...others} = await states(frame);
    expect(mine).toBe("done");
    expect(others).toEqual(await states(await openChapter(slug)));
  });

  it("trains in a worker, and what is edited there runs", async () => {
    const {page, frame} = await chapter("gan-training", {mine: "display(curvesSeen)\nvar curvesSeen = 1"});
    const controls = frame.locator('[data-cell="controls"]');
    await controls.getByRole("button", {name: "Step", exact: true}).click();
    await controls
      .getByText(/Step 1\b/)
      .first()
      .waitFor();
    await controls.getByRole("button", {name: "Step", exact: true}).click();
    await controls
      .getByText(/Step 2\b/)
      .first()
      .waitFor();
    expect(await frame.locator("body").innerText()).not.toContain("carried out in the page");
    await edit(page, "mine", "display(6 * 7)", frame);
    await reads(frame, "mine", "42");
  });

  it("has its exercises, its graph, and its file to download", async () => {
    const {page, frame} = await chapter("convolution", {mine: "1"});
    const exercise = frame.locator(".exercise").first();
    await exercise.scrollIntoViewIfNeeded();
    await exercise.locator("details.solution summary").click();
    await exercise.getByRole("button", {name: "Put it in the cell"}).click();
    await exercise
      .getByText(/^Right/)
      .first()
      .waitFor();
    await frame.getByRole("button", {name: "Graph"}).click();
    await frame.locator("aside.graph").getByRole("heading", {name: "Graph of the cells"}).waitFor();
    await frame.getByRole("button", {name: /^Changes/}).click();
    await frame.getByRole("button", {name: "Copy link"}).click();
    await frame.getByText("Nothing can be copied here. Keep the changes: then your own book makes the link.").first().waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      frame.getByRole("button", {name: "Download .md"}).click()
    ]);
    expect(await readFile(await download.path(), "utf8")).toContain("```ts #mine");
  });

  it("follows the book's theme", async () => {
    const {page, frame} = await apart({a: five}, {theme: "dark"});
    const theme = () => frame.evaluate(() => document.documentElement.dataset.theme);
    expect(await theme()).toBe("dark");
    await page.evaluate(() => (document.documentElement.dataset.theme = "light"));
    await expect.poll(theme).toBe("light");
  });

  it("follows links within the chapter, and says of others that they lead nowhere", async () => {
    const {page, frame} = await apart({
      mine: "display(html`<a href='#cell-b'>down</a> <a href='https://example.org/'>out</a>`);"
    });
    await frame.evaluate(() => (document.querySelector('[data-cell="c"]')!.id = "cell-b"));
    await frame.getByRole("link", {name: "down"}).click();
    await frame.getByRole("link", {name: "out"}).click();
    await page.getByText("Links to other pages lead nowhere here.").first().waitFor();
    expect(await frame.evaluate("location.href")).toBe("about:srcdoc");
  });

  it("runs on a server that sends no headers, under any path", async () => {
    const from = await site();
    const url = await serveFiles(
      async (path) => {
        const response = await fetch(new URL(path, from));
        return response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
      },
      "/courses/gan/",
      false
    );
    const page = await openPage(await linkWith(`${url}pooling.html`, {mine: 'import {max} from "d3";\ndisplay(max([1, 2]))'}), {
      serviceWorker: false
    });
    await settled(page);
    await reads(await runApart(page), "mine", "2");
  });

  it("runs without a connection, once the book is kept for that", async () => {
    const page = await openPage("pooling.html");
    await page.waitForSelector(".edition:has-text('Saved for offline reading')");
    await page.context().setOffline(true);
    await page.goto("about:blank");
    await page.goto(await linkWith(await site("pooling.html"), {mine: 'import {max} from "d3";\ndisplay(max([1, 2]))'}));
    await settled(page);
    await reads(await runApart(page), "mine", "2");
    await page.context().setOffline(false);
  });

  it("says so when its page cannot be had", async () => {
    const {page} = await arrive({a: five});
    await page.context().setOffline(true);
    expectProblem(page, /ERR_INTERNET_DISCONNECTED/);
    await page.getByRole("button", {name: "Run the changes"}).click();
    await page
      .getByText(/The changes have not been run\. .*Is the network there\?/)
      .first()
      .waitFor();
    await page.context().setOffline(false);
  });
});

describe("the bar over a chapter that runs apart", () => {
  it.each(["light", "dark"] as const)("has no serious finding of axe-core, nor has the chapter under it (%s)", async (theme) => {
    const {page, frame} = await apart({a: five}, {theme});
    expect(await findings(page)).toEqual([]);
    expect(await findings(frame)).toEqual([]);
  });

  it("begins in the chapter, is reached by Tab, and gives the focus back to what can be done", async () => {
    const {page} = await apart({a: five});
    expect(await page.evaluate(() => document.activeElement?.localName)).toBe("iframe");
    for (let i = 0; i < 40 && (await focused(page)) !== "Back to my book"; i++) await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Enter");
    await page.locator("dialog.apart").waitFor({state: "detached"});
    const label = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
    await expect.poll(label).toBe("Changes that have not run");
  });
});

describe("going back", () => {
  it("takes the frame away, keeps nothing, and shows the changes as they were", async () => {
    const {page, url} = await apart({a: five});
    await back(page);
    await page.locator("dialog.apart").waitFor({state: "detached"});
    await page.getByRole("group", {name: "a, changed by this link, not run"}).waitFor();
    expect(page.frames()).toHaveLength(1);
    await page.getByRole("button", {name: "Dismiss"}).click();
    await reads(page, "c", "21");
    await page.goto(url);
    await settled(page);
    await reads(page, "c", "21");
    expect(await book(page)).toBeUndefined();
  });

  it("loses nothing that was typed there, not even a moment ago: it is shown, and has not run", async () => {
    const {page, frame} = await apart({a: five});
    await type(page, "b", "globalThis.ran = true;\nconst b = 7;", frame);
    await back(page);
    const box = page.getByRole("group", {name: "b, changed by this link, not run"});
    await box.getByText("+ const b = 7;").first().waitFor();
    expect(await book(page)).toBeUndefined();
  });
});

describe("keeping the changes", () => {
  it("copies their text, and shows it once more before it runs in the book", async () => {
    const {page, frame} = await apart({a: five});
    await edit(page, "b", "const b = a + 1;\ndisplay(b);", frame);
    await reads(frame, "b", "6");
    await keep(page);
    const box = page.getByRole("group", {name: "b, changed by this link, not run"});
    await box.getByText("+ const b = a + 1;").first().waitFor();
    await page.getByText("This link changes 2 cells. None of it has run in your book.").first().waitFor();
    expect(page.frames()).toHaveLength(1);
    expect(await book(page)).toBeUndefined();
    await page.getByRole("button", {name: "Run them in my book"}).click();
    await reads(page, "c", "7");
    expect(await book(page)).toBe(true);
    await stored(page, 2);
    await menu(page, /^Undo the link/);
    await reads(page, "c", "21");
  });

  it("asks, where the reader has changed the same cell", async () => {
    const {page, url} = await arrive({});
    await edit(page, "a", "const a = 8;\ndisplay(a);");
    await stored(page, 1);
    const other = await openAt(await linkWith(url, {a: "const a = 3;\ndisplay(a);"}), {context: page.context()});
    const frame = await runApart(other);
    await reads(frame, "c", "31");
    await keep(other);
    const box = other.getByRole("group", {name: "a, changed by this link, not run"});
    await box.getByText("You and this link have changed this cell").first().waitFor();
    await box.getByRole("button", {name: "Keep mine"}).click();
    await reads(other, "c", "81");
  });

  it.each([
    ["a", "x".repeat(300_000), /What was changed there cannot be kept .*300,000; at most 200,000/],
    ["<b>", "x", /What was changed there cannot be kept .*an id expected, not "<b>"/]
  ])("takes no more than a link may bring, in words: cell %s", async (id, text, words) => {
    const {page, frame} = await apart({a: five});
    await frame.evaluate(
      ([id, text]) => {
        const kept = {id, kind: "ts", original: null, text, ran: null};
        void (globalThis as unknown as {apart$: Apart}).apart$.store.write("", [{id, edit: kept}]);
      },
      [id, text] as const
    );
    await keep(page);
    await page.getByText(words).first().waitFor();
    expect(await page.locator("dialog.apart").count()).toBe(0);
  });
});
