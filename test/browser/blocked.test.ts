import type {Page, Route} from "playwright-core";
import {describe, expect, it} from "vitest";
import {openAt, serveChapter, settled} from "./chapter.ts";
import {openPage, site} from "./harness.ts";
import {edit, reads, stored} from "./reader.ts";

/** A file that cannot be had is told by the browser too. */
const told = [/Failed to load|ERR_FAILED|dynamically imported|Failed to fetch|could not be|blocked|WorkerError|does not load/];

/** Lets no file through that matches; `lift()` lets all through again. */
async function block(page: Page, files: RegExp): Promise<() => void> {
  let blocked = true;
  await page.route(/^http/, (route: Route) => (blocked && files.test(route.request().url()) ? route.abort() : route.continue()));
  return () => void (blocked = false);
}

const line = (page: Page) => page.locator(".lacking").filter({visible: true});

describe("what cannot be loaded says so where it should be, and Retry heals it", () => {
  it("the page's own script", async () => {
    const {url} = await serveChapter();
    const page = await openPage(`${url}chapter.md`, {expect: [...told, /sandbox/]});
    const lift = await block(page, /\/entry\.js/);
    await page.goto(url);
    await line(page).getByText("What makes this chapter run could not be loaded from the server.").first().waitFor();
    lift();
    await line(page).getByRole("button", {name: "Retry"}).click();
    await reads(page, "c", "21");
    expect(await line(page).count()).toBe(0);
  });

  it("the styles of the page", async () => {
    const {url} = await serveChapter();
    const page = await openPage(`${url}chapter.md`, {expect: [...told, /sandbox/]});
    const lift = await block(page, /\.css/);
    await page.goto(url);
    await line(page).getByText("The styles of this page could not be loaded").first().waitFor();
    lift();
    await line(page).getByRole("button", {name: "Retry"}).click();
    await reads(page, "c", "21");
    expect(await line(page).count()).toBe(0);
  });

  it("the chapter's module of cells, without a reload", async () => {
    const {url} = await serveChapter();
    const page = await openPage(`${url}chapter.md`, {expect: [...told, /sandbox/]});
    const lift = await block(page, /\/chapter\.js/);
    await page.goto(url);
    await line(page).getByText("The cells could not be loaded").first().waitFor();
    await page.evaluate("globalThis.same = true");
    await line(page).getByRole("button", {name: "Retry"}).click();
    await line(page).getByText("The cells could not be loaded").first().waitFor();
    expect(await line(page).count()).toBe(1);
    lift();
    await line(page).getByRole("button", {name: "Retry"}).press("Enter");
    await reads(page, "c", "21");
    expect(await page.evaluate("globalThis.same")).toBe(true);
    expect(await line(page).count()).toBe(0);
  });

  it("the editor, at the cell that was clicked; what was clicked is done then", async () => {
    const {url} = await serveChapter();
    const page = await openAt(url, {expect: told});
    const lift = await block(page, /\.js/);
    await page.locator('[data-cell="a"] pre').click();
    await page.locator('[data-cell="a"] > .lacking').waitFor();
    lift();
    await page.locator('[data-cell="a"] > .lacking button').click();
    await page.locator('[data-cell="a"] .cm-content').waitFor();
    expect(await line(page).count()).toBe(0);
  });

  it("what the reader changed: the book's chapter runs, and the changes come when they can", async () => {
    const {url} = await serveChapter();
    const first = await openAt(url, {expect: told});
    await edit(first, "a", "const a = 3;\ndisplay(a);");
    await stored(first, 1);
    const page = await openPage(`${url}chapter.md`, {context: first.context(), expect: [...told, /sandbox/]});
    await first.close();
    // What a reader without changes needs, and nothing more.
    const plain = await openPage(`${url}chapter.md`, {expect: [/sandbox/]});
    const needed = new Set<string>();
    plain.on("request", (request) => needed.add(new URL(request.url()).pathname));
    await plain.goto(url);
    await settled(plain);
    const lift = await block(page, new RegExp(`^(?!.*(?:${[...needed].join("|")})$).*\\.js$`));
    await page.goto(url);
    await line(page).getByText("Your kept changes could not be loaded").first().waitFor();
    await reads(page, "c", "21");
    lift();
    await line(page).getByRole("button", {name: "Retry"}).click();
    await reads(page, "c", "31");
    expect(await line(page).count()).toBe(0);
  });
});

