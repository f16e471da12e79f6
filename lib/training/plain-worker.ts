import {serve} from "./channel.ts";
import {plainHandlers} from "./plain-handlers.ts";

// A worker that runs one network in plain loops, without tfjs: `new Worker(assetUrl("gantry/training/plain-worker"), {type: "module"})`.
serve(plainHandlers());
