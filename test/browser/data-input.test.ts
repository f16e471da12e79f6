import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {gzipSync} from "node:zlib";
import type {Page, Route} from "playwright-core";
import {strToU8, zipSync, zlibSync} from "fflate";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {mnistFiles, mnistSources, writeIdx} from "../../lib/data/files/mnist.ts";
import {pictures} from "../fixtures/pictures.ts";
import {headerSealed, writePng} from "../data/write-png.ts";
import {bundlePage, expectProblem, foreignRequests, openPage, serveFiles} from "./harness.ts";
import type {OpenOptions} from "./harness.ts";
import {idle} from "./watch.ts";

let folder = "";
let url = "";
let small = "";
let dressed = "";
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const images = (count: number, side = 28) =>
  writeIdx({shape: [count, side, side], data: Uint8Array.from({length: count * side * side}, (_, i) => i % 256)});
const labels = (count: number) => writeIdx({shape: [count], data: Uint8Array.from({length: count}, (_, i) => i % 10)});
/** An IDX file of zeros, as many as are asked for. */
function zeros(length: number, dimensions: number): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes.set([0, 0, 8, dimensions]);
  return bytes;
}

/** The gzip file, saying that it unpacks to 100 bytes. */
function lying(packed: Uint8Array): Uint8Array {
  new DataView(packed.buffer, packed.byteOffset).setUint32(packed.length - 4, 100, true);
  return packed;
}

function emptied(png: Uint8Array): Uint8Array {
  new DataView(png.buffer).setUint32(16, 0);
  return png;
}

function nested(levels: number): Uint8Array {
  return levels === 0 ? zipSync({"a.png": pictures.png}) : zipSync({"in.zip": nested(levels - 1)});
}

const entry = (options: string) => `import {dataInput} from "gantry/figures/data-input";
  import {openData, planOf} from "gantry/data-plan";
  import {download} from "./lib/data/files/download.ts";
  const figure = dataInput(${options});
  const fired: unknown[] = [];
  figure.addEventListener("input", () => fired.push(figure.value.name));
  Object.assign(globalThis, {figure, fired, download, worker: () => openData(structuredClone(planOf(figure.value)))});
  document.body.append(figure);`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gantry-data-"));
  const files: Record<string, Uint8Array> = {
    "train-images-idx3-ubyte": images(40),
    "train-labels-idx1-ubyte": labels(40),
    "short-labels": labels(39),
    "large-images": images(4, 32),
    "large-labels": labels(4),
    "mnist_images.png": writePng({width: 784, height: 20, channels: 1, data: new Uint8Array(784 * 20).fill(90)}),
    mnist_labels_uint8: Uint8Array.from({length: 200}, (_, i) => (i % 10 === Math.floor(i / 10) % 10 ? 1 : 0)),
    "own.zip": zipSync({"a/1.png": pictures.png, "b/2.jpg": pictures.jpeg, "notes.txt": strToU8("Dear reader")}),
    "digits.csv": strToU8(`${Array<number>(64).fill(9).join(",")},4\n`),
    "broken.png": pictures.png.subarray(0, 40),
    "bomb-images.gz": lying(gzipSync(zeros(2 ** 27, 3), {level: 9})),
    "some-labels": labels(10),
    "slow.csv.gz": gzipSync("1,2,3,4,5,6,7,8,9\n".repeat(2 ** 23), {level: 1}),
    "empty.png": headerSealed(emptied(writePng({width: 784, height: 10, channels: 1, data: new Uint8Array(7840)}))),
    "deep.zip": nested(12)
  };
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  [url, small, dressed] = await Promise.all([
    bundlePage(entry("{caption: 'What is it to learn from? Choose.'}")),
    bundlePage(entry("{side: 8, count: 50}")),
    bundlePage(
      `import "./site/styles/book.css"; import {dataInput} from "gantry/figures/data-input";
      document.querySelector("main")!.append(dataInput({caption: "What? Choose."}));`,
      "<main><h1>Data</h1></main>"
    )
  ]);
});
afterAll(() => rm(folder, {recursive: true, force: true}));

const value = (page: Page) =>
  page.evaluate("({name: figure.value.name, size: String(figure.value.size), shape: figure.value.shape})");
