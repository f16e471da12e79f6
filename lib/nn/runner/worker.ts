import {serve} from "../../worker/channel.ts";
import {plainHandlers} from "./runner.ts";

// A worker that runs one network in plain loops, without tfjs: `new Worker(assetUrl("gantry/workers/runner"), {type: "module"})`.
serve(plainHandlers());
