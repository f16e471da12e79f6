import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {locate} from "../../../site/page/runtime/errors.ts";
import type {PageCell} from "../../../site/page/runtime/contract.ts";
import {CellRun, errorOf, NotRun, type Steps, track} from "../../../site/page/runtime/run.ts";

const revoked = () => {
  const {proxy, revoke} = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const traps = (target: object) =>
  new Proxy(
    target,
    Object.fromEntries(
      ["get", "has", "getPrototypeOf", "ownKeys", "getOwnPropertyDescriptor"].map((trap) => [
        trap,
        () => {
          throw trap;
        }
      ])
    )
  );
const withGetter = (key: string) =>
  Object.defineProperty(new Error("x"), key, {
    get() {
      throw new Error("not to be read");
    }
  });
const withField = (key: string, value: unknown) => Object.defineProperty(new Error("x"), key, {value});

/** Things that a cell may throw, made anew for each use. */
const hostile: Record<string, () => unknown> = {
  "an object whose toString throws": () => ({
    toString() {
      throw 1;
    }
  }),
  "an object whose toString gives an object": () => ({toString: () => ({}), valueOf: () => ({})}),
  "an object without a prototype": () => Object.create(null) as unknown,
  "a proxy that throws": () => traps({}),
  "a proxy of an error that throws": () => traps(new Error("x")),
  "a revoked proxy": revoked,
  undefined: () => undefined,
  null: () => null,
  "a symbol": () => Symbol("s"),
  "a function": () => () => 1,
  "a bigint": () => 1n,
  "an error whose message throws": () => withGetter("message"),
  "an error whose name throws": () => withGetter("name"),
  "an error whose stack throws": () => withGetter("stack"),
  "an error whose message is no text": () => withField("message", {}),
  "an error whose message cannot be text": () => withField("message", Object.create(null)),
  "an error whose name is a symbol": () => withField("name", Symbol("s")),
  "an error whose stack is a revoked proxy": () => withField("stack", revoked()),
  "an error with a huge message": () => new Error("x".repeat(5_000_000)),
  "an error with a huge name": () => withField("name", "x".repeat(5_000_000)),
  "a huge text": () => "x".repeat(5_000_000)
};

/** What is said of an error: all that the page reads of it. */
function described(error: Error): number {
  expect(error).toBeInstanceOf(Error);
  for (const text of [error.name, error.message, error.stack]) expect(typeof text).toBe("string");
  expect(error.message.length).toBeGreaterThan(0);
  return error.name.length + error.message.length + error.stack!.length;
}

const cell = {id: "a", source: "throw 1", definition: null} as unknown as PageCell;

describe("errorOf(thrown): whatever a cell throws can be told", () => {
  it.each(Object.entries(hostile))("%s", (_, make) => {
    expect(described(errorOf(make()))).toBeLessThan(100_000);
    expect(described(locate(errorOf(make()), cell, [cell]))).toBeLessThan(100_000);
  });

  it("any value of any kind", () => {
    fc.assert(
      fc.property(
        fc.anything({withNullPrototype: true, withBigInt: true, withSparseArray: true, withTypedArray: true}),
        (value) => {
          expect(described(errorOf(typeof value === "string" ? `${value}x` : value))).toBeLessThan(100_000);
        }
      )
    );
  });

  it("keeps errors as they are, and texts as messages", () => {
    const error = new TypeError("no");
    expect(errorOf(error)).toBe(error);
    expect(errorOf(new NotRun("x"))).toBeInstanceOf(NotRun);
    expect(errorOf("a text").message).toBe("a text");
    expect(errorOf(42).message).toBe("the cell threw 42");
    expect(errorOf(undefined).message).toBe("the cell threw undefined");
  });
});

describe("a run ends with whatever is thrown", () => {
  it.each(Object.entries(hostile))("%s: a promise, a generator and an async generator", async (_, make) => {
    const run = new CellRun();
    const outputs: unknown[] = [
      Promise.reject(make()),
      (function* (): Generator<number> {
        throw make();
      })(),
      (async function* (): AsyncGenerator<number> {
        throw make();
      })(),
      {
        next: () =>
          Object.defineProperty({}, "done", {
            get: () => {
              throw make();
            }
          }),
        return: () => ({done: true})
      },
      {
        next: () =>
          Promise.resolve(
            Object.defineProperty({}, "done", {
              get: () => {
                throw make();
              }
            })
          ),
        return: () => ({done: true})
      }
    ];
    for (const output of outputs) {
      const tracked = track(output, run, () => {}) as Steps & PromiseLike<unknown>;
      const settled = (async () => (tracked.next ? await tracked.next() : await tracked))();
      described(
        await settled.then(
          () => Promise.reject(new Error("it gave a value")),
          (error: Error) => error
        )
      );
    }
    expect(run.working).toBe(0);
  });
});
