import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {Edits} from "../../../site/page/edit/edits.ts";
import {keepMine, takeTheirs} from "../../../site/page/keep/choices.ts";
import {interval, Saver} from "../../../site/page/keep/saver.ts";
import type {EditStore, Kept} from "../../../site/page/keep/store.ts";
import type {TabMessage} from "../../../site/page/keep/tabs.ts";
import {Unsaved} from "../../../site/page/keep/unsaved.ts";
import {edited, memoryStore, published, textStorage} from "./stores.ts";

const chapter = {root: "https://example.org/book/", slug: "chapter"};
const path = "/book/chapter";

/** A reader's browser: one store, one place for what is unsaved, and tabs that hear of each other when `deliver` says so. */
class Browser {
  readonly store = memoryStore();
  readonly storage = textStorage();
  readonly tabs: Tab[] = [];
  clock = 0;
  opened = 0;

  open(): Tab {
    const tab = new Tab(this, `tab${++this.opened}`);
    this.tabs.push(tab);
    return tab;
  }
}

/** A tab on the chapter: what happens to it happens when the test says so. */
class Tab {
  readonly edits = new Edits(new Map([["a", published]]), (ids, origin) => {
    if (origin !== "stored" && origin !== "tab") this.saver.changed(ids, this.typing, this.choosing);
  });
  readonly saver: Saver;
  /** Messages of other tabs that have not arrived yet. */
  readonly inbox: TabMessage[] = [];
  /** Transactions that have not come to their end yet. */
  readonly transactions: (() => void)[] = [];
  timer: (() => void) | null = null;
  alive = true;
  typing = false;
  choosing = false;
  readonly #browser: Browser;
  #received: (message: TabMessage) => void = () => {};

  constructor(browser: Browser, by: string) {
    this.#browser = browser;
    const store: EditStore = {
      load: (path) => browser.store.load(path),
      write: async (path, changes) => {
        const sent = structuredClone(changes);
        await new Promise<void>((done) => this.transactions.push(done));
        return browser.store.write(path, sent);
      }
    };
    this.saver = new Saver({
      by,
      path,
      edits: this.edits,
      store,
      unsaved: new Unsaved(chapter, [() => browser.storage]),
      join: (received) => {
        this.#received = received;
        return {
          tell: (message) => {
            for (const tab of browser.tabs) if (tab !== this) tab.inbox.push(structuredClone(message));
          }
        };
      },
      after: (_, act) => {
        this.timer = act;
        return () => (this.timer = null);
      },
      now: () => ++browser.clock,
      failed() {},
      announce() {}
    });
  }

  get text(): string | null {
    return this.edits.text("a");
  }

  /** All texts of the cell that the reader can get at here. */
  get texts(): (string | null)[] {
    return [this.text, ...(this.edits.get("a")?.others ?? []).map(({text}) => text)];
  }

  type(text: string): void {
    this.typing = true;
    this.edits.change("typing", [["a", {...(this.edits.get("a") ?? edited("a", null)), text}]], "type a");
    this.typing = false;
  }

  /** The reader makes the choice that is offered. */
  choose(mine: boolean): void {
    const edit = this.edits.get("a");
    if (!edit?.others) return;
    this.choosing = true;
    this.edits.change("the choice", [["a", mine ? keepMine(edit, published) : takeTheirs(edit, published)]]);
    this.choosing = false;
  }

  tick(): void {
    this.timer?.();
  }

  deliver(): void {
    const message = this.inbox.shift();
    if (message) this.#received(message);
  }

  async commit(): Promise<void> {
    this.transactions.shift()?.();
    await settle();
  }

  /** Nothing that this tab has under way comes to an end any more. */
  crash(): void {
    this.alive = false;
    this.transactions.length = 0;
    this.timer = null;
    this.#browser.tabs.splice(this.#browser.tabs.indexOf(this), 1);
  }

