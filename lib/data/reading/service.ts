import {pictureDecoder} from "../files/decode.ts";
import {readFiles} from "../files/read-files.ts";
import type {Handlers} from "../../worker/channel.ts";
import {moved} from "../../worker/channel.ts";
import type {ReadingRequests} from "./types.ts";

/** What answers the requests of a file reader, the same in a worker and here. */
export function readingHandlers(): Handlers<ReadingRequests> {
  return {
    read: async ({files, side}, {progress, signal}) => {
      // Tidings that the page has not taken yet are not waited for: it may be busy, and the next says more.
      const telling = (stage: string, share: number) => void progress({stage, share});
      const {set, notes} = await readFiles(files, {
        side,
        decode: pictureDecoder(side),
        progress: (done, of) => telling("reading pictures", done / of),
        unpacking: telling,
        signal
      });
      const {name, shape, pixels, labels, classes, white} = set;
      const whole = {pixels: pixels.slice(), labels: labels.slice()};
      const parts = {name, shape, classes, white, ...whole};
      return moved({set: parts, notes}, [whole.pixels.buffer, whole.labels.buffer]);
    },
    close: () => null
  };
}
