import type {Piece} from "./kernels-shared.ts";

/** The operators in single precision, as C. */
export const floatPieces: Readonly<Record<string, Piece>> = {
  convolve_float: {
    needs: ["map_size", "window"],
    code: `/* Convolution: a bias and the products under a window; outside the map there are zeros.
   filter: [output channel][row][column][input channel]. Nothing below \`least\` is passed on (ReLU: 0). */
static void convolve_float(const float *x, map_size in, const float *filter, const float *bias, window w,
                           float least, float *y, map_size out)
{
    for (int row = 0; row < out.height; row++) {
        for (int column = 0; column < out.width; column++) {
            for (int k = 0; k < out.channels; k++) {
                float sum = bias[k];
                for (int i = 0; i < w.height; i++) {
                    const int from_row = row * w.step_y + i - w.above;
                    if (from_row < 0 || from_row >= in.height) continue;
                    for (int j = 0; j < w.width; j++) {
                        const int from_column = column * w.step_x + j - w.left;
                        if (from_column < 0 || from_column >= in.width) continue;
                        const float *place = x + (from_row * in.width + from_column) * in.channels;
                        const float *weights = filter + ((k * w.height + i) * w.width + j) * in.channels;
                        for (int c = 0; c < in.channels; c++) sum += place[c] * weights[c];
                    }
                }
                *y++ = sum < least ? least : sum;
            }
        }
    }
}
`
  },
  spread_float: {
    needs: ["map_size", "window"],
    code: `/* Transposed convolution: every place of the input stamps the filter, scaled, on the output. Written from
   the output's side: only every step_y-th row and step_x-th column of the filter meets an input here.
   filter: [output channel][row][column][input channel]. */
static void spread_float(const float *x, map_size in, const float *filter, const float *bias, window w,
                         float *y, map_size out)
{
    for (int row = 0; row < out.height; row++) {
        const int first_row = (row + w.above) % w.step_y, last_row = (row + w.above) / w.step_y;
        for (int column = 0; column < out.width; column++) {
            const int first_column = (column + w.left) % w.step_x, last_column = (column + w.left) / w.step_x;
            for (int k = 0; k < out.channels; k++) {
                float sum = bias[k];
                for (int i = first_row, from_row = last_row; i < w.height; i += w.step_y, from_row--) {
                    if (from_row < 0 || from_row >= in.height) continue;
                    for (int j = first_column, from = last_column; j < w.width; j += w.step_x, from--) {
                        if (from < 0 || from >= in.width) continue;
                        const float *place = x + (from_row * in.width + from) * in.channels;
                        const float *weights = filter + ((k * w.height + i) * w.width + j) * in.channels;
                        for (int c = 0; c < in.channels; c++) sum += place[c] * weights[c];
                    }
                }
                *y++ = sum;
            }
        }
    }
}
`
  },
  dense_float: {
    code: `/* Fully connected: every output is a bias and the products of all inputs with its row of the matrix. */
static void dense_float(const float *x, int inputs, const float *matrix, const float *bias, float least, float *y,
                        int units)
{
    for (int k = 0; k < units; k++) {
        float sum = bias[k];
        for (int i = 0; i < inputs; i++) sum += x[i] * matrix[k * inputs + i];
        y[k] = sum < least ? least : sum;
    }
}
`
  },
  average_float: {
    needs: ["map_size", "window"],
    code: `/* Average pooling: the mean under a window, for each channel; padding does not count. */
static void average_float(const float *x, map_size in, window w, float *y, map_size out)
{
    for (int row = 0; row < out.height; row++) {
        for (int column = 0; column < out.width; column++) {
            for (int c = 0; c < out.channels; c++) {
                float sum = 0.0f;
                int count = 0;
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
                *y++ = sum / (float)count;
            }
        }
    }
}
`
  },
  relu_float: {
    code: `/* What is negative becomes 0. y may be x. */
static void relu_float(const float *x, float *y, int count)
{
    for (int i = 0; i < count; i++) y[i] = x[i] < 0.0f ? 0.0f : x[i];
}
`
  },
  leaky_relu_float: {
    code: `/* What is negative is multiplied by the slope. y may be x. */
static void leaky_relu_float(const float *x, float slope, float *y, int count)
{
    for (int i = 0; i < count; i++) y[i] = x[i] < 0.0f ? slope * x[i] : x[i];
}
`
  },
  tanh_float: {
    includes: ["math.h"],
    code: `/* Hyperbolic tangent, into -1 to 1. y may be x. */
static void tanh_float(const float *x, float *y, int count)
{
    for (int i = 0; i < count; i++) y[i] = tanhf(x[i]);
}
`
  },
  sigmoid_float: {
    includes: ["math.h"],
    code: `/* Logistic function, into 0 to 1. y may be x. */
static void sigmoid_float(const float *x, float *y, int count)
{
    for (int i = 0; i < count; i++) y[i] = 1.0f / (1.0f + expf(-x[i]));
}
`
  },
  add_float: {
    needs: ["map_size", "steps"],
    code: `/* Sums, number by number. y may be an input of its size. */
static void add_float(const float *a, steps of_a, const float *b, steps of_b, float *y, map_size out)
{
    for (int row = 0; row < out.height; row++)
        for (int column = 0; column < out.width; column++)
            for (int c = 0; c < out.channels; c++)
                *y++ = a[row * of_a.row + column * of_a.column + c * of_a.channel] +
                       b[row * of_b.row + column * of_b.column + c * of_b.channel];
}
`
  },
  multiply_float: {
    needs: ["map_size", "steps"],
    code: `/* Products, number by number. y may be an input of its size. */
static void multiply_float(const float *a, steps of_a, const float *b, steps of_b, float *y, map_size out)
{
    for (int row = 0; row < out.height; row++)
        for (int column = 0; column < out.width; column++)
            for (int c = 0; c < out.channels; c++)
                *y++ = a[row * of_a.row + column * of_a.column + c * of_a.channel] *
                       b[row * of_b.row + column * of_b.column + c * of_b.channel];
}
`
  }
};
