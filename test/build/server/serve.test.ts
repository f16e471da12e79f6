import {mkdtemp, mkdir, rm, writeFile} from "node:fs/promises";
import {request} from "node:http";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {Server} from "../../../site/build/server/serve.ts";
import {serve, sitePath} from "../../../site/build/server/serve.ts";

let folder = "";
const servers: Server[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gantry-serve-"));
  await mkdir(join(folder, "site/assets"), {recursive: true});
  await writeFile(join(folder, "secret.txt"), "secret");
  await writeFile(join(folder, "site/index.html"), "<p>first</p>");
  await writeFile(join(folder, "site/a b ü.md"), "# Spaces");
  await writeFile(join(folder, "site/404.html"), "<p>no such page</p>");
  for (const name of ["a.js", "a.mjs", "a.wasm", "a.json", "a.svg", "a.png", "a.woff2", "a.css", "a.bin"]) {
    await writeFile(join(folder, "site/assets", name), "x");
  }
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await rm(folder, {recursive: true, force: true});
});

async function start(options: {base?: string; isolated?: boolean; port?: number} = {}): Promise<Server> {
  const server = await serve({files: join(folder, "site"), ...options});
  servers.push(server);
  return server;
}

/** The status of a request with exactly this target: \`fetch\` would tidy it up first. */
function raw(url: string, target: string): Promise<{status: number; body: string}> {
  return new Promise((done, fail) => {
    const {hostname, port} = new URL(url);
    const asked = request({hostname, port, path: target}, (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => (body += chunk.toString()));
      response.on("end", () => done({status: response.statusCode ?? 0, body}));
    });
    asked.on("error", fail);
    asked.end();
  });
}

describe("serve(options)", () => {
  it("gives a folder's index, and files by percent-encoded names", async () => {
    const {url} = await start();
    expect(await (await fetch(url)).text()).toBe("<p>first</p>");
    expect(await (await fetch(`${url}a%20b%20%C3%BC.md?query`)).text()).toBe("# Spaces");
  });

  it("names the media type of every kind of file", async () => {
    const {url} = await start();
    const types = await Promise.all(
      ["a.js", "a.mjs", "a.wasm", "a.json", "a.svg", "a.png", "a.woff2", "a.css", "a.bin"].map(async (name) => {
        const response = await fetch(`${url}assets/${name}`);
        return response.headers.get("content-type");
      })
    );
    expect(types).toEqual([
      "text/javascript; charset=utf-8",
      "text/javascript; charset=utf-8",
      "application/wasm",
      "application/json; charset=utf-8",
      "image/svg+xml",
      "image/png",
      "font/woff2",
      "text/css; charset=utf-8",
      "application/octet-stream"
    ]);
    expect((await fetch(`${url}index.html`)).headers.get("content-type")).toBe("text/html; charset=utf-8");
  });

  it("sends the headers for cross-origin isolation, unless told not to", async () => {
    const names = ["cross-origin-opener-policy", "cross-origin-embedder-policy", "cross-origin-resource-policy"];
    const headers = async (isolated: boolean) => {
      const response = await fetch((await start({isolated})).url);
      return names.map((name) => response.headers.get(name));
    };
    expect(await headers(true)).toEqual(["same-origin", "require-corp", "same-origin"]);
    expect(await headers(false)).toEqual([null, null, null]);
  });

  it("answers 404 with the site's own page", async () => {
    const response = await fetch(`${(await start()).url}nothing.html`);
    expect([response.status, await response.text()]).toEqual([404, "<p>no such page</p>"]);
  });

  it("never leaves its folder", async () => {
    const {url} = await start();
    for (const target of [
      "/../secret.txt",
      "/%2e%2e/secret.txt",
      "/..%2fsecret.txt",
      "/assets/../../secret.txt",
      "/%2e%2e%5csecret.txt",
      "/%00",
      "/%"
    ]) {
      const {status, body} = await raw(url, target);
      expect([target, status, body]).toEqual([target, 404, "<p>no such page</p>"]);
    }
  });

  it("answers 304 to who has the file already", async () => {
    const {url} = await start();
    const first = await fetch(url);
    expect(first.headers.get("cache-control")).toBe("no-cache");
    const second = await fetch(url, {headers: {"If-None-Match": first.headers.get("etag") ?? ""}});
    expect(second.status).toBe(304);
  });

  it("sends HEAD without a body, and allows nothing but GET and HEAD", async () => {
    const {url} = await start();
    const head = await fetch(url, {method: "HEAD"});
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "12", ""]);
    expect((await fetch(url, {method: "POST"})).status).toBe(405);
  });

  it("stands under a base, and leads there from the root", async () => {
    const {url} = await start({base: "/a/b/"});
    expect(await (await fetch(`${url}index.html`)).text()).toBe("<p>first</p>");
    const response = await fetch(new URL("/", url));
    expect([response.url, response.status]).toEqual([url, 200]);
    expect((await fetch(new URL("/index.html", url))).status).toBe(404);
  });

  it("takes the next port when its own is taken", async () => {
    const first = await start();
    const port = Number(new URL(first.url).port);
    const second = await start({port});
    expect(Number(new URL(second.url).port)).toBeGreaterThan(port);
  });

  it("throws a RangeError for a base without slashes at both ends", async () => {
    await expect(serve({files: folder, base: "/book"})).rejects.toThrow(/"\/book"/);
  });
});

describe("sitePath(target, base)", () => {
  it("is null for what lies outside the base", () => {
    expect(sitePath("/other/x", "/book/")).toBeNull();
    expect(sitePath("/book/x?y#z", "/book/")).toBe("x");
    expect(sitePath("/book/", "/book/")).toBe("index.html");
    expect(sitePath("/book/folder/", "/book/")).toBe("folder/index.html");
  });
});
