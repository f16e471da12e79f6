import type {Piece} from "./kernels-shared.ts";

/** The operators in whole numbers, as C: the arithmetic of TensorFlow Lite's reference kernels. */
export const int8Pieces: Readonly<Record<string, Piece>> = {
  requantise: {
    includes: ["stdint.h"],
    code: `/* The product with a positive real factor, in whole numbers alone: factor = multiplier / 2^31 * 2^shift. It is
   rounded twice, as TensorFlow Lite's reference kernels do: first the product to its upper half (halves away
   from 0), then the division by a power of two (halves away from 0). Shifts of negative numbers are arithmetic
   on every compiler for these processors. */
static int32_t requantise(int32_t value, int32_t multiplier, int shift)
{
    const int64_t raised = shift > 0 ? (int64_t)value * ((int64_t)1 << shift) : value;
    const int64_t product = (int64_t)(int32_t)raised * multiplier;
    const int64_t half = (int64_t)1 << 30;
    const int32_t upper = (int32_t)((product + (product >= 0 ? half : 1 - half)) / ((int64_t)1 << 31));
    const int down = shift > 0 ? 0 : -shift;
    const int32_t mask = (int32_t)(((int64_t)1 << down) - 1);
    const int32_t rest = upper & mask;
    const int32_t middle = (mask >> 1) + (upper < 0 ? 1 : 0);
    return (upper >> down) + (rest > middle ? 1 : 0);
}
`
  },
  clamp: {
    includes: ["stdint.h"],
    code: `/* Into least to 127. */
static int8_t clamp(int32_t value, int least)
{
    return (int8_t)(value < least ? least : value > 127 ? 127 : value);
}
`
  },
  scaling: {
    includes: ["stdint.h"],
    code: `/* How sums of products become int8 again: a factor for each channel (each = 1) or one for all (each = 0), the
   zero points of input and output, and the least that is passed on (ReLU: the output's zero point). */
typedef struct {
    const int32_t *multipliers;
    const int8_t *shifts;
    int each, zero_in, zero_out, least;
} scaling;
`
  },
  convolve_int8: {
    needs: ["map_size", "window", "requantise", "clamp", "scaling"],
    code: `/* Convolution: a bias and the products under a window; outside the map there are zeros.
   filter: [output channel][row][column][input channel]. */
static void convolve_int8(const int8_t *x, map_size in, const int8_t *filter, const int32_t *bias, window w,
                          scaling s, int8_t *y, map_size out)
{
    for (int row = 0; row < out.height; row++) {
        for (int column = 0; column < out.width; column++) {
            for (int k = 0; k < out.channels; k++) {
                int32_t sum = bias[k];
                for (int i = 0; i < w.height; i++) {
                    const int from_row = row * w.step_y + i - w.above;
                    if (from_row < 0 || from_row >= in.height) continue;
                    for (int j = 0; j < w.width; j++) {
                        const int from_column = column * w.step_x + j - w.left;
                        if (from_column < 0 || from_column >= in.width) continue;
                        const int8_t *place = x + (from_row * in.width + from_column) * in.channels;
                        const int8_t *weights = filter + ((k * w.height + i) * w.width + j) * in.channels;
                        for (int c = 0; c < in.channels; c++) sum += (place[c] - s.zero_in) * weights[c];
                    }
                }
                sum = requantise(sum, s.multipliers[k * s.each], s.shifts[k * s.each]);
                *y++ = clamp(sum + s.zero_out, s.least);
            }
        }
    }
}
`
  },
  spread_int8: {
    needs: ["map_size", "window", "requantise", "clamp", "scaling"],
    code: `/* Transposed convolution: every place of the input stamps the filter, scaled, on the output. Written from
   the output's side: only every step_y-th row and step_x-th column of the filter meets an input here.
   filter: [output channel][row][column][input channel]. */
static void spread_int8(const int8_t *x, map_size in, const int8_t *filter, const int32_t *bias, window w,
                        scaling s, int8_t *y, map_size out)
{
    for (int row = 0; row < out.height; row++) {
        const int first_row = (row + w.above) % w.step_y, last_row = (row + w.above) / w.step_y;
        for (int column = 0; column < out.width; column++) {
            const int first_column = (column + w.left) % w.step_x, last_column = (column + w.left) / w.step_x;
            for (int k = 0; k < out.channels; k++) {
                int32_t sum = bias[k];
                for (int i = first_row, from_row = last_row; i < w.height; i += w.step_y, from_row--) {
                    if (from_row < 0 || from_row >= in.height) continue;
                    for (int j = first_column, from = last_column; j < w.width; j += w.step_x, from--) {
                        if (from < 0 || from >= in.width) continue;
                        const int8_t *place = x + (from_row * in.width + from) * in.channels;
                        const int8_t *weights = filter + ((k * w.height + i) * w.width + j) * in.channels;
                        for (int c = 0; c < in.channels; c++) sum += (place[c] - s.zero_in) * weights[c];
                    }
                }
                sum = requantise(sum, s.multipliers[k * s.each], s.shifts[k * s.each]);
                *y++ = clamp(sum + s.zero_out, s.least);
            }
        }
    }
}
`
  },
  dense_int8: {
    needs: ["requantise", "clamp", "scaling"],
    code: `/* Fully connected: every output is a bias and the products of all inputs with its row of the matrix. */
static void dense_int8(const int8_t *x, int inputs, const int8_t *matrix, const int32_t *bias, scaling s, int8_t *y,
                       int units)
{
    for (int k = 0; k < units; k++) {
        int32_t sum = bias[k];
        for (int i = 0; i < inputs; i++) sum += (x[i] - s.zero_in) * matrix[k * inputs + i];
        sum = requantise(sum, s.multipliers[k * s.each], s.shifts[k * s.each]);
        y[k] = clamp(sum + s.zero_out, s.least);
    }
}
`
  },
  average_int8: {
    needs: ["map_size", "window"],
    includes: ["stdint.h"],
    code: `/* Average pooling: the mean under a window, for each channel, halves away from 0; padding does not count. */
static void average_int8(const int8_t *x, map_size in, window w, int8_t *y, map_size out)
{
    for (int row = 0; row < out.height; row++) {
        for (int column = 0; column < out.width; column++) {
            for (int c = 0; c < out.channels; c++) {
                int32_t sum = 0, count = 0;
                for (int i = 0; i < w.height; i++) {
                    const int from_row = row * w.step_y + i - w.above;
                    if (from_row < 0 || from_row >= in.height) continue;
                    for (int j = 0; j < w.width; j++) {
                        const int from_column = column * w.step_x + j - w.left;
                        if (from_column < 0 || from_column >= in.width) continue;
                        sum += x[(from_row * in.width + from_column) * in.channels + c];
                        count++;
                    }
                }
                *y++ = (int8_t)((sum + (sum > 0 ? count / 2 : -(count / 2))) / count);
            }
        }
    }
}
`
  },
  look_up: {
    includes: ["stdint.h"],
    code: `/* A function of one number as a table of its 256 values, from that of -128 on. y may be x. */
static void look_up(const int8_t *x, const int8_t *table, int8_t *y, int count)
{
    for (int i = 0; i < count; i++) y[i] = table[x[i] + 128];
}
`
  },
  multiply_int8: {
    needs: ["map_size", "steps", "requantise", "clamp"],
    code: `/* Products, number by number. y may be an input of its size. */
static void multiply_int8(const int8_t *a, steps of_a, int zero_a, const int8_t *b, steps of_b, int zero_b,
                          int32_t multiplier, int shift, int zero_out, int8_t *y, map_size out)
{
    for (int row = 0; row < out.height; row++) {
        for (int column = 0; column < out.width; column++) {
            for (int c = 0; c < out.channels; c++) {
                const int32_t first = a[row * of_a.row + column * of_a.column + c * of_a.channel] - zero_a;
                const int32_t second = b[row * of_b.row + column * of_b.column + c * of_b.channel] - zero_b;
                *y++ = clamp(requantise(first * second, multiplier, shift) + zero_out, -128);
            }
        }
    }
}
`
  },
  addend: {
    includes: ["stdint.h"],
    code: `/* One side of a sum: its zero point, and the factor to the scale in which both are added. */
typedef struct {
    int zero;
    int32_t multiplier;
    int shift;
} addend;
`
  },
  add_int8: {
    needs: ["map_size", "steps", "requantise", "clamp", "addend"],
    code: `/* Sums, number by number: both are raised by 2^20, brought to one scale, added and brought to the output's.
   y may be an input of its size. */
static void add_int8(const int8_t *a, steps of_a, addend left, const int8_t *b, steps of_b, addend right,
                     addend result, int8_t *y, map_size out)
{
    for (int row = 0; row < out.height; row++) {
        for (int column = 0; column < out.width; column++) {
            for (int c = 0; c < out.channels; c++) {
                const int32_t first = a[row * of_a.row + column * of_a.column + c * of_a.channel] - left.zero;
                const int32_t second = b[row * of_b.row + column * of_b.column + c * of_b.channel] - right.zero;
                const int32_t sum = requantise(first * (1 << 20), left.multiplier, left.shift) +
                                    requantise(second * (1 << 20), right.multiplier, right.shift);
                *y++ = clamp(requantise(sum, result.multiplier, result.shift) + result.zero, -128);
            }
        }
    }
}
`
  },
  quantise: {
    needs: ["clamp"],
    includes: ["math.h"],
    code: `/* Real numbers to int8: real = scale * (whole - zero). To the nearest, halves away from 0. */
static void quantise(const float *x, float scale, int zero, int8_t *y, int count)
{
    for (int i = 0; i < count; i++) {
        const float distance = roundf(x[i] / scale);
        if (distance >= 256.0f) y[i] = 127;
        else if (!(distance > -256.0f)) y[i] = -128;
        else y[i] = clamp((int32_t)distance + zero, -128);
    }
}
`
  },
  dequantise: {
    includes: ["stdint.h"],
    code: `/* int8 to real numbers. */
static void dequantise(const int8_t *x, float scale, int zero, float *y, int count)
{
    for (int i = 0; i < count; i++) y[i] = scale * (float)(x[i] - zero);
}
`
  }
};
