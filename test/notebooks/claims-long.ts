import {EXPERIMENTS} from "./numbers/experiments.ts";
import {keep, readRecord} from "./numbers/record.ts";

// npm run claims [-- part of a name …]: does the trainings behind the book's numbers that are too long for the tests, on one core, and
// writes what it finds to numbers/recorded.json. What is recorded with the chapter's present settings is not done again.

const wanted = process.argv.slice(2);

for (const {name, seeds, settings, run} of EXPERIMENTS) {
  if (wanted.length > 0 && !wanted.some((part) => name.includes(part))) continue;
  const now = await settings();
  for (const seed of seeds) {
    const known = readRecord()[name];
    if (known && JSON.stringify(known.settings) === JSON.stringify(now) && known.results[seed]) continue;
    const started = performance.now();
    const outcome = await run(seed);
    keep(name, now, seed, outcome);
    console.log(`${name}, seed ${seed}: ${JSON.stringify(outcome)}, ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
}
process.exit(0);
