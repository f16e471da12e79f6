import {resolve} from "node:path";
import {build} from "esbuild";
import type {Page} from "playwright-core";
import {afterEach, beforeAll, describe, expect, it} from "vitest";
import {serviceWorkerCode, serviceWorkerFile} from "../../site/build/assets/service-worker.ts";
import type {Server} from "../../site/build/server/serve.ts";
import {serve} from "../../site/build/server/serve.ts";
import {expectProblem, openPage} from "./harness.ts";

type Files = Map<string, string | Uint8Array>;

const root = resolve(import.meta.dirname, "../..");
let worker = "";
let offline = "";
const servers: Server[] = [];

beforeAll(async () => {
  worker = await serviceWorkerCode(root);
  const script = {
    entryPoints: ["site/page/offline.ts"],
    absWorkingDir: root,
    bundle: true,
    format: "esm" as const,
    write: false as const
  };
  offline = (await build(script)).outputFiles[0]?.text ?? "";
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** A small book: two pages that say which edition they are of, and a script that only some reader asks for. */
function edition(name: string): Files {
  const page = (
    title: string
  ) => `<!doctype html><html lang="en"><head><title>${title}</title><link rel="icon" href="data:,"></head>
<body data-root="./"><h1>${title} ${name}</h1><script type="module" src="assets/offline-1.js"></script></body></html>`;
  const files: Files = new Map([
    ["index.html", page("Index")],
    ["chapter.html", page("Chapter")],
    ["chapter.md", `# Chapter ${name}`],
    ["assets/offline-1.js", offline],
    [`assets/lazy-${name}.js`, `export const edition = "${name}";`]
  ]);
  return files.set("sw.js", serviceWorkerFile(worker, files));
}

/** A plain file server, which sends no headers for isolation and can be given other files while it runs. */
async function publish(base: string, first: Files): Promise<{url: string; server: Server; replace(files: Files): void}> {
  let files = first;
  const read = async (path: string) => {
    const content = files.get(path);
    return content === undefined ? null : Buffer.from(content);
  };
  const server = await serve({files: read, base, isolated: false});
  servers.push(server);
  return {url: server.url, server, replace: (other) => void (files = other)};
}

const saved = (page: Page) => page.waitForSelector(".edition:has-text('Saved for offline reading')");
const heading = (page: Page) => page.textContent("h1");
const lookForNewEdition = (page: Page) =>
  page.evaluate(() => navigator.serviceWorker.ready.then((registration) => registration.update().then(() => undefined)));
// As text: the test's own transformation rewrites an `import()` in a function.
const lazy = (page: Page, name: string) =>
  page.evaluate<string>(`import("./assets/lazy-${name}.js").then(({edition}) => edition)`);

describe("the service worker of a published book", () => {
  it("takes over a page whose loading began before the worker did", async () => {
    const files = edition("one");
    let late: Promise<void> | undefined;
    let asked = () => {};
    const read = async (path: string) => {
      if (path === "index.html" && late) {
        asked();
        await late;
      }
      const content = files.get(path);
      return content === undefined ? null : Buffer.from(content);
    };
    const server = await serve({files: read, base: "/", isolated: false});
    servers.push(server);
    const other = await openPage(new URL("chapter.md", server.url).href);
    let answer = () => {};
    late = new Promise((resolve) => (answer = resolve));
    const reached = new Promise<void>((resolve) => (asked = resolve));
    const page = await other.context().newPage();
    const going = page.goto(server.url);
    await reached;
    // The worker is installed, active and done with claiming while the page waits for its first byte.
    const ready = `navigator.serviceWorker.register("/sw.js").then(() => navigator.serviceWorker.ready)
      .then(({active}) => active.state === "activated" || new Promise((done) => active.addEventListener("statechange", done)))`;
    await other.evaluate(`${ready}.then(() => undefined)`);
    answer();
    await going;
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  });

  it("isolates pages from the second load on, where the server sends no headers", async () => {
    const {url} = await publish("/some/where/", edition("one"));
    const page = await openPage(url);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    await saved(page);
    await page.reload();
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  });

  it("answers with the policy of each file, and to no frame, where the server sends none", async () => {
    const files = edition("one");
    const rules = "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:; worker-src 'self'";
    const ruled = `<!doctype html><html lang="en"><head><title>Ruled</title><link rel="icon" href="data:,">
<meta http-equiv="Content-Security-Policy" content="${rules}"></head><body data-root="./"><script type="module" src="assets/offline-1.js"></script>`;
    files.set("ruled.html", ruled);
    const policies = {script: "default-src 'none'; connect-src 'self'", other: "sandbox"};
    files.set("sw.js", serviceWorkerFile(worker, new Map([...files].filter(([path]) => path !== "sw.js")), policies));
    const {url} = await publish("/", files);
    const page = await openPage(new URL("ruled.html", url).href);
    await saved(page);
    await page.reload();
    const headers = (path: string) =>
      page.evaluate((name) => fetch(name).then((answer) => Object.fromEntries([...answer.headers])), path);
    const always = {
      "x-frame-options": "DENY",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
      "cross-origin-resource-policy": "same-origin"
    };
    const policy = async (path: string) => {
      const found = await headers(path);
      expect(found).toMatchObject(always);
      return found["content-security-policy"];
    };
    expect(await policy("ruled.html")).toBe(`${rules}; frame-ancestors 'none'`);
    expect(await policy("index.html")).toBe("frame-ancestors 'none'");
    expect(await policy("chapter.md")).toBe("sandbox; frame-ancestors 'none'");
    expect(await policy("assets/offline-1.js")).toBe("default-src 'none'; connect-src 'self'; frame-ancestors 'none'");
  });

  it("keeps every page, asset and source for reading without the server, after one visit", async () => {
    const {url, server} = await publish("/some/where/", edition("one"));
    const page = await openPage(url);
    await saved(page);
    await server.close();
    await page.goto(new URL("chapter.html?safe#part", url).href);
    expect(await heading(page)).toBe("Chapter one");
    expect(await lazy(page, "one")).toBe("one");
    expect(await page.evaluate(() => fetch("chapter.md").then((response) => response.text()))).toBe("# Chapter one");
    await page.goto(url);
    expect(await heading(page)).toBe("Index one");
  });

  it("lets a page that is being loaded go first, and saves the rest once it stands", async () => {
    const files = edition("one");
    // A page that never says that it stands.
    files.set("bare.html", '<!doctype html><title>Bare</title><link rel="icon" href="data:,"><h1>Bare</h1>');
    for (let i = 0; i < 200; i++) files.set(`assets/part-${i}.js`, `export const part = ${i};`);
    files.set("sw.js", serviceWorkerFile(worker, new Map([...files].filter(([path]) => path !== "sw.js"))));
    const asked = new Set<string>();
    let begun = 0;
    const read = async (path: string) => {
      const content = files.get(path);
      if (path.startsWith("assets/part")) {
        begun++;
        await new Promise((resolve) => setTimeout(resolve, 50));
        asked.add(path);
      }
      return content === undefined ? null : Buffer.from(content);
    };
    const server = await serve({files: read, base: "/", isolated: false});
    servers.push(server);
    const page = await openPage(server.url);
    await expect.poll(() => asked.size).toBeGreaterThan(10);
    await page.goto(new URL("bare.html", server.url).href);
    // What was under way comes to its end, and no more is asked for until a page stands.
    const rests = async () => {
      const before = begun;
      await page.waitForTimeout(300);
      return asked.size === begun && begun === before;
    };
    await expect.poll(rests).toBe(true);
    expect(asked.size).toBeLessThan(200);
    await page.goto(new URL("chapter.html", server.url).href);
    await saved(page);
    expect(asked.size).toBe(200);
  });

  it("says what to do for a page that is not kept, without the server", async () => {
    const {url, server} = await publish("/", edition("one"));
    const page = await openPage(url);
    await saved(page);
    await server.close();
    expectProblem(page, /503/);
    await page.goto(new URL("elsewhere.html", url).href);
    expect(await page.textContent("body")).toContain("not kept for offline reading");
  });

  it("passes on what the server says of a page that is not there", async () => {
    const {url} = await publish("/", edition("one"));
    const page = await openPage(url);
    await saved(page);
    expectProblem(page, /404/);
    expect((await page.goto(new URL("elsewhere.html", url).href))?.status()).toBe(404);
  });

  it("installs a new edition whole, tells the reader, and leaves open pages the files that they know", async () => {
    const {url, replace} = await publish("/book/", edition("one"));
    const page = await openPage(url);
    await saved(page);
    await page.reload();
    replace(edition("two"));
    await lookForNewEdition(page);
    await page.waitForSelector(".edition:has-text('A new edition is ready: Reload')");
    expect(await lazy(page, "one")).toBe("one");

    const other = await openPage(new URL("chapter.html", url).href, {context: page.context()});
    expect(await heading(other)).toBe("Chapter two");
    expect(await lazy(other, "two")).toBe("two");

    await page.click(".edition a");
    await page.waitForSelector("h1:has-text('Index two')");
    expect(await lazy(page, "two")).toBe("two");
  });

  it("forgets the edition before when no page of it is open any more", async () => {
    const {url, replace} = await publish("/book/", edition("one"));
    const page = await openPage(url);
    await saved(page);
    await page.reload();
    const editions = () => page.evaluate(async () => (await caches.keys()).filter((name) => !name.endsWith("visitors")).length);
    replace(edition("two"));
    await lookForNewEdition(page);
    await page.waitForSelector(".edition a");
    expect(await editions()).toBe(2);
    await page.click(".edition a");
    await page.waitForSelector("h1:has-text('Index two')");
    await expect.poll(editions).toBe(1);
  });

  it("keeps the edition before when a file of the new one cannot be had, and takes the new one when it can", async () => {
    const {url, replace} = await publish("/book/", edition("one"));
    const page = await openPage(url);
    await saved(page);
    const broken = edition("two");
    broken.delete("chapter.html");
    replace(broken);
    expectProblem(page, /404/);
    await lookForNewEdition(page);
    await page.waitForFunction(() => navigator.serviceWorker.ready.then(({installing, waiting}) => !installing && !waiting));
    await page.reload();
    expect(await heading(page)).toBe("Index one");

    replace(edition("two"));
    await lookForNewEdition(page);
    await page.waitForSelector(".edition a");
    await page.click(".edition a");
    await page.waitForSelector("h1:has-text('Index two')");
  });

  it("saves the rest on a first visit where one file fails, and that one at the next", async () => {
    const whole = edition("one");
    const partial: Files = new Map(whole);
    partial.set("chapter.md", "<h1>The gateway is tired</h1>");
    const {url, server, replace} = await publish("/book/", partial);
    const page = await openPage(url);
    const holds = (count: number) =>
      page.waitForFunction(async (files) => {
        for (const name of await caches.keys()) if ((await (await caches.open(name)).keys()).length === files) return true;
        return false;
      }, count);
    await holds(4);
    replace(whole);
    await page.reload();
    await holds(5);
    await page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");
    await server.close();
    expect(await page.evaluate(() => fetch("chapter.md").then((response) => response.text()))).toBe("# Chapter one");
  });

  it("counts as kept only when every file is, says how many are missing, and tries again when asked", async () => {
    const files = edition("one");
    const lazy = files.get("assets/lazy-one.js")!;
    files.delete("assets/lazy-one.js");
    const {url} = await publish("/book/", files);
    const page = await openPage(`${url}index.html`, {expect: [/404|Failed to load/]});
    const total = 5;
    await page
      .getByText(`The book is not kept for offline reading yet: 1 of its ${total} files could not be saved.`)
      .first()
      .waitFor();
    await page.getByRole("button", {name: "Retry"}).click();
    await page.getByText(`1 of its ${total} files could not be saved.`).first().waitFor();
    expect(await page.getByText("Saved for offline reading").count()).toBe(0);
    files.set("assets/lazy-one.js", lazy);
    await page.getByRole("button", {name: "Retry"}).click();
    await page.getByText("Saved for offline reading").first().waitFor();
  });

  it("leaves another book on the same origin alone", async () => {
    const files = new Map<string, string | Uint8Array>();
    for (const [path, content] of edition("one")) files.set(`a/${path}`, content);
    for (const [path, content] of edition("two")) files.set(`b/${path}`, content);
    const {url, server} = await publish("/", files);
    const page = await openPage(new URL("a/", url).href);
    await saved(page);
    await page.goto(new URL("b/", url).href);
    await saved(page);
    await server.close();
    await page.goto(new URL("a/chapter.html", url).href);
    expect(await heading(page)).toBe("Chapter one");
    await page.goto(new URL("b/chapter.html", url).href);
    expect(await heading(page)).toBe("Chapter two");
  });
});
