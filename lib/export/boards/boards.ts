/** The numbers that a network is computed in on a board. */
export type BoardNumbers = "int8" | "float32";

/** What a core does for the plain C program of this book. */
export interface Core {
  name: string;
  /**
   * Instructions for one multiply-add, for starting a run of them, for finishing an output, and for moving a number, by gcc 12 at -O2.
   * Counted in QEMU (`npm run bench -- boards`) and in the compiler's output.
   */
  instructions: Readonly<Record<BoardNumbers, Work>>;
  /** Cycles for an instruction of these loops, on average. An estimate; `source` says whence. */
  cyclesPerInstruction: number;
  /** Kernels that its makers offer, and how many times faster they are than plain C, as published. */
  library?: {name: string; times: number; source: string};
  source: string;
}

/** Instructions for each kind of work. */
export interface Work {
  multiplyAdd: number;
  run: number;
  output: number;
  move: number;
  /** A value of tanh or of the logistic function. */
  curve: number;
}

/** A board that readers may have, with what is on it. */
export interface Board {
  name: string;
  chip: string;
  core: Core;
  /** Hertz. */
  clock: number;
  /** Bytes for program and weights. */
  flash: number;
  /** Bytes for variables. */
  ram: number;
  /** Where clock and memories stand. */
  source: string;
}

const KB = 1024;
const MB = 1024 * KB;
const MHz = 1e6;

const thumb2: Work = {multiplyAdd: 6, run: 8, output: 45, move: 10, curve: 10};
const thumb2Float: Work = {multiplyAdd: 6, run: 8, output: 20, move: 10, curve: 200};
/** Published once for the Cortex-M7; the same instructions (SMLAD) do it on the M4. */
const cmsisNn = {
  name: "CMSIS-NN",
  times: 4.6,
  source: "Lai, Suda and Chandra, CMSIS-NN, 2018 (arXiv 1801.06601): 4.6 times the throughput of their plain C, Cortex-M7"
};

/** The cores. Float without a floating-point unit is a call of the library for every sum and product. */
const cores = {
  m0plus: {
    name: "Cortex-M0+",
    instructions: {
      int8: {multiplyAdd: 9, run: 12, output: 90, move: 10, curve: 10},
      float32: {multiplyAdd: 165, run: 12, output: 100, move: 10, curve: 3000}
    },
    // Two loads of 2 cycles, a taken branch of 2, six others of 1: 12 cycles for 9 instructions.
    cyclesPerInstruction: 1.33,
    source: "Arm, Cortex-M0+ Technical Reference Manual, DDI 0484, section 3.3 (instruction timings), with the fast multiplier"
  },
  m3: {
    name: "Cortex-M3",
    instructions: {int8: thumb2, float32: {multiplyAdd: 75, run: 8, output: 60, move: 10, curve: 1500}},
    // Loads 2 and 1 (pipelined), SUB 1, MLA 2, CMP 1, a taken branch 3: 10 cycles for 6 instructions.
    cyclesPerInstruction: 1.67,
    source: "Arm, Cortex-M3 Technical Reference Manual, DDI 0337, section 3.3 (instruction timings)"
  },
  m4: {
    name: "Cortex-M4",
    instructions: {int8: thumb2, float32: thumb2Float},
    // As the M3, but MLA takes 1: 9 cycles for 6 instructions.
    cyclesPerInstruction: 1.5,
    library: cmsisNn,
    source: "Arm, Cortex-M4 Technical Reference Manual, DDI 0439, section 3.3 (instruction timings)"
  },
  m7: {
    name: "Cortex-M7",
    instructions: {int8: thumb2, float32: thumb2Float},
    // Two instructions a cycle at best, and branches foretold; loads feed the product: about 4 cycles for 6 instructions.
    cyclesPerInstruction: 0.7,
    library: cmsisNn,
    source:
      "Arm, Cortex-M7 Technical Reference Manual, DDI 0489, section 1.2 (dual issue); no timings are published: our estimate"
  },
  lx6: {
    name: "Xtensa LX6",
    instructions: {int8: thumb2, float32: thumb2Float},
    // 11.3 cycles a multiply-add in plain C on the LX7, its successor, whose scalar pipeline is the same; 7.7 instructions of ours.
    cyclesPerInstruction: 1.47,
    source: "as the Xtensa LX7; nothing is published for the LX6: our estimate"
  },
  lx7: {
    name: "Xtensa LX7",
    instructions: {int8: thumb2, float32: thumb2Float},
    cyclesPerInstruction: 1.47,
    library: {
      name: "ESP-NN",
      times: 10,
      source:
        "Espressif, ESP-NN 1.0.2, README: 461,398 cycles instead of 4,642,259 for a convolution of 10 × 10 × 64 by 64 × 1 × 1"
    },
    source: "Espressif, ESP-NN 1.0.2, README: 4,642,259 cycles for 409,600 multiply-adds in plain C on an ESP32-S3"
  },
  a53: {
    name: "Cortex-A53",
    instructions: {int8: {...thumb2, multiplyAdd: 7}, float32: {...thumb2Float, multiplyAdd: 7}},
    // Two instructions a cycle at best, in order: about 5 cycles for 7 instructions.
    cyclesPerInstruction: 0.75,
    source:
      "Arm, Cortex-A53 Technical Reference Manual, DDI 0500, section 2.1 (dual issue); no timings are published: our estimate"
  }
} as const satisfies Readonly<Record<string, Core>>;

