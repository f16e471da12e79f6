import type {ServerResponse} from "node:http";

/** What the server tells a page that is being written. */
export type DevEvent =
  /** First on every connection. Another session is another server: everything may have changed. */
  | {type: "hello"; session: string}
  /** Mistakes as `file.md:line:column: message`; none when all is well. */
  | {type: "errors"; errors: readonly string[]}
  /** The pages as the server has them now, by slug: each page carries its edition in `data-edition` of its body. */
  | {type: "editions"; editions: Readonly<Record<string, string>>}
  /** `lib` or `site` has changed. */
  | {type: "reload"};

/** Open connections of pages (server-sent events). */
export interface Channel {
  /** Begins a stream with these events and keeps it open. */
  open(response: ServerResponse, first: readonly DevEvent[]): void;
  send(event: DevEvent): void;
}

/** A channel to all open pages. */
export function channel(): Channel {
  const open = new Set<ServerResponse>();
  const text = (event: DevEvent) => `data: ${JSON.stringify(event)}\n\n`;
  return {
    open(response, first) {
      response.writeHead(200, {"Content-Type": "text/event-stream", "Cache-Control": "no-store"});
      response.write(first.map(text).join(""));
      open.add(response);
      response.on("close", () => open.delete(response));
    },
    send(event) {
      for (const response of open) response.write(text(event));
    }
  };
}
