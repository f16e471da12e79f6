import {request} from "node:http";
import {hostname} from "node:os";
import {afterAll, describe, expect, it} from "vitest";
import {announcement} from "../../../site/build/server/announce.ts";
import type {Host} from "../../../site/build/server/hosts.ts";
import {bindings, certificateNames, isOurs, ownAddresses, urlsOf} from "../../../site/build/server/hosts.ts";
import type {Server} from "../../../site/build/server/serve.ts";
import {serve} from "../../../site/build/server/serve.ts";

const servers: Server[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

async function start(host: Host): Promise<Server> {
  const server = await serve({files: async (path) => (path === "index.html" ? Buffer.from("the book") : null), host});
  servers.push(server);
  return server;
}

/** What a server at `address` answers when it is asked for by the name `host`; "nobody" where nothing listens. */
function ask(address: string, {url}: Server, host = "localhost"): Promise<string> {
  return new Promise((done) => {
    const asked = request({host: address, port: new URL(url).port, headers: {Host: host}}, (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => (body += chunk.toString()));
      response.on("end", () => done(`${response.statusCode}: ${body.trim()}`));
    });
    asked.on("error", () => done("nobody"));
    asked.end();
  });
}

const [outside] = ownAddresses();

describe("a server", () => {
  it("listens on this machine alone, by number and by name, unless it is told otherwise", async () => {
    const server = await start(undefined);
    expect(server.urls).toEqual([expect.stringMatching(/^http:\/\/localhost:\d+\/$/)]);
    expect(await ask("127.0.0.1", server)).toBe("200: the book");
    expect(await (await fetch(server.url)).text()).toBe("the book");
    expect(["200: the book", "nobody"]).toContain(await ask("::1", server));
    for (const address of ownAddresses()) expect([address, await ask(address, server, address)]).toEqual([address, "nobody"]);
  });

  it("listens everywhere with --host, and tells the addresses that others can type", async ({skip}) => {
    if (outside === undefined) return skip("this machine is in no network");
    const server = await start(true);
    expect(server.urls.slice(1).map((url) => new URL(url).hostname.replace(/[[\]]/g, ""))).toEqual(ownAddresses());
    expect(await ask("127.0.0.1", server)).toBe("200: the book");
    for (const url of server.urls) expect([url, await (await fetch(url)).text()]).toEqual([url, "the book"]);
    expect(await ask("127.0.0.1", server, hostname())).toBe("200: the book");
  });

  it("listens on one address with --host ADDRESS, and nowhere else", async ({skip}) => {
    if (outside === undefined) return skip("this machine is in no network");
    const server = await start(outside);
    expect(await ask(outside, server, outside)).toBe("200: the book");
    expect(await ask("127.0.0.1", server)).toBe("nobody");
  });

  it("says which addresses there are when it is given another", async () => {
    await expect(start("203.0.113.77")).rejects.toThrow(
      /^--host 203\.0\.113\.77: that is no name or address of this machine. It has localhost/
    );
    await expect(start("no-such-name.invalid")).rejects.toThrow(/^--host no-such-name\.invalid: that is no name/);
  });

  it("refuses a request under the name of another site, whose pages could read the book by it (DNS rebinding)", async () => {
    for (const host of [undefined, true] as const) {
      const server = await start(host);
      for (const name of ["evil.example", "localhost.evil.example", "evil.example:80", "127.0.0.1.evil.example", "2130706433"]) {
        const answer = await ask("127.0.0.1", server, name);
        expect([name, answer.slice(0, 3)]).toEqual([name, "421"]);
        expect(answer).not.toContain("the book");
      }
      expect(await ask("127.0.0.1", server, "evil.example")).toContain(
        'does not answer to the name "evil.example". To serve others, start it with --host'
      );
    }
  });
});

describe("isOurs(Host, host)", () => {
  it.each(["localhost", "LOCALHOST:4321", "localhost.", "127.0.0.1:1", "127.8.9.10", "[::1]:4321", "[0:0::1]", "book.localhost"])(
    "takes %s for this machine",
    (name) => expect(isOurs(name, undefined)).toBe(true)
  );

  it.each([
    undefined,
    "",
    "evil.example",
    "localhostx",
    "128.0.0.1",
    "127.0.0.1.nip.io",
    "[::2]",
    "localhost:4321, evil",
    "a@localhost",
    "[::1"
  ])("takes %j for somebody else", (name) => expect(isOurs(name, undefined)).toBe(false));

  it("takes the names and addresses of this machine only with --host, and the name that was given", () => {
    for (const address of ownAddresses()) {
      const name = address.includes(":") ? `[${address}]:80` : address;
      expect([isOurs(name, undefined), isOurs(name, true)]).toEqual([false, true]);
    }
    expect([isOurs(hostname(), undefined), isOurs(hostname(), true)]).toEqual([hostname() === "localhost", true]);
    expect([isOurs("book.school.example", true), isOurs("Book.school.example:80", "book.school.example")]).toEqual([false, true]);
  });
});

describe("what a host stands for", () => {
  it("is where to listen, and what to type", () => {
    expect(bindings(undefined)).toEqual(["127.0.0.1", "::1"]);
    expect([bindings(true), bindings("0.0.0.0"), bindings("10.1.2.3")]).toEqual([["::"], ["::"], ["10.1.2.3"]]);
    expect(urlsOf("fd00::7", "https", 80, "/b/")).toEqual(["https://[fd00::7]:80/b/"]);
    expect(certificateNames("book.school.example")).toEqual(["book.school.example"]);
    expect(certificateNames(undefined)).toEqual(["localhost", "127.0.0.1", "::1"]);
    expect(certificateNames(true)).toEqual(expect.arrayContaining(["localhost", ...ownAddresses()]));
  });
});

describe("announcement(urls, host, fingerprint)", () => {
  const urls = ["http://localhost:4321/", "http://10.1.2.3:4321/"];
  const said = (...given: Parameters<typeof announcement>) => announcement(...given).join("\n");

  it("is an address, and no more, for a book on one machine", () => {
    expect(said(urls.slice(0, 1), undefined)).toBe("\n  http://localhost:4321/\n\nCtrl-C ends it.");
  });

  it("says which address is for whom, and what plain http lacks", () => {
    expect(said(urls, true)).toMatch(
      /localhost:4321\/ +on this machine\n +http:\/\/10\.1\.2\.3:4321\/ +for others in the same network\n\nUnder plain http[^]*no reading offline[^]*--https/
    );
  });

  it("says what students see of a certificate of one's own, and its fingerprint", () => {
    expect(said(urls, true, "AB:CD")).toMatch(
      /Students see a warning first[^]*“Advanced”, then “Proceed”[^]*SHA-256 in the browser:\n  AB:CD\n/
    );
  });

  it("says when nobody else can come", () => {
    expect(said(urls.slice(0, 1), true)).toContain("in no network now");
  });
});
