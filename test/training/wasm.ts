import * as tf from "@tensorflow/tfjs-core";
import {startWasm} from "../../lib/backend/wasm.ts";

// Keeps tfjs from advertising its Node backend; its own tests for leaks take what a gradient saves for one.
tf.env().set("PROD", true);
// Steps of whole networks take minutes on the cpu backend.
await startWasm({files: `${import.meta.dirname}/../../node_modules/@tensorflow/tfjs-backend-wasm/dist/`});

export {tf};
