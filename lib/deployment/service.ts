import * as tf from "@tensorflow/tfjs-core";
import {savingOf} from "../export/graph/changes.ts";
import type {Graph} from "../export/graph/graph.ts";
import {lower} from "../export/graph/lower.ts";
import {calibrate} from "../export/int8/calibrate.ts";
import {compareWithFloat} from "../export/int8/compare-float.ts";
import {quantise} from "../export/int8/quantise.ts";
import {moved} from "../worker/channel.ts";
import type {Handlers} from "../worker/channel.ts";
import {Pace} from "../worker/service.ts";
import type {Progress} from "../worker/service.ts";
import {startBackend, useBackend} from "../backend/open.ts";
import {batchesOf, exampleAt, examplesOf, usualCalibration} from "./examples.ts";
import {exportForms} from "./types.ts";
import type {ExportBackend, ExportedFile, ExportRequests, ExportWish} from "./types.ts";
import {wholeForms, writeForm} from "./write-forms.ts";

/** Examples that are calibrated at a time: some 30 ms of work for NXP's generator, so that a Stop is heard. */
const batch = 8;

/** What answers the requests of an exporter, the same in a worker and here. */
export function exportHandlers(): Handlers<ExportRequests> {
  return {
    export: async ({wish, backend}, call) => {
      const {network, weights, name, forms, ends = "float"} = wish;
      checkWish(wish);
      const pace = new Pace<Progress>(call);
      await pace.tell({stage: "optimising", share: 0});
      const {graph, changes} = lower(network, weights, name);
      const whole = forms.some((form) => wholeForms.has(form));
      const share = whole ? 0.6 : 0.05;
      const quantised = whole ? quantise(graph, await ranges(wish, graph, backend, pace, share), ends) : null;
      const files: ExportedFile[] = [];
      for (const [i, form] of forms.entries()) {
        await pace.tell({stage: `writing ${form}`, share: share + ((1 - share) * i) / forms.length});
        files.push(...writeForm(form, wish, graph, quantised));
      }
      const saving = savingOf(network, graph);
      return moved({files, changes, saving, graph, quantised}, files.map(({bytes}) => bytes.buffer)); // prettier-ignore
    },
    compare: async ({wish, backend}, call) => {
      const {network, graph, quantised, rounding} = wish;
      const examples = examplesOf(network, wish.examples);
      await open(backend);
      const [count] = examples.inputs.shape;
      const pace = new Pace<Progress>(call);
      const each = Array.from({length: count}, (_, i) => exampleAt(network, examples, i));
      return compareWithFloat(graph, quantised, each, rounding, (done) => pace.tell({stage: "comparing", share: done / count}));
    },
    close: () => null
  };
}

async function ranges(
  {network, calibration = usualCalibration}: ExportWish,
  graph: Graph,
  wish: ExportBackend,
  pace: Pace<Progress>,
  share: number
) {
  const examples = examplesOf(network, calibration);
  await open(wish);
  const batches = batchesOf(network, examples, batch);
  try {
    return await calibrate(graph, batches, (done) => pace.tell({stage: "calibrating", share: (share * done) / batches.length}));
  } finally {
    tf.dispose(batches);
  }
}

/** Starts the backend, without trying how fast it is, or makes it the current one. */
async function open({name, place}: ExportBackend): Promise<void> {
  if (name in tf.engine().registry) await useBackend(name);
  else await startBackend(name, place);
}

/** @throws RangeError for no forms, one that there is not, or a name that is none for a file. */
function checkWish({forms, name}: ExportWish): void {
  if (forms.length === 0) throw new RangeError(`name at least one form to export: ${exportForms.join(", ")}`);
  const unknown = forms.find((form) => !exportForms.includes(form));
  if (unknown !== undefined) throw new RangeError(`there is no form "${unknown}"; there are ${exportForms.join(", ")}`);
  if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(name)) {
    throw new RangeError(`"${name}" is no name for files: letters, digits, "-" and "_" are, beginning with a letter`);
  }
}
