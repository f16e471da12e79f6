import {serve} from "../../worker/channel.ts";
import {readingHandlers} from "./service.ts";

// A worker that unpacks and reads files. It is started by `new Worker(assetUrl("gantry/workers/reading"), {type: "module"})`.
serve(readingHandlers());
