import {resolve} from "node:path";
import {build} from "esbuild";
import type {Page} from "playwright-core";
import {afterEach, beforeAll, describe, expect, it} from "vitest";
import {serviceWorkerCode, serviceWorkerFile} from "../../site/build/assets/service-worker.ts";
import type {Server} from "../../site/build/server/serve.ts";
import {serve} from "../../site/build/server/serve.ts";
import {expectProblem, openPage} from "./harness.ts";

/** What a cell that runs on the book's site may write into its storage, and what the book makes of it. */

type Files = Map<string, string | Uint8Array>;

const root = resolve(import.meta.dirname, "../..");
const rules = "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:; worker-src 'self'";
let worker = "";
let offline = "";
const servers: Server[] = [];

beforeAll(async () => {
  worker = await serviceWorkerCode(root);
  const entryPoints = ["site/page/offline.ts"];
  const options = {entryPoints, absWorkingDir: root, bundle: true, format: "esm" as const, write: false as const};
  offline = (await build(options)).outputFiles[0]?.text ?? "";
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

function edition(name: string): Files {
  const page = (title: string) => `<!doctype html><html lang="en"><head><title>${title}</title><link rel="icon" href="data:,">
<meta http-equiv="Content-Security-Policy" content="${rules}"></head>
<body data-root="./"><h1>${title} ${name}</h1><script type="module" src="assets/offline-1.js"></script></body></html>`;
  const files: Files = new Map([
    ["index.html", page("Index")],
    ["tensors.html", page("Tensors")],
    ["assets/offline-1.js", offline],
    [`assets/lazy-${name}.js`, `export const edition = "${name}";`],
    [`assets/worker-${name}.js`, `postMessage("${name}");`]
  ]);
  const policies = {script: "default-src 'none'; script-src 'self'", other: "sandbox"};
  return files.set("sw.js", serviceWorkerFile(worker, files, policies));
}

async function publish(first: Files): Promise<{url: string; server: Server; replace(files: Files): void; asked: string[]}> {
  let files = first;
  const asked: string[] = [];
  const read = async (path: string) => {
    asked.push(path);
    const content = files.get(path);
    return content === undefined ? null : Buffer.from(content);
  };
  const server = await serve({files: read, base: "/", isolated: false});
  servers.push(server);
  return {url: server.url, server, replace: (other) => void (files = other), asked};
}

/** A reader who has the whole book, as it is published. */
async function reader(url: string): Promise<Page> {
  const page = await openPage(url);
  await page.waitForSelector(".edition:has-text('Saved for offline reading')");
  await page.reload();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  return page;
}

/** Ends the worker, so that it remembers nothing: browsers do, half a minute after the last request. */
async function endWorker(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("ServiceWorker.enable");
  await session.send("ServiceWorker.stopAllWorkers");
  await session.detach();
}

interface Forgery {
  path: string;
  body: string;
  headers?: Record<string, string>;
  status?: number;
}

/** What a cell does: writes under a file's name into every cache that is there, and into the one of this name. */
async function forge(page: Page, forgery: Forgery): Promise<void> {
  await page.evaluate(async ({path, body, headers, status}) => {
    for (const name of await caches.keys())
      await (
        await caches.open(name)
      ).put(new URL(path, location.href), new Response(body, {headers: headers ?? {}, status: status ?? 200}));
  }, forgery);
  await endWorker(page);
}

const evil = `<!doctype html><title>Evil</title><link rel="icon" href="data:,"><h1>Evil</h1><script>document.documentElement.dataset.evil = "ran"</script>`;
const heading = (page: Page) => page.textContent("h1");
const named = (page: Page, file: string) => page.waitForSelector(`.forged:has-text("${file}")`);
const kept = (page: Page, path: string) =>
  page.evaluate(async (name) => {
    const [own = ""] = (await caches.keys()).filter((key) => !key.endsWith("visitors"));
    const found = await (await caches.open(own)).match(new URL(name, location.href));
    return found ? found.text() : null;
  }, path);
const lazy = (page: Page, name: string) =>
  page.evaluate<string>(`import("./assets/lazy-${name}.js").then(({edition}) => edition)`);
const lookForNewEdition = (page: Page) =>
  page.evaluate(() => navigator.serviceWorker.ready.then((registration) => registration.update().then(() => undefined)));

describe("what a cell writes into the caches of the book", () => {
  it("never becomes a page: the forged one is thrown away, fetched again and named", async () => {
    const {url} = await publish(edition("one"));
    const page = await reader(url);
    await forge(page, {path: "tensors.html", body: evil, headers: {"Content-Type": "text/html"}});
    await page.goto(new URL("tensors.html", url).href);
    expect(await heading(page)).toBe("Tensors one");
    expect(await page.getAttribute("html", "data-evil")).toBeNull();
    await named(page, "tensors.html");
    expect(await kept(page, "tensors.html")).toContain("Tensors one");
  });

  it("never becomes a page that is opened with ?safe", async () => {
    const {url} = await publish(edition("one"));
    const page = await reader(url);
    await forge(page, {path: "tensors.html", body: evil, headers: {"Content-Type": "text/html"}});
    await forge(page, {path: "tensors.html?safe", body: evil, headers: {"Content-Type": "text/html"}});
    await page.goto(new URL("tensors.html?safe", url).href);
    expect(await heading(page)).toBe("Tensors one");
    await named(page, "tensors.html");
  });

  it("never becomes a page without the server: the reader is told that it is not kept", async () => {
    const {url, server} = await publish(edition("one"));
    const page = await reader(url);
    await forge(page, {path: "tensors.html", body: evil, headers: {"Content-Type": "text/html"}});
    await server.close();
    expectProblem(page, /503/);
    await page.goto(new URL("tensors.html", url).href);
    expect(await page.textContent("body")).toContain("was not the book’s own, and has been thrown away");
    await page.goto(url);
    expect(await heading(page)).toBe("Index one");
  });

  it("never becomes a script", async () => {
    const {url, asked} = await publish(edition("one"));
    const page = await reader(url);
    await forge(page, {
      path: "assets/lazy-one.js",
      body: `export const edition = "evil";`,
      headers: {"Content-Type": "text/javascript"}
    });
    asked.length = 0;
    expect(await lazy(page, "one")).toBe("one");
    await named(page, "assets/lazy-one.js");
    expect(await kept(page, "assets/lazy-one.js")).toContain('"one"');
  });

  it("never becomes a worker", async () => {
    const {url} = await publish(edition("one"));
    const page = await reader(url);
    await forge(page, {path: "assets/worker-one.js", body: `postMessage("evil")`, headers: {"Content-Type": "text/javascript"}});
    const said = await page.evaluate(
      () => new Promise((done) => (new Worker("assets/worker-one.js").onmessage = ({data}) => done(data)))
    );
    expect(said).toBe("one");
  });

  it("is looked for each time: what was right a moment ago may be forged now", async () => {
    const {url} = await publish(edition("one"));
    const page = await reader(url);
    for (const body of [evil, `${evil}!`, ""]) {
      await forge(page, {path: "tensors.html", body, headers: {"Content-Type": "text/html"}});
      await page.goto(new URL("tensors.html", url).href);
      expect(await heading(page)).toBe("Tensors one");
      await page.goto(url);
    }
  });

  it("has no word in an answer's headers or status, where the content is the book's", async () => {
    const {url} = await publish(edition("one"));
    const page = await reader(url);
    const body = String(edition("one").get("tensors.html"));
    const headers = {"Content-Type": "text/plain", "Content-Security-Policy": "", "X-Evil": "1", Refresh: "0; url=index.html"};
    await forge(page, {path: "tensors.html", body, headers, status: 206 + 75});
    const answer = await page.goto(new URL("tensors.html", url).href);
    expect(answer?.status()).toBe(200);
    expect(answer?.headers()).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": `${rules}; frame-ancestors 'none'`
    });
    expect(answer?.headers()).not.toHaveProperty("x-evil");
    expect(answer?.headers()).not.toHaveProperty("refresh");
    const script = String(edition("one").get("assets/lazy-one.js"));
    await forge(page, {path: "assets/lazy-one.js", body: script, headers: {"Content-Type": "text/html"}});
    const type = () => fetch("assets/lazy-one.js").then((response) => response.headers.get("Content-Type"));
    expect(await page.evaluate(type)).toBe("text/javascript; charset=utf-8");
  });

  it("never becomes a script of a page of the edition before, which goes on with its own", async () => {
    const {url, replace} = await publish(edition("one"));
    const page = await reader(url);
    await page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");
    replace(edition("two"));
    await lookForNewEdition(page);
    await page.waitForSelector(".edition:has-text('A new edition is ready')");
    await endWorker(page);
    expect(await lazy(page, "one")).toBe("one");
    await forge(page, {path: "assets/worker-one.js", body: `postMessage("evil")`, headers: {"Content-Type": "text/javascript"}});
    expectProblem(page, /404|worker-one|Failed to fetch/);
    const said = () =>
      new Promise((done) => {
        const started = new Worker("assets/worker-one.js");
        started.onmessage = ({data}) => done(data);
        started.onerror = () => done("refused");
      });
    expect(await page.evaluate(said)).toBe("refused");
    await named(page, "assets/worker-one.js");
  });

  it("never becomes a script of the edition before in a page of the new one", async () => {
    const {url, replace} = await publish(edition("one"));
    const page = await reader(url);
    replace(edition("two"));
    await lookForNewEdition(page);
    await page.waitForSelector(".edition:has-text('A new edition is ready')");
    const other = await openPage(url, {context: page.context()});
    expect(await heading(other)).toBe("Index two");
    await other.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await forge(page, {
      path: "assets/made-up.js",
      body: `export const edition = "evil";`,
      headers: {"Content-Type": "text/javascript"}
    });
    expectProblem(other, /404|made-up/);
    await expect(other.evaluate(`import("./assets/made-up.js")`)).rejects.toThrow(/import/);
  });

  it("is cleared away when it is no file of the book, however much it is", async () => {
    const {url} = await publish(edition("one"));
    const page = await reader(url);
    await page.evaluate(async () => {
      const [name = ""] = (await caches.keys()).filter((key) => !key.endsWith("visitors"));
      const cache = await caches.open(name);
      for (let i = 0; i < 300; i++) await cache.put(`junk-${i}.html`, new Response("junk"));
      for (let i = 0; i < 100; i++) await caches.open(name.replace(/> .*/, `> junk-${i}`));
    });
    await endWorker(page);
    await page.reload();
    expect(await heading(page)).toBe("Index one");
    const left = () =>
      page.evaluate(async () => {
        const names = (await caches.keys()).filter((key) => !key.endsWith("visitors"));
        return [names.length, (await (await caches.open(names[0] ?? "")).keys()).length];
      });
    await expect.poll(left).toEqual([1, 5]);
  });

  it("is found by the next visit that saves the book, before anybody opens it without the server", async () => {
    const {url, server} = await publish(edition("one"));
    const page = await reader(url);
    await forge(page, {path: "tensors.html", body: evil, headers: {"Content-Type": "text/html"}});
    await page.reload();
    await named(page, "tensors.html");
    await expect.poll(() => kept(page, "tensors.html")).toContain("Tensors one");
    await server.close();
    await page.goto(new URL("tensors.html", url).href);
    expect(await heading(page)).toBe("Tensors one");
  });
});

describe("what a cell does to the worker", () => {
  it("unregistered, it is back at the next visit, and with it what is kept", async () => {
    const {url, server} = await publish(edition("one"));
    const page = await reader(url);
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.unregister().then(() => undefined));
    await page.goto(url);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await server.close();
    await page.goto(new URL("tensors.html", url).href);
    expect(await heading(page)).toBe("Tensors one");
  });

  it("registered for one page or for the scripts alone, it answers nothing and goes", async () => {
    const {url} = await publish(edition("one"));
    const page = await reader(url);
    await page.evaluate(async () => {
      await navigator.serviceWorker.register("sw.js", {scope: "tensors.html"});
      await navigator.serviceWorker.register("assets/lazy-one.js", {scope: "assets/", type: "module"});
    });
    await page.goto(new URL("tensors.html", url).href);
    expect(await heading(page)).toBe("Tensors one");
    const scopes = () => navigator.serviceWorker.getRegistrations().then((all) => all.map(({scope}) => scope));
    await expect.poll(() => page.evaluate(scopes)).toEqual([url]);
    await page.goto(new URL("tensors.html", url).href);
    expect(await lazy(page, "one")).toBe("one");
  });
});
