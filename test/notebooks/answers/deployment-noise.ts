import type {ChapterAnswers} from "../exercises.ts";

/** The reader's cell with this C in it. */
const c = (program: string): string => `const repaired = \`\n${program}\n\`;`;

/** Right and wrong answers to the exercises of Deployment on noise. */
export const noise: ChapterAnswers = {
  "repair-the-board": {
    right: {
      "Marsaglia's polar method": c(`void fill_noise(float *noise, int n)
{
    for (int i = 0; i < n; i++) {
        double x, y, s;
        do {
            x = 2.0 * rand() / RAND_MAX - 1;
            y = 2.0 * rand() / RAND_MAX - 1;
            s = x * x + y * y;
        } while (s >= 1 || s == 0);
        noise[i] = x * sqrt(-2 * log(s) / s);
    }
}`),
      "polar, both of a pair, pointers": c(`#include <math.h>
static int kept = 0;
static double spare;
double normal(void)
{
    if (kept) { kept = 0; return spare; }
    double u, v, s;
    do {
        u = 2 * (rand() / (double)RAND_MAX) - 1;
        v = 2 * (rand() / (double)RAND_MAX) - 1;
        s = u * u + v * v;
    } while (s >= 1.0 || s == 0.0);
    double factor = sqrt(-2.0 * log(s) / s);
    spare = v * factor;
    kept = 1;
    return u * factor;
}
void fill_noise(float *noise, int n)
{
    float *p = noise;
    while (n--) *p++ = (float)normal();
}`),
      "#define": c(`#define UNIFORM ((rand() + 1.0) / (RAND_MAX + 2.0))
#define NORMAL(u, v) (sqrtf(-2.0f * logf(u)) * cosf(2.0f * M_PI * (v)))
void fill_noise(float *noise, int n)
{
    for (float *end = noise + n; noise < end; ++noise)
        *noise = NORMAL(UNIFORM, UNIFORM);
}`),
      "cosine and sine of a pair": c(`double uniform(void);
void fill_noise(float *noise, int n)
{
    for (int i = 0; i < n; i += 2) {
        double r = sqrt(-2 * log(uniform())), a = 2 * M_PI * uniform();
        noise[i] = r * cos(a);
        if (i + 1 < n) noise[i + 1] = r * sin(a);
    }
}
double uniform(void) { return 1 - rand() / (RAND_MAX + 1.0); }`),
      "twelve uniform numbers": c(`void fill_noise(float *noise, int n)
{
    int i, k;
    for (i = 0; i < n; i++) {
        noise[i] = -6;
        for (k = 0; k < 12; k++) noise[i] += rand() / (double)RAND_MAX;
    }
}`),
      "zero drawn again": c(`void fill_noise(float *noise, int n)
{
    for (int i = 0; i < n; i++) {
        float u = 0;
        while (u == 0) u = rand() / (float)RAND_MAX;
        float v = rand() / (float)RAND_MAX;
        noise[i] = sqrt(-2 * log(u)) * cos(2 * M_PI * v);
    }
}`)
    },
    wrong: {
      "log of 0": c(`void fill_noise(float *noise, int n)
{
    for (int i = 0; i < n; i++)
        noise[i] = sqrt(-2 * log(rand() / (double)RAND_MAX)) * cos(2 * M_PI * (rand() / (double)RAND_MAX));
}`),
      "whole numbers divided": c(`void fill_noise(float *noise, int n)
{
    for (int i = 0; i < n; i++)
        noise[i] = sqrt(-2 * log((rand() + 1) / (RAND_MAX + 1.0))) * cos(2 * M_PI * (rand() / RAND_MAX));
}`),
      "uniform, with the right spread": c(`void fill_noise(float *noise, int n)
{
    for (int i = 0; i < n; i++)
        noise[i] = sqrt(12.0) * (rand() / (double)RAND_MAX - 0.5);
}`),
      "between −1 and 1": c(`void fill_noise(float *noise, int n)
{
    for (int i = 0; i < n; i++)
        noise[i] = 2 * (rand() / (double)RAND_MAX) - 1;
}`),
      "one number for both": c(`void fill_noise(float *noise, int n)
{
    for (int i = 0; i < n; i++) {
        double u = (rand() + 1.0) / (RAND_MAX + 1.0);
        noise[i] = sqrt(-2 * log(u)) * cos(2 * M_PI * u);
    }
}`),
      "each twice": c(`double uniform(void) { return (rand() + 1.0) / (RAND_MAX + 1.0); }
void fill_noise(float *noise, int n)
{
    for (int i = 0; i < n; i++)
        noise[i] = i % 2 ? noise[i - 1] : sqrt(-2 * log(uniform())) * cos(2 * M_PI * uniform());
}`),
      "the last of an odd number": c(`double uniform(void) { return (rand() + 1.0) / (RAND_MAX + 1.0); }
void fill_noise(float *noise, int n)
{
    for (int i = 0; i + 1 < n; i += 2) {
        double r = sqrt(-2 * log(uniform())), a = 2 * M_PI * uniform();
        noise[i] = r * cos(a);
        noise[i + 1] = r * sin(a);
    }
}`),
      "half a turn": c(`double uniform(void) { return (rand() + 1.0) / (RAND_MAX + 1.0); }
void fill_noise(float *noise, int n)
{
    for (int i = 0; i < n; i++)
        noise[i] = sqrt(-2 * log(uniform())) * sin(M_PI * uniform());
}`),
      "too narrow": c(`double uniform(void) { return (rand() + 1.0) / (RAND_MAX + 1.0); }
void fill_noise(float *noise, int n)
{
    for (int i = 0; i < n; i++)
        noise[i] = sqrt(-log(uniform())) * cos(2 * M_PI * uniform());
}`)
    }
  },

  "catch-it": {
    right: {
      "the spread alone": `function wrongNoise(noise: ArrayLike<number>): boolean {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < noise.length; i++) { sum += noise[i]; squares += noise[i] ** 2; }
  const variance = squares / noise.length - (sum / noise.length) ** 2;
  return variance < 0.8 || variance > 1.2;
}`,
      "shares of the normal curve": `const wrongNoise = (noise) => {
  const list = Array.from(noise);
  const share = (low, high) => list.filter((value) => value >= low && value < high).length / list.length;
  return Math.abs(share(-1, 1) - 0.683) > 0.06 || Math.abs(share(-Infinity, 0) - 0.5) > 0.06 || share(2, 9) < 0.01;
};`,
      "the mean square": `const wrongNoise = (noise) => {
  const n = noise.length;
  const square = Array.prototype.reduce.call(noise, (sum, value) => sum + value * value, 0) / n;
  return Math.abs(square - 1) > 5 * Math.sqrt(2 / n);
};`,
      "mean and spread, fixed bounds": `function wrongNoise(noise) {
  const list = [...noise];
  const mean = list.reduce((a, b) => a + b, 0) / list.length;
  const spread = Math.sqrt(list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / list.length);
  if (mean > 0.2 || mean < -0.2) return true;
  return spread > 1.25 || spread < 0.75;
}`
    },
    wrong: {
      "the mean alone": `const wrongNoise = (noise) => Math.abs(noise.reduce((a, b) => a + b) / noise.length) > 5 / Math.sqrt(noise.length);`,
      "nothing below zero": `const wrongNoise = (noise) => noise.every((value) => value >= 0);`,
      "too wide only": `const wrongNoise = (noise) => noise.reduce((sum, value) => sum + value * value, 0) / noise.length > 1.2;`,
      "too narrow only": `const wrongNoise = (noise) => noise.reduce((sum, value) => sum + value * value, 0) / noise.length < 0.8;`,
      "never content": `const wrongNoise = () => true;`,
      "must be exact": `const wrongNoise = (noise) => noise.reduce((a, b) => a + b) / noise.length !== 0;`,
      "the other way round": `const wrongNoise = (noise) => Math.abs(noise.reduce((sum, value) => sum + value * value, 0) / noise.length - 1) < 0.2;`,
      "nothing beyond 1": `const wrongNoise = (noise) => !noise.some((value) => Math.abs(value) > 1);`
    }
  }
};
