import {serve} from "../worker/channel.ts";
import {evaluationHandlers} from "./service.ts";

// A worker that measures samples. It is started by `new Worker(assetUrl("gantry/workers/evaluation"), {type: "module"})`.
serve(evaluationHandlers());
