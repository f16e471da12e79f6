import {afterEach, describe, expect, it} from "vitest";
import {connect, moved, serve, WorkerError} from "../../lib/worker/channel.ts";
import type {Channel, Handlers, Port} from "../../lib/worker/channel.ts";

interface Requests {
  double: {input: number; output: number};
  fill: {input: Float32Array; output: Float32Array};
  count: {input: number; output: string; progress: number};
  wait: {input: null; output: string};
  fail: {input: string; output: never};
  function: {input: null; output: unknown};
}

const open: MessagePort[] = [];
afterEach(() => open.splice(0).forEach((port) => port.close()));

/** The two ends of a channel, as page and worker have them. */
function pair(handlers: Partial<Handlers<Requests>>): Channel<Requests> {
  const {port1, port2} = new MessageChannel();
  open.push(port1, port2);
  serve<Requests>(handlers as Handlers<Requests>, port2 as Port);
  return connect<Requests>(port1 as Port);
}

describe("connect(port).call(name, input, {progress, signal, transfer})", () => {
  it("resolves with what the handler of that name gives, each call with its own", async () => {
    const channel = pair({double: async (x) => 2 * x});
    expect(await Promise.all([1, 2, 3].map((x) => channel.call("double", x)))).toEqual([2, 4, 6]);
  });

  it("rejects with an error of the same name, message and built-in class", async () => {
    const channel = pair({
      fail: (name) => {
        if (name === "range") throw new RangeError("batch must be 1 or more, got 0");
        throw Object.assign(new Error("step 7: the loss is NaN"), {name: "DivergedError"});
      }
    });
    await expect(channel.call("fail", "range")).rejects.toThrow(new RangeError("batch must be 1 or more, got 0"));
    await expect(channel.call("fail", "range")).rejects.toBeInstanceOf(RangeError);
    await expect(channel.call("fail", "other")).rejects.toMatchObject({
      name: "DivergedError",
      message: "step 7: the loss is NaN"
    });
  });

  it("rejects a name that the worker does not answer, also one that every object has", async () => {
    const channel = pair({});
    await expect(channel.call("double", 1)).rejects.toThrow('this worker answers no "double"');
    await expect(channel.call("toString" as "double", 1)).rejects.toThrow('this worker answers no "toString"');
  });

  it("rejects what cannot be sent, in either direction", async () => {
    const channel = pair({double: (x) => x, function: () => () => 1});
    await expect(channel.call("double", (() => 1) as unknown as number)).rejects.toThrow(/could not be cloned/);
    await expect(channel.call("function", null)).rejects.toThrow(/could not be cloned/);
    expect(await channel.call("double", 1)).toBe(1);
  });

  it("hands buffers over instead of copying them, both ways", async () => {
    let inside: Float32Array | undefined;
    const channel = pair({
      fill: (array) => {
        inside = array.fill(7);
        return moved(inside, [inside.buffer as ArrayBuffer]);
      }
    });
    const array = new Float32Array(3);
    const back = await channel.call("fill", array, {transfer: [array.buffer]});
    expect([...back]).toEqual([7, 7, 7]);
    expect([array.length, inside?.length]).toEqual([0, 0]);
  });

  it("tells of progress in order, and the handler goes on only when the caller has taken it", async () => {
    const log: string[] = [];
    const channel = pair({
      count: async (to, {progress}) => {
        for (let i = 1; i <= to; i++) {
          log.push(`sent ${i}`);
          await progress(i);
        }
        return "counted";
      }
    });
    expect(await channel.call("count", 3, {progress: (i) => log.push(`taken ${i}`)})).toBe("counted");
    expect(log).toEqual(["sent 1", "taken 1", "sent 2", "taken 2", "sent 3", "taken 3"]);
  });

  it("rejects with the signal's reason at once, and tells the handler, whose progress then waits for nobody", async () => {
    const stop = new AbortController();
    let told = (_: string): void => {};
    const handlerEnd = new Promise<string>((resolve) => (told = resolve));
    const channel = pair({
      count: async (to, {progress, signal}) => {
        for (let i = 1; i <= to && !signal.aborted; i++) await progress(i);
        told(signal.aborted ? "stopped" : "counted");
        return "nobody waits";
      }
    });
    const seen: number[] = [];
    const call = channel.call("count", 1e9, {
      signal: stop.signal,
      progress: (i) => seen.push(i) === 3 && stop.abort(new Error("Stop"))
    });
    await expect(call).rejects.toThrow("Stop");
    expect(await handlerEnd).toBe("stopped");
    expect(seen).toEqual([1, 2, 3]);
  });

  it("does not begin with a signal that is aborted already", async () => {
    let begun = 0;
    const channel = pair({double: (x) => (begun++, x)});
    await expect(channel.call("double", 1, {signal: AbortSignal.abort(new Error("too late"))})).rejects.toThrow("too late");
    await channel.call("double", 1);
    expect(begun).toBe(1);
  });
});

describe("connect(port).close()", () => {
  it("rejects what is waiting, and every later call, with a WorkerError", async () => {
    const channel = pair({wait: () => new Promise(() => {})});
    const call = channel.call("wait", null);
    channel.close();
    await expect(call).rejects.toThrow(new WorkerError("the worker was closed"));
    await expect(channel.call("wait", null)).rejects.toBeInstanceOf(WorkerError);
  });
});

describe("connect(worker).failed", () => {
  /** A worker that fails as the browser reports it. */
  class Failing extends EventTarget {
    terminated = false;
    postMessage(): void {}
    terminate(): void {
      this.terminated = true;
    }
  }

  it("resolves, ends the worker and rejects the calls when its script does not load", async () => {
    const worker = new Failing();
    const channel = connect<Requests>(worker as Port);
    const call = channel.call("wait", null);
    worker.dispatchEvent(new Event("error", {cancelable: true}));
    await expect(call).rejects.toThrow("the worker's script does not load");
    expect((await channel.failed).message).toBe("the worker's script does not load");
    expect(worker.terminated).toBe(true);
  });

  it("has the message and the place of an error that was not caught", async () => {
    const worker = new Failing();
    const channel = connect<Requests>(worker as Port);
    worker.dispatchEvent(
      Object.assign(new Event("error"), {message: "RangeError: out of memory", filename: "worker.js", lineno: 3})
    );
    expect((await channel.failed).message).toBe("RangeError: out of memory (worker.js:3)");
  });
});