const fired = (page: Page) => page.evaluate("fired");
const choose = (page: Page, name: string) => page.getByRole("radio", {name, exact: true}).check();
const give = (page: Page, ...names: string[]) =>
  page.locator("input[type=file]").setInputFiles(names.map((name) => join(folder, name)));
const alert = (page: Page) => page.locator(".fig-data-input > .fig-body [role=alert]");
const facts = (page: Page) => page.locator(".fig-data-facts");

describe("dataInput(options)", () => {
  it("starts with procedural digits, shows sixteen of them, and asks no host for anything", async () => {
    const page = await openPage(url);
    expect(await value(page)).toEqual({name: "procedural digits", size: "Infinity", shape: [28, 28, 1]});
    expect(await facts(page).textContent()).toBe("procedural digits: images without end, 10 classes, 28 × 28 pixels");
    expect(await page.getByRole("img").getAttribute("aria-label")).toMatch(/^16 examples of procedural digits: (\d, ){15}\d$/);
    expect(await page.evaluate("document.querySelector('canvas.fig-data-examples').width")).toBe(8 * 29 - 1);
    for (const name of ["MNIST from the web", "My files", "Digits I draw"]) await choose(page, name);
    expect(await fired(page)).toEqual([]);
    expect(foreignRequests(page)).toEqual([]);
    expect(await page.getByRole("radio", {name: "MNIST", exact: true}).count()).toBe(0);
  });

  it("gives what a worker can open again", async () => {
    const page = await openPage(url);
    expect(await page.evaluate("worker().name")).toBe("procedural digits");
    await choose(page, "My files");
    await give(page, "train-images-idx3-ubyte", "train-labels-idx1-ubyte");
    await expect.poll(() => fired(page)).toEqual(["MNIST"]);
    expect(await page.evaluate("[worker().size, worker().pixels.length]")).toEqual([40, 40 * 784]);
  });

  it("has smaller images on request, of any source", async () => {
    const page = await openPage(small);
    expect(await value(page)).toEqual({name: "procedural digits, 8 × 8", size: "50", shape: [8, 8, 1]});
    await choose(page, "My files");
    await give(page, "digits.csv");
    await expect.poll(() => value(page)).toEqual({name: "scikit-learn's digits", size: "1", shape: [8, 8, 1]});
    await give(page, "train-images-idx3-ubyte", "train-labels-idx1-ubyte");
    await expect.poll(() => value(page)).toEqual({name: "MNIST, 8 × 8", size: "40", shape: [8, 8, 1]});
  });

  it("goes back to a set without asking for it again, and fires once for each", async () => {
    const page = await openPage(url);
    await choose(page, "My files");
    await give(page, "train-images-idx3-ubyte", "train-labels-idx1-ubyte");
    await expect.poll(() => fired(page)).toEqual(["MNIST"]);
    await choose(page, "Procedural digits");
    await choose(page, "My files");
    expect(await fired(page)).toEqual(["MNIST", "procedural digits", "MNIST"]);
  });
});

describe("dataInput on a phone", () => {
  it("breaks no rule of accessibility in any of its panels, and fits", async () => {
    const page = await openPage(dressed, {width: 390});
    await page.evaluate(axe);
    for (const name of ["Procedural digits", "MNIST from the web", "My files", "Digits I draw"]) {
      await choose(page, name);
      const found = await page.evaluate(
        `axe.run("main").then(({violations}) => violations.map(({id, nodes}) => id + ": " + nodes[0].html))`
      );
      expect(found).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
    }
  });
});

