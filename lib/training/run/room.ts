import type {Capacity} from "../../backend/capacity.ts";
import type {BackendName} from "../../backend/choose.ts";
import {stepMemory} from "../step/memory.ts";
import {withPlace} from "../../worker/portable.ts";
import {packingOf} from "../step/settings.ts";
import type {RunPlan} from "./types.ts";

/** The heap is a tenth larger than what is in it: gaps, and what a kernel needs while it works. */
const GAPS = 1.1;

type Sized = Pick<RunPlan, "gan" | "settings" | "batch">;

/**
 * Holds the memory of a step against what a backend can hold.
 * @throws RangeError that says what a step would take, what there is, and which batch fits.
 */
export function checkRoom(plan: Sized, backend: BackendName, {total, tensor}: Capacity): void {
  const {gan, settings, batch} = plan;
  const {peak, fixed, example, largest, output} = stepMemory(gan, settings, batch);
  if (GAPS * peak <= total && largest <= tensor) return;
  const fits = Math.min((total / GAPS - fixed) / example, tensor / output);
  const packing = packingOf(gan);
  const most = Math.floor(fits / packing) * packing;
  const [takes, there] =
    GAPS * peak > total
      ? [`a step of ${gan.name} with a batch of ${count(batch)} takes about ${size(peak)}`, `${size(total)} of memory`]
      : [`${gan.name} with a batch of ${count(batch)} has a tensor of ${size(largest)}`, `${size(tensor)} for one tensor`];
  const advice =
    most >= packing && GAPS * (fixed + most * example) <= total
      ? `A batch of ${count(most)} fits.`
      : "The networks themselves are too large for it: give them fewer channels.";
  throw new RangeError(`${takes}, and the ${backend} backend has ${there}. ${advice}`);
}

/** What engines and backends say when there is no room: tfjs's WASM module is then often at its end. */
const FULL =
  /out of memory|\bOOM\b|no room for|Aborted\(|memory access out of bounds|allocation failed|Invalid typed array length|texture size/i;

/** An error of a step as the reader should read it: where the memory is full, with what to lower; any other as it is,
 * with its place in a cell. */
export function inWords(error: unknown, {gan, settings, batch}: Sized, backend: BackendName): unknown {
  const {message} = withPlace(error);
  if (!FULL.test(message)) return error;
  const takes = `a step of ${gan.name} with a batch of ${count(batch)} takes about ${size(stepMemory(gan, settings, batch).peak)}`;
  const advice = "Lower the batch, or the channels of the networks; or close other tabs.";
  return new Error(`The memory of the ${backend} backend is full: ${takes}. ${advice} (${message})`, {cause: error});
}

function count(number: number): string {
  return number.toLocaleString("en");
}

function size(bytes: number): string {
  if (bytes >= 1e9) return `${Number((bytes / 1e9).toPrecision(2))} GB`;
  return `${Number((bytes / 1e6).toPrecision(2))} MB`;
}
