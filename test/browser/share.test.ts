import {readFile} from "node:fs/promises";
import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {runApart} from "./apart.ts";
import {openAt, openChapter, serveChapter, settled} from "./chapter.ts";
import {expectProblem} from "./harness.ts";
import {edit, menu, reads, shown, stored, type} from "./reader.ts";

const three = "const a = 3;\ndisplay(a);";
const focused = (page: Page) => page.evaluate(() => document.activeElement?.tagName);
const arrived = (page: Page, id: string) => page.getByRole("group", {name: `${id}, changed by this link, not run`});

/** A link to the chapter with a as `text`, made by a reader who copied it. */
async function linkWith(url: string, text: string): Promise<string> {
  const page = await openAt(url);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await edit(page, "a", text);
  await menu(page, "Copy link");
  await page
    .getByText(/^Link copied \(\d+ characters\)/)
    .first()
    .waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
}

describe("a link with changes", () => {
  it("shows the changed cell as a difference and runs nothing of it before Run", async () => {
    const {url} = await serveChapter();
    const link = await linkWith(url, "globalThis.ran = true;\nconst a = 3;\ndisplay(a);");
    expect(link).toMatch(/#edits=1\.[\w-]+$/);
    const page = await openAt(link);
    await arrived(page, "a").waitFor();
    expect(await arrived(page, "a").locator(".difference-removed, .difference-added").allInnerTexts()).toEqual([
      "− const a = 2;",
      "+ globalThis.ran = true;",
      "+ const a = 3;"
    ]);
    expect(await page.evaluate("globalThis.ran")).toBeUndefined();
    expect(await page.locator('[data-cell="a"]').getAttribute("data-state")).toBe("held");
    await reads(await runApart(page), "c", "31");
    expect(await page.evaluate("globalThis.ran")).toBeUndefined();
    await page.getByRole("button", {name: "Keep these changes"}).click();
    await page.getByRole("button", {name: "Run them in my book"}).click();
    await reads(page, "c", "31");
    expect(await page.evaluate("globalThis.ran")).toBe(true);
    expect(new URL(page.url()).hash).toBe("");
    await stored(page, 1);
    await page.reload();
    await settled(page);
    await reads(page, "c", "31");
  });

  it("leaves the chapter as it was when it is dismissed", async () => {
    const {url} = await serveChapter();
    const page = await openAt(await linkWith(url, three));
    await page.getByRole("button", {name: "Dismiss"}).press("Enter");
    await reads(page, "c", "21");
    expect(await arrived(page, "a").count()).toBe(0);
    expect(await focused(page)).not.toBe("BODY");
    expect(new URL(page.url()).hash).toBe("");
    await page.reload();
    await settled(page);
    await reads(page, "c", "21");
  });

  it("never overwrites the reader's own edit without a choice", async () => {
    const {url} = await serveChapter();
    const link = await linkWith(url, three);
    const page = await openAt(url);
    await edit(page, "a", "const a = 8;\ndisplay(a);");
    await stored(page, 1);
    await page.goto(link);
    await page.reload();
    await settled(page);
    const box = arrived(page, "a");
    await box.getByText("You and this link have changed this cell").first().waitFor();
    await runApart(page);
    await page.getByRole("button", {name: "Keep these changes"}).click();
    expect(await page.getByRole("button", {name: "Run them in my book"}).count()).toBe(0);
    await box.getByRole("button", {name: "Keep mine"}).press("Enter");
    expect(await focused(page)).toBe("PRE");
    await reads(page, "c", "81");
    await page.goto(link);
    await page.reload();
    await settled(page);
    await runApart(page);
    await page.getByRole("button", {name: "Keep these changes"}).click();
    await box.getByRole("button", {name: "Take this one and run it"}).click();
    await reads(page, "c", "31");
    await menu(page, /^Undo the link/);
    await reads(page, "c", "81");
  });

  it("that is pasted into an open page is shown too", async () => {
    const {url} = await serveChapter();
    const link = await linkWith(url, three);
    const page = await openAt(url);
    await type(page, "b", "const b = 0;");
    await page.goto(link);
    await arrived(page, "a").waitFor();
    expect(await shown(page, "b")).toBe("const b = 0;");
  });

  it("says so when it is damaged, and shows the chapter", async () => {
    const {url} = await serveChapter();
    const link = await linkWith(url, three);
    const page = await openAt(link.slice(0, -20));
    await page.getByText("The changes in this link cannot be read: a part of it is missing.").first().waitFor();
    await reads(page, "c", "21");
  });

  it("that would be too long is not made: the menu says how long, and offers the file", async () => {
    const page = await openChapter();
    const random = Array.from({length: 1500}, (_, i) => `// ${Math.sin(i) * 1e15}`).join("\n");
    await type(page, "a", `${random}\nconst a = 3;`);
    await menu(page, "Copy link");
    await page
      .getByText(/The link would have [\d,]+ characters; beyond 16,000/)
      .first()
      .waitFor();
  });

  it("runs nothing with ?safe, where edits are shown", async () => {
    const {url} = await serveChapter();
    const page = await openAt(url);
    await edit(page, "a", "globalThis.ran = true;\nconst a = 3;");
    await stored(page, 1);
    await page.goto(`${url}?safe`);
    await settled(page);
    expect(await shown(page, "a")).toBe("globalThis.ran = true;\nconst a = 3;");
    expect(await page.evaluate("[globalThis.ran, globalThis.apartRuns]")).toEqual([undefined, undefined]);
    await page.locator('[data-cell="a"] .cell-controls').getByRole("button", {name: "Run"}).click();
    await page.waitForFunction(() => "ran" in globalThis);
  });
});

describe("a chapter's file", () => {
  it("holds the changes when downloaded, and shows them, not run, when imported", async () => {
    const {url} = await serveChapter();
    const page = await openAt(url);
    await edit(page, "a", three);
    await reads(page, "c", "31");
    const [download] = await Promise.all([page.waitForEvent("download"), menu(page, "Download .md")]);
    const text = await readFile(await download.path(), "utf8");
    expect(text).toContain(`\`\`\`ts #a\n${three}\n\`\`\``);

    const other = await openAt(url);
    const [chooser] = await Promise.all([other.waitForEvent("filechooser"), menu(other, "Import .md")]);
    await chooser.setFiles({name: "mine.md", mimeType: "text/markdown", buffer: Buffer.from(text)});
    await other.getByRole("group", {name: "a, changed by mine.md, not run"}).waitFor();
    await reads(await runApart(other), "c", "31");
    await other.getByRole("button", {name: "Back to my book"}).click();
    await other.getByRole("button", {name: "Run them in my book"}).click();
    await reads(other, "c", "31");
  });

  it("that is no chapter is refused with its place", async () => {
    const page = await openChapter();
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), menu(page, "Import .md")]);
    await chooser.setFiles({
      name: "broken.md",
      mimeType: "text/markdown",
      buffer: Buffer.from("---\ntitle: x\n---\n\n```ts wrongword\n1\n```\n")
    });
    await page
      .getByText(/broken\.md could not be imported: broken\.md:\d+:\d+/)
      .first()
      .waitFor();
  });
});