/** Boards from the smallest to the largest. */
export const boards: readonly Board[] = [
  {
    name: "STM32F103 “Blue Pill”",
    chip: "STM32F103C8",
    core: cores.m3,
    clock: 72 * MHz,
    flash: 64 * KB,
    ram: 20 * KB,
    source: "STMicroelectronics, STM32F103x8/xB data sheet, DS5319"
  },
  {
    name: "Arduino Zero",
    chip: "ATSAMD21G18",
    core: cores.m0plus,
    clock: 48 * MHz,
    flash: 256 * KB,
    ram: 32 * KB,
    source: "Microchip, SAM D21/DA1 data sheet, DS40001882"
  },
  {
    name: "Raspberry Pi Pico",
    chip: "RP2040",
    core: cores.m0plus,
    clock: 133 * MHz,
    flash: 2 * MB,
    ram: 264 * KB,
    source: "Raspberry Pi, RP2040 data sheet and Pico data sheet (2 MB of external flash)"
  },
  {
    name: "Arduino Due",
    chip: "ATSAM3X8E",
    core: cores.m3,
    clock: 84 * MHz,
    flash: 512 * KB,
    ram: 96 * KB,
    source: "Microchip, SAM3X/SAM3A data sheet, 11057"
  },
  {
    name: "Arduino Nano 33 BLE",
    chip: "nRF52840",
    core: cores.m4,
    clock: 64 * MHz,
    flash: 1 * MB,
    ram: 256 * KB,
    source: "Nordic Semiconductor, nRF52840 product specification, 4413_417"
  },
  {
    name: "STM32F746G-DISCO",
    chip: "STM32F746NG",
    core: cores.m7,
    clock: 216 * MHz,
    flash: 1 * MB,
    ram: 320 * KB,
    source: "STMicroelectronics, STM32F745xx/746xx data sheet, DS10916"
  },
  {
    name: "Teensy 4.0",
    chip: "i.MX RT1062",
    core: cores.m7,
    clock: 600 * MHz,
    flash: 1984 * KB,
    ram: 1 * MB,
    source: "NXP, i.MX RT1060 data sheet, IMXRT1060CEC; PJRC, Teensy 4.0 (1984 KB of external flash)"
  },
  {
    name: "ESP32-DevKitC",
    chip: "ESP32",
    core: cores.lx6,
    clock: 240 * MHz,
    // Of 520 KB of SRAM, 320 KB hold data.
    flash: 4 * MB,
    ram: 320 * KB,
    source:
      "Espressif, ESP32 data sheet and technical reference manual, chapter 1 (internal SRAM 1 and 2); ESP32-WROOM-32 (4 MB of flash)"
  },
  {
    name: "ESP32-S3-DevKitC-1",
    chip: "ESP32-S3",
    core: cores.lx7,
    clock: 240 * MHz,
    flash: 8 * MB,
    ram: 512 * KB,
    source: "Espressif, ESP32-S3 data sheet; ESP32-S3-WROOM-1-N8 (8 MB of flash)"
  },
  {
    name: "i.MX 8M Mini EVK",
    chip: "i.MX 8M Mini",
    core: cores.a53,
    clock: 1800 * MHz,
    // Linux: programs lie on the eMMC and run in DDR memory.
    flash: 16 * 1024 * MB,
    ram: 2 * 1024 * MB,
    source: "NXP, i.MX 8M Mini data sheet, IMX8MMCEC (consumer, 1.8 GHz), and MCIMX8MM-EVK fact sheet (2 GB, 16 GB eMMC)"
  }
];

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
