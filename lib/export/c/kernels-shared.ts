/** A piece of the C program that is written only when something needs it. */
export interface Piece {
  /** Names of pieces that must stand before it. */
  needs?: readonly string[];
  /** Header of the standard library that it needs. */
  includes?: readonly string[];
  code: string;
}

/** Types, and what is the same for numbers of every kind; NUMBER stands for the type. */
export const sharedPieces: Readonly<Record<string, Piece>> = {
  map_size: {
    code: `/* A map: rows, columns, and the numbers of each place. They lie row by row, those of a place together. */
typedef struct {
    int height, width, channels;
} map_size;
`
  },
  window: {
    code: `/* A window that slides over a map: its size, its steps, and the rows and columns of padding that lie
   above and to the left of the map. */
typedef struct {
    int height, width, step_y, step_x, above, left;
} window;
`
  },
  steps: {
    code: `/* How far the next row, column and channel lie; 0 where one counts for all. */
typedef struct {
    int row, column, channel;
} steps;
`
  }
};

/** Pieces that differ only in the type of their numbers: for NUMBER, and with SUFFIX in their names. */
const generic: Readonly<Record<string, Piece>> = {
  copy_runs: {
    code: `/* Copies runs of numbers; each begins so many numbers behind the one before it, in either place. */
static void copy_runs_SUFFIX(const NUMBER *from, int from_step, NUMBER *to, int to_step, int length, int runs)
{
    for (int run = 0; run < runs; run++)
        for (int i = 0; i < length; i++) to[run * to_step + i] = from[run * from_step + i];
}
`
  },
  fill: {
    code: `/* So many times the same number. */
static void fill_SUFFIX(NUMBER *to, int count, NUMBER value)
{
    for (int i = 0; i < count; i++) to[i] = value;
}
`
  },
  repeat: {
    needs: ["map_size"],
    code: `/* Nearest neighbour: every place of the map becomes factor x factor places. */
static void repeat_SUFFIX(const NUMBER *x, map_size in, int factor, NUMBER *y)
{
    for (int row = 0; row < in.height * factor; row++) {
        for (int column = 0; column < in.width * factor; column++) {
            const NUMBER *place = x + ((row / factor) * in.width + column / factor) * in.channels;
            for (int c = 0; c < in.channels; c++) *y++ = place[c];
        }
    }
}
`
  },
  largest: {
    needs: ["map_size", "window"],
    code: `/* Max pooling: the largest number under a window, for each channel; padding does not count. */
static void largest_SUFFIX(const NUMBER *x, map_size in, window w, NUMBER *y, map_size out)
{
    for (int row = 0; row < out.height; row++) {
        for (int column = 0; column < out.width; column++) {
            for (int c = 0; c < out.channels; c++) {
                NUMBER most = LEAST;
                for (int i = 0; i < w.height; i++) {
                    const int from_row = row * w.step_y + i - w.above;
                    if (from_row < 0 || from_row >= in.height) continue;
                    for (int j = 0; j < w.width; j++) {
                        const int from_column = column * w.step_x + j - w.left;
                        if (from_column < 0 || from_column >= in.width) continue;
                        const NUMBER value = x[(from_row * in.width + from_column) * in.channels + c];
                        if (value > most) most = value;
                    }
                }
                *y++ = most;
            }
        }
    }
}
`
  }
};

const types = {float: ["float", "-INFINITY"], int8: ["int8_t", "-128"]} as const;

/** The pieces of `generic` for float and for int8: copy_runs_float, copy_runs_int8, … */
export const genericPieces: Readonly<Record<string, Piece>> = Object.fromEntries(
  Object.entries(generic).flatMap(([name, {code, ...rest}]) =>
    (["float", "int8"] as const).map((suffix): [string, Piece] => {
      const [type, least] = types[suffix];
      const written = code.replaceAll("SUFFIX", suffix).replaceAll("NUMBER", type).replaceAll("LEAST", least);
      return [`${name}_${suffix}`, {...rest, ...(written.includes("INFINITY") ? {includes: ["math.h"]} : {}), code: written}];
    })
  )
);
