import {serve} from "../training/channel.ts";
import {exportHandlers} from "./handlers.ts";

// A worker that exports networks. It is started by `new Worker(assetUrl("gantry/deployment/worker"), {type: "module"})`.
serve(exportHandlers());
