import {execFile} from "node:child_process";
import {mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {promisify} from "node:util";
import {crc32, deflateRawSync, gzipSync} from "node:zlib";
import type {Page} from "playwright-core";
import {serve} from "../../site/build/server/serve.ts";
import {linkTo} from "../../site/page/share/link.ts";
import {bundle} from "../browser/bundle.ts";
import {chapterFiles} from "../browser/chapter.ts";
import {launchChromium} from "../browser/chromium.ts";
import type {Figure} from "./figure.ts";
import {take} from "./figure.ts";

/** Links and files that were made to stop a page, in a real Chromium. */
export async function hostileFiles(): Promise<Figure[]> {
  const [browser, folder] = await Promise.all([launchChromium(), mkdtemp(join(tmpdir(), "gantry-hostile-"))]);
  const closing: (() => Promise<void>)[] = [];
  const publish = async (files: ReadonlyMap<string, Uint8Array>): Promise<string> => {
    const server = await serve({files: async (path) => files.get(path) ?? null, base: "/", isolated: true});
    closing.push(() => server.close());
    return server.url;
  };
  const open = async (url: string): Promise<Page> =>
    (await browser.newContext({serviceWorkers: "block"})).newPage().then(async (page) => (await page.goto(url), page));
  try {
    const page = await bundle('import "./site/styles/book.css"; import "./site/page/main.ts";');
    const chapter = await publish(new Map([...page, ...chapterFiles([{id: "a", source: "display(1);"}])]));
    const arrives = async (cells: readonly {id: string; text: string}[], shown: string): Promise<number> => {
      const all = cells.map((cell) => ({original: null, kind: "ts", ...cell}));
      const opened = await open(await linkTo(chapter, JSON.stringify({version: 1, cells: all})));
      await opened.waitForFunction(
        (wanted) => document.querySelector(wanted) !== null && document.querySelector(".notice") !== null,
        shown,
        {timeout: 300_000}
      );
      // Two frames later it is drawn.
      const time = await opened.evaluate(
        () => new Promise<number>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))
      );
      await opened.context().close();
      return time;
    };
    const lines = (count: number, label: string) =>
      Array.from({length: count}, (_, i) => `display(${i}); // ${label}`).join("\n");

    const input = await bundle(`import {dataInput} from "gantry/figures/data-input"; document.body.append(dataInput());`);
    const data = await publish(input);
    /** The page's longest task, in milliseconds, and how long it is until it has said what it makes of the files. */
    const given = async (files: readonly string[]): Promise<{longest: number; answered: number}> => {
      const opened = await open(data);
      await opened.getByRole("radio", {name: "My files", exact: true}).check();
      await opened.evaluate(
        "(globalThis.tasks = [0], new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({duration}) => duration))).observe({type: 'longtask'}))"
      );
      const start = performance.now();
      await opened.locator("input[type=file]").setInputFiles([...files]);
      await opened.waitForFunction(() => document.querySelector("[role=alert]")?.textContent, undefined, {timeout: 300_000});
      const answered = (performance.now() - start) / 1000;
      const longest = await opened.evaluate<number>("new Promise((done) => setTimeout(() => done(Math.max(...tasks)), 100))");
      await opened.context().close();
      return {longest, answered};
    };
    const [images, labels] = [join(folder, "images.gz"), join(folder, "labels")];
    await writeFile(images, lyingGzip());
    await writeFile(labels, Uint8Array.from([0, 0, 8, 1, 0, 0, 0, 10, ...new Uint8Array(10)]));
    const bomb = await given([images, labels]).catch((error: unknown) => error as Error);
    const ofBomb = async (key: "longest" | "answered") => {
      if (bomb instanceof Error) throw bomb;
      return bomb[key];
    };
    const deep = join(folder, "deep.zip");
    await writeFile(deep, nestedZips(12_000));
    return [
      await take({name: "hostile.link", unit: "ms", budget: 1000}, () =>
        arrives(
          Array.from({length: 500}, (_, i) => ({id: `extra${i}`, text: lines(40, "x".repeat(80))})),
          ".cell-arrival"
        )
      ),
      await take({name: "hostile.newlines", unit: "ms", budget: 1000}, () =>
        arrives(
          Array.from({length: 4}, (_, i) => ({id: `extra${i}`, text: "\n".repeat(199_000)})),
          ".notice"
        )
      ),
      await take({name: "hostile.gzip-task", unit: "ms", budget: 50}, () => ofBomb("longest")),
      await take({name: "hostile.gzip-answer", unit: "s", budget: 2}, () => ofBomb("answered")),
      await take({name: "hostile.zips", unit: "MB", budget: 50}, () => memoryOf(deep))
    ];
  } finally {
    await Promise.all([browser.close(), ...closing.map((close) => close())]);
    await rm(folder, {recursive: true, force: true});
  }
}