describe("dataInput's files", () => {
  it("are the sprite of TensorFlow.js's examples, or a zip of pictures with a class for each folder", async () => {
    const page = await openPage(url);
    await choose(page, "My files");
    await give(page, "mnist_labels_uint8", "mnist_images.png");
    await expect.poll(() => facts(page).textContent()).toBe("MNIST: 20 images, 10 classes, 28 × 28 pixels");
    await give(page, "own.zip");
    await expect.poll(() => facts(page).textContent()).toBe("own pictures: 2 images, 2 classes, 28 × 28 pixels");
    expect(await page.locator(".fig-data-input").textContent()).toContain("notes.txt: not a picture");
    const before = await page.evaluate<number>("figure.value.pixels[0]");
    await page.getByRole("button", {name: "Invert"}).click();
    expect(await page.evaluate("figure.value.pixels[0]")).toBe(255 - before);
  });

  it("can be dropped", async () => {
    const page = await openPage(url);
    await choose(page, "My files");
    await page.evaluate(`(async () => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(${JSON.stringify([...pictures.png])})], "one.png"));
      document.querySelector(".fig-drop:not([hidden] *)").dispatchEvent(new DragEvent("drop", {dataTransfer: transfer, bubbles: true, cancelable: true}));
    })()`);
    await expect.poll(() => facts(page).textContent()).toBe("own pictures: 1 image, no classes, 28 × 28 pixels");
  });

  it.each([
    [["train-images-idx3-ubyte"], "Train-images-idx3-ubyte holds images: choose its labels' file together with it"],
    [["train-images-idx3-ubyte", "short-labels"], "The images' file has 40 images, the labels' file 39 labels"],
    [["large-images", "large-labels"], "The images of large-images are 32 × 32 × 1, and here they must be 28 × 28 × 1"],
    [["digits.csv"], "The images of scikit-learn's digits are 8 × 8 × 1, and here they must be 28 × 28 × 1"],
    [["broken.png"], "Broken.png: this PNG is cut off: its end is missing after 40 bytes"]
  ])("are refused with the reason, and the examples before stay: %j", async (names, message) => {
    const page = await openPage(url);
    await choose(page, "My files");
    await give(page, ...names);
    await expect.poll(() => alert(page).textContent()).toBe(`${message}. The examples before stay: procedural digits.`);
    expect(await fired(page)).toEqual([]);
  });
});

describe("dataInput's packed files", () => {
  it("are given up where they unpack to more than they say, with both numbers", async () => {
    const page = await openPage(url);
    await choose(page, "My files");
    await give(page, "bomb-images.gz", "some-labels");
    await expect
      .poll(() => alert(page).textContent())
      .toMatch(/^Bomb-images\.gz is damaged: it says that it unpacks to 100 bytes, and there is more \(\d+ bytes so far\)/);
  });

  it("are opened three deep and no deeper", async () => {
    const page = await openPage(url);
    await choose(page, "My files");
    await give(page, "deep.zip");
    await expect.poll(() => alert(page).textContent()).toMatch(/^In\.zip is an archive within 3 archives: so many are opened/);
  });

  it("are unpacked in a worker, while the page goes on, and can be cancelled", async () => {
    const page = await openPage(url);
    await choose(page, "My files");
    await give(page, "slow.csv.gz");
    // The page says what is at work while it is: it does not do it itself.
    await page.getByText("Unpacking slow.csv.gz…").first().waitFor();
    expect(page.workers().map((worker) => worker.url())).toEqual([expect.stringMatching(/gantry\/workers\/reading/)]);
    await page.getByRole("progressbar", {name: "Read"}).waitFor();
    await page.getByRole("button", {name: "Cancel"}).press("Enter");
    await expect.poll(() => alert(page).textContent()).toMatch(/^The reading was cancelled/);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Choose files");
    await expect.poll(() => page.workers().length).toBe(0);
    await give(page, "train-images-idx3-ubyte", "train-labels-idx1-ubyte");
    await expect.poll(() => facts(page).textContent()).toContain("40 images");
    await expect.poll(() => page.workers().length).toBe(0);
  });

  it("that hold a picture without pixels are said to", async () => {
    const page = await openPage(url);
    await choose(page, "My files");
    await give(page, "empty.png");
    await expect.poll(() => alert(page).textContent()).toMatch(/^Empty\.png: this PNG has no pixels: its size is 0 × 10/);
  });
});

describe("dataInput's drawn digits", () => {
  it("are added one by one with their label, and taken away, by keys alone", async () => {
    const page = await openPage(url);
    await choose(page, "Digits I draw");
    await page.getByRole("button", {name: "Add it"}).click();
    expect(await alert(page).textContent()).toMatch(/^The pad is empty: draw a digit, then add it\./);
    const draw = async (key: string) => {
      await page.locator(".fig-pad").focus();
      await page.keyboard.press("Space");
      for (let i = 0; i < 8; i++) await page.keyboard.press(key);
      await page.keyboard.press("Space");
      await page.getByRole("button", {name: "Add it"}).press("Enter");
    };
    await page.getByLabel("It is a").selectOption("1");
    await draw("ArrowDown");
    expect(await value(page)).toEqual({name: "digits you drew", size: "25", shape: [28, 28, 1]});
    await draw("ArrowRight");
    expect(await page.evaluate("[figure.value.size, figure.value.labels[0], figure.value.labels[49]]")).toEqual([50, 1, 2]);
    await page.getByRole("button", {name: "Take the 1 away"}).press("Enter");
    expect(await page.evaluate("[figure.value.size, figure.value.labels[0]]")).toEqual([25, 2]);
    expect(await page.evaluate("document.activeElement.getAttribute('aria-label')")).toBe("Take the 2 away");
    expect(await fired(page)).toEqual(["digits you drew", "digits you drew", "digits you drew"]);
  });
});

