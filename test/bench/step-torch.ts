import {spawn} from "node:child_process";
import {once} from "node:events";
import {existsSync} from "node:fs";
import {resolve} from "node:path";
import {createInterface} from "node:readline";
import type {Racer} from "./race.ts";

const python = "/usr/bin/python3";

/** The step in PyTorch (test/bench/torch_step.py). Rejects when there is no Python with PyTorch. */
export async function torchRacer(threads: number): Promise<Racer> {
  if (!existsSync(python)) throw new Error(`no ${python}`);
  const child = spawn(python, [resolve(import.meta.dirname, "torch_step.py"), String(threads)]);
  const lines = createInterface({input: child.stdout})[Symbol.asyncIterator]();
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
  const ended = once(child, "close").then(() => {
    throw new Error(complaint.trim().split("\n").at(-1) || "PyTorch does not run");
  });
  ended.catch(() => {});
  return {
    time: async (steps) => {
      child.stdin.write(`${steps}\n`);
      const {value} = await Promise.race([lines.next(), ended]);
      // Its output has ended: why is said when it has.
      if (value === undefined) return ended;
      return JSON.parse(String(value)) as number[];
    },
    close: async () => {
      child.stdin.end();
      await ended.catch(() => {});
    }
  };
}
