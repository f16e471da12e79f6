import {allowed, allows, asDials, type Dials, type DialValue, fromText, LONGEST, toText} from "../../notebook/dials/declared.ts";
import {markedText, stretchesOf} from "../edit/marked-text.ts";
import {notice} from "../edit/notices.ts";
import {element} from "../element.ts";
import type {Editing, Page} from "../runtime/contract.ts";
import {without} from "./address.ts";
import {askedOf, tooMuch, took} from "./asked.ts";
import {cellOf, literals, turned} from "./turned.ts";

/** Names whose dials have been turned, or refused. */
const claimed = new Set<string>();
/** What was not taken: what it was, and why. */
const refused: [asked: string, why: string][] = [];
let telling: ReturnType<typeof setTimeout> | undefined;

/**
 * Turns the dials that the address asks for, before any cell runs: those that the published cells declare. Only literals that a cell
 * declares can change, to values that it allows; whatever else is asked for is named in a notice.
 */
export async function turnAsked(page: Page, edit: () => Promise<Editing>): Promise<void> {
  const found = askedOf(page);
  if (tooMuch() !== undefined) refuse("", `${tooMuch()} Nothing of it was taken`);
  if (found.size === 0) return;
  const declared = new Map<string, {dials: Dials; asks: string[]}>();
  for (const {source, original, published} of page.cells.values()) {
    if (source !== original) continue;
    for (const call of published?.dials ?? []) {
      if (!found.has(call.name)) continue;
      const {dials = new Map(), asks = []} = declared.get(call.name) ?? {};
      declared.set(call.name, {dials: new Map([...dials, ...asDials(call.declared)]), asks: [...asks, ...call.asks]});
    }
  }
  for (const [name, {dials, asks}] of declared) await claim(page, edit, name, dials, asks);
  void page.settled().then(() => {
    for (const [name, settings] of found)
      if (!claimed.has(name))
        for (const setting of settings.keys()) refuse(`${name}.${setting}`, "this page has no such setting");
  });
}

/** The same for dials that are known only when their cell runs. */
export function arriveLate(page: Page, edit: () => Promise<Editing>, name: string, dials: Dials, asks: readonly string[]): void {
  if (!claimed.has(name)) void claim(page, edit, name, dials, asks);
}

async function claim(
  page: Page,
  edit: () => Promise<Editing>,
  name: string,
  dials: Dials,
  asks: readonly string[]
): Promise<void> {
  claimed.add(name);
  const values = new Map<string, DialValue>();
  for (const [path, texts] of askedOf(page).get(name) ?? []) {
    const dial = dials.get(path);
    const [text] = texts as [string];
    const value = dial && fromText(dial, text);
    if (texts.length > 1) refuse(`${name}.${path}`, "it stands there more than once");
    else if (!dial && !asks.includes(path)) refuse(`${name}.${path}`, `${name} has no such setting`);
    else if (!dial ? text.length > LONGEST : !allows(dial, value))
      refuse(`${name}.${path}=${text}`, dial ? `allowed: ${allowed(dial)}` : `at most ${LONGEST} characters`);
    else if (value !== undefined) values.set(path, value);
  }
  if (values.size === 0) return;
  try {
    await show(page, edit, name, dials, values);
  } catch (error) {
    refuse(name, error instanceof Error ? error.message : String(error));
  }
}

async function show(
  page: Page,
  edit: () => Promise<Editing>,
  name: string,
  dials: Dials,
  values: Map<string, DialValue>
): Promise<void> {
  const [{writeLiterals}, editing] = await Promise.all([literals(), edit()]);
  const now = turned(page, name, dials)!;
  for (const [path, value] of values) {
    const {fixed} = now.get(path)!;
    if (fixed === undefined) continue;
    values.delete(path);
    refuse(`${name}.${path}=${toText(value)}`, fixed);
  }
  const cell = cellOf(page, name);
  if (!cell || values.size === 0) return;
  const text = writeLiterals(cell.source, name, values);
  if (text === cell.source) return;
  const visit = await editing.visit(cell.id, text, `the settings of the address`);
  if (!visit) return refuse(name, `${cell.id} waits for your choice between two texts`);
  const list = [...values].map(([path, value]) => `${path} ${toText(value)}`).join(", ");
  page.announce(`The address has set ${list} in ${cell.id}.`);
  const mine = visit.own ? tellMine(cell.id, list, visit.back) : undefined;
  visit.onOver(() => {
    mine?.close();
    took(name);
    history.replaceState(history.state, "", location.pathname + without(location.search, name) + location.hash);
  });
}

/** The reader has a text of their own: it is kept, and not what is shown. */
function tellMine(id: string, list: string, back: () => void) {
  const text = `You have changed ${id} yourself. For this visit it has what the address asks for: ${list}. Your own text is kept.`;
  const shown = notice("Settings of the address", text, [
    {label: "Back to mine", act: back},
    {label: "Hide", act: () => shown.close()}
  ]);
  return shown;
}

/** Most that are named in one notice. */
const MOST_NAMED = 6;
/** Characters of each. */
const CLIP = 60;

function refuse(what: string, why: string): void {
  refused.push([what, why]);
  clearTimeout(telling);
  telling = setTimeout(tell); // what is refused in one go is told in one go
}

function tell(): void {
  const items = refused.slice(0, MOST_NAMED).map(([what, why]) => {
    if (what === "") return element("p", {}, `${why}.`);
    const code = element("code", {}, markedText(stretchesOf(what.length > CLIP ? `${what.slice(0, CLIP)}…` : what)));
    return element("p", {}, code, `: ${why}.`);
  });
  if (refused.length > MOST_NAMED) items.push(element("p", {}, `${refused.length - MOST_NAMED} more.`));
  const text = element("div", {}, element("p", {}, "The address asks for what was not taken:"), ...items);
  const close = (): void => {
    refused.length = 0;
    shown.close();
  };
  const shown = notice("Settings that were not taken", text, [{label: "Close", act: close}], "problem");
}
