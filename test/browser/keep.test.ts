import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {chain, openAt, openChapter, serveChapter, settled} from "./chapter.ts";
import {expectProblem, openPage} from "./harness.ts";
import {edit, menu, reads, shown, stored, storedTexts, type} from "./reader.ts";

const three = "const a = 3;\ndisplay(a);";

describe("a reader's changes after a reload", () => {
  it("are there: what had run runs, what was only typed is shown and not run", async () => {
    const page = await openChapter();
    await edit(page, "a", three);
    await reads(page, "c", "31");
    await type(page, "c", "b + 1000");
    await stored(page, 2);
    await page.reload();
    await settled(page);
    await reads(page, "c", "31");
    expect(await shown(page, "a")).toBe(three);
    expect(await shown(page, "c")).toBe("b + 1000");
    expect(await page.locator('[data-cell="c"]').getAttribute("data-state")).toBe("stale");
    expect(await page.evaluate("apartRuns")).toBe(1);
  });

  it("are there when the page is left in the middle of typing", async () => {
    const page = await openChapter();
    await type(page, "a", "const a = 12345;");
    await page.reload();
    await settled(page);
    expect(await shown(page, "a")).toBe("const a = 12345;");
    await reads(page, "c", "21");
    await stored(page, 1);
  });

  it("are there for added, moved and deleted cells, and after undoing a reset", async () => {
    const page = await openChapter();
    await edit(page, "a", three);
    await page.keyboard.press("Escape");
    await page.locator('[data-cell="a"]').hover();
    await page.getByRole("button", {name: "More for a", exact: true}).click();
    await page.getByRole("menuitem", {name: "Add code below"}).click();
    await page.keyboard.insertText("display(a * 1000)");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.press("Escape");
    await page.locator('[data-cell="apart"]').hover();
    await page.getByRole("button", {name: "More for apart"}).click();
    await page.getByRole("menuitem", {name: "Delete"}).click();
    await stored(page, 3);
    await menu(page, "Reset all");
    await stored(page, 0);
    await menu(page, /^Undo resetting/);
    await stored(page, 3);
    await page.reload();
    await settled(page);
    await page.waitForFunction(() => document.querySelector('[data-cell^="mine-"] > .cell-output')?.textContent === "3000");
    expect(
      await page.locator('[data-cell^="mine-"]').evaluate((node) => (node.previousElementSibling as HTMLElement).dataset.block)
    ).toBe("a");
    expect(await page.locator('[data-cell="apart"]').isVisible()).toBe(false);
    expect(await page.evaluate("globalThis.apartRuns")).toBeUndefined();
  });

  it("are gone for a cell that was reset", async () => {
    const page = await openChapter();
    await edit(page, "a", three);
    await reads(page, "c", "31");
    await page.keyboard.press("Escape");
    await page.locator('[data-cell="a"]').hover();
    await page.getByRole("button", {name: "More for a", exact: true}).click();
    await page.getByRole("menuitem", {name: "Reset to the published text"}).click();
    await reads(page, "c", "21");
    await stored(page, 0);
    expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("gantry:edits")))).toEqual([]);
  });
});

