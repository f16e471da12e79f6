import {serve} from "../../worker/channel.ts";
import {classifierHandlers} from "./service.ts";

// A worker that trains one classifier. It is started by `new Worker(assetUrl("gantry/workers/classifier"), {type: "module"})`.
serve(classifierHandlers());
