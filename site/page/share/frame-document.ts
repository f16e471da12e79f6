import type {Place} from "../frame/messages.ts";

/**
 * The policy of the frame, beside the page's own, which it inherits: everything comes as `blob:`, nothing is asked of any host, not
 * even of the book's. (`webrtc 'block'` is not in it: Chromium does not know the directive, and complains. See boot.ts.)
 */
const POLICY =
  "default-src 'none'; script-src blob: 'wasm-unsafe-eval' HASHES; style-src 'unsafe-inline'; img-src data: blob:; font-src blob: data:; " +
  "connect-src data: blob:; worker-src blob:; media-src data: blob:; base-uri 'none'; form-action 'none'; frame-src 'none'; object-src 'none'";

/** A chapter's page made ready for its frame. */
export interface FrameDocument extends Omit<Place, "boot"> {
  /** For `srcdoc`. */
  html: string;
  entry: string;
  styles: string[];
  /** Files of the book whose names carry no hash, and that the page names itself. */
  named: string[];
}

/**
 * A published page as the document of a frame that has no address, no files and no way out: its text, its first script (which waits
 * for the book's message) and nothing else that would be loaded; no bar but what belongs to the chapter; links to other pages as text.
 * @param text the page as it was published
 * @param base its URL, without query and fragment
 * @param theme the reader's choice, if any
 */
export function frameDocument(text: string, base: string, theme: string | undefined): FrameDocument {
  const page = new DOMParser().parseFromString(text, "text/html");
  const absolute = (address: string | null | undefined): string => new URL(address ?? "", base).href;
  const {head, body, documentElement} = page;
  const entry = absolute(head.ownerDocument.querySelector("script[type=module][src]")?.getAttribute("src"));
  const sheets = [...page.querySelectorAll("link[rel=stylesheet]")].map((link) => absolute(link.getAttribute("href")));
  const {imports = {}} = JSON.parse(page.querySelector("script[type=importmap]")?.textContent ?? "{}") as {
    imports?: Record<string, string>;
  };

  for (const each of page.querySelectorAll("link, script[src], script[type]")) each.remove();
  for (const each of page.querySelectorAll(
    'nav, .bar-title, [data-action="contents"], [data-action="search"], [data-action="theme"]'
  ))
    each.remove();
  for (const link of page.querySelectorAll("a[href]:not([href^='#'])")) {
    link.removeAttribute("href");
    link.setAttribute("title", "Links to other pages lead on from your own book");
  }
  const root = absolute(body.dataset.root);
  const {chapter, checks, source, katex} = body.dataset;
  const own = {root, chapter, checks, source};
  for (const [name, address] of Object.entries(own)) if (address !== undefined) body.dataset[name] = absolute(address);
  for (const name of ["later", "search", "katex", "types"]) delete body.dataset[name];
  body.dataset.apart = "";
  if (theme !== undefined) documentElement.dataset.theme = theme;

  // The hashes are those of the page's own scripts, of which the first is still there.
  const written = page.querySelector("meta[http-equiv=Content-Security-Policy]");
  const hashes = written?.getAttribute("content")?.match(/'sha256-[^']+'/g) ?? [];
  written?.setAttribute("content", POLICY.replace("HASHES", hashes.join(" ")));
  if (!written) throw new Error("The page has no content security policy");
  // No policy covers the look-up of a host's name; this much browsers do on request.
  const meta = page.createElement("meta");
  meta.httpEquiv = "x-dns-prefetch-control";
  meta.content = "off";
  written.after(meta);

  // Formulas of cells find their styles there from the start.
  const styles = [...new Set([...sheets, ...(katex === undefined ? [] : [absolute(katex)])])];
  const named = [entry, ...styles, ...[chapter, checks, source].flatMap((address) => (address ? [absolute(address)] : []))];
  const map = Object.fromEntries(Object.entries(imports).map(([name, address]) => [name, absolute(address)]));
  const html = `<!doctype html>\n${documentElement.outerHTML}`;
  return {html, base, root, map, entry, styles, named: [...named, ...Object.values(map)]};
}
