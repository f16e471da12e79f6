import type {BoardNumbers} from "./boards.ts";

/** Instructions of one inference of the C program on a core, in millions. */
export interface CountedInference {
  core: "Cortex-M0+" | "Cortex-M3" | "Cortex-M4" | "Cortex-M7";
  millions: Readonly<Record<BoardNumbers, number>>;
}

/**
 * What `npm run bench -- boards` counted in QEMU 7.2 of the C program of the shipped `compact-dcgan` generator, one picture, compiled
 * by gcc 12.2 with -O2; November 2026. The first two cores have no unit for real numbers: a library does those sums.
 */
export const countedCompact: readonly CountedInference[] = [
  {core: "Cortex-M0+", millions: {int8: 17.4, float32: 295}},
  {core: "Cortex-M3", millions: {int8: 12.3, float32: 131}},
  {core: "Cortex-M4", millions: {int8: 12.3, float32: 11.9}},
  {core: "Cortex-M7", millions: {int8: 12.2, float32: 11.9}}
];
