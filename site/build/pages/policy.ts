import {createHash} from "node:crypto";

/**
 * Public copies of MNIST, which a reader may ask for with a button; nothing asks before. These folders and no others: a source that
 * ends in "/" allows what is below it. A hostile cell gains nothing from them: what it puts into an address there (the policy does
 * not look at a query) is read by those who keep the copies and by no one else, nobody without their keys can store anything in
 * these folders, and what comes back is MNIST or an error. After a redirect the host must still be one of these.
 */
export const mnistFolders: readonly string[] = [
  "https://storage.googleapis.com/cvdf-datasets/mnist/",
  "https://storage.googleapis.com/learnjs-data/model-builder/",
  "https://ossci-datasets.s3.amazonaws.com/mnist/"
];

/**
 * The content security policy of a page: nothing from another host but MNIST, no `eval`, and no inline script but those given.
 * Edited cells run as modules from `blob:` URLs, and a chapter that runs apart has all its files as such; `'wasm-unsafe-eval'` compiles WebAssembly and nothing else; figures and
 * typeset formulas carry inline styles.
 */
export function contentSecurityPolicy(inlineScripts: readonly string[]): string {
  const hashes = inlineScripts.map((script) => `'sha256-${sha256(script)}'`);
  const directives: [string, ...string[]][] = [
    ["default-src", "'none'"],
    ["script-src", "'self'", "blob:", "'wasm-unsafe-eval'", ...hashes],
    ["style-src", "'self'", "'unsafe-inline'"],
    ["img-src", "'self'", "data:", "blob:"],
    ["font-src", "'self'", "blob:"],
    ["connect-src", "'self'", "blob:", "data:", ...mnistFolders],
    ["worker-src", "'self'", "blob:"],
    ["media-src", "'self'", "blob:"],
    ["manifest-src", "'self'"],
    ["base-uri", "'none'"],
    ["form-action", "'none'"],
    ["frame-src", "'none'"],
    ["object-src", "'none'"]
  ];
  return directives.map((directive) => directive.join(" ")).join("; ");
}

/**
 * The policy of scripts: what a worker may do, which obeys the headers of its own file and not its page. Less than a page, which asks
 * for MNIST itself; and short, since every script brings it.
 */
export const scriptPolicy =
  "default-src 'none'; script-src 'self' blob: 'wasm-unsafe-eval'; connect-src 'self' blob: data:; worker-src 'self' blob:";

/** The policy of everything else: opened by itself it runs nothing and loads nothing. Browsers show plain text with a style of their own. */
export const lockedPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/** The policy that a page carries in its head, or undefined. */
export function pagePolicy(html: string): string | undefined {
  const [, written] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html) ?? [];
  return written?.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** A policy as a header says it. No site, this one too, can put the page into a frame: a page itself cannot forbid that. */
export function policyHeader(policy: string | undefined): string {
  return `${policy === undefined ? "" : `${policy}; `}frame-ancestors 'none'`;
}

/** The headers of every answer, beside its policy: they protect who reads it. */
export const protection: Readonly<Record<string, string>> = {
  "X-Frame-Options": "DENY",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Resource-Policy": "same-origin"
};

/** What isolates a page from other origins: grants SharedArrayBuffer to it. */
export const isolation: Readonly<Record<string, string>> = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp"
};

/** The whole SHA-256 in base64, as a content security policy writes it. */
function sha256(content: string): string {
  return createHash("sha256").update(content).digest("base64");
}
