import {mkdtemp, rm, writeFile} from "node:fs/promises";
import {createServer} from "node:http";
import type {AddressInfo} from "node:net";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {pathToFileURL} from "node:url";
import {afterAll, describe, expect, it} from "vitest";
import {assetUrl, readAsset} from "../lib/asset.ts";

const server = createServer((request, response) => {
  if (request.url === "/there") response.end("content");
  else response.writeHead(404).end();
});
const origin = new Promise<string>((done) => {
  server.listen(0, () => done(`http://localhost:${(server.address() as AddressInfo).port}`));
});
afterAll(() => void server.close());

const wasm = "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm";

describe("assetUrl(specifier)", () => {
  it("gives the file: URL of a package's file and of the library's own, in Node", () => {
    expect(assetUrl(wasm)).toMatch(/^file:\/\/\/.*tfjs-backend-wasm-simd\.wasm$/);
    expect(assetUrl("gantry/weights/any.safetensors")).toBe(pathToFileURL("lib/weights/any.safetensors").href);
    expect(assetUrl("gantry/weights/any.json")).toBe(pathToFileURL("lib/weights/any.json").href);
  });

  it("refuses a package that is not there", () => {
    expect(() => assetUrl("no-such-package/file.bin")).toThrow(/no-such-package/);
  });
});

describe("readAsset(url)", () => {
  it("reads a file, in Node", async () => {
    const bytes = await readAsset(assetUrl(wasm));
    expect([...bytes.subarray(0, 4)]).toEqual([0, 97, 115, 109]);
  });

  it("reads a path with a space and a percent sign in it", async () => {
    const folder = await mkdtemp(join(tmpdir(), "gantry asset "));
    await writeFile(join(folder, "100%.bin"), "x");
    expect([...(await readAsset(pathToFileURL(join(folder, "100%.bin")).href))]).toEqual([120]);
    await rm(folder, {recursive: true});
  });

  it("reads from a server, and from a data: URL", async () => {
    expect(new TextDecoder().decode(await readAsset(`${await origin}/there`))).toBe("content");
    expect([...(await readAsset("data:application/octet-stream;base64,AQI="))]).toEqual([1, 2]);
  });

  it("says which file is not there, and why", async () => {
    await expect(readAsset("file:///no/such/weights.bin")).rejects.toThrow(
      /file:\/\/\/no\/such\/weights.bin could not be read: ENOENT/
    );
    await expect(readAsset(`${await origin}/gone`)).rejects.toThrow(/\/gone could not be read: the server answers 404/);
    await expect(readAsset("http://localhost:1/x")).rejects.toThrow(/http:\/\/localhost:1\/x could not be read/);
  });
});
