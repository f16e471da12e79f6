import {type ChildProcess, fork} from "node:child_process";
import {once} from "node:events";
import {mkdtemp, rm, writeFile} from "node:fs/promises";
import {connect, type Socket} from "node:net";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, it} from "vitest";

/** Bytes of the file that is asked for: 2,000 times this is 1 GB. */
const SIZE = 2 ** 19;
const COUNT = 2000;
const MB = 2 ** 20;

let folder = "";
let child: ChildProcess;
let port = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gantry-flood-"));
  await writeFile(join(folder, "large.bin"), Buffer.alloc(SIZE, "x"));
  child = fork(join(import.meta.dirname, "flood.ts"), [folder], {execArgv: ["--import", "tsx"]});
  [{port}] = (await once(child, "message")) as [{port: number}];
});

afterAll(async () => {
  child.kill();
  await rm(folder, {recursive: true, force: true});
});

async function memory(): Promise<{most: number; now: number}> {
  const answer = once(child, "message");
  child.send("memory");
  return (await answer)[0] as {most: number; now: number};
}

function flood(requests: number): Socket {
  const socket = connect(port, "127.0.0.1");
  socket.write("GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(requests));
  return socket;
}

const quiet = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

describe("a server whose client sends 2,000 requests at once on one connection", () => {
  it("answers them all, one after the other, and keeps none of them in memory", async () => {
    const before = (await memory()).now;
    const socket = flood(COUNT);
    // Nothing is taken for a while: whatever the server makes ready in advance piles up in its memory.
    socket.pause();
    await quiet(1500);
    let bytes = 0;
    let answers = 0;
    socket.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      for (let at = chunk.indexOf("HTTP/1.1 200"); at >= 0; at = chunk.indexOf("HTTP/1.1 200", at + 1)) answers++;
    });
    socket.resume();
    while (bytes < COUNT * SIZE) {
      const last = bytes;
      await quiet(2000);
      if (bytes === last) break;
    }
    socket.destroy();
    expect(bytes).toBeGreaterThan(COUNT * SIZE);
    // A head may lie across two chunks.
    expect(answers).toBeGreaterThan(COUNT * 0.95);
    const grown = ((await memory()).most - before) / MB;
    expect(grown).toBeLessThan(150);
  });

  it("drops a client that sends without end and takes nothing", async () => {
    const before = (await memory()).now;
    const socket = flood(0);
    socket.on("error", () => undefined);
    socket.pause();
    const closed = new Promise((done) => socket.once("close", done));
    let sent = 0;
    const more = "GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\n".repeat(1000);
    while (!socket.destroyed && sent < 200) {
      if (!socket.write(more)) await quiet(50);
      sent++;
    }
    socket.destroy();
    await closed;
    expect(((await memory()).most - before) / MB).toBeLessThan(200);
    const {status} = await fetch(`http://localhost:${port}/large.bin`, {method: "HEAD"});
    expect(status).toBe(200);
  });
});