describe("a second tab", () => {
  it("that edits another cell keeps both, live and after a reload", async () => {
    const chapter = await serveChapter();
    const first = await openAt(chapter.url);
    await edit(first, "a", three);
    await stored(first, 1);
    const second = await openAt(chapter.url, {context: first.context()});
    await reads(second, "c", "31");
    await edit(second, "c", "b + 5");
    await reads(second, "c", "35");
    await reads(first, "c", "35");
    expect(await shown(first, "c")).toBe("b + 5");
    await stored(first, 2);
    await first.reload();
    await settled(first);
    await reads(first, "c", "35");
  });

  it("that edits the same cell is told, and loses neither text before the reader has chosen", async () => {
    const chapter = await serveChapter();
    const first = await openAt(chapter.url);
    const second = await openAt(chapter.url, {context: first.context()});
    await edit(second, "b", "const b = 1;");
    await first.bringToFront();
    await edit(first, "a", three);
    await second.bringToFront();
    await edit(second, "a", "const a = 4;\ndisplay(a);");
    const choice = first.getByRole("group", {name: "Two texts of a"});
    await first.bringToFront();
    await choice.waitFor();
    expect(await shown(first, "a")).toBe(three);
    await choice.getByRole("button", {name: "See both"}).click();
    await choice.locator(".difference").waitFor();
    expect(await choice.locator(".difference-removed, .difference-added").allInnerTexts()).toEqual([
      "− const a = 4;",
      "+ const a = 3;"
    ]);
    await first.reload();
    await settled(first);
    await choice.waitFor();
    await choice.getByRole("button", {name: "Take the other tab’s"}).click();
    await choice.waitFor({state: "detached"});
    await expect.poll(() => shown(first, "a")).toBe("const a = 4;\ndisplay(a);");
  });

  it("follows when the reader keeps this tab's text", async () => {
    const chapter = await serveChapter();
    const first = await openAt(chapter.url);
    await edit(first, "a", three);
    await stored(first, 1);
    const second = await openAt(chapter.url, {context: first.context()});
    await edit(second, "a", "const a = 4;\ndisplay(a);");
    await first.bringToFront();
    await first.getByRole("group", {name: "Two texts of a"}).getByRole("button", {name: "Keep mine"}).press("Enter");
    await first.getByRole("group", {name: "Two texts of a"}).waitFor({state: "detached"});
    await expect
      .poll(() => first.evaluate(() => document.activeElement?.closest("section")?.getAttribute("data-cell")))
      .toBe("a");
    await reads(second, "c", "31");
    expect(await shown(second, "a")).toBe(three);
  });
});

describe("storage that fails", () => {
  it("when it is forbidden, the reader is told, keeps the changes in the tab, and can download them", async () => {
    const page = await openChapter({
      before: `Object.defineProperty(globalThis, "indexedDB", {get() { throw new DOMException("denied", "SecurityError"); }});`
    });
    await edit(page, "a", three);
    await reads(page, "c", "31");
    const notice = page.getByRole("region", {name: "Your changes are not stored"});
    await notice.getByText("does not let the page store anything").first().waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      notice.getByRole("button", {name: /^Download/}).click()
    ]);
    expect(download.suggestedFilename()).toBe("chapter.md");
    const text = await (await import("node:fs/promises")).readFile(await download.path(), "utf8");
    expect(text).toContain(three);
    await reads(page, "c", "31");
  });

  it("when it is full, the reader is told, nothing vanishes, and a later try stores it", async () => {
    const page = await openChapter({
      before: `const put = IDBObjectStore.prototype.put;
globalThis.full = true;
IDBObjectStore.prototype.put = function (...given) {
  if (globalThis.full) throw new DOMException("no room", "QuotaExceededError");
  return put.apply(this, given);
};`
    });
    await edit(page, "a", three);
    const notice = page.getByRole("region", {name: "Your changes are not stored"});
    await notice.getByText("storage for this site is full").first().waitFor();
    await edit(page, "c", "b + 7");
    await reads(page, "c", "37");
    await page.evaluate("full = false");
    await notice.getByRole("button", {name: "Try again"}).click();
    await notice.waitFor({state: "detached"});
    await stored(page, 2);
  });
});

