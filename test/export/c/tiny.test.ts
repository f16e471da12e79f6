import {execFile} from "node:child_process";
import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import {promisify} from "node:util";
import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {runC} from "../../../lib/export/c/tiny-run.ts";
import {lacking} from "./toolchain.ts";
import {inFolder} from "./trial.ts";

const run = promisify(execFile);
const missing = lacking("host");

/** Functions without parameters that give a double: the C compiler and we must agree. */
const pieces: Readonly<Record<string, string>> = {
  "whole numbers divide to whole ones": "double f(void) { return 7 / 2 + 7 / 2.0 + -7 / 2 + -7 % 3; }",
  "rand() / RAND_MAX is 0, and with a cast it is not": "double f(void) { return (5 / 7) * 100 + (double)5 / 7 + 5 / (float)8; }",
  "what comes first":
    "double f(void) { return 1 + 2 * 3 - 4 / 2 % 2 + (1 + 2) * 3 + (1 < 2 == 1) + (1 | 6 & 3) + (5 > 3 && !0 ? 10 : 20) + (1 << 3 >> 1); }",
  "loops that leave and go on": `double f(void) {
  int i, sum = 0;
  for (i = 0; i < 20; i++) { if (i % 3 == 0) continue; if (i > 11) break; sum += i; }
  while (sum > 40) --sum;
  do { sum += 3; } while (sum < 50);
  return sum;
}`,
  "static variables and calls": `static int count = 3;
static double next(double step) { static double at = 1.5; at = at * step + count++; return at; }
double f(void) { double total = 0; for (int i = 0; i < 4; i++) total += next(0.5); return total + count; }`,
  "arrays as parameters": `void fill(float *to, int n) { for (int i = 0; i < n; ++i) to[i] = (float)(i * i); }
double sum(const float *values, int n) { double s = 0; while (n > 0) s += values[--n]; return s; }
double f(void) { float numbers[8]; fill(numbers, 8); return sum(numbers, 8); }`,
  "pointers through an array": `void fill(float *to, int n) { float *end = to + n; float next = 0.5f; while (to < end) *to++ = next++; }
double sum(const float *values, int n) { double s = 0; for (const float *p = values; p != values + n; ++p) s += *p * (p - values + 1); return s; }
double f(void) { float numbers[7]; fill(numbers, 4); fill(numbers + 4, 3); numbers[0] += *(numbers + 2); *numbers *= 2; return sum(numbers, 7) + sum(&numbers[3], 2) + (numbers + 5)[-1]; }`,
  "pointers to variables": `void both(double x, double *square, int *whole) { *square = x * x; *whole = x; (*whole)++; }
double f(void) { double square; int whole; both(3.7, &square, &whole); double *p = &square; *p -= 1; p = 0; return square + whole + (p ? 100 : 10); }`,
  definitions: `#define COUNT 5
#define TWICE(x) ((x) + (x))
#define HALF 1 / 2.0
#define LONG(a, b) \\
  do { a += b; \\
  } while (0)
#ifndef M_PI
#define M_PI 3.14159265358979323846
#endif
double last(const float *x);
double f(void) { float x[COUNT]; for (int i = 0; i < COUNT; i++) x[i] = TWICE(i + 1); double s = 3 * HALF; LONG(s, last(x)); return s + M_PI; } // the end
double last(const float *x) { return x[COUNT - 1]; }`,
  "bits that are assigned": "double f(void) { int a = 29; a &= 23; a |= 8; a ^= 3; a <<= 2; a >>= 1; return a; }",
  "functions of math.h":
    "double f(void) { return sqrt(2.0) * cos(1.0) + log(3.0) * sin(0.5) + pow(2.0, 0.5) + fabs(-2.5) + floor(-1.5); }",
  "names that hide others":
    "double x = 1; double f(void) { double y = x; { double x = 5; y += x; } for (int x = 0; x < 3; x++) y += x; return y + x; }"
};

describe.skipIf(missing !== null)(`runC(source), as gcc${missing ? ` (${missing})` : ""}`, () => {
  it("gives what the compiled program gives", async () => {
    for (const [what, source] of Object.entries(pieces)) {
      await inFolder(async (folder) => {
        await writeFile(
          join(folder, "f.c"),
          `#include <math.h>\n#include <stdio.h>\n${source}\nint main(void) { printf("%.17g", f()); return 0; }\n`
        );
        await run("gcc", ["-std=c99", "f.c", "-o", "f", "-lm"], {cwd: folder});
        const {stdout} = await run(join(folder, "f"));
        expect(runC(source, {rand: () => 0})("f"), what).toBeCloseTo(Number(stdout), 12);
      });
    }
  });
});