/** What kind of file of the book a path is: files of one kind are blocked together, and the many chunks in six parts. */
function kindOf(path: string): string {
  const [, folder = "", name = ""] = /assets\/(?:(.*)\/)?([^/]+)$/.exec(path) ?? [];
  if (folder === "chunks") return name.startsWith("chunk-") ? `chunks ${name.charCodeAt(6) % 6}` : "chunks for later";
  return folder === "" || folder === "files" ? name.replace(/-\w+(?=\.\w+$)/, "").replace(/.*(?=\.woff2)/, "*") : folder;
}

describe("each file that a chapter loads, blocked in turn", () => {
  const slug = "convolution.html";
  let kinds: Promise<Map<string, Set<string>>> | undefined;

  /** The files that a reader's browser asks for until the chapter has settled, by kind. */
  const listed = () =>
    (kinds ??= (async () => {
      const page = await openPage("404.html", {serviceWorker: false, expect: told});
      const found = new Map<string, Set<string>>();
      page.on("request", (request) => {
        const {pathname} = new URL(request.url());
        if (!pathname.includes("/assets/")) return;
        const kind = kindOf(pathname);
        found.set(kind, (found.get(kind) ?? new Set()).add(pathname));
      });
      await page.goto(await site(slug));
      await settled(page);
      return found;
    })());

  it("leaves no hole: all settles, or a line with Retry stands there, which heals it", async () => {
    const found = await listed();
    expect(found.size).toBeGreaterThan(12);
    const context = (await openPage("404.html", {serviceWorker: false, expect: told})).context();
    for (const [kind, paths] of found) {
      const page = await openPage("404.html", {context, expect: [...told, /./]});
      const lift = await block(page, new RegExp(`(?:${[...paths].map((path) => path.replaceAll(".", "\\.")).join("|")})$`));
      await page.goto(await site(slug));
      await page.waitForFunction(
        () => document.documentElement.dataset.settled !== undefined || document.querySelector(".lacking") !== null,
        undefined
      );
      lift();
      // One after the other: what comes after a part may lack something else.
      await expect
        .poll(
          async () => {
            const retry = line(page).getByRole("button", {name: "Retry"}).first();
            if (await retry.isVisible().catch(() => false)) await retry.click({timeout: 5_000}).catch(() => undefined);
            return page
              .evaluate(() =>
                document.documentElement.dataset.settled !== undefined && !document.querySelector(".lacking")
                  ? "healed"
                  : [...document.querySelectorAll(".lacking, .cell-error, [data-state=waiting], [data-state=running]")]
                      .map(
                        (each) =>
                          `${each.closest("[data-cell]")?.getAttribute("data-cell")} ${each.className}: ${each.textContent.slice(0, 80)}`
                      )
                      .join("; ")
              )
              .catch(() => "between two pages");
          },
          {message: `${kind}, blocked and let through again`}
        )
        .toBe("healed");
      const holes = await page.evaluate(() =>
        [...document.querySelectorAll(".cell-error, .inline-error, .cell-waits")].map(
          (each) => `${each.closest("[data-cell]")?.getAttribute("data-cell")}: ${each.textContent}`
        )
      );
      expect(holes, `${kind} was blocked, and let through again`).toEqual([]);
      await page.close();
    }
  });
});

describe("a run whose parts are blocked", () => {
  const played = async (files: RegExp): Promise<Page> => {
    const page = await openPage("404.html", {serviceWorker: false, expect: [...told, /./]});
    // Workers ask for themselves.
    await page.context().route(/^http/, (route) => (files.test(route.request().url()) ? route.abort() : route.continue()));
    await page.goto(await site("gan-training.html"));
    await settled(page);
    await page.getByRole("button", {name: /^Play/}).first().click();
    return page;
  };

  it("says what it costs that WebAssembly could not be had, with the reason and what to do", async () => {
    const page = await played(/\.wasm$/);
    await page
      .locator(".fig-status")
      .getByText(
        /A step takes about 100 times as long as with WebAssembly, which did not start here \(.+\)\. Load the page again/
      )
      .first()
      .waitFor();
  });

  it("says that it goes on in the page where its worker could not be had, and Restart tries again", async () => {
    const page = await played(/\/workers\//);
    const words = page.locator(".fig-status").getByText("Restart tries again): the worker's script does not load").first();
    await words.waitFor();
    await page.context().unrouteAll();
    await page.locator(".fig-cockpit-more > summary").click();
    await page.getByRole("button", {name: "Restart"}).first().click();
    await words.waitFor({state: "detached"});
    await page
      .getByText(/^Step 0/)
      .first()
      .waitFor();
  });
});