describe("a new edition of the chapter", () => {
  const newer = chain.map((cell) => (cell.id === "a" ? {...cell, source: "const a = 20;\ndisplay(a);"} : cell));

  it("lets the reader see both texts of a changed cell, and keep mine", async () => {
    const chapter = await serveChapter();
    const page = await openAt(chapter.url);
    await edit(page, "a", three);
    await stored(page, 1);
    chapter.publish(newer);
    await page.reload();
    await settled(page);
    const choice = page.getByRole("group", {name: "Two texts of a"});
    await choice.getByText("The book's text of this cell has changed").first().waitFor();
    expect(await shown(page, "a")).toBe(three);
    await choice.getByRole("button", {name: "See both"}).click();
    await choice.locator(".difference").waitFor();
    expect(await choice.locator(".difference-removed, .difference-added").allInnerTexts()).toEqual([
      "− const a = 20;",
      "+ const a = 3;"
    ]);
    await choice.getByRole("button", {name: "Keep mine"}).click();
    await reads(page, "c", "31");
    await page.reload();
    await settled(page);
    await reads(page, "c", "31");
    expect(await choice.count()).toBe(0);
  });

  it("lets the reader take the new text, and undo that", async () => {
    const chapter = await serveChapter();
    const page = await openAt(chapter.url);
    await edit(page, "a", three);
    await stored(page, 1);
    chapter.publish(newer);
    await page.reload();
    await settled(page);
    await page.getByRole("button", {name: "Take the new text"}).click();
    await reads(page, "c", "201");
    await stored(page, 0);
    await menu(page, /^Undo the choice/);
    await reads(page, "c", "31");
  });

  it("tells of a new text of a cell that the reader deleted, and brings it back when asked", async () => {
    const chapter = await serveChapter();
    const page = await openAt(chapter.url);
    await page.locator('[data-cell="a"] pre').click();
    await page.keyboard.press("Escape");
    await page.getByRole("button", {name: "More for a", exact: true}).click();
    await page.getByRole("menuitem", {name: "Delete"}).click();
    await stored(page, 1);
    chapter.publish(newer);
    await page.reload();
    await settled(page);
    const choice = page.getByRole("group", {name: "Two texts of a"});
    await choice.getByText("You deleted this cell. The book's text of it has changed since.").first().waitFor();
    expect(await page.locator('[data-cell="a"]').isVisible()).toBe(false);
    await choice.getByRole("button", {name: "Take the new text"}).click();
    await reads(page, "c", "201");
    expect(await choice.count()).toBe(0);
    await menu(page, /^Undo the choice/);
    await choice.getByRole("button", {name: "Keep it deleted"}).click();
    await page.reload();
    await settled(page);
    expect(await page.locator('[data-cell="a"]').isVisible()).toBe(false);
    expect(await choice.count()).toBe(0);
  });

  it("keeps the text of a cell that is gone until the reader decides", async () => {
    const chapter = await serveChapter();
    const page = await openAt(chapter.url);
    await edit(page, "apart", "display(777)");
    await stored(page, 1);
    chapter.publish(chain.slice(0, 3));
    await page.reload();
    await settled(page);
    const choice = page.getByRole("group", {name: "Two texts of apart"});
    await choice.getByText("The chapter no longer has this cell").first().waitFor();
    expect(await shown(page, "apart")).toBe("display(777)");
    await choice.getByRole("button", {name: "Keep mine"}).click();
    await reads(page, "apart", "777");
  });
});

/** Ends the tab as a crash does: none of its listeners is told, and what it has under way is lost. */
async function crash(page: Page): Promise<void> {
  expectProblem(page, /crashed/);
  const session = await page.context().newCDPSession(page);
  const gone = page.waitForEvent("crash");
  session.send("Page.crash").catch(() => {});
  await gone;
}

