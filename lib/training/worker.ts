import {serve} from "./channel.ts";
import {runHandlers} from "./run-handlers.ts";

// A worker that carries out one run. It is started by `new Worker(assetUrl("gantry/training/worker"), {type: "module"})`.
serve(runHandlers());
