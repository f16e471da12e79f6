import {argv} from "node:process";
import {realEffects} from "./site/build/effects.ts";
import {runCommand} from "./site/build/commands.ts";

process.exitCode = await runCommand(argv.slice(2), realEffects);