describe("what a tab left that went away at once", () => {
  it("gives way to what another tab made of it, though that tab crashed", async () => {
    const chapter = await serveChapter();
    const first = await openAt(chapter.url);
    const second = await openAt(chapter.url, {context: first.context()});
    await edit(second, "b", "const b = 1;");
    await first.bringToFront();
    await type(first, "a", "const a = 5;");
    await first.goto("about:blank");
    await second.bringToFront();
    await expect.poll(() => shown(second, "a")).toBe("const a = 5;");
    await type(second, "a", "const a = 5555;");
    await expect.poll(() => storedTexts(second)).toContain("const a = 5555;");
    await crash(second);
    const third = await openAt(chapter.url, {context: first.context()});
    expect(await shown(third, "a")).toBe("const a = 5555;");
    expect(await third.getByRole("group", {name: "Two texts of a"}).count()).toBe(0);
    expect(await third.evaluate(() => Object.keys(localStorage).filter((key) => key.includes("unsaved")))).toEqual([]);
  });

  it("is shown beside what another tab stored without knowing of it", async () => {
    const page = await openChapter();
    await edit(page, "a", three);
    await stored(page, 1);
    await page.evaluate(() => {
      const left = {id: "a", kind: "ts", original: null, text: "const a = 77;", ran: null};
      const version = {by: "another", n: 4, seen: {another: 4}};
      localStorage.setItem("gantry:unsaved:/chapter", JSON.stringify([{id: "a", edit: left, version, time: 1}]));
    });
    await page.reload();
    await settled(page);
    const choice = page.getByRole("group", {name: "Two texts of a"});
    await choice.getByRole("button", {name: "See both"}).click();
    expect((await choice.locator(".difference-removed, .difference-added").allInnerTexts()).sort()).toEqual([
      "+ const a = 3;",
      "+ display(a);",
      "− const a = 77;"
    ]);
  });
});

describe("typing without a pause", () => {
  it("is stored while it goes on, so that a crash takes the last moment alone", async () => {
    const page = await openChapter();
    await type(page, "a", "const a = 1;");
    // A pause of the reader's never comes: each character is there before the last one could be stored.
    let typed = "const a = 1;";
    await expect
      .poll(
        async () => {
          await page.keyboard.insertText(" ");
          typed += " ";
          return (await storedTexts(page)).some((text) => text.length > 20);
        },
        {interval: 20}
      )
      .toBe(true);
    const [before] = await storedTexts(page);
    const {context, url} = {context: page.context(), url: page.url()};
    await crash(page);
    const again = await openAt(url, {context});
    const kept = await again.evaluate(() => document.querySelector('[data-cell="a"] code')!.textContent!);
    expect(kept.length).toBeGreaterThanOrEqual(before!.length);
    expect(typed.startsWith(kept)).toBe(true);
  });
});

/** Fills the storage of the origin to its last character, as another program of the origin may, once. */
const fill = `if (!sessionStorage.getItem("filled")) {
  sessionStorage.setItem("filled", "1");
  for (let length = 2 ** 22, n = 0; length >= 1; ) {
    try { localStorage.setItem("other:" + n++, "x".repeat(length)); } catch { length = Math.floor(length / 2); }
  }
}`;

describe("localStorage that is full", () => {
  it("hides no edit: it is there after a reload, in a new tab, and once there is room again", async () => {
    const page = await openChapter({before: fill});
    expect(await page.evaluate(() => Object.keys(localStorage).some((key) => key.startsWith("gantry:")))).toBe(false);
    await edit(page, "a", three);
    await stored(page, 1);
    await page.reload();
    await settled(page);
    await reads(page, "c", "31");
    expect(await shown(page, "a")).toBe(three);
    const second = await openAt(page.url(), {context: page.context()});
    await reads(second, "c", "31");
    await second.evaluate(() => localStorage.clear());
    await second.reload();
    await settled(second);
    await reads(second, "c", "31");
    expect(await second.evaluate(() => Object.keys(localStorage))).toEqual(
      expect.arrayContaining(["gantry:edits:/chapter", "gantry:marks"])
    );
  });

  it("since the last visit, hides no edit either", async () => {
    const page = await openChapter();
    expect(await page.evaluate(() => localStorage.getItem("gantry:marks"))).toBe("1");
    await page.evaluate(fill);
    await edit(page, "a", three);
    await stored(page, 1);
    await page.reload();
    await settled(page);
    await reads(page, "c", "31");
  });

  it("loses nothing that was typed just before the page was left", async () => {
    const page = await openChapter({before: fill});
    await type(page, "a", "const a = 12345;");
    await page.reload();
    await settled(page);
    expect(await shown(page, "a")).toBe("const a = 12345;");
  });

  it("and storage that is forbidden, hide no edit that IndexedDB has", async () => {
    const page = await openChapter({
      before: `Object.defineProperty(globalThis, "localStorage", {get() { throw new DOMException("denied", "SecurityError"); }});`
    });
    await edit(page, "a", three);
    await stored(page, 1);
    await page.reload();
    await settled(page);
    await reads(page, "c", "31");
  });
});

