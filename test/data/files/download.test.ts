import {createHash} from "node:crypto";
import type {ServerResponse} from "node:http";
import {createServer} from "node:http";
import type {AddressInfo} from "node:net";
import {afterAll, beforeAll, describe, expect, it, vi} from "vitest";
import {DataError} from "../../../lib/data/dataset.ts";
import {download} from "../../../lib/data/files/download.ts";

const content = Uint8Array.from({length: 5000}, (_, i) => i % 251);
const sha256 = createHash("sha256").update(content).digest("hex");
const headers: string[] = [];
let held: ServerResponse | undefined;

const server = createServer((request, response) => {
  headers.push(JSON.stringify([request.headers.cookie, request.headers.referer]));
  const answer = request.url?.slice(1);
  if (answer === "file.gz") response.end(content);
  else if (answer === "long.gz") response.end(Buffer.concat([content, content]));
  else if (answer === "short.gz") response.end(content.subarray(0, 4000));
  else if (answer === "breaks.gz") {
    response.writeHead(200, {"Content-Length": 5000});
    response.write(content.subarray(0, 3000), () => response.destroy());
  } else if (answer === "holds.gz") {
    response.writeHead(200, {"Content-Length": 5000});
    response.write(content.subarray(0, 1000));
    held = response;
  } else response.writeHead(Number(answer)).end("a page about it");
});
let origin = "";
beforeAll(() => new Promise<void>((done) => void server.listen(0, () => done())));
beforeAll(() => void (origin = `http://localhost:${(server.address() as AddressInfo).port}`));
afterAll(() => {
  held?.destroy();
  server.close();
});

const refused = async (name: string, options = {}) => {
  const error = await download(`${origin}/${name}`, options).then(
    () => null,
    (reason: unknown) => reason
  );
  expect(error).toBeInstanceOf(DataError);
  return (error as Error).message.replace(new URL(origin).host, "HOST");
};

describe("download(url, {signal, progress, bytes, most, sha256})", () => {
  it("gives the bytes, says whether their SHA-256 is the one asked for, and tells how far it is", async () => {
    const seen: [number, number][] = [];
    const {bytes, verified} = await download(`${origin}/file.gz`, {bytes: 5000, sha256, progress: (...at) => seen.push(at)});
    expect(bytes).toEqual(content);
    expect(verified).toBe(true);
    expect(seen[0]).toEqual([0, 5000]);
    expect(seen.at(-1)).toEqual([5000, 5000]);
  });

  it("does not call a file verified that nobody gave a sum for", async () => {
    expect((await download(`${origin}/file.gz`)).verified).toBe(false);
  });

  it("sends no cookie and no referrer", async () => {
    await download(`${origin}/file.gz`);
    expect(headers.at(-1)).toBe("[null,null]");
  });

  it("holds a file against its checksum on a page over plain http too, where the browser computes none", async () => {
    vi.stubGlobal("crypto", {});
    try {
      expect((await download(`${origin}/file.gz`, {sha256})).verified).toBe(true);
      expect(await refused("file.gz", {sha256: "0".repeat(64)})).toContain("is not the file that we know");
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it("says who did not send what", async () => {
    expect(await refused("404")).toBe("HOST answers 404 (not there) for 404");
    expect(await refused("403")).toBe("HOST answers 403 (not allowed) for 403");
    expect(await refused("503")).toBe("HOST answers 503 (the server has a problem) for 503");
    expect(await refused("short.gz", {bytes: 5000})).toBe("short.gz from HOST is cut off: 4000 of 5000 bytes came");
    expect(await refused("breaks.gz", {bytes: 5000})).toMatch(/^HOST broke off: \d+ of 5000 bytes of breaks.gz came$/);
    expect(await refused("long.gz", {bytes: 5000})).toBe("HOST sends more for long.gz than the 5000 bytes that it may have");
    expect(await refused("long.gz", {most: 6000})).toBe("HOST sends more for long.gz than the 6000 bytes that it may have");
    expect(await refused("file.gz", {sha256: "0".repeat(64)})).toBe(
      `file.gz from HOST is not the file that we know: its SHA-256 begins with ${sha256.slice(0, 12)}, not 000000000000`
    );
    const error = await download("http://localhost:1/x.gz").catch((reason: unknown) => reason);
    expect((error as Error).message).toBe("localhost:1 cannot be reached, or does not let this page read x.gz");
  });

  it("stops midway when it is told to, with the signal's reason", async () => {
    const stop = new AbortController();
    const reason = new Error("enough");
    const progress = (loaded: number) => loaded > 0 && stop.abort(reason);
    await expect(download(`${origin}/holds.gz`, {bytes: 5000, signal: stop.signal, progress})).rejects.toBe(reason);
    await expect(download(`${origin}/file.gz`, {signal: stop.signal})).rejects.toBe(reason);
  });
});
