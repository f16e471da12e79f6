import {describe, expect, it} from "vitest";
import {Commands} from "../../../lib/training/run/commands.ts";

/** Work that ends when it is told to, or when its signal is aborted. */
function task(log: string[], name: string) {
  let finish = (): void => {};
  const work = (signal: AbortSignal): Promise<string> =>
    new Promise((resolve) => {
      log.push(`${name} begins`);
      const end = (how: string) => () => {
        log.push(`${name} ${how}`);
        resolve(name);
      };
      finish = end("ends");
      signal.addEventListener("abort", end("stops"), {once: true});
    });
  return {work, finish: () => finish()};
}

const turn = () => new Promise((resolve) => setTimeout(resolve));

describe("new Commands().run(work, {endless, urgent})", () => {
  it("does one after the other: two clicks are two steps", async () => {
    const [log, commands] = [[] as string[], new Commands()];
    const [first, second] = [task(log, "first"), task(log, "second")];
    const results = [commands.run(first.work), commands.run(second.work)];
    await turn();
    first.finish();
    await turn();
    second.finish();
    expect(await Promise.all(results)).toEqual(["first", "second"]);
    expect(log).toEqual(["first begins", "first ends", "second begins", "second ends"]);
  });

  it("stops what is endless for whatever comes, however quickly", async () => {
    const [log, commands] = [[] as string[], new Commands()];
    const plays = ["a", "b", "c"].map((name) => task(log, name));
    const results = plays.map(({work}) => commands.run(work, {endless: true}));
    await turn();
    expect(log).toEqual(["c begins"]);
    const step = task(log, "step");
    const last = commands.run(step.work);
    await turn();
    step.finish();
    expect(await Promise.all([...results, last])).toEqual([null, null, "c", "step"]);
    expect(log).toEqual(["c begins", "c stops", "step begins", "step ends"]);
  });

  it("stops everything for what is urgent, also what has not begun", async () => {
    const [log, commands] = [[] as string[], new Commands()];
    const [first, second, urgent] = ["first", "second", "urgent"].map((name) => task(log, name));
    const results = [commands.run(first.work), commands.run(second.work)];
    await turn();
    results.push(commands.run(urgent.work, {urgent: true}));
    await turn();
    urgent.finish();
    expect(await Promise.all(results)).toEqual(["first", null, "urgent"]);
    expect(log).toEqual(["first begins", "first stops", "urgent begins", "urgent ends"]);
  });

  it("goes on after work that fails", async () => {
    const commands = new Commands();
    const failing = commands.run(() => Promise.reject(new Error("no")));
    const next = commands.run(async () => 1);
    await expect(failing).rejects.toThrow("no");
    expect(await next).toBe(1);
  });
});

describe("commands.stop()", () => {
  it("stops everything, and resolves when it has stopped", async () => {
    const [log, commands] = [[] as string[], new Commands()];
    void commands.run(task(log, "first").work);
    void commands.run(task(log, "second").work);
    await turn();
    await commands.stop();
    expect(log).toEqual(["first begins", "first stops"]);
  });
});
