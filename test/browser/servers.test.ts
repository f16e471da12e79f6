import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import type {Page} from "playwright-core";
import {afterAll, describe, expect, it} from "vitest";
import {ownCertificate} from "../../site/build/server/certificate.ts";
import {ownNames} from "../../site/build/server/hosts.ts";
import type {Server} from "../../site/build/server/serve.ts";
import {serve} from "../../site/build/server/serve.ts";
import {edit, menu, reads, shown, stored} from "./reader.ts";
import {expectProblem, launch, openPage, serveFiles, site} from "./harness.ts";

const servers: Server[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

/** The built book, as it is. */
async function book(path: string): Promise<Uint8Array | null> {
  const response = await fetch(await site(path));
  return response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
}

async function start(options: Omit<Parameters<typeof serve>[0], "files">): Promise<Server> {
  const server = await serve({files: book, ...options});
  servers.push(server);
  return server;
}

const settled = (page: Page) => page.waitForSelector("html[data-settled]", {state: "attached"});

describe("the book of another machine, over plain http", () => {
  /** As others call this machine: no address that a browser trusts. */
  const classroom = async () => {
    const {url} = await start({host: true});
    return url.replace("localhost", ownNames().find((name) => name.endsWith(".local")) ?? "");
  };

  it("runs, keeps an edit, gives links to copy by hand, and says what the browser withholds, until the reader has seen it", async () => {
    const url = await classroom();
    const page = await openPage(`${url}convolution.html`);
    await settled(page);
    expect(await page.evaluate(() => [isSecureContext, crossOriginIsolated, "serviceWorker" in navigator])).toEqual([
      false,
      false,
      false
    ]);
    const line = page.locator(".withheld");
    await line.waitFor();
    expect(await line.textContent()).toMatch(/not encrypted.*reading offline.*one thread.*copies no link/);
    const box = await line.boundingBox();
    expect(box && box.y + box.height).toBeLessThanOrEqual(900);

    const mine = "const result = convolve(worked.input, worked.kernel);\ndisplay(4321);";
    await edit(page, "by-hand", mine);
    await reads(page, "by-hand", "4321");
    await stored(page, 1);
    const prompted = page.waitForEvent("dialog");
    const copying = menu(page, "Copy link");
    const dialog = await prompted;
    expect([dialog.message(), dialog.defaultValue()]).toEqual([
      "Copy this link:",
      expect.stringContaining(`${url}convolution.html#`)
    ]);
    await dialog.dismiss();
    await copying;
    await page.reload();
    await settled(page);
    expect(await shown(page, "by-hand")).toBe(mine);
    await reads(page, "by-hand", "4321");

    await line.getByRole("button", {name: "Close"}).click();
    expect(await line.count()).toBe(0);
    await page.reload();
    await settled(page);
    await page.waitForTimeout(300);
    expect(await line.count()).toBe(0);
  });

  it("reads the shipped networks, and holds them against their checksums all the same", async () => {
    const url = await classroom();
    const page = await openPage(`${url}generate.html`);
    const asked: string[] = [];
    page.on("response", (response) => asked.push(response.url()));
    await page.reload();
    await settled(page);
    expect(await page.locator("[data-state=failed], .cell-error").count()).toBe(0);
    expect(asked.some((each) => each.endsWith(".safetensors"))).toBe(true);

    const damaged = await serve({
      host: true,
      async files(path) {
        const content = await book(path);
        if (content && path.endsWith(".safetensors")) content[content.length - 1]! ^= 1;
        return content;
      }
    });
    servers.push(damaged);
    const {port} = new URL(damaged.url);
    const other = await openPage(`${url.replace(/:\d+/, `:${port}`)}generate.html`, {expect: [/damaged/]});
    await other
      .getByText(/are damaged: their checksum is/)
      .first()
      .waitFor();
  });
});

describe("the book of another machine, over https with that machine's own certificate", () => {
  it("has threads once the reader has accepted it, and says that only reading offline is missing", async () => {
    const folder = await mkdtemp(join(tmpdir(), "gantry-tls-"));
    const [name = ""] = ownNames().filter((each) => each.endsWith(".local"));
    const {url} = await start({host: true, tls: await ownCertificate(join(folder, "certificate.pem"), ["localhost", name])});
    await rm(folder, {recursive: true});
    const context = await (await launch()).newContext({ignoreHTTPSErrors: true});
    const page = await context.newPage();
    await page.goto(`${url.replace("localhost", name)}index.html`);
    await settled(page);
    expect(await page.evaluate(() => [isSecureContext, crossOriginIsolated, typeof navigator.clipboard])).toEqual([
      true,
      true,
      "object"
    ]);
    const line = page.locator(".edition");
    await line.waitFor();
    expect(await line.textContent()).toMatch(/does not trust this server's certificate.*offline|Saved for offline reading/);
    await context.close();
  });
});

describe("a page of the book in a frame of another site", () => {
  const framing = (url: string) =>
    serveFiles(
      async (path) =>
        path === "index.html"
          ? Buffer.from(
              `<!doctype html><title>Frames</title><link rel="icon" href="data:,"><iframe src="${url}" width="600" height="400"></iframe>`
            )
          : null,
      "/",
      false
    );

  it("runs nothing, and offers to be opened by itself, where the host sends no headers", async () => {
    const {url} = await start({isolated: false});
    const address = `${url}convolution.html`;
    const page = await openPage(await framing("about:blank"));
    expectProblem(page, /request to another host/);
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.evaluate((target) => (document.querySelector("iframe")!.src = target), address);
    const inside = page.frameLocator("iframe");
    const link = inside.getByRole("link", {name: "Open it by itself"});
    await link.waitFor();
    expect(await link.getAttribute("href")).toBe(address);
    expect(await inside.locator("body").textContent()).toContain("stands inside another one, and runs nothing there");
    await page.waitForTimeout(1000);
    expect(await inside.locator("article, script[type=module]").count()).toBe(0);
    expect(await inside.locator("html").getAttribute("data-settled")).toBeNull();
    // The chapter's cells are not even asked for.
    expect(asked.filter((each) => each.includes("/assets/chapters/") && !each.includes("preload"))).toEqual([]);

    const opened = page.context().waitForEvent("page");
    await link.click();
    const alone = await opened;
    await settled(alone);
    expect(await alone.locator("article h1").count()).toBe(1);
  });

  it("is refused by our own servers", async () => {
    const {url} = await start({});
    const page = await openPage(await framing("about:blank"), {
      expect: [/frame-ancestors|X-Frame-Options|request to another host|frame/i]
    });
    await page.evaluate((target) => (document.querySelector("iframe")!.src = target), `${url}index.html`);
    await expect.poll(() => page.frames()[1]?.url()).toMatch(/^chrome-error:/);
  });
});

describe("a worker of the book", () => {
  it("reaches no other host: its file brings the policy", async () => {
    const elsewhere = await start({isolated: false});
    const files: Record<string, string> = {
      "index.html": '<!doctype html><title>Worker</title><link rel="icon" href="data:,">',
      "worker.js": `onmessage = ({data}) => fetch(data, {mode: "no-cors"}).then(() => postMessage("reached"), () => postMessage("refused"));`
    };
    const url = await serveFiles(async (path) => (files[path] === undefined ? null : Buffer.from(files[path])));
    const page = await openPage(url, {expect: [/Content Security Policy|connect-src|Refused|another host/]});
    const ask = (target: string) =>
      page.evaluate(
        (address) =>
          new Promise((done) => {
            const worker = new Worker("worker.js");
            worker.onmessage = ({data}) => done(data);
            worker.postMessage(address);
          }),
        target
      );
    expect(await ask(`${url}index.html`)).toBe("reached");
    expect(await ask(elsewhere.url)).toBe("refused");
  });
});