  /** The page goes away in good order; the transaction that it began may come to its end, or not. */
  async leave(finishes: boolean): Promise<void> {
    this.saver.leave();
    if (finishes) while (this.transactions.length > 0) await this.commit();
    this.crash();
    // The other tabs see that something was left.
    for (const tab of this.#browser.tabs) tab.saver.collect();
  }

  /** Everything that is under way comes to its end. */
  async finish(): Promise<void> {
    for (let more = true; more;) {
      more = this.timer !== null || this.transactions.length > 0 || this.inbox.length > 0;
      this.tick();
      while (this.inbox.length > 0) this.deliver();
      await this.commit();
    }
  }
}

/** Lets promises that are settled have their consequences. */
async function settle(): Promise<void> {
  for (let i = 0; i < 30; i++) await Promise.resolve();
}

async function opened(browser: Browser): Promise<Tab> {
  const tab = browser.open();
  await tab.saver.load();
  await settle();
  return tab;
}

/** Typed in A, which was left at once; B has been told. */
async function leftInA(): Promise<{browser: Browser; b: Tab}> {
  const browser = new Browser();
  const a = await opened(browser);
  const b = await opened(browser);
  a.type("one");
  await a.leave(false);
  while (b.inbox.length > 0) b.deliver();
  expect(b.text).toBe("one");
  return {browser, b};
}

describe("Saver, two tabs", () => {
  it("shows the newer text after: typed in A and left at once; typed on in B and stored; B crashed", async () => {
    const {browser, b} = await leftInA();
    b.type("one two");
    b.tick();
    await b.finish();
    b.crash();
    const c = await opened(browser);
    expect(c.texts).toEqual(["one two"]);
    expect(browser.storage.texts.size).toBe(0);
  });

  it("shows both texts when B knew nothing of A's", async () => {
    const browser = new Browser();
    const a = await opened(browser);
    a.type("one");
    // B was asleep: it heard nothing of A.
    const b = browser.open();
    b.type("other");
    b.tick();
    await b.finish();
    b.crash();
    a.saver.leave();
    a.crash();
    const c = await opened(browser);
    expect([...c.texts].sort()).toEqual(["one", "other"]);
    await c.finish();
    c.crash();
    // Both are in the store now, and nothing is left apart from it.
    expect(browser.storage.texts.size).toBe(0);
    expect([...(await opened(browser)).texts].sort()).toEqual(["one", "other"]);
  });

  it("keeps what a tab left when another one, with nothing unsaved, leaves after it", async () => {
    const browser = new Browser();
    const b = await opened(browser);
    const a = await opened(browser);
    a.type("one");
    a.saver.leave();
    a.crash();
    b.saver.leave();
    b.crash();
    expect((await opened(browser)).text).toBe("one");
  });

  it("does not bring a text back that was reset in another tab after it was left", async () => {
    const {browser, b} = await leftInA();
    b.edits.change("resetting a", [["a", undefined]]);
    await b.finish();
    b.crash();
    expect((await opened(browser)).texts).toEqual([published]);
  });

  it("asks for a third text after the choice between two", async () => {
    const browser = new Browser();
    for (const text of ["one", "two", "three"]) {
      const tab = browser.open();
      tab.type(text);
      tab.saver.leave();
      tab.crash();
    }
    const c = await opened(browser);
    expect([...c.texts].sort()).toEqual(["one", "three", "two"]);
    c.choose(true);
    c.choose(false);
    await c.finish();
    expect(c.texts).toHaveLength(1);
    c.crash();
    expect((await opened(browser)).texts).toHaveLength(1);
  });
});

describe("Saver, while the reader types without a pause", () => {
  it("stores after each interval, not only at the end", async () => {
    const browser = new Browser();
    const tab = await opened(browser);
    let begun = 0;
    // Twelve intervals of typing, ten characters each.
    for (let stretch = 1; stretch <= 12; stretch++) {
      for (let i = 0; i < 10; i++) tab.type(`${tab.text}.`);
      expect(tab.timer).not.toBeNull();
      tab.tick();
      await tab.commit();
      begun = stretch * 10;
      const stored = await browser.store.load(path);
      expect(stored.map(({edit}) => edit?.text)).toEqual([published + ".".repeat(begun)]);
    }
    tab.type(`${tab.text}.`);
    tab.crash();
    // The last character alone is lost.
    expect((await opened(browser)).text).toBe(published + ".".repeat(begun));
  });

  it("starts one timer with the first character, of half a second, and no later one puts it off", async () => {
    const waits: number[] = [];
    const edits = new Edits(new Map([["a", published]]), (ids) => saver.changed(ids, true));
    const saver: Saver = new Saver({
      by: "tab",
      path,
      edits,
      store: memoryStore(),
      unsaved: new Unsaved(chapter, [() => textStorage()]),
      join: () => ({tell() {}}),
      after: (milliseconds) => (waits.push(milliseconds), () => expect.fail("the timer was taken back")),
      now: () => 0,
      failed() {},
      announce() {}
    });
    for (let i = 0; i < 50; i++) edits.change("typing", [["a", edited("a", `text ${i}`)]], "type a");
    expect(waits).toEqual([interval]);
    expect(interval).toBeLessThanOrEqual(500);
  });
});

/** What can happen, to a tab where there are several. */
const step = fc.record({
  what: fc.constantFrom(
    "type",
    "type",
    "tick",
    "tick",
    "commit",
    "commit",
    "deliver",
    "deliver",
    "leave",
    "leave quickly",
    "crash",
    "reload",
    "open",
    "mine",
    "theirs",
    "reset"
  ),
  tab: fc.nat(1)
});

describe("Saver, whatever happens in two tabs in whatever order", () => {
  it("loses no text that was stored or left, unless it was replaced by one made in its knowledge, and never shows one that was", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, {minLength: 1, maxLength: 40}), async (steps) => {
        const browser = new Browser();
        await opened(browser);
        await opened(browser);
        /** Text → those that the reader saw at that place when it was written: it replaces them. */
        const replaces = new Map<string, (string | null)[]>();
        /** Texts that reached the store or were left. */
        const safe = new Set<string>();
        const made = (text: string, over: (string | null)[]) => void replaces.set(text, over);
        const note = async (): Promise<void> => {
          for (const {edit} of [...(await browser.store.load(path)), ...new Unsaved(chapter, [() => browser.storage]).read()])
            for (const text of allOf(edit)) safe.add(text);
        };
        let count = 0;
        for (const {what, tab: which} of steps) {
          const tab = browser.tabs[which % Math.max(1, browser.tabs.length)];
          if (!tab) {
            await opened(browser);
            continue;
          }
          const before = [...tab.texts];
          if (what === "type") {
            const text = `text ${++count}`;
            made(text, [tab.text]);
            tab.type(text);
          } else if (what === "reset") {
            const name = `reset ${++count}`;
            made(name, before);
            tab.edits.change(name, [["a", undefined]]);
          } else if (what === "tick") tab.tick();
          else if (what === "deliver") tab.deliver();
          else if (what === "commit") await tab.commit();
          else if (what === "mine" || what === "theirs") {
            tab.choose(what === "mine");
            const gone = before.filter((text) => !tab.texts.includes(text));
            // The text that was chosen was made, once more, in the knowledge of the one that was not.
            if (gone.length > 0 && tab.text !== null) replaces.set(tab.text, [...(replaces.get(tab.text) ?? []), ...gone]);
          } else if (what === "open" && browser.tabs.length < 2) await opened(browser);
          else if (what === "crash") tab.crash();
          else if (what !== "open") {
            await tab.leave(what === "leave");
            if (what === "reload") await opened(browser);
          }
          await settle();
          await note();
        }
        for (const tab of [...browser.tabs]) {
          await tab.finish();
          await note();
          await tab.leave(true);
          await note();
        }
        const last = await opened(browser);
        const visible = new Set(last.texts);
        // A text that was never stored may have been what a stored one replaced: then that replaces what it replaced.
        const replaced = (text: string, from: readonly string[] = []): boolean =>
          [...replaces].some(
            ([later, over]) =>
              over.includes(text) &&
              later !== text &&
              !from.includes(later) &&
              (safe.has(later) || later.startsWith("reset") || replaced(later, [...from, text]))
          );
        for (const text of safe) {
          if (text !== published && !replaced(text)) expect([...visible], `${text} was stored or left`).toContain(text);
        }
        // A text that was replaced may stand beside what replaced it, for the reader to choose, but never alone.
        const alone = last.texts.length === 1 ? last.text : null;
        for (const later of safe) {
          if (alone !== null && alone !== later && (replaces.get(later) ?? []).includes(alone) && !replaced(later))
            expect.fail(`${alone} is shown, and ${later}, which replaced it, is not`);
        }
      }),
      {numRuns: 1000}
    );
  }, 120_000);
});

function allOf(edit: Kept["edit"]): string[] {
  return edit ? [edit.text, ...(edit.others ?? []).map(({text}) => text)].filter((text) => text !== null) : [];
}
