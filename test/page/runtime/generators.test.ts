import {describe, expect, it, vi} from "vitest";
import {mutableWith} from "../../../site/page/runtime/mutable.ts";
import {isListening, now, observe, queue} from "../../../site/page/runtime/generators.ts";

const Mutable = mutableWith(observe);

describe("observe(initialize)", () => {
  it("yields the value passed to change, waiting for it when there is none yet", async () => {
    let change!: (value: number) => void;
    const generator = observe<number>((push) => void (change = push));
    const first = generator.next();
    change(1);
    expect(await first).toEqual({done: false, value: 1});
  });

  it("yields only the latest of values that came between two calls of next", async () => {
    const generator = observe<number>((change) => [1, 2, 3].forEach(change));
    expect(await generator.next()).toEqual({done: false, value: 3});
  });

  it("disposes on return at once, though a next is pending, which is then done", async () => {
    const dispose = vi.fn();
    const generator = observe<number>(() => dispose);
    const pending = generator.next();
    void generator.return();
    expect(dispose).toHaveBeenCalledTimes(1);
    expect(await pending).toEqual({done: true, value: undefined});
    await generator.return();
    expect(dispose).toHaveBeenCalledTimes(1);
  });

  it("ignores values that come after return", async () => {
    let change!: (value: number) => void;
    const generator = observe<number>((push) => void (change = push));
    await generator.return();
    change(1);
    expect(await generator.next()).toEqual({done: true, value: undefined});
  });

  it("throws a TypeError when the initializer returns something that is no function", () => {
    expect(() => observe(() => 3)).toThrow(TypeError);
  });

  it("can be read with for await", async () => {
    const generator = queue<number>((push) => [1, 2].forEach(push));
    const seen: number[] = [];
    for await (const value of generator) if (seen.push(value) === 2) break;
    expect(seen).toEqual([1, 2]);
  });
});

describe("queue(initialize)", () => {
  it("yields every value, in order", async () => {
    const generator = queue<string>((push) => ["a", "b", "c"].forEach(push));
    expect([await generator.next(), await generator.next(), await generator.next()].map(({value}) => value)).toEqual([
      "a",
      "b",
      "c"
    ]);
  });
});

describe("now()", () => {
  it("yields the time at each call", () => {
    const before = Date.now();
    const {value} = now().next();
    expect(value).toBeGreaterThanOrEqual(before);
  });
});

describe("isListening(generator)", () => {
  it("is true for generators that wait for the world, false for a program's own", () => {
    expect(isListening(observe(() => {}))).toBe(true);
    expect(isListening(now())).toBe(true);
    expect(isListening(Mutable(1))).toBe(true);
    expect(isListening((function* () {})())).toBe(false);
  });
});

describe("Mutable(initial)", () => {
  it("yields the initial value, and each one assigned to .value", async () => {
    const count = Mutable(1);
    expect(await count.next()).toEqual({done: false, value: 1});
    count.value++;
    expect(count.value).toBe(2);
    expect(await count.next()).toEqual({done: false, value: 2});
  });

  it("yields nothing before the first assignment when it has no initial value", async () => {
    const word = Mutable<string>();
    const first = word.next();
    word.value = "a";
    expect(await first).toEqual({done: false, value: "a"});
  });
});
