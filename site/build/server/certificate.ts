import {generateKeyPair, X509Certificate} from "node:crypto";
import {chmod, mkdir, readFile, rename, writeFile} from "node:fs/promises";
import {isIP} from "node:net";
import {dirname} from "node:path";
import {promisify} from "node:util";

/** A key and its certificate, PEM. */
export interface Certificate {
  key: string;
  cert: string;
  /** SHA-256 of the certificate, "AB:CD:…": what a browser shows too. */
  fingerprint: string;
}

/** Days for which a certificate is made, and days before its end when the next one is: a workshop should not see it end. */
const VALID = 365;
const SPARE = 7;
const DAY = 86_400_000;

/**
 * The certificate of this machine for these names and addresses, which it has signed itself. It is kept in `file`, readable by nobody
 * else, and taken again while it is valid and holds for all of them: who has accepted it once is not asked again.
 */
export async function ownCertificate(file: string, names: readonly string[], now = new Date()): Promise<Certificate> {
  const kept = await readFile(file, "utf8").catch(() => "");
  const known = readCertificate(kept);
  if (known && holds(known.cert, names, now)) {
    await chmod(file, 0o600);
    return known;
  }
  const made = await makeCertificate(names, now);
  await mkdir(dirname(file), {recursive: true});
  const written = `${file}.${process.pid}`;
  await writeFile(written, made.key + made.cert, {mode: 0o600});
  await rename(written, file);
  return made;
}

function readCertificate(text: string): Certificate | undefined {
  const [key] = /-----BEGIN (?:RSA )?PRIVATE KEY-----[^]*?-----END (?:RSA )?PRIVATE KEY-----\r?\n/.exec(text) ?? [];
  const [cert] = /-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----\r?\n/.exec(text) ?? [];
  if (key === undefined || cert === undefined) return undefined;
  try {
    return {key, cert, fingerprint: new X509Certificate(cert).fingerprint256};
  } catch {
    return undefined; // damaged: another is made
  }
}

function holds(cert: string, names: readonly string[], now: Date): boolean {
  const read = new X509Certificate(cert);
  const valid = Date.parse(read.validFrom) <= now.getTime() && now.getTime() + SPARE * DAY < Date.parse(read.validTo);
  return valid && names.every((name) => (isIP(name) ? read.checkIP(name) : read.checkHost(name)) !== undefined);
}

async function makeCertificate(names: readonly string[], now: Date): Promise<Certificate> {
  const {default: forge} = await import("node-forge");
  const {privateKey, publicKey} = await promisify(generateKeyPair)("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: {type: "pkcs1", format: "pem"},
    publicKeyEncoding: {type: "pkcs1", format: "pem"}
  });
  const made = forge.pki.createCertificate();
  made.publicKey = forge.pki.publicKeyFromPem(publicKey);
  // Positive, and another each time: browsers refuse two certificates of one issuer with the same number.
  made.serialNumber = `01${forge.util.bytesToHex(forge.random.getBytesSync(15))}`;
  // An hour back, for clocks that go slow.
  made.validity.notBefore = new Date(now.getTime() - 3_600_000);
  made.validity.notAfter = new Date(now.getTime() + VALID * DAY);
  const subject = [{name: "commonName", value: `Gantry on ${names.find((name) => !isIP(name)) ?? names[0] ?? "this machine"}`}];
  made.setSubject(subject);
  made.setIssuer(subject);
  made.setExtensions([
    {name: "basicConstraints", cA: false, critical: true},
    {name: "keyUsage", digitalSignature: true, keyEncipherment: true, critical: true},
    {name: "extKeyUsage", serverAuth: true},
    {name: "subjectAltName", altNames: names.map((name) => (isIP(name) ? {type: 7, ip: name} : {type: 2, value: name}))}
  ]);
  made.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create());
  const cert = forge.pki.certificateToPem(made).replaceAll("\r\n", "\n");
  return {key: privateKey, cert, fingerprint: new X509Certificate(cert).fingerprint256};
}
