import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {openChapter} from "./chapters.ts";

const select = (page: Page) => page.locator('[data-cell="chosen"] select');
const leaving = (page: Page, words: string) =>
  page.locator('[data-cell="leaving"] > .cell-output').getByText(words).first().waitFor();
const write = async (page: Page) => {
  await page.getByRole("button", {name: "Write the files"}).click();
  await page
    .locator("main p")
    .getByText(/^Written in/)
    .first()
    .waitFor();
};
const layers = (page: Page) => page.locator('[data-cell="layer-errors"] tbody th, [data-cell="layer-errors"] tbody td:first-child').allInnerTexts(); // prettier-ignore

describe("the generator that leaves the chapter on deployment", () => {
  it("is the conditional one of size S; another choice is what is written then", async () => {
    const page = await openChapter("deployment");
    await leaving(page, "122,545 parameters; a picture of 28 × 28 × 1");
    await write(page);
    expect((await layers(page)).join()).toContain("label");
    await select(page).selectOption({label: "DCGAN’s"});
    await leaving(page, "parameters; a picture of 28 × 28 × 1");
    await expect.poll(() => page.locator("main p").getByText(/^Written in/).count()).toBe(0);
    await write(page);
    const names = (await layers(page)).join();
    expect(names).toContain("convTranspose1");
    expect(names).not.toContain("label");
  });

  it("may be that of a run that this browser keeps", async () => {
    const page = await openChapter("dcgan");
    const controls = page.locator('[data-cell="controls"]');
    await controls.getByRole("button", {name: "Step", exact: true}).click();
    await controls.getByText(/^1 \[D loss/).first().waitFor(); // prettier-ignore
    await page.waitForFunction(
      () =>
        new Promise<boolean>((resolve) => {
          const request = indexedDB.open("gantry-runs");
          request.onsuccess = () => {
            const db = request.result;
            if (!db.objectStoreNames.contains("runs")) return (db.close(), resolve(false));
            const all = db.transaction("runs").objectStore("runs").count();
            all.onsuccess = () => (db.close(), resolve(all.result > 0));
          };
          request.onerror = () => resolve(false);
        })
    );
    await page.goto(page.url().replace("dcgan", "deployment"));
    await select(page).selectOption({label: "your run “run” of DCGAN, step 1"});
    await leaving(page, "parameters; a picture of 28 × 28 × 1");
    expect(await page.locator('[data-cell="leaving"]').getAttribute("data-state")).not.toBe("failed");
    await write(page);
    expect((await layers(page)).join()).toContain("convTranspose1");
  });
});
