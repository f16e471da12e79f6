import {engine} from "@tensorflow/tfjs-core";
import type {BackendName} from "./choose.ts";

/** What a backend stood on is gone, and with it every tensor: a graphics context, a GPU device. */
export class BackendLostError extends Error {
  override name = "BackendLostError";
}

/** The parts of tfjs's backends that say whether they are still there. */
interface OnGpu {
  gpgpu?: {gl: WebGLRenderingContext; itemsToPoll: unknown[]};
  device?: Device;
  read(id: object): Promise<unknown>;
}
interface Device {
  readonly lost: Promise<{readonly reason: string; readonly message: string}>;
}

const lostDevices = new WeakSet<Device>();

/** What a backend stands on, in words. */
function standsOn(name: BackendName): string {
  return name === "webgpu" ? "The GPU" : "The graphics context";
}

/**
 * Whether a backend that was started is lost. Known a moment before the event is there that tells of it: whoever reads from a lost
 * context gets zeros, and no error.
 */
export function isLost(name: BackendName): boolean {
  const found = started(name);
  if (found?.gpgpu) return found.gpgpu.gl.isContextLost();
  return found?.device !== undefined && lostDevices.has(found.device);
}

/**
 * Calls `told` with what has happened, as a sentence's beginning ("The graphics context was lost"), when a backend that was started
 * is lost, until the signal is aborted. The drivers of a graphics card do that when it hangs, a laptop when it changes cards, a browser
 * when there are too many contexts. Only GPUs are lost. What waits
 * for their numbers is then rejected with a `BackendLostError`.
 */
export function onLost(name: BackendName, told: (what: string) => void, signal: AbortSignal): void {
  const found = started(name);
  if (!found?.gpgpu && !found?.device) return;
  const tell = (): void => {
    if (!signal.aborted) told(`${standsOn(name)} was lost`);
  };
  answerWhenLost(name, found);
  whenGone(name, found, tell, signal);
}

/** Makes it possible to start a backend anew that is lost. Its tensors must have been disposed of. */
export function giveUpLost(name: BackendName): void {
  const factory = engine().findBackendFactory(name);
  if (!factory) return;
  try {
    engine().removeBackend(name);
  } catch {
    // It frees what is gone already.
    delete engine().registry[name];
    delete engine().registryFactory[name];
  }
  engine().registerBackend(name, factory);
}

const answering = new WeakSet<OnGpu>();

/** Ends what waits for a backend's numbers when that is lost: tfjs asks a lost context for ever whether it is ready. */
function answerWhenLost(name: BackendName, found: OnGpu): void {
  if (answering.has(found)) return;
  answering.add(found);
  const lost = new Promise<never>((_, reject) => {
    const end = (): void => {
      if (found.gpgpu) found.gpgpu.itemsToPoll = [];
      reject(new BackendLostError(`the ${name} backend was lost`));
    };
    whenGone(name, found, end, new AbortController().signal);
  });
  lost.catch(() => {});
  const read = found.read.bind(found);
  found.read = (id) => (isLost(name) && started(name) === found ? lost : Promise.race([read(id), lost]));
}

function whenGone(name: BackendName, found: OnGpu, tell: () => void, signal: AbortSignal): void {
  if (found.gpgpu) {
    const {canvas} = found.gpgpu.gl;
    (canvas as EventTarget).addEventListener("webglcontextlost", tell, {once: true, signal});
    if (isLost(name)) tell();
  } else if (found.device) {
    const {device} = found;
    void device.lost.then(({reason}) => {
      // That is how a device is given back.
      if (reason === "destroyed" && started(name) !== found) return;
      lostDevices.add(device);
      tell();
    });
  }
}

function started(name: BackendName): OnGpu | undefined {
  return engine().registry[name] as unknown as OnGpu | undefined;
}
