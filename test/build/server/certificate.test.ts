import {X509Certificate} from "node:crypto";
import {chmod, mkdtemp, readFile, rm, stat, writeFile} from "node:fs/promises";
import {get} from "node:https";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {ownCertificate} from "../../../site/build/server/certificate.ts";
import {serve} from "../../../site/build/server/serve.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gantry-certificate-"));
});
afterAll(() => rm(folder, {recursive: true, force: true}));

const names = ["localhost", "127.0.0.1", "::1", "laptop.local", "10.1.2.3", "fd00::7"];
const DAY = 86_400_000;
const later = (days: number) => new Date(Date.now() + days * DAY);

describe("ownCertificate(file, names)", () => {
  it("holds for every name and address, for a year, and only as a server's", async () => {
    const {cert, fingerprint} = await ownCertificate(join(folder, "a/certificate.pem"), names);
    const read = new X509Certificate(cert);
    for (const name of ["localhost", "laptop.local"]) expect(read.checkHost(name)).toBe(name);
    for (const name of ["127.0.0.1", "::1", "10.1.2.3", "fd00::7"]) expect(read.checkIP(name)).toBe(name);
    expect([read.checkHost("evil.example"), read.checkIP("10.1.2.4")]).toEqual([undefined, undefined]);
    expect(read.ca).toBe(false);
    expect(Date.parse(read.validTo)).toBeGreaterThan(later(360).getTime());
    // Longer than 398 days no browser accepts.
    expect(Date.parse(read.validTo) - Date.parse(read.validFrom)).toBeLessThan(398 * DAY);
    expect(fingerprint).toBe(read.fingerprint256);
    expect(read.verify(read.publicKey)).toBe(true);
  });

  it("is kept where nobody else can read it, and made only once", async () => {
    const file = join(folder, "b/certificate.pem");
    const first = await ownCertificate(file, names);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await chmod(file, 0o644);
    expect(await ownCertificate(file, names.slice(0, 3))).toEqual(first);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await ownCertificate(file, names, later(350))).toEqual(first);
  });

  it("is made anew when it ends, when the addresses have changed, and when the file is damaged", async () => {
    const file = join(folder, "c/certificate.pem");
    const seen = new Set<string>();
    seen.add((await ownCertificate(file, names)).fingerprint);
    seen.add((await ownCertificate(file, names, later(360))).fingerprint);
    seen.add((await ownCertificate(file, [...names, "10.9.9.9"])).fingerprint);
    await writeFile(file, (await readFile(file, "utf8")).replace(/^.{30}$/gm, "x").slice(0, -200));
    seen.add((await ownCertificate(file, names)).fingerprint);
    expect(seen.size).toBe(4);
  });

  it("serves the book over https", async () => {
    const tls = await ownCertificate(join(folder, "d/certificate.pem"), names);
    const server = await serve({files: async () => Buffer.from("<p>secret"), tls});
    expect(server.url).toMatch(/^https:/);
    const body = await new Promise<string>((done, fail) => {
      // Trusting this certificate and no other: its names are checked too.
      get(server.url, {ca: tls.cert}, (response) => response.on("data", (chunk: Buffer) => done(String(chunk)))).on(
        "error",
        fail
      );
    });
    expect(body).toBe("<p>secret");
    await server.close();
  });

  it("leads whoever types the address without https to the same address with it, and shows nothing before", async () => {
    const tls = await ownCertificate(join(folder, "d/certificate.pem"), names);
    const server = await serve({files: async () => Buffer.from("<p>secret"), tls});
    const plain = server.url.replace("https:", "http:");
    const response = await fetch(`${plain}chapter.html?safe`, {redirect: "manual"});
    expect([response.status, response.headers.get("location"), await response.text()]).toEqual([
      308,
      `${server.url}chapter.html?safe`,
      ""
    ]);
    await server.close();
    await expect(fetch(plain)).rejects.toThrow();
  });
});
