import {serve} from "../worker/channel.ts";
import {exportHandlers} from "./service.ts";

// A worker that exports networks. It is started by `new Worker(assetUrl("gantry/workers/export"), {type: "module"})`.
serve(exportHandlers());
