import {describe, expect, it} from "vitest";
import {asLive, derived, isLive, latest, live} from "../lib/live.ts";

describe("live(start)", () => {
  it("has the value that was set last, and tells it to everyone who has subscribed, in order", () => {
    const source = live(1);
    const seen: string[] = [];
    source.subscribe((value) => seen.push(`a${value}`));
    source.value = 2;
    source.subscribe((value) => seen.push(`b${value}`));
    source.value = 3;
    expect(source.value).toBe(3);
    expect(seen).toEqual(["a2", "a3", "b3"]);
  });

  it("tells nothing more once the signal is aborted, and nothing at all when it was", () => {
    const source = live(1);
    const seen: number[] = [];
    const stop = new AbortController();
    source.subscribe((value) => seen.push(value), stop.signal);
    source.subscribe((value) => seen.push(-value), AbortSignal.abort());
    source.value = 2;
    stop.abort();
    source.value = 3;
    expect(seen).toEqual([2]);
  });

  it("counts each subscription by itself, also of one function", () => {
    const source = live(1);
    const seen: number[] = [];
    const listener = (value: number): number => seen.push(value);
    const stop = new AbortController();
    source.subscribe(listener, stop.signal);
    source.subscribe(listener);
    source.value = 2;
    stop.abort();
    source.value = 3;
    expect(seen).toEqual([2, 2, 3]);
  });

  it("lets a listener end its own subscription, and others', while it is told", () => {
    const source = live(1);
    const seen: string[] = [];
    const stop = new AbortController();
    source.subscribe((value) => {
      seen.push(`a${value}`);
      stop.abort();
    }, stop.signal);
    source.subscribe((value) => seen.push(`b${value}`));
    source.value = 2;
    source.value = 3;
    expect(seen).toEqual(["a2", "b2", "b3"]);
  });
});

describe("derived(source, change)", () => {
  it("follows its source", () => {
    const source = live([1, 2]);
    const length = derived(source, (array) => array.length);
    const seen: number[] = [];
    length.subscribe((value) => seen.push(value));
    expect(length.value).toBe(2);
    source.value = [1, 2, 3];
    expect([length.value, seen]).toEqual([3, [3]]);
  });
});

describe("asLive(value), isLive(value)", () => {
  it("makes a plain value one that never changes, and leaves a live one as it is", () => {
    const source = live(1);
    expect(asLive(source)).toBe(source);
    expect(asLive(7).value).toBe(7);
    expect([source, derived(source, String), 7, null, {value: 1}, undefined].map(isLive)).toEqual([true, true, false, false, false, false]); // prettier-ignore
  });
});

describe("latest(source)", () => {
  it("gives the value there is, then each later one, leaving out those that nobody took in time", async () => {
    const source = live(1);
    const values = latest(source);
    expect((await values.next()).value).toBe(1);
    source.value = 2;
    source.value = 3;
    expect((await values.next()).value).toBe(3);
    const waiting = values.next();
    source.value = 4;
    expect((await waiting).value).toBe(4);
  });

  it("gives the same value again when it is set again: an array that was changed in place is news", async () => {
    const source = live(1);
    const values = latest(source);
    await values.next();
    source.value = 1;
    expect((await values.next()).value).toBe(1);
  });

  it("ends at once, also while it waits for the next value", async () => {
    const values = latest(live(1));
    await values.next();
    const waiting = values.next();
    await values.return();
    expect(await waiting).toEqual({done: true, value: undefined});
    expect(await values.next()).toEqual({done: true, value: undefined});
  });

  it("lets go of its source when it is ended", async () => {
    let subscribed = 0;
    const source = live(1);
    const counted = {
      get value() {
        return source.value;
      },
      subscribe(listener: (value: number) => void, signal?: AbortSignal) {
        subscribed++;
        signal?.addEventListener("abort", () => subscribed--);
        source.subscribe(listener, signal);
      }
    };
    const values = latest(counted);
    await values.next();
    expect(subscribed).toBe(1);
    await values.return(undefined as never);
    expect(subscribed).toBe(0);
  });
});
