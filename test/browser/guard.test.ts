import type {BrowserContext, Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {openAt, serveChapter, settled, type ServedChapter} from "./chapter.ts";
import {expectProblem, openPage} from "./harness.ts";
import {edit, reads, shown, stored} from "./reader.ts";

const MARK = "gantry:running:/chapter";

/** A chapter in which the reader's cell "a" has this text, stored as if it had run: it runs at the next visit. */
async function withEdit(text: string): Promise<{chapter: ServedChapter; context: BrowserContext}> {
  const chapter = await serveChapter();
  const page = await openAt(chapter.url);
  await edit(page, "a", "const a = 3;\ndisplay(a);");
  await reads(page, "c", "31");
  await stored(page, 1);
  const context = page.context();
  const keeper = await openPage(`${chapter.url}?safe`, {context});
  await page.close();
  await keeper.evaluate(async (text) => {
    const request = indexedDB.open("gantry");
    const database = await new Promise<IDBDatabase>((resolve) => (request.onsuccess = () => resolve(request.result)));
    const store = database.transaction("edits", "readwrite").objectStore("edits");
    const records = await new Promise<Record<string, unknown>[]>((resolve) => {
      const all = store.getAll();
      all.onsuccess = () => resolve(all.result as Record<string, unknown>[]);
    });
    for (const record of records) store.put({...record, text, ran: text});
    await new Promise((resolve) => (store.transaction.oncomplete = resolve));
    database.close();
  }, text);
  await keeper.close();
  return {chapter, context};
}

/** Opens the chapter and waits until it says why nothing has run. What the page does before that is not waited for. */
async function safeVisit(page: Page, url: string): Promise<string> {
  // The page may leave before it has been loaded.
  await page.goto(url, {waitUntil: "commit"}).catch(() => undefined);
  const notice = page.getByRole("region", {name: "Safe mode"});
  await notice.waitFor();
  return notice.innerText();
}

/** Ends a tab as the browser does when it is in the way: no script of it gets to say anything. */
async function kill(page: Page): Promise<void> {
  expectProblem(page, /crashed/);
  const session = await page.context().newCDPSession(page);
  const gone = page.waitForEvent("crash");
  session.send("Page.crash").catch(() => {});
  await gone;
  await page.close();
}

async function noMark(page: Page): Promise<void> {
  await page.waitForFunction((key) => localStorage.getItem(key) === null, MARK);
}

describe("a cell that sends its reader away", () => {
  for (const [what, text] of Object.entries({
    "location.reload()": "const a = 3;\nlocation.reload();",
    "location.href": "const a = 3;\nlocation.href = 'chapter.md';",
    "a link that it clicks itself":
      "const a = 3;\nconst link = html`<a href='chapter.md'>x</a>`;\ndisplay(link);\nsetTimeout(() => link.click(), 50);",
    "a refresh in the head": "const a = 3;\ndocument.head.append(html`<meta http-equiv='refresh' content='0;url=chapter.md'>`);",
    "history.back()": "const a = 3;\nhistory.back();"
  })) {
    it(`by ${what} is not run at the next visit, which says why, and names it`, async () => {
      const {chapter, context} = await withEdit(text);
      const page = await openPage(`${chapter.url}?safe`, {context, expect: [/sandboxed|allow-scripts|Failed to load|404/]});
      await page.goto(chapter.url, {waitUntil: "commit"}).catch(() => undefined);
      const said = await safeVisitUntilSaid(page, chapter.url);
      expect(said).toContain("this chapter went away by itself. The last cell of yours to start was a.");
      expect(await page.evaluate("globalThis.apartRuns")).toBeUndefined();
      // It stays so until the reader decides.
      await page.reload();
      await page.getByRole("region", {name: "Safe mode"}).waitFor();
      await page.getByRole("button", {name: "Reset this cell"}).click();
      await page.getByText("a is as published again").first().waitFor();
      await page.getByRole("button", {name: "Run all cells"}).click();
      await reads(page, "c", "21");
      await page.goto(chapter.url);
      await settled(page);
      await reads(page, "c", "21");
    });
  }

  it("by window.close() is not run at the next visit", async () => {
    const {chapter, context} = await withEdit("const a = 3;\nwindow.close();");
    const opener = await openPage(`${chapter.url}?safe`, {context});
    const [popup] = await Promise.all([context.waitForEvent("page"), opener.evaluate(() => void window.open(location.pathname))]);
    if (!popup.isClosed()) await popup.waitForEvent("close");
    expect(await safeVisit(opener, chapter.url)).toContain("this chapter went away by itself");
  });
});

/** Visits until the notice is there: a page that leaves at once may take a visit with it. */
async function safeVisitUntilSaid(page: Page, url: string): Promise<string> {
  const notice = page.getByRole("region", {name: "Safe mode"});
  await expect
    .poll(async () => {
      if (!page.url().startsWith(url) || page.url().endsWith(".md"))
        await page.goto(url, {waitUntil: "commit"}).catch(() => undefined);
      return notice.isVisible().catch(() => false);
    })
    .toBe(true);
  return notice.innerText();
}

describe("a cell that takes the page from its reader", () => {
  for (const [what, text] of Object.entries({
    "empties it": "const a = 3;\ndocument.body.innerHTML = '';",
    "empties the chapter": "const a = 3;\ndocument.querySelector('article').replaceChildren();",
    "writes another document": "const a = 3;\nsetTimeout(() => document.write('x'));",
    "hides everything by a style": "const a = 3;\ndisplay(html`<style>body { display: none !important; }</style>`);",
    "makes everything transparent": "const a = 3;\ndisplay(html`<style>main, header { opacity: 0 !important; }</style>`);",
    "covers everything":
      "const a = 3;\ndisplay(html`<div style='position: fixed; inset: 0; z-index: 100000; background: red'></div>`);",
    "takes every click": "const a = 3;\ndisplay(html`<style>* { pointer-events: none !important; }</style>`);"
  })) {
    it(`and ${what} is not run at the next visit`, async () => {
      const {chapter, context} = await withEdit(text);
      const page = await openPage(chapter.url, {context, expect: [/not a function|null|NotFoundError|violat/]});
      await page.waitForFunction((key) => localStorage.getItem(key)?.includes("emptied"), MARK);
      expect(await safeVisit(page, chapter.url)).toContain("was emptied or hidden. The last cell of yours to start was a.");
      expect(await page.locator("header.bar").isVisible()).toBe(true);
      await expect.poll(() => shown(page, "a")).toBe(text);
    });
  }
});

describe("a page that cannot answer", () => {
  it("because the tab was ended while a cell started is not run at the next visit", async () => {
    const {chapter, context} = await withEdit("const a = 3;\nconsole.log('started');");
    const page = await openPage(`${chapter.url}?safe`, {context});
    const started = page.waitForEvent("console", (message) => message.text() === "started");
    await page.goto(chapter.url, {waitUntil: "commit"});
    await started;
    await kill(page);
    const next = await openPage(`${chapter.url}?safe`, {context});
    expect(await safeVisit(next, chapter.url)).toContain("your cell a did not come to an end");
  });

  it("because timers keep it busy after it has settled is not run at the next visit", async () => {
    // No function of the cell's own is at work, which would be stopped. So many timers that a round of them takes six seconds here.
    const {chapter, context} = await withEdit(
      [
        "const a = 3;",
        "const text = JSON.stringify(new Array(1e6).fill(1));",
        "const begun = performance.now();",
        "for (let i = 0; i < 5; i++) JSON.parse(text);",
        "const each = (performance.now() - begun) / 5;",
        "for (let i = 0; i < 6000 / each; i++) setInterval(JSON.parse, 1, text);"
      ].join("\n")
    );
    const page = await openPage(chapter.url, {context, waitUntil: "commit"});
    await page.waitForFunction((key) => localStorage.getItem(key)?.includes("busy"), MARK, {timeout: 200_000, polling: 1000});
    expect(await safeVisit(page, chapter.url)).toContain("it could hardly answer you. The last cell of yours to start was a.");
  });

  it("because one box follows another is not run at the next visit", async () => {
    const {chapter, context} = await withEdit("const a = 3;\nsetInterval(() => alert('again'), 20);");
    const page = await openPage(`${chapter.url}?safe`, {context});
    let boxes = 0;
    page.on("dialog", (dialog) => (boxes++, void dialog.dismiss().catch(() => undefined)));
    await page.goto(chapter.url, {waitUntil: "commit"});
    await expect.poll(() => boxes).toBeGreaterThan(5);
    // What a reader does with such a tab; a navigation would wait for the boxes.
    await page.close();
    const next = await openPage(`${chapter.url}?safe`, {context});
    expect(await safeVisit(next, chapter.url)).toContain("one box after another");
  });

  it("after a click in a cell's output, and was ended, is not run at the next visit", async () => {
    const {chapter, context} = await withEdit(
      "const a = 3;\nconst push = html`<button>Push</button>`;\npush.onclick = () => console.log('pushed');\ndisplay(push);"
    );
    const page = await openPage(chapter.url, {context});
    await settled(page);
    await noMark(page);
    const pushed = page.waitForEvent("console", (message) => message.text() === "pushed");
    await page.getByRole("button", {name: "Push"}).click();
    await pushed;
    await kill(page);
    const next = await openPage(`${chapter.url}?safe`, {context});
    expect(await safeVisit(next, chapter.url)).toContain("your cell a did not come to an end");
  });
});

describe("no alarm is given", () => {
  const heavy = "const a = 3;\nconst until = performance.now() + 300;\nwhile (performance.now() < until);\ndisplay(a);";

  /** The next visit runs. */
  async function runs(page: Page, url: string): Promise<void> {
    await page.goto(url);
    await settled(page);
    await reads(page, "c", "31");
    expect(await page.getByRole("region", {name: "Safe mode"}).count()).toBe(0);
  }

  it("when the reader follows a link at once", async () => {
    const {chapter, context} = await withEdit(`${heavy}\ndisplay(html\`<a href="?elsewhere">Elsewhere</a>\`);`);
    const page = await openPage(chapter.url, {context});
    await page.getByRole("link", {name: "Elsewhere"}).click();
    await page.waitForURL(/elsewhere/);
    await page.goto(chapter.url);
    await settled(page);
    expect(await page.getByRole("region", {name: "Safe mode"}).count()).toBe(0);
  });

  it("when the reader reloads, once and twice, while cells start", async () => {
    const {chapter, context} = await withEdit(heavy);
    const page = await openPage(chapter.url, {context, waitUntil: "commit"});
    // The browser takes no reload from its driver while one document gives way to the next.
    const reload = (waitUntil: "commit" | "load"): Promise<unknown> =>
      page.reload({waitUntil}).catch((error: unknown) => {
        if (!/Not attached to an active page/.test(String(error))) throw error;
        return reload(waitUntil);
      });
    for (const until of ["commit", "commit", "load", "load"] as const) await reload(until);
    await runs(page, chapter.url);
  });

  it("when a tab is ended in the background, by the browser or its reader", async () => {
    const {chapter, context} = await withEdit(heavy);
    const page = await openPage(chapter.url, {context});
    await page.waitForFunction((key) => localStorage.getItem(key) !== null, MARK);
    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", {get: () => true, configurable: true});
      Object.defineProperty(document, "visibilityState", {get: () => "hidden", configurable: true});
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await kill(page);
    await runs(await openPage(`${chapter.url}?safe`, {context}), chapter.url);
  });

  it("when the page goes into the back/forward cache, and comes back, and is left", async () => {
    const {chapter, context} = await withEdit(heavy);
    const page = await openPage(chapter.url, {context});
    await page.waitForFunction((key) => localStorage.getItem(key) !== null, MARK);
    await page.evaluate(() => void dispatchEvent(new PageTransitionEvent("pagehide", {persisted: true})));
    expect(await page.evaluate((key) => localStorage.getItem(key), MARK)).toBeNull();
    await page.evaluate(() => void dispatchEvent(new PageTransitionEvent("pageshow", {persisted: true})));
    await noMark(page);
    await runs(page, chapter.url);
  });

  it("when a tab that has been well for a while comes to an end", async () => {
    const {chapter, context} = await withEdit(heavy);
    const page = await openPage(chapter.url, {context});
    await settled(page);
    await noMark(page);
    await kill(page);
    await runs(await openPage(`${chapter.url}?safe`, {context}), chapter.url);
  });

  it("in a second tab, while the cells of the first are starting", async () => {
    const {chapter, context} = await withEdit("const a = 3;\ndisplay(a);");
    const first = await openPage(chapter.url, {context});
    await first.waitForFunction((key) => localStorage.getItem(key) !== null, MARK);
    await runs(await openPage(`${chapter.url}?safe`, {context}), chapter.url);
  });

  it("when the page's own dialog is before everything", async () => {
    const {chapter, context} = await withEdit(heavy);
    const page = await openPage(chapter.url, {context});
    await settled(page);
    await page.evaluate(() => {
      const dialog = document.createElement("dialog");
      dialog.textContent = "Search";
      document.body.append(dialog);
      dialog.showModal();
    });
    // The mark goes as it does without a dialog: what it covers is not taken for emptied.
    await noMark(page);
    await runs(page, chapter.url);
  });

  it("when a cell's button leads elsewhere, or a cell offers a file", async () => {
    const {chapter, context} = await withEdit(
      `${heavy}\nconst go = html\`<button>Go</button>\`;\ngo.onclick = () => (location.href = "?gone");\ndisplay(go);\nconst file = html\`<a download="a.txt" href="\${URL.createObjectURL(new Blob(["x"]))}">file</a>\`;\ndisplay(file);\nfile.click();`
    );
    const page = await openPage(chapter.url, {context});
    await page.getByRole("button", {name: "Go"}).click();
    await page.waitForURL(/gone/);
    await page.goto(chapter.url);
    await settled(page);
    expect(await page.getByRole("region", {name: "Safe mode"}).count()).toBe(0);
  });
});
