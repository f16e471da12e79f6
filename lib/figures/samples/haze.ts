import type {SampleSheet} from "../../training/run/types.ts";
import {formatCount} from "../kit/format.ts";

/** Of a sheet of digits nearly every pixel is this far from grey. */
const INK = 0.5;

/** Whether images in [−1, 1] are a grey haze still: less than half of their pixels are nearer to black or white than to grey. Points never are. */
export function isHaze({images: {shape, values}}: SampleSheet): boolean {
  if (shape.length !== 4) return false;
  let inked = 0;
  for (let i = 0; i < values.length; i++) if (Math.abs(values[i]) > INK) inked++;
  return inked < values.length / 2;
}

/**
 * That a grey haze is normal, and when it went in the recording of the same settings; null when there is something to see. For the first
 * steps of a run, at which a reader wonders.
 */
export function hazeWords(shown: SampleSheet, recorded: readonly SampleSheet[] = []): string | null {
  if (!isHaze(shown)) return null;
  const normal = "Grey haze is normal at first";
  const after = recorded.find((sheet) => sheet.step > 0 && !isHaze(sheet));
  if (after) return `${normal}. In the recording of these settings it was gone by step ${formatCount(after.step)}.`;
  const last = recorded.at(-1);
  return last
    ? `${normal}. In the recording of these settings it was still there at step ${formatCount(last.step)}.`
    : `${normal}.`;
}
