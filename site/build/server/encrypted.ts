import {createServer as createPlain, type RequestListener, type Server} from "node:http";
import {createServer as createSecure} from "node:https";
import {createServer, type Socket} from "node:net";

/** What an encrypted connection begins with (TLS: a handshake record). */
const HANDSHAKE = 22;
/** Milliseconds that a connection may take before it says anything. */
const SILENCE = 30_000;

/** A server as `serve` needs one. */
export type Listener = Pick<Server, "once" | "off" | "listen" | "address" | "close" | "closeAllConnections">;

/**
 * A server over https. Whoever comes to its port unencrypted, since the address was typed without "https", is led to the same address
 * with it.
 */
export function createEncrypted(tls: {key: string; cert: string}, listener: RequestListener): Listener {
  const secure = createSecure(tls, listener);
  const plain = createPlain(({headers, url}, response) => {
    response.writeHead(308, {Location: `https://${headers.host ?? "localhost"}${url ?? "/"}`, Connection: "close"}).end();
  });
  const open = new Set<Socket>();
  const front = createServer((socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.setTimeout(SILENCE, () => socket.destroy());
    socket.once("data", (first) => {
      socket.setTimeout(0);
      socket.removeAllListeners("timeout");
      socket.pause();
      socket.unshift(first);
      if (first[0] === HANDSHAKE) return void secure.emit("connection", socket);
      plain.emit("connection", socket);
      socket.resume();
    });
  });
  return Object.assign(front, {
    closeAllConnections() {
      for (const socket of open) socket.destroy();
    }
  }) as unknown as Listener;
}
