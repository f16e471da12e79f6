import {randomBytes} from "node:crypto";
import {mkdtemp, mkdir, rm, utimes, writeFile} from "node:fs/promises";
import {type IncomingHttpHeaders, request} from "node:http";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync} from "node:zlib";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {Server} from "../../../site/build/server/serve.ts";
import {serve, sitePath} from "../../../site/build/server/serve.ts";

let folder = "";
const long = Array.from({length: 5000}, (_, i) => `export const name${i} = ${i};`).join("\n");
const pageRules = "default-src 'none'; script-src 'self' 'sha256-AAAA='";
const page = `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${pageRules}"><p>a page</p>`;
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
  await writeFile(join(folder, "site/page.html"), page);
  await writeFile(join(folder, "site/assets/long-1A2B3C4D.js"), long);
  await writeFile(join(folder, "site/assets/long-1A2B3C4D.js.br"), brotliCompressSync(long));
  await writeFile(join(folder, "site/assets/long-1A2B3C4D.js.gz"), gzipSync(long));
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

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** A request as it is written, and its answer as it comes: `fetch` would decode it. */
function ask(url: string, path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  return new Promise((done, fail) => {
    const asked = request(new URL(path, url), {method, headers}, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (chunk: Buffer) => parts.push(chunk));
      response.on("end", () => done({status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts)}));
    });
    asked.on("error", fail);
    asked.end();
  });
}

/** The status of a request with exactly this target: `fetch` would tidy it up first. */
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