describe("what was made from another chapter", () => {
  const other = (title: string) => Buffer.from(`---\ntitle: ${title}\n---\n\n\`\`\`ts #pool\nconst pooled = 1;\n\`\`\`\n`);
  const asked = (page: Page) => page.getByRole("region", {name: "Changes of another chapter"});

  it("is no change of this one before the reader says so: a file", async () => {
    const page = await openChapter();
    await edit(page, "a", three);
    const input = page.locator('input[type="file"]');
    await input.setInputFiles({name: "pooling.md", mimeType: "text/markdown", buffer: other("Pooling")});
    await asked(page)
      .getByText("pooling.md was made from the chapter “Pooling”; this is “Chapter”. Nothing has been changed.")
      .first()
      .waitFor();
    expect(await page.locator(".cell-arrival").count()).toBe(0);
    await asked(page).getByRole("button", {name: "Dismiss"}).click();
    await reads(page, "c", "31");
    expect(await page.locator(".cell-arrival").count()).toBe(0);
    await input.setInputFiles({name: "pooling.md", mimeType: "text/markdown", buffer: other("Pooling")});
    await asked(page).getByRole("button", {name: "Show the changes here"}).click();
    await page.locator(".cell-arrival").first().waitFor();
    await reads(page, "c", "31");
  });

  it("is shown at once when it is of this one, under any name", async () => {
    const page = await openChapter();
    await page.locator('[data-cell="a"] pre').click();
    await page.keyboard.press("Escape");
    await page
      .locator('input[type="file"]')
      .setInputFiles({name: "copy (2).md", mimeType: "text/markdown", buffer: other("Chapter")});
    await page.locator(".cell-arrival").first().waitFor();
    expect(await asked(page).count()).toBe(0);
  });

  it("is no change of this one before the reader says so: a link; the right chapter is one click away", async () => {
    const {url} = await serveChapter();
    const link = await linkWith(url, three);
    const text = JSON.stringify({version: 1, cells: [{id: "a", original: null, text: "1", kind: "ts"}], chapter: "pooling"});
    const page = await openAt(url, {
      before: `addEventListener("DOMContentLoaded", () => document.body.insertAdjacentHTML("beforeend",
  '<nav class="contents" aria-label="Contents"><ol><li><a href="pooling.html">Pooling</a></li></ol></nav>'));`
    });
    const fragment = await page.evaluate(async (text) => {
      const packed = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
      const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
      return `#edits=1.${btoa(String.fromCharCode(...bytes))
        .replaceAll("+", "-")
        .replaceAll("/", "_")
        .replaceAll("=", "")}`;
    }, text);
    await page.evaluate((fragment) => void (location.hash = fragment), fragment);
    await asked(page).getByText("This link was made from the chapter “Pooling”; this is “Chapter”.").first().waitFor();
    await reads(page, "c", "21");
    expect(await page.locator(".cell-arrival").count()).toBe(0);
    const gone = page.waitForURL(new URL(`pooling.html${fragment}`, url).href, {waitUntil: "commit"});
    // There is no such page here: what answers is sandboxed, and runs nothing of the browser's driver.
    expectProblem(page, /404|Blocked script execution/);
    await asked(page).getByRole("button", {name: "Open “Pooling”"}).click();
    await gone;
    // A link says what it was made in.
    expect(link).toContain("#edits=1.");
  });
});
