import {cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join, resolve} from "node:path";
import type {Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {writeIdx} from "../../lib/data/files/mnist.ts";
import {startDev} from "../../site/build/server/dev.ts";
import {realEffects} from "../../site/build/effects.ts";
import {bookMnist} from "../../site/build/assets/mnist.ts";
import {publish} from "../../site/build/publish.ts";
import type {Server} from "../../site/build/server/serve.ts";
import {serve} from "../../site/build/server/serve.ts";
import {foreignRequests, openPage} from "./harness.ts";

const repository = resolve(import.meta.dirname, "../..");
const BASE = "/some/where/";
let folder = "";
/** The repository with one module more in lib, and a book of one chapter. */
let root = "";
const servers: Server[] = [];

/** Built into the book like every public module of lib; its worker starts tfjs's WASM backend and multiplies two matrices on it. */
const workerModule = `import * as tf from "@tensorflow/tfjs-core";
import {startWasm} from "./wasm.ts";

self.addEventListener("message", ({data}) => {
  const answer = async () => {
    const runtime = await startWasm({files: data.files, threads: data.threads});
    // Large enough for the pool's threads to share.
    const ones = tf.ones([256, 256]);
    const sum = tf.sum(tf.matMul(ones as tf.Tensor2D, ones as tf.Tensor2D)).dataSync()[0];
    return {...runtime, sum, isolated: crossOriginIsolated};
  };
  answer().then(postMessage, (error) => postMessage({error: String(error)}));
});
`;

const chapter = `---
title: A worker
summary: Starts a backend in a worker of lib.
order: 0
---

\`\`\`ts #start
import {assetUrl, readAsset} from "gantry/asset";
const names = ["tfjs-backend-wasm.wasm", "tfjs-backend-wasm-simd.wasm", "tfjs-backend-wasm-threaded-simd.wasm"];
const files = Object.fromEntries(names.map((name) => [name, assetUrl(\`@tensorflow/tfjs-backend-wasm/dist/\${name}\`)]));
const worker = new Worker(assetUrl("gantry/workers/probe"), {type: "module"});
invalidation.then(() => worker.terminate());
const answer = new Promise<unknown>((done, fail) => {
  worker.onmessage = ({data}) => done(data);
  worker.onerror = ({message}) => fail(new Error(message));
});
worker.postMessage({files, threads: 2});
\`\`\`

\`\`\`ts #said
display(Object.assign(document.createElement("output"), {id: "said", value: JSON.stringify(await answer)}));
\`\`\`

\`\`\`ts #read
const record = await readAsset(assetUrl("gantry/weights/probe.json"));
display(Object.assign(document.createElement("output"), {id: "record", value: new TextDecoder().decode(record)}));
display(Object.assign(document.createElement("output"), {id: "bytes", value: String((await readAsset(files["tfjs-backend-wasm.wasm"]!)).length)}));
\`\`\`
`;

const data = `---
title: Data
summary: What a chapter trains on.
order: 1
---

\`\`\`ts #data
import {dataInput} from "gantry/figures/data-input";
const data = view(dataInput({invalidation}));
\`\`\`

\`\`\`ts #ticks
import {latest, live} from "gantry/live";
const source = live(1);
invalidation.then(() => (source.value = -1));
const tick = latest(source);
\`\`\`

\`\`\`ts #shown
display(Object.assign(document.createElement("output"), {id: "data", value: JSON.stringify([data.name, String(data.size), tick])}));
\`\`\`
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gantry-worker-"));
  root = join(folder, "gantry");
  await mkdir(join(root, "notebooks"), {recursive: true});
  for (const name of ["lib", "site", "package.json", "tsconfig.json"])
    await cp(join(repository, name), join(root, name), {recursive: true});
  await symlink(join(repository, "node_modules"), join(root, "node_modules"));
  await writeFile(join(root, "lib/backend/probe-worker.ts"), workerModule);
  const manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {exports: Record<string, string>};
  manifest.exports["./workers/probe"] = "./out/lib/backend/probe-worker.js";
  await writeFile(join(root, "package.json"), JSON.stringify(manifest));
  await mkdir(join(root, "lib/weights"), {recursive: true});
  await writeFile(join(root, "lib/weights/probe.json"), '{"seed": 1}');
  await writeFile(join(root, "notebooks/index.md"), chapter);
  await writeFile(join(root, "notebooks/data.md"), data);
  const mnist = join(folder, "mnist");
  await mkdir(mnist);
  await writeFile(join(mnist, "train-images-idx3-ubyte"), writeIdx({shape: [30, 28, 28], data: new Uint8Array(30 * 784)}));
  await writeFile(join(mnist, "train-labels-idx1-ubyte"), writeIdx({shape: [30], data: new Uint8Array(30)}));
  await publish({root, base: BASE, out: join(folder, "dist"), assets: (await bookMnist(mnist)).assets});
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await rm(folder, {recursive: true, force: true});
});

async function open(url: string): Promise<Page> {
  const page = await openPage(url);
  await page.waitForSelector("html[data-settled]", {state: "attached"});
  return page;
}

const said = async (page: Page, id = "said") => JSON.parse((await page.textContent(`#${id}`)) ?? "") as unknown;

describe("assetUrl(specifier) in a page of the book", () => {
  it("gives a worker of lib its script and its .wasm files: two threads where the page is isolated, under any path", async () => {
    const server = await serve({files: join(folder, "dist"), base: BASE});
    servers.push(server);
    const page = await open(server.url);
    expect(await said(page)).toEqual({simd: true, threads: 2, sum: 256 ** 3, isolated: true});
    expect(await said(page, "record")).toEqual({seed: 1});
    expect(await said(page, "bytes")).toBe(311123);
  });

  it("gives one thread where nothing isolates the page yet, two after the reload, and both without the server", async () => {
    const server = await serve({files: join(folder, "dist"), base: BASE, isolated: false});
    const page = await open(server.url);
    expect(await said(page)).toEqual({simd: true, threads: 1, sum: 256 ** 3, isolated: false});
    await page.waitForSelector(".edition:has-text('Saved for offline reading')");
    await server.close();
    await page.reload();
    expect(await said(page)).toEqual({simd: true, threads: 2, sum: 256 ** 3, isolated: true});
    expect(await said(page, "record")).toEqual({seed: 1});
  });

  it("gives the same while the book is written", async () => {
    const quiet = {...realEffects, log: () => undefined, error: () => undefined};
    const server = await startDev({root, port: 0}, quiet);
    servers.push(server);
    const page = await open(server.url);
    expect(await said(page)).toEqual({simd: true, threads: 2, sum: 256 ** 3, isolated: true});
  });
});

describe("view(dataInput({invalidation})) in a chapter", () => {
  it("gives MNIST to the cells that use it where the book was built with it, beside a value that never ends", async () => {
    const server = await serve({files: join(folder, "dist"), base: BASE});
    servers.push(server);
    const page = await open(`${server.url}data.html`);
    expect(await said(page, "data")).toEqual(["procedural digits", "Infinity", 1]);
    await page.getByRole("radio", {name: "MNIST", exact: true}).check();
    await expect.poll(() => said(page, "data")).toEqual(["MNIST", "30", 1]);
    expect(foreignRequests(page)).toEqual([]);
  });
});
