/** A server in a process of its own, for flood.test.ts to measure: tells its port, and on each message its memory in bytes. */
import {serve} from "../../../site/build/server/serve.ts";

const {url} = await serve({files: process.argv[2] ?? ""});
let most = 0;
setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 5);
process.on("message", () => process.send?.({most, now: process.memoryUsage().rss}));
process.send?.({port: Number(new URL(url).port)});
