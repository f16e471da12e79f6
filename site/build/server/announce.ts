import type {Host} from "./hosts.ts";

/** What a teacher at the terminal needs to know about a server that has begun: addresses, and what readers will see under them. */
export function announcement(urls: readonly string[], host: Host, fingerprint?: string): string[] {
  const local = (url: string) => /^https?:\/\/(localhost|127\.|\[::1\])/.test(url);
  const others = urls.filter((url) => !local(url));
  const width = Math.max(...urls.map(({length}) => length)) + 2;
  const whom = (url: string) => (host === undefined ? "" : local(url) ? "on this machine" : "for others in the same network");
  const lines = ["", ...urls.map((url) => `  ${url.padEnd(width)}${whom(url)}`.trimEnd()), ""];
  if (host !== undefined && others.length === 0) lines.push("This machine is in no network now: others cannot reach it.", "");
  if (fingerprint !== undefined) lines.push(...aboutCertificate(fingerprint), "");
  else if (others.length > 0) lines.push(...aboutPlainHttp, "");
  return [...lines, "Ctrl-C ends it."];
}

const aboutPlainHttp = [
  "Under plain http, browsers give others no reading offline, one thread for training instead of several, and no copy button;",
  "their pages say so. With --https they have the threads and the button."
];

function aboutCertificate(fingerprint: string): string[] {
  return [
    "Students see a warning first, since this machine has made its certificate itself: “Advanced”, then “Proceed” leads on (Firefox: “Accept",
    "the Risk”; Safari: “Show Details”, “visit this website”). Then they have everything but reading offline, for which most browsers want",
    "the certificate installed. Whoever wants to be sure that it is this one compares its SHA-256 in the browser:",
    `  ${fingerprint}`
  ];
}