describe("dataInput's download of MNIST", () => {
  const cors = {"Access-Control-Allow-Origin": "*"};
  const sprite = mnistSources[1]!;
  /** The sprite's mirror, played by this test. */
  const mirror = async (page: Page, answer: (route: Route, name: string) => Promise<void>) => {
    expectProblem(page, /storage\.googleapis\.com/);
    await page.route(`${sprite.folder}*`, (route) => answer(route, route.request().url().slice(sprite.folder.length)));
  };
  const file = (name: string) => join(folder, name);
  const openWeb = async (options: OpenOptions = {}) => {
    const page = await openPage(url, options);
    await choose(page, "MNIST from the web");
    return page;
  };
  const labelsOf65000 = Buffer.alloc(650_000);
  for (let i = 0; i < 65_000; i++) labelsOf65000[10 * i + (i % 10)] = 1;
  const pictureOf65000 = Buffer.from(
    writePng(
      {width: 784, height: 65_000, channels: 1, data: new Uint8Array(0)},
      undefined,
      zlibSync(new Uint8Array(65_000 * 785), {level: 1})
    )
  );

  it("says what will be asked of whom and how much it is, asks when the button is pressed, and keeps it for next time", async () => {
    const page = await openWeb();
    await page.getByRole("combobox", {name: "From"}).selectOption({label: sprite.name});
    expect(await page.locator(".fig-data-input").textContent()).toContain(
      "then your browser asks storage.googleapis.com for mnist_images.png and mnist_labels_uint8"
    );
    let asked = 0;
    await mirror(page, (route, name) => {
      asked++;
      return name.endsWith("png")
        ? route.fulfill({headers: cors, body: pictureOf65000})
        : route.fulfill({headers: cors, body: labelsOf65000});
    });
    expect(asked).toBe(0);
    await page.getByRole("button", {name: "Download about 10.8 MB"}).click();
    await expect.poll(() => facts(page).textContent()).toBe("MNIST: 65,000 images, 10 classes, 28 × 28 pixels");
    expect(asked).toBe(2);
    expect(await page.locator(".fig-data-input").textContent()).toContain("Not verified");
    expect(await page.locator(".fig-data-input").textContent()).toContain("It is kept in this browser for next time.");

    // A cell says of what is kept that it was checked, and puts another file in the name of one that we know.
    await page.evaluate(
      async (known) => {
        const db = await new Promise<IDBDatabase>((done) => {
          const opening = indexedDB.open("gantry-data");
          opening.onsuccess = () => done(opening.result);
        });
        const store = db.transaction("files", "readwrite").objectStore("files");
        const all = await new Promise<{url: string}[]>((done) => {
          const asking = store.getAll();
          asking.onsuccess = () => done(asking.result as {url: string}[]);
        });
        for (const file of all) store.put({...file, verified: true});
        for (const url of known) store.put({url, bytes: new Uint8Array(100), verified: true, at: 0});
        await new Promise((done) => (store.transaction.oncomplete = done));
        db.close();
      },
      mnistSources[0]!.files.map(({name}) => mnistSources[0]!.folder + name)
    );
    const later = await openPage(url, {context: page.context()});
    await choose(later, "MNIST from the web");
    await expect.poll(() => facts(later).textContent()).toBe("MNIST: 65,000 images, 10 classes, 28 × 28 pixels");
    expect(await later.locator(".fig-data-input").textContent()).toContain("Not verified");
    expect(foreignRequests(later)).toEqual([]);
    await later.getByRole("button", {name: "Forget it"}).click();
    const last = await openPage(url, {context: page.context()});
    await choose(last, "MNIST from the web");
    await idle(last);
    expect(await value(last)).toMatchObject({name: "procedural digits"});
  });

  it("goes on without where storage is forbidden", async () => {
    const page = await openWeb();
    await page.evaluate(
      "Object.defineProperty(IDBFactory.prototype, 'open', {value() { throw new DOMException('no', 'SecurityError'); }})"
    );
    await page.getByRole("combobox", {name: "From"}).selectOption({label: sprite.name});
    await mirror(page, (route, name) =>
      route.fulfill({headers: cors, body: name.endsWith("png") ? pictureOf65000 : labelsOf65000})
    );
    await page.getByRole("button", {name: /Download/}).click();
    await expect.poll(() => value(page)).toMatchObject({name: "MNIST", size: "65000"});
    expect(await page.locator(".fig-data-input").textContent()).toContain("could not be kept for next time");
  });

  it.each<[string, (route: Route) => Promise<void>, RegExp]>([
    [
      "is not there",
      (route) => route.fulfill({status: 404, headers: cors}),
      /^Storage.googleapis.com answers 404 \(not there\) for train-images/
    ],
    [
      "cannot be had",
      (route) => route.abort(),
      /^Storage.googleapis.com cannot be reached, or does not let this page read train-images/
    ],
    ["is cut off", (route) => route.fulfill({headers: cors, body: Buffer.alloc(1000)}), /is cut off: 1000 of 9912422 bytes came/],
    [
      "is another",
      (route) => route.fulfill({headers: cors, body: Buffer.alloc(mnistFiles.train[0].bytes)}),
      /is not the file that we know: its SHA-256 begins with \w{12}, not 440fcabf73cc/
    ]
  ])("says when a file %s, and the examples before stay", async (_, answer, message) => {
    const page = await openWeb();
    expectProblem(page, /storage\.googleapis\.com/);
    expectProblem(page, /localhost.*CORS|CORS policy/);
    await page.route(`${mnistSources[0]!.folder}*`, answer);
    await page.getByRole("button", {name: "Download 9.9 MB"}).click();
    await expect.poll(() => alert(page).textContent()).toMatch(message);
    expect(await value(page)).toMatchObject({name: "procedural digits"});
    expect(await page.getByRole("button", {name: "Download 9.9 MB"}).isEnabled()).toBe(true);
  });

  it("says so when a host does not let this page read its files", async () => {
    const other = await serveFiles(async () => new Uint8Array(10));
    const page = await openPage(url, {expect: [/localhost/]});
    const said = await page.evaluate(`download("${other}x.gz").catch((error) => error.name + ": " + error.message)`);
    expect(said).toBe(`DataError: ${new URL(other).host} cannot be reached, or does not let this page read x.gz`);
  });

  it("is cancelled midway, and can begin again", async () => {
    const page = await openWeb();
    expectProblem(page, /storage\.googleapis\.com/);
    await page.route(`${mnistSources[0]!.folder}*`, () => undefined);
    await page.getByRole("button", {name: "Download 9.9 MB"}).click();
    await page.getByText("0.0 of 9.9 MB").or(page.getByText("0 of 9.9 MB")).waitFor();
    await page.getByRole("button", {name: "Cancel"}).click();
    await expect.poll(() => alert(page).textContent()).toMatch(/^The download was cancelled\. The examples before stay/);
    expect(await page.getByRole("button", {name: "Download 9.9 MB"}).isEnabled()).toBe(true);
  });

  it("takes the files from a folder of this site as well", async () => {
    const page = await openWeb();
    await page.route("**/class/mnist/*", (route) =>
      route.fulfill({
        path: file(route.request().url().includes("images") ? "train-images-idx3-ubyte" : "train-labels-idx1-ubyte")
      })
    );
    await page.getByRole("combobox", {name: "From"}).selectOption("a folder of this site");
    await page.getByLabel("Folder of this site").fill("https://elsewhere.example/mnist");
    await page.getByRole("button", {name: "Get up to 9.9 MB from this site"}).click();
    expect(await alert(page).textContent()).toMatch(
      /^Elsewhere.example is another site: only folders of localhost:\d+ can be named here\./
    );
    await page.getByLabel("Folder of this site").fill("class/mnist");
    await page.getByRole("button", {name: "Get up to 9.9 MB from this site"}).click();
    await expect.poll(() => facts(page).textContent()).toBe("MNIST: 40 images, 10 classes, 28 × 28 pixels");
    expect(foreignRequests(page)).toEqual([]);
  });
});
