import type {BackendName, Choice} from "../../backend/choose.ts";
import {backendNames} from "../../backend/choose.ts";

const key = "gantry:backend";

/** What `trainingControls` remembers from visit to visit: the backend that the reader asked for, and the last choice by measuring. */
export interface KeptBackend {
  backend?: BackendName;
  kept?: Choice;
}

/**
 * What the reader's browser remembers of backends, as options of a run: `trainer(plan, {...keptBackend(), invalidation})`. Nothing
 * where nothing is kept, or what is kept cannot be read.
 */
export function keptBackend(): KeptBackend {
  try {
    const found = JSON.parse(localStorage.getItem(key) ?? "{}") as KeptBackend;
    const kept = found.kept && isName(found.kept.name) && Array.isArray(found.kept.trials) ? {kept: found.kept} : {};
    return isName(found.backend) ? {backend: found.backend, ...kept} : kept;
  } catch {
    return {};
  }
}

/** Remembers changes to it; without effect where the browser keeps nothing. */
export function keepBackend(changes: {backend?: BackendName | undefined; kept?: Choice}): void {
  try {
    const {backend, kept} = {...keptBackend(), ...changes};
    localStorage.setItem(key, JSON.stringify({...(backend ? {backend} : {}), ...(kept ? {kept} : {})}));
  } catch {
    // A browser that keeps nothing measures again next time.
  }
}

function isName(name: unknown): name is BackendName {
  return (backendNames as readonly unknown[]).includes(name);
}
