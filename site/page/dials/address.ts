import type {DialValue} from "../../notebook/dials/declared.ts";
import {LONGEST, toText} from "../../notebook/dials/declared.ts";

/** Most characters of a query, and most settings in it, that are looked at. */
const LONGEST_QUERY = 8000;
const MOST = 100;

/** What an address asks for: by the name before the first dot, by what stands behind it, the texts that it gives. */
export type Asked = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/** The settings of a query such as `?run.batch=64&run.step=200`; a sentence where it asks for too much to be looked at. */
export function asked(query: string): Asked | string {
  const found = new Map<string, Map<string, string[]>>();
  const dotted = /[?&][^=&]*(?:\.|%2e)[^=&]*=/i.test(query);
  if (!dotted) return found;
  if (query.length > LONGEST_QUERY)
    return `The address has ${query.length.toLocaleString("en")} characters, and ${LONGEST_QUERY.toLocaleString("en")} are the most that is looked at.`;
  let count = 0;
  for (const [key, text] of new URLSearchParams(query)) {
    const [, name, rest] = /^([^.]+)\.(.+)$/s.exec(key) ?? [];
    if (name === undefined || rest === undefined) continue;
    if (++count > MOST) return `The address asks for more than ${MOST} settings.`;
    const of = found.get(name) ?? new Map<string, string[]>();
    found.set(name, of.set(rest, [...(of.get(rest) ?? []), text]));
  }
  return found;
}

/**
 * The address `base`, without its query and fragment, that asks for these dials and extras of a name. Throws a RangeError for an extra
 * that no address can carry.
 */
export function addressWith(
  base: string,
  name: string,
  dials: Iterable<readonly [path: string, value: DialValue]>,
  extras: Readonly<Record<string, string | number>>
): string {
  const parts = [...dials].map(([path, value]) => [path, toText(value)] as const);
  for (const [extra, value] of Object.entries(extras)) {
    const text = String(value);
    if (!/^[a-z]+$/.test(extra))
      throw new RangeError(`dials: an address cannot ask for "${extra}"; allowed are words of the letters a to z`);
    if (text.length > LONGEST)
      throw new RangeError(`dials: ${extra} has ${text.length} characters, at most ${LONGEST} are allowed`);
    parts.push([extra, text]);
  }
  const plain = (text: string): string => encodeURIComponent(text).replaceAll("%2C", ",");
  const query = parts.map(([path, text]) => `${plain(`${name}.${path}`)}=${plain(text)}`).join("&");
  return base.replace(/[?#].*$/s, "") + (query && `?${query}`);
}

/** A query without what it asks of a name. */
export function without(query: string, name: string): string {
  const kept = query
    .replace(/^\?/, "")
    .split("&")
    .filter((part) => part !== "" && ![...new URLSearchParams(part).keys()].some((key) => key.startsWith(`${name}.`)));
  return kept.length > 0 ? `?${kept.join("&")}` : "";
}