describe("a store that cannot be read", () => {
  it("is told, with the reason and where the changes are; they come when it can, beside what was typed meanwhile", async () => {
    const page = await openChapter({
      before: `const {getAll} = IDBIndex.prototype;
IDBIndex.prototype.getAll = function (...given) {
  if (sessionStorage.getItem("broken")) throw new DOMException("the disk is gone", "UnknownError");
  return getAll.apply(this, given);
};`
    });
    await edit(page, "a", three);
    await stored(page, 1);
    await page.evaluate(() => sessionStorage.setItem("broken", "1"));
    await page.reload();
    await settled(page);
    const notice = page.getByRole("region", {name: "Your changes could not be read"});
    await notice.getByText("(the disk is gone). It is kept; until it can be read you see the book’s text.").first().waitFor();
    await reads(page, "c", "21");
    await edit(page, "a", "const a = 7;\ndisplay(a);");
    await page.evaluate(() => sessionStorage.removeItem("broken"));
    const choice = page.getByRole("group", {name: "Two texts of a"});
    await choice.waitFor();
    await choice.getByRole("button", {name: "Take the other tab’s"}).click();
    expect(await shown(page, "a")).toBe(three);
    await notice.waitFor({state: "detached"});
  });
});

describe("a database that another tab holds up", () => {
  it("keeps no cell waiting: the chapter opens, says what is missing, and the edits come when they can", async () => {
    const chapter = await serveChapter();
    const first = await openAt(chapter.url);
    await edit(first, "a", three);
    await stored(first, 1);
    // A tab of another version of the book that neither closes nor comes to an end: it waits for an upgrade that this one blocks.
    const holder = await openPage(`${chapter.url}?safe`, {context: first.context()});
    await first.close();
    await holder.evaluate(async () => {
      const held = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open("gantry");
        request.onsuccess = () => resolve(request.result);
      });
      const upgrade = indexedDB.open("gantry", 2);
      await new Promise((resolve) => (upgrade.onblocked = resolve));
      Object.assign(globalThis, {release: () => held.close(), upgraded: new Promise((resolve) => (upgrade.onsuccess = resolve))});
      upgrade.addEventListener("success", () => upgrade.result.close());
    });
    const page = await openAt(chapter.url, {context: holder.context()});
    await reads(page, "c", "21");
    const notice = page.getByRole("region", {name: "Your changes are on their way"});
    await notice.getByText("another tab of this site keeps it busy").first().waitFor();
    await holder.evaluate("(release(), upgraded)");
    await reads(page, "c", "31");
    expect(await shown(page, "a")).toBe(three);
    await notice.waitFor({state: "detached"});
    // It is a newer database now, and goes on being written.
    await edit(page, "c", "b + 5");
    await stored(page, 2);
  });

  it("is not held up by a chapter: its tab gives the database back at once, and opens it again when it writes", async () => {
    const page = await openChapter();
    await edit(page, "a", three);
    await stored(page, 1);
    await page.evaluate(async () => {
      const upgrade = indexedDB.open("gantry", 2);
      await new Promise((resolve, reject) => {
        upgrade.onsuccess = resolve;
        upgrade.onerror = reject;
      });
      upgrade.result.close();
    });
    await edit(page, "c", "b + 5");
    await stored(page, 2);
  });
});
