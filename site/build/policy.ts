import {sha256} from "./hash.ts";

/**
 * The content security policy of a page: nothing from another host, no `eval`, and no inline script but those given.
 * Edited cells run as modules from `blob:` URLs; `'wasm-unsafe-eval'` compiles WebAssembly and nothing else; figures and
 * typeset formulas carry inline styles.
 */
export function contentSecurityPolicy(inlineScripts: readonly string[]): string {
  const hashes = inlineScripts.map((script) => `'sha256-${sha256(script)}'`);
  const directives: [string, ...string[]][] = [
    ["default-src", "'none'"],
    ["script-src", "'self'", "blob:", "'wasm-unsafe-eval'", ...hashes],
    ["style-src", "'self'", "'unsafe-inline'"],
    ["img-src", "'self'", "data:", "blob:"],
    ["font-src", "'self'"],
    ["connect-src", "'self'", "blob:", "data:"],
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
