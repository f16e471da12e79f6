import {describe, expect, it} from "vitest";
import {chain, openAt, openChapter, serveChapter, settled} from "./chapter.ts";
import {edit, reads, shown, stored} from "./reader.ts";

describe("an edited cell that does not end", () => {
  it("is stopped when it loops past its budget, with the line named; the next edit runs", async () => {
    const page = await openChapter();
    await edit(page, "a", "const a = 1;\nlet n = 0;\nwhile (true) {\n  n++;\n}");
    await page.locator('[data-cell="a"][data-state="failed"]').waitFor();
    const error = await page.locator('[data-cell="a"] .cell-error').innerText();
    expect(error).toContain("Line 3: this ran for more than 0.4 s");
    await edit(page, "a", "const a = 4;\ndisplay(a);");
    await reads(page, "c", "41");
  });

  it("is stopped after a reload too, so that the tab is never lost", async () => {
    const page = await openChapter();
    await edit(page, "a", "const a = 1;\nfor (;;);");
    await page.locator('[data-cell="a"][data-state="failed"]').waitFor();
    await stored(page, 1);
    await page.reload();
    await settled(page);
    expect(await page.locator('[data-cell="a"]').getAttribute("data-state")).toBe("failed");
    expect(await shown(page, "a")).toContain("for (;;);");
    await reads(page, "apart", "4");
  });

  it("starts safe after a visit that it brought to an end", async () => {
    const {url} = await serveChapter(chain);
    const page = await openAt(url);
    await edit(page, "a", "globalThis.ran = true;\nconst a = 3;\ndisplay(a);");
    await reads(page, "c", "31");
    await stored(page, 1);
    // As a killed tab leaves it: the mark was set when the cell began, and nothing took it away.
    await page.evaluate(() => {
      const edits = Object.keys(localStorage).find((key) => key.startsWith("gantry:edits:"))!;
      addEventListener("pagehide", () => localStorage.setItem(edits.replace("edits", "running"), "1"));
    });
    await page.reload();
    await settled(page);
    expect(await page.evaluate("globalThis.ran")).toBeUndefined();
    expect(await shown(page, "a")).toContain("const a = 3;");
    await page.getByRole("button", {name: "Run all cells"}).click();
    await reads(page, "c", "31");
  });

  it("ends at Stop when it is async: its invalidation resolves, and its generator returns", async () => {
    const page = await openChapter();
    await edit(
      page,
      "apart",
      "invalidation.then(() => (globalThis.invalidated = true));\nconst ticks = (async function* () {\n  try {\n    for (let i = 0; ; i++) {\n      yield i;\n      await new Promise((done) => setTimeout(done, 20));\n    }\n  } finally {\n    globalThis.returned = true;\n  }\n})();"
    );
    await page.locator('[data-cell="apart"][data-state="running"]').waitFor();
    await page.locator('[data-cell="apart"]').hover();
    await page.locator('[data-cell="apart"] > .cell-tools').getByRole("button", {name: "Stop apart"}).click();
    await page.waitForFunction(() => "invalidated" in globalThis && "returned" in globalThis);
    await page.locator('[data-cell="apart"][data-state="stopped"]').waitFor();
  });
});
