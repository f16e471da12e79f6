import {serve} from "./channel.ts";
import {classifierHandlers} from "./classifier-handlers.ts";

// A worker that trains one classifier. It is started by `new Worker(assetUrl("gantry/training/classifier-worker"), {type: "module"})`.
serve(classifierHandlers());
