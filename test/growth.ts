import {Session} from "node:inspector/promises";
import {setFlagsFromString} from "node:v8";
import {afterAll, beforeAll} from "vitest";

/** How many times the work four times the size may be: a little more than n log n has. */
export const most = 6;

// The engine counts how often each block of code is entered: four times the text may be four times the work, or n log n. What a
// single call of the language does (a regular expression, indexOf) is not counted; `npm run bench -- hostile` takes the times.
const session = new Session();

/** The hooks of a test file that asks for `growth`; it runs in a process of its own (vitest.config.ts). */
export function countWork(): void {
  beforeAll(async () => {
    // Code that is cleared away takes its counts along, and is compiled again with more places that count.
    setFlagsFromString("--no-flush-bytecode");
    session.connect();
    await session.post("Profiler.enable");
    await session.post("Profiler.startPreciseCoverage", {callCount: true, detailed: true});
  });
  afterAll(() => session.disconnect());
}

/** How many blocks of code a piece of work enters, those of its libraries too. */
async function blocks(work: () => unknown): Promise<number> {
  await session.post("Profiler.takePreciseCoverage");
  work();
  const {result} = await session.post("Profiler.takePreciseCoverage");
  return result
    .filter(({url}) => !url.startsWith("node:"))
    .flatMap(({functions}) => functions.flatMap(({ranges}) => ranges.map(({count}) => count)))
    .reduce((sum, count) => sum + count, 0);
}

/**
 * How many times more work four times the size is. `make` prepares what is not to be counted. The engine
 * counts what else is at work in this process too: the least of three.
 */
export async function growth(make: (n: number) => () => unknown, n: number): Promise<number> {
  let least = Infinity;
  for (let turn = 0; turn < 3 && least >= most; turn++) {
    const [small, large] = [make(n), make(4 * n)];
    make(n)(); // what is made once is made now
    const work = await blocks(large);
    least = Math.min(least, work / (await blocks(small)));
  }
  return least;
}
