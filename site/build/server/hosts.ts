import {hostname, networkInterfaces} from "node:os";
import {isIP} from "node:net";

/** Where a server listens: on this machine alone (undefined), on all its addresses (true), or on one, given by name or number. */
export type Host = string | true | undefined;

/** Addresses of this machine that others can reach: IPv4 first, none that are valid on one cable only. */
export function ownAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const reachable = all.filter(({internal, address}) => !internal && !/^fe80:/i.test(address));
  return reachable.sort((a, b) => Number(a.family === "IPv6") - Number(b.family === "IPv6")).map(({address}) => address);
}

/** Names by which others may know this machine. */
export function ownNames(): string[] {
  const name = hostname().toLowerCase();
  const [first = name] = name.split(".");
  return [...new Set([name, first, `${first}.local`])].filter((each) => each !== "" && each !== "localhost");
}

/** The addresses to bind to. */
export function bindings(host: Host): string[] {
  if (host === undefined) return ["127.0.0.1", "::1"];
  return [host === true || host === "0.0.0.0" || host === "::" ? "::" : host];
}

/** The URLs to tell: the first for this machine where it can use one of its own, the others for those who come from outside. */
export function urlsOf(host: Host, scheme: "http" | "https", port: number, base: string): string[] {
  const [bound = ""] = bindings(host);
  const names = host === undefined ? ["localhost"] : bound === "::" ? ["localhost", ...ownAddresses()] : [bound];
  return names.map((name) => `${scheme}://${isIP(name) === 6 ? `[${name}]` : name}:${port}${base}`);
}

/** The names and addresses for which a server's certificate has to hold. */
export function certificateNames(host: Host): string[] {
  const [bound = ""] = bindings(host);
  if (host !== undefined && bound !== "::") return [bound];
  const loopback = ["localhost", "127.0.0.1", "::1"];
  return host === undefined ? loopback : [...loopback, ...ownNames(), ...ownAddresses()];
}

/**
 * Whether a request's `Host` is a name of ours. A page of another site can have its own name point to this machine (DNS rebinding),
 * and would then read what we serve, and what its readers keep; such a request still carries the other site's name. Names of this
 * machine are asked for each time: it may have moved to another network.
 */
export function isOurs(header: string | undefined, host: Host): boolean {
  const name = nameOf(header);
  if (name === null) return false;
  if (isLoopback(name)) return true;
  if (host === undefined) return false;
  const given = host === true ? [] : [host.toLowerCase()];
  return [...given, ...ownAddresses().map((address) => address.toLowerCase()), ...ownNames()].includes(name);
}

/** Whether browsers trust this host as they trust https: what is asked for by it never leaves the machine. */
export function isTrusted(header: string | undefined): boolean {
  return isLoopback(nameOf(header) ?? "");
}

function isLoopback(name: string): boolean {
  return name === "localhost" || name.endsWith(".localhost") || name === "::1" || /^127\.\d+\.\d+\.\d+$/.test(name);
}

/** "[::1]:4321" → "::1", "Laptop.:80" → "laptop"; null for what is no host. */
function nameOf(header: string | undefined): string | null {
  const [, six, name] = /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::\d+)?$/i.exec(header ?? "") ?? [];
  const found = six ?? name;
  if (found === undefined) return null;
  // As browsers write addresses: "::0:1" is "::1".
  if (six !== undefined && isIP(six) === 6) return new URL(`http://[${six}]`).hostname.slice(1, -1);
  return found.toLowerCase().replace(/\.$/, "");
}