describe("the answer to a request", () => {
  const script = "assets/long-1A2B3C4D.js";

  it("is compressed as the client likes best, each encoding with a tag of its own", async () => {
    const {url} = await start();
    const tags = new Set<unknown>();
    for (const [accepted, encoding, body] of [
      ["gzip, deflate, br", "br", brotliCompressSync(long)],
      ["gzip;q=1.0, br;q=0.5", "gzip", gzipSync(long)],
      ["identity", undefined, Buffer.from(long)],
      ["br;q=0", undefined, Buffer.from(long)]
    ] as const) {
      const answer = await ask(url, script, {"Accept-Encoding": accepted});
      expect([accepted, answer.status, answer.headers["content-encoding"]]).toEqual([accepted, 200, encoding]);
      expect(answer.body.equals(body)).toBe(true);
      expect(answer.headers).toMatchObject({vary: "Accept-Encoding", "content-length": String(body.length)});
      expect(answer.headers["content-type"]).toBe("text/javascript; charset=utf-8");
      tags.add(answer.headers.etag);
    }
    expect(tags.size).toBe(3);
    expect(await (await fetch(url + script)).text()).toBe(long);
  });

  it("is compressed all the same where nobody has put copies beside the file, if that makes it smaller", async () => {
    const {url} = await start();
    await writeFile(join(folder, "site/plain.css"), long);
    await writeFile(join(folder, "site/dense.wasm"), randomBytes(5000));
    const answer = await ask(url, "plain.css", {"Accept-Encoding": "gzip"});
    expect([answer.headers["content-encoding"], answer.headers.vary]).toEqual(["gzip", "Accept-Encoding"]);
    expect(gunzipSync(answer.body).toString()).toBe(long);
    expect(answer.body.length).toBe(Number(answer.headers["content-length"]));
    expect((await ask(url, "dense.wasm", {"Accept-Encoding": "gzip, br"})).headers["content-encoding"]).toBeUndefined();
    await writeFile(join(folder, "site/plain.css"), `${long}// changed`);
    const second = await ask(url, "plain.css", {"Accept-Encoding": "br"});
    expect(brotliDecompressSync(second.body).toString()).toBe(`${long}// changed`);
    expect((await ask(url, "plain.css", {"Accept-Encoding": "br"}, "HEAD")).headers["content-length"]).toBe(
      String(second.body.length)
    );
  });

  it("is not compressed from a copy that is older than its file", async () => {
    const {url} = await start();
    const file = join(folder, "site/assets/stale.js");
    await writeFile(`${file}.br`, brotliCompressSync("old"));
    await writeFile(file, "new");
    await utimes(`${file}.br`, new Date(), new Date(Date.now() - 60_000));
    const {headers, body} = await ask(url, "assets/stale.js", {"Accept-Encoding": "br"});
    expect([headers["content-encoding"], String(body)]).toEqual([undefined, "new"]);
  });

  it("may be kept for ever where the name tells the content, and is asked for again elsewhere", async () => {
    const {url} = await start();
    expect((await ask(url, script)).headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect((await ask(url, "assets/a.js")).headers["cache-control"]).toBe("no-cache");
    expect((await ask(url, "index.html")).headers["cache-control"]).toBe("no-cache");
  });

  it("is 304 for a tag in a list, a weak one, *, and a date; never by the tag of another encoding", async () => {
    const {url} = await start();
    const {headers} = await ask(url, script, {"Accept-Encoding": "br"});
    const {etag = "", "last-modified": modified = ""} = headers;
    const status = async (more: Record<string, string>) => (await ask(url, script, {"Accept-Encoding": "br", ...more})).status;
    expect(await status({"If-None-Match": `"other", W/${etag}`})).toBe(304);
    expect(await status({"If-None-Match": "*"})).toBe(304);
    expect(await status({"If-None-Match": etag, "Accept-Encoding": "gzip"})).toBe(200);
    expect(await status({"If-None-Match": '"other"', "If-Modified-Since": modified})).toBe(200);
    expect(await status({"If-Modified-Since": modified})).toBe(304);
    expect(await status({"If-Modified-Since": new Date(0).toUTCString()})).toBe(200);
    const unchanged = await ask(url, script, {"Accept-Encoding": "br", "If-None-Match": etag});
    expect(unchanged.headers).toMatchObject({etag, vary: "Accept-Encoding", "x-content-type-options": "nosniff"});
    expect(unchanged.body).toHaveLength(0);
  });

  it("has another tag once the file has changed", async () => {
    const {url} = await start();
    const file = join(folder, "site/changing.md");
    await writeFile(file, "one");
    const {etag} = (await ask(url, "changing.md")).headers;
    await writeFile(file, "two");
    const second = await ask(url, "changing.md", {"If-None-Match": etag ?? ""});
    expect([second.status, String(second.body)]).toEqual([200, "two"]);
  });

  it("is a part of the file, where one is asked for", async () => {
    const {url} = await start();
    const size = Buffer.byteLength(long);
    const part = async (range: string, more: Record<string, string> = {}) => {
      const {status, headers, body} = await ask(url, script, {Range: range, "Accept-Encoding": "br, gzip", ...more});
      return [status, headers["content-range"], String(body)];
    };
    expect(await part("bytes=7-11")).toEqual([206, `bytes 7-11/${size}`, "const"]);
    expect(await part("bytes=-6")).toEqual([206, `bytes ${size - 6}-${size - 1}/${size}`, long.slice(-6)]);
    expect(await part(`bytes=${size - 1}-`)).toEqual([206, `bytes ${size - 1}-${size - 1}/${size}`, ";"]);
    expect((await part(`bytes=${size}-`)).slice(0, 2)).toEqual([416, `bytes */${size}`]);
    expect((await part("bytes=0-1,5-6")).slice(0, 2)).toEqual([200, undefined]);
    const {etag = "", "last-modified": modified = ""} = (await ask(url, script)).headers;
    expect((await part("bytes=0-5", {"If-Range": etag}))[2]).toBe("export");
    expect((await part("bytes=0-5", {"If-Range": modified}))[2]).toBe("export");
    expect((await part("bytes=0-5", {"If-Range": '"other"'}))[0]).toBe(200);
    expect((await part("bytes=0-5", {"If-Range": `W/${etag}`}))[0]).toBe(200);
  });

  it("to HEAD is that to GET without the body", async () => {
    const {url} = await start();
    for (const more of [{}, {"Accept-Encoding": "br"}] as Record<string, string>[]) {
      const [got, head] = [await ask(url, script, more), await ask(url, script, more, "HEAD")];
      expect(head.body).toHaveLength(0);
      expect({...head.headers, date: ""}).toEqual({...got.headers, date: ""});
    }
    const head = await ask(url, "nothing.html", {}, "HEAD");
    expect([head.status, head.headers["content-length"], head.body.length]).toEqual([404, "19", 0]);
  });

  it("carries the policy, whatever it is: that of the page, that of workers, or one that allows nothing", async () => {
    const {url} = await start();
    const always = {
      "x-frame-options": "DENY",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
      "cross-origin-resource-policy": "same-origin"
    };
    const policies: Record<string, string> = {};
    for (const [method, path, status] of [
      ["GET", "page.html", 200],
      ["GET", script, 200],
      ["GET", "a%20b%20%C3%BC.md", 200],
      ["GET", "assets/a.wasm", 200],
      ["GET", "nothing.js", 404],
      ["POST", "page.html", 405]
    ] as const) {
      const answer = await ask(url, path, {}, method);
      expect(answer.status).toBe(status);
      expect(answer.headers).toMatchObject(always);
      policies[`${status} ${path}`] = answer.headers["content-security-policy"] as string;
    }
    expect(policies["200 page.html"]).toBe(`${pageRules}; frame-ancestors 'none'`);
    expect(policies[`200 ${script}`]).toMatch(
      /^default-src 'none'; script-src 'self' blob: 'wasm-unsafe-eval'; .*connect-src 'self'/
    );
    for (const path of ["200 a%20b%20%C3%BC.md", "200 assets/a.wasm", "405 page.html"])
      expect(policies[path]).toMatch(/^default-src 'none'; .*sandbox; frame-ancestors 'none'$/);
    for (const policy of Object.values(policies)) expect(policy).toContain("frame-ancestors 'none'");
    expect(Object.values(policies).join()).not.toContain("unsafe-eval' 'unsafe-inline'");
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
