import {serve} from "../training/channel.ts";
import {evaluationHandlers} from "./handlers.ts";

// A worker that measures samples. It is started by `new Worker(assetUrl("gantry/evaluation/worker"), {type: "module"})`.
serve(evaluationHandlers());
