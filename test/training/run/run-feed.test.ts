import {describe, expect, it} from "vitest";
import {RunFeed} from "../../../lib/training/run/feed.ts";
import type {RunUpdate} from "../../../lib/training/run/messages.ts";
import {madeEntry, madeSheet} from "../../browser/training-run.ts";

const turn = () => new Promise((resolve) => setTimeout(resolve));

/** Someone who watches, and takes each update when told to. */
function watcher(feed: RunFeed) {
  const updates: RunUpdate[] = [];
  let taken = (): void => {};
  const stop = new AbortController();
  const progress = (update: RunUpdate): Promise<void> => {
    updates.push(update);
    return new Promise((resolve) => (taken = resolve));
  };
  const ended = feed.watch({progress, signal: stop.signal});
  return {updates, take: () => taken(), stop: () => stop.abort(), ended};
}

describe("feed.watch({progress, signal})", () => {
  it("gathers what happens until the last update was taken, and sends it as one", async () => {
    const feed = new RunFeed();
    const {updates, take} = watcher(feed);
    feed.addEntry(madeEntry(1));
    await turn();
    for (let step = 2; step <= 30; step++) feed.addEntry(madeEntry(step));
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(updates.map(({entries}) => entries.length)).toEqual([1]);
    take();
    await expect.poll(() => updates.map(({entries}) => entries.length)).toEqual([1, 29]);
  });

  it("sends only the sheets that are still wanted, and nothing of what the run has left behind", async () => {
    const feed = new RunFeed();
    for (let step = 1; step <= 4; step++) feed.addEntry(madeEntry(step));
    for (const step of [0, 2, 4]) feed.addSheet(madeSheet(step, 1, 4));
    feed.setKept({sheetSteps: [0, 4], snapshots: [0], snapshotBytes: 9});
    feed.back(3);
    feed.setKept({sheetSteps: [0], snapshots: [0], snapshotBytes: 9});
    const {updates} = watcher(feed);
    await turn();
    const [{entries, sheets, back, snapshotBytes}] = updates;
    expect(entries.map(({step}) => step)).toEqual([1, 2, 3]);
    expect(sheets.map(({step}) => step)).toEqual([0]);
    expect([back, snapshotBytes]).toEqual([3, 9]);
  });

  it("ends when it is given up", async () => {
    const {stop, ended} = watcher(new RunFeed());
    stop();
    expect(await ended).toBeNull();
  });
});

describe("feed.flush()", () => {
  it("tells at once what has changed, and nothing when nothing has", async () => {
    const feed = new RunFeed();
    const {updates} = watcher(feed);
    feed.flush();
    expect(updates).toEqual([]);
    feed.addEntry(madeEntry(1));
    feed.flush();
    feed.flush();
    expect(updates.map(({entries}) => entries.length)).toEqual([1]);
  });
});

describe("feed.room()", () => {
  it("makes the run wait once 1,000 steps have not been taken, until they are", async () => {
    const feed = new RunFeed();
    const {updates, take} = watcher(feed);
    feed.addEntry(madeEntry(1));
    await turn();
    for (let step = 2; step <= 1000; step++) feed.addEntry(madeEntry(step));
    let through = 0;
    void feed.room().then(() => through++);
    await turn();
    expect(through).toBe(1);
    feed.addEntry(madeEntry(1001));
    void feed.room().then(() => through++);
    await turn();
    expect(through).toBe(1);
    take();
    await expect.poll(() => through).toBe(2);
    expect(updates[1].entries.length).toBe(1000);
  });

  it("is there when nobody watches any more", async () => {
    const feed = new RunFeed();
    const {stop} = watcher(feed);
    for (let step = 1; step <= 1001; step++) feed.addEntry(madeEntry(step));
    stop();
    await feed.room();
  });
});
