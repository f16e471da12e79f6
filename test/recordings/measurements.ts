import type {RecordedRun} from "../../lib/recordings/recorded-run.ts";

/** What a chapter measures, without a GAN being trained, that `npm run recordings` does once. */
export interface Measurement {
  name: string;
  chapter: string;
  cell: string;
  /** A digest of all that it depends on. */
  recipe(): Promise<string>;
  measure(): Promise<RecordedRun>;
}

/** All of them. */
export const measurements: readonly Measurement[] = [];
