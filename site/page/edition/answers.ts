import type {Build} from "./build.ts";

/** The answers of the service worker: their headers come from the build and from content that was verified, never from a cache. */

/** No site can put an answer into a frame. */
const UNFRAMED = "frame-ancestors 'none'";

const protection: Readonly<Record<string, string>> = {
  "X-Frame-Options": "DENY",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin"
};

/** The answer that a verified file makes. */
export async function fileAnswer(path: string, content: Blob, {types, policies}: Build): Promise<Response> {
  const ending = path.slice(path.lastIndexOf(".") + 1);
  const type = Object.hasOwn(types, ending) ? types[ending]! : "application/octet-stream";
  const policy = ending === "html" ? await policyOfPage(content) : (policyOf(path, policies) ?? UNFRAMED);
  return new Response(content, {headers: {...protection, "Content-Type": type, "Content-Security-Policy": policy}});
}

/** The server's answer with the headers that protect its reader and grant cross-origin isolation, for servers that cannot send them. */
export function guarded(response: Response, path: string, {policies}: Build): Response {
  if (response.type === "opaqueredirect" || response.type === "error" || response.status === 0) return response;
  const headers = new Headers(response.headers);
  const policy = policyOf(path, policies);
  // A page's own stands in its head.
  if (policy !== undefined) headers.set("Content-Security-Policy", policy);
  else if (!headers.has("Content-Security-Policy")) headers.set("Content-Security-Policy", UNFRAMED);
  for (const [name, value] of Object.entries(protection)) headers.set(name, value);
  const {status, statusText} = response;
  return new Response(status === 204 || status === 304 ? null : response.body, {status, statusText, headers});
}

/** What is said for a page that cannot be had. `forged`: what was kept was not the book's own. */
export function notKept(forged: boolean): Response {
  const why = forged
    ? "What was kept of this page was not the book’s own, and has been thrown away."
    : "This page is not kept for offline reading yet.";
  const text = `<!doctype html><html lang="en"><title>Not kept · Gantry</title><link rel="icon" href="data:,">
<p>${why} Open it once while you are online.`;
  const policy = `default-src 'none'; img-src data:; ${UNFRAMED}`;
  const headers = {...protection, "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy};
  return new Response(text, {status: 503, headers});
}

/** The policy of what is no page. */
function policyOf(path: string, policies: Build["policies"]): string | undefined {
  const {script, other} = policies ?? {};
  const policy = /\.m?js$/.test(path) ? script : /\.\w+$/.test(path) && !path.endsWith(".html") ? other : undefined;
  return policy && `${policy}; ${UNFRAMED}`;
}

/** The policy that a page carries in its head, as a header says it. */
async function policyOfPage(content: Blob): Promise<string> {
  const head = await content.slice(0, 8192).text();
  const [, written] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(head) ?? [];
  return written === undefined ? UNFRAMED : `${written.replaceAll("&quot;", '"').replaceAll("&amp;", "&")}; ${UNFRAMED}`;
}
