import {serve} from "../../worker/channel.ts";
import {runHandlers} from "./service.ts";

// A worker that carries out one run. It is started by `new Worker(assetUrl("gantry/workers/run"), {type: "module"})`.
serve(runHandlers());