/** A gigabyte of zeros in a megabyte, as images, that says it unpacks to 100 bytes. */
function lyingGzip(): Uint8Array {
  const content = new Uint8Array(2 ** 30);
  content.set([0, 0, 8, 3]);
  const packed = gzipSync(content, {level: 9});
  packed.writeUInt32LE(100, packed.length - 4);
  return packed;
}

/** Archives one within another, the outermost compressed: some 100 KB. Only the checksums that are looked at are right. */
function nestedZips(levels: number): Uint8Array {
  const name = Buffer.from("a.zip");
  const size = (level: number) => 10 + level * 108;
  const [heads, tails]: [Buffer[], Buffer[]] = [[], []];
  let inner: Buffer | undefined;
  for (let level = 1; level <= levels; level++) {
    const outermost = level > levels - 5;
    if (outermost) inner ??= Buffer.concat([...[...heads].reverse(), Buffer.alloc(10), ...tails]);
    const {head, tail} = zipAround(name, size(level - 1), outermost ? crc32(inner!) : 0);
    if (outermost) inner = level === levels ? deflated(name, inner!) : Buffer.concat([head, inner!, tail]);
    else {
      heads.push(head);
      tails.push(tail);
    }
  }
  return inner!;
}

/** What stands before and behind a file that an archive stores as it is. */
function zipAround(name: Buffer, size: number, crc: number, packed = size, method = 0): {head: Buffer; tail: Buffer} {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(method, 10);
  entry.writeUInt32LE(crc, 16);
  entry.writeUInt32LE(packed, 20);
  entry.writeUInt32LE(size, 24);
  entry.writeUInt16LE(name.length, 28);
  head.writeUInt16LE(method, 8);
  head.writeUInt32LE(crc, 14);
  head.writeUInt32LE(packed, 18);
  head.writeUInt32LE(size, 22);
  head.writeUInt16LE(name.length, 26);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + name.length, 12);
  end.writeUInt32LE(30 + name.length + packed, 16);
  return {head: Buffer.concat([head, name]), tail: Buffer.concat([entry, name, end])};
}

function deflated(name: Buffer, content: Buffer): Buffer {
  const packed = deflateRawSync(content, {level: 9});
  const {head, tail} = zipAround(name, content.length, crc32(content), packed.length, 8);
  return Buffer.concat([head, packed, tail]);
}

/** Megabytes that reading a file takes at most, over those that reading none does, in a process of its own. */
async function memoryOf(file: string): Promise<number> {
  const script = `
    import {readFileSync} from "node:fs";
    import {readFiles} from ${JSON.stringify(new URL("../../lib/data/files/read-files.ts", import.meta.url).href)};
    const decode = () => Promise.reject(new Error("no picture"));
    const bytes = new Uint8Array(readFileSync(process.argv[1]));
    await readFiles([{name: "x", bytes: new Uint8Array(30)}], {decode}).catch(() => {});
    const before = process.resourceUsage().maxRSS;
    await readFiles([{name: "deep.zip", bytes}], {decode}).catch(() => {});
    console.log((process.resourceUsage().maxRSS - before) / 1024);`;
  const {stdout} = await promisify(execFile)(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script, file]);
  return Number(stdout);
}
