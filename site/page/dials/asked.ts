import {LONGEST} from "../../notebook/dials/declared.ts";
import type {Page} from "../runtime/contract.ts";
import {type Asked, asked} from "./address.ts";

let found: Asked | string | undefined;
/** Names of which what is asked besides dials was done. */
const done = new Set<string>();

/** What the page's address asks for. A page that runs nothing by itself takes nothing of its address. */
export function askedOf(page: Page): Asked {
  found ??= page.safe ? new Map() : asked(location.search);
  return typeof found === "string" ? new Map() : found;
}

/** Why nothing of the address is looked at, if that is so. */
export function tooMuch(): string | undefined {
  return typeof found === "string" ? found : undefined;
}

/** What is asked of a name besides dials. */
export function extrasOf(page: Page, name: string, asks: readonly string[]): Readonly<Record<string, string>> {
  const settings = done.has(name) ? undefined : askedOf(page).get(name);
  const extras = asks.flatMap((extra) => {
    const texts = settings?.get(extra) ?? [];
    return texts.length === 1 && texts[0]!.length <= LONGEST ? [[extra, texts[0]!] as const] : [];
  });
  return Object.freeze(Object.fromEntries(extras));
}

/** What was asked of a name besides dials was done, or given up. */
export function took(name: string): void {
  done.add(name);
}