describe("runC(source)", () => {
  it("divides rand() by RAND_MAX as whole numbers: 0, unless it is cast", () => {
    const source = `double wrong(void) { return rand() / RAND_MAX; }
      double uniform(void) { return rand() / (double)RAND_MAX; }
      double centred(void) { return rand() / (RAND_MAX + 1.0) - 0.5; }`;
    const call = runC(source, {rand: () => 2 ** 29});
    expect([call("wrong"), call("uniform"), call("centred")]).toEqual([0, 2 ** 29 / (2 ** 31 - 1), -0.25]);
  });

  it("fills an array of the caller's", () => {
    const numbers = new Float64Array(3);
    runC("void fill(float *noise, int n) { for (int i = 0; i < n; i++) noise[i] = i + 0.5f; }", {rand: () => 0})(
      "fill",
      numbers,
      3
    );
    expect([...numbers]).toEqual([0.5, 1.5, 2.5]);
  });

  it.each([
    ["double f(void) {\n  return 1 +;\n}", 'line 2: expected a number, a name or a parenthesis, found ";"'],
    ["double f(void) {\n\n  return 1\n}", 'line 4: expected ";", found "}"'],
    ["double f(void) { return 1;", 'line 1: expected "}", found the end'],
    ["double f(void) { 1 = 2; }", 'line 1: expected a variable before the assignment, found "="'],
    ["#if 0\ndouble f(void) { return 1; }\n#endif", "line 1: #if is not understood here"],
    ["\n#define 3 4", "line 2: #define needs a name"],
    ["#define TWO(a, b) a + b\ndouble f(void) { return TWO(1); }", "line 2: TWO takes 2 values, it is given 1"],
    ['double f(void) { puts("x"); }', 'line 1: "\\"" is not understood here']
  ])("says in which line it does not understand: %j", (source, message) => {
    expect(() => runC(source, {rand: () => 0})).toThrow(new SyntaxError(message));
  });

  it.each([
    ["double f(void) {\n  while (1);\n}", "line 2: the program does not come to an end"],
    ["double f(void) {\n  return g();\n}", 'line 2: there is no function "g"'],
    ["double f(void) {\n  return x;\n}", 'line 2: there is no "x"'],
    ["double f(void) {\n  float a[3];\n  return a[3];\n}", "line 3: a[3] is outside: it has 3 elements"],
    [
      "double f(void) {\n  float a[3];\n  float *p = a + 2;\n  p++;\n  return *p;\n}",
      "line 5: *p is outside: it has 3 elements, and p points to element 3"
    ],
    ["double f(void) { float *p; return *p; }", "line 1: p is no array and points to none"],
    ["double f(void) {\n  float a[2];\n  a = 1;\n}", "line 3: a is an array: one of its elements can be changed"],
    ["double f(void) { float a[2]; float b = a; return b; }", "line 1: b is a number, it cannot be a pointer"],
    ["double f(void) { float a[2]; return a * 2; }", "line 1: pointers cannot be put together by * here"],
    ["void g(float *x) {}\ndouble f(void) { g(3); return 0; }", "line 2: x points to numbers, it cannot be 3"],
    ["double f(void) { return 1 / 0; }", "line 1: a whole number is divided by 0"],
    ["double f(void) { return sqrt(1, 2); }", "line 1: sqrt takes 1 values, it is given 2"]
  ])("says in which line it fails: %j", (source, message) => {
    expect(() => runC(source, {rand: () => 0, limit: 1000})("f")).toThrow(new RangeError(message));
  });

  it("comes to an end where definitions double each other", () => {
    const doubling = Array.from({length: 30}, (_, i) => `#define A${i + 1} A${i} A${i}`).join("\n");
    expect(() => runC(`${doubling}\ndouble f(void) { return A30; }`, {rand: () => 0})).toThrow(
      "the definitions make the program too long"
    );
  });

  it("ends with an answer or an error for any text", () => {
    const bits = fc.constantFrom("double ", "f", "(", ")", "{", "}", "void", "return ", "1", "x", "=", ";", "+", "if", "for", "while", "[", "]", ",", "\n", "?", ":", "int ", "*", "&", "#define x ", "float "); // prettier-ignore
    fc.assert(
      fc.property(fc.array(bits, {maxLength: 40}), (parts) => {
        try {
          runC(parts.join(""), {rand: () => 0, limit: 1000});
        } catch (error) {
          expect(error instanceof SyntaxError || error instanceof RangeError, String(error)).toBe(true);
        }
      }),
      {numRuns: 500}
    );
  });
});
