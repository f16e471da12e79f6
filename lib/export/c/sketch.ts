import type {Graph, GraphOpKind, GraphTensor} from "../graph/graph.ts";
import {mapOf} from "./calls.ts";
import {constantArray, floatLiteral, identifier} from "./literals.ts";
import {microArenaBytes} from "./arena.ts";
import {sizeOf} from "../../nn/arithmetic/values.ts";

/** Inputs, and the output that a trusted interpreter gave for them, in the numbers of the graph: whole ones where it takes them. */
export interface KnownRun {
  inputs: readonly ArrayLike<number>[];
  output: ArrayLike<number>;
}

/** The files of a sketch beside the model's header: their names and texts. */
export interface Sketch {
  /** The folder's name, and the sketch's: NAME/NAME.ino. */
  name: string;
  sketch: string;
  /** check.h: the known run. */
  check: string;
}

/** What MicroMutableOpResolver calls each operator. */
const RESOLVER: Readonly<Record<GraphOpKind, string>> = {
  add: "AddAdd",
  averagePool: "AddAveragePool2D",
  concat: "AddConcatenation",
  conv: "AddConv2D",
  dense: "AddFullyConnected",
  dequantize: "AddDequantize",
  leakyRelu: "AddLeakyRelu",
  logistic: "AddLogistic",
  maxPool: "AddMaxPool2D",
  mul: "AddMul",
  pad: "AddPad",
  quantize: "AddQuantize",
  relu: "AddRelu",
  reshape: "AddReshape",
  resize: "AddResizeNearestNeighbor",
  split: "AddSplit",
  tanh: "AddTanh",
  transposeConv: "AddTransposeConv"
};

/**
 * An Arduino sketch that runs a .tflite file of this graph with TensorFlow Lite Micro: it allocates the arena, repeats a known run and
 * compares, then feeds N(0, 1) noise and each class in turn (a network that takes a picture: the known one) and writes the output to the serial line, pictures as characters, with
 * the time it took and a check of noise and picture.
 * @param model the identifier of the array in model.h
 * @throws RangeError when the graph has several outputs, or the known run does not fit it.
 */
export function arduinoSketch(graph: Graph, model: string, known: KnownRun): Sketch {
  const name = identifier(graph.name);
  if (graph.outputs.length !== 1)
    throw new RangeError(`a sketch is written for one output, the graph has ${graph.outputs.length}`);
  const inputs = graph.inputs.map((place) => graph.tensors[place]);
  const output = graph.tensors[graph.outputs[0]];
  [...inputs, output].forEach((tensor, i) => {
    const given = i < inputs.length ? known.inputs[i] : known.output;
    if (given?.length !== sizeOf(tensor.shape))
      throw new RangeError(`the known run must have ${sizeOf(tensor.shape)} numbers for "${tensor.name}", got ${given?.length ?? "none"}`); // prettier-ignore
  });
  return {name, sketch: sketchText(graph, model, inputs, output), check: checkText(inputs, output, known)};
}

function checkText(inputs: readonly GraphTensor[], output: GraphTensor, known: KnownRun): string {
  const data = ({type}: GraphTensor, values: ArrayLike<number>) => (type === "int8" ? Int8Array.from(values) : Float32Array.from(values)); // prettier-ignore
  const arrays = inputs.map((tensor, i) => constantArray(`known_input_${i}`, data(tensor, known.inputs[i]), `input ${i}: ${tensor.name}`)); // prettier-ignore
  arrays.push(constantArray("known_output", data(output, known.output), "what the interpreter in the page gave for it"));
  return `/* A run that is known: the board must give the same. */\n#ifndef CHECK_H\n#define CHECK_H\n\n#include <stdint.h>\n\n${arrays.join("\n")}\n#endif\n`;
}

function sketchText(graph: Graph, model: string, inputs: readonly GraphTensor[], output: GraphTensor): string {
  const kinds = [...new Set(graph.ops.map(({kind}) => kind))];
  const [height, width, channels] = mapOf(output);
  const picture = height * width > 1 && channels === 1;
  const whole = output.type === "int8";
  const size = sizeOf(output.shape);
  const field = ({type}: GraphTensor): string => (type === "int8" ? "int8" : "f");
  const put = (tensor: GraphTensor, i: number, index: string, value: string): string =>
    tensor.type === "int8"
      ? `interpreter->input(${i})->data.int8[${index}] = toSteps(${value}, interpreter->input(${i})->params);`
      : `interpreter->input(${i})->data.f[${index}] = ${value};`;
  const real = (index: string): string =>
    whole ? `(out->data.int8[${index}] - out->params.zero_point) * out->params.scale` : `out->data.f[${index}]`;
  const label = inputs[1];
  // A network that takes a picture is given the known one again: noise would tell nobody anything.
  const [rows, columns] = mapOf(inputs[0]);
  const noisy = rows * columns === 1;
  const noiseSize = sizeOf(inputs[0].shape);
  return `// ${graph.name} on a microcontroller with TensorFlow Lite Micro. Made with Gantry.
// Library: "Arduino_TensorFlowLite" (github.com/tensorflow/tflite-micro-arduino-examples), or any port of TensorFlow Lite
// Micro whose MicroInterpreter takes no ErrorReporter (since 2022). Serial monitor: 115200 baud.
#include <TensorFlowLite.h>

#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/schema/schema_generated.h"

#include "check.h"
#include "model.h"

// Memory for the tensors. The sketch prints how much was used: what is left over can be taken back.
constexpr int kArenaSize = ${microArenaBytes(graph)};
alignas(16) static uint8_t arena[kArenaSize];

static tflite::MicroInterpreter *interpreter = nullptr;
static int runs = 0;

// Says what is wrong, again and again, so that it is seen when the monitor is opened late.
static void halt(const char *message) {
  while (true) {
    Serial.println(message);
    delay(2000);
  }
}
${
  noisy
    ? `
// A number of N(0, 1) by Box and Muller: the noise of the training. random() / max alone would lie between 0 and 1, and the
// network would draw poorly.
static float normal() {
  const float first = (random(1, 1000000) - 0.5f) / 999999.0f;
  const float second = random(0, 1000000) / 1000000.0f;
  return sqrtf(-2.0f * logf(first)) * cosf(6.2831853f * second);
}
`
    : ""
}${
    (noisy ? inputs : inputs.slice(1)).some(({type}) => type === "int8")
      ? `
// A real number in the steps of an int8 tensor.
static int8_t toSteps(float value, const TfLiteQuantizationParams &steps) {
  const float whole = roundf(value / steps.scale) + steps.zero_point;
  return (int8_t)(whole < -128 ? -128 : whole > 127 ? 127 : whole);
}
`
      : ""
  }
// The known run: every number must be the one of the page, ${whole ? "or one step beside it (interpreters round differently)" : "within a thousandth"}.
static void checkKnownRun() {
${inputs.map((tensor, i) => `  for (int i = 0; i < ${sizeOf(tensor.shape)}; i++) interpreter->input(${i})->data.${field(tensor)}[i] = known_input_${i}[i];`).join("\n")}
  if (interpreter->Invoke() != kTfLiteOk) halt("Invoke() failed.");
  int wrong = 0;
  for (int i = 0; i < ${size}; i++) {
    ${whole ? "const int difference = interpreter->output(0)->data.int8[i] - known_output[i];" : "const float difference = interpreter->output(0)->data.f[i] - known_output[i];"}
    if (difference > ${whole ? "1" : "0.001f"} || difference < ${whole ? "-1" : "-0.001f"}) wrong++;
  }
  if (wrong > 0) halt("The known run came out differently: model.h and check.h do not belong together, or memory was overwritten.");
  Serial.println("known run: the same as in the page");
}

void setup() {
  Serial.begin(115200);
  for (int i = 0; i < 50 && !Serial; i++) delay(100);
  // An open pin is a source of chance, good enough for a seed.
  randomSeed(analogRead(A0));

  const tflite::Model *model = tflite::GetModel(${model});
  if (model->version() != TFLITE_SCHEMA_VERSION) halt("The model's schema is of another version than the library's.");

  static tflite::MicroMutableOpResolver<${kinds.length}> resolver;
${kinds.map((kind) => `  resolver.${RESOLVER[kind]}();`).join("\n")}

  static tflite::MicroInterpreter only(model, resolver, arena, kArenaSize);
  interpreter = &only;
  if (interpreter->AllocateTensors() != kTfLiteOk) halt("AllocateTensors() failed: make kArenaSize larger.");
  Serial.print("arena: ");
  Serial.print((int)interpreter->arena_used_bytes());
  Serial.print(" of ");
  Serial.print(kArenaSize);
  Serial.println(" bytes");
  checkKnownRun();
}

void loop() {
  float sum = 0, squares = 0;
${
  noisy
    ? `  for (int i = 0; i < ${noiseSize}; i++) {
    const float value = normal();
    sum += value;
    squares += value * value;
    ${put(inputs[0], 0, "i", "value")}
  }
  const float noiseMean = sum / ${noiseSize};
  const float noiseSpread = sqrtf(squares / ${noiseSize} - noiseMean * noiseMean);
`
    : `  // Put your own picture here: ${noiseSize} numbers, row by row.
  for (int i = 0; i < ${noiseSize}; i++) interpreter->input(0)->data.${field(inputs[0])}[i] = known_input_0[i];
`
}${label ? `  const int chosen = runs % ${sizeOf(label.shape)};\n  for (int k = 0; k < ${sizeOf(label.shape)}; k++) {\n    ${put(label, 1, "k", "k == chosen ? 1.0f : 0.0f")}\n  }\n` : ""}
  const unsigned long started = micros();
  if (interpreter->Invoke() != kTfLiteOk) halt("Invoke() failed.");
  const unsigned long took = micros() - started;

  const TfLiteTensor *out = interpreter->output(0);
  sum = squares = 0;
  for (int i = 0; i < ${size}; i++) {
    const float value = ${real("i")};
    sum += value;
    squares += value * value;
${
  picture
    ? `    // From black to white in ten characters.
    const int level = (int)((value + 1.0f) * 5.0f);
    Serial.print(" .:-=+*#%@"[level < 0 ? 0 : level > 9 ? 9 : level]);
    if (i % ${width} == ${width - 1}) Serial.println();
`
    : `    Serial.print(value, 4);
    Serial.print(i == ${size - 1} ? "\\n" : " ");
`
}  }
  const float mean = sum / ${size};
  const float spread = sqrtf(squares / ${size} - mean * mean);
  Serial.print("run ");
  Serial.print(runs++);
${label ? `  Serial.print(", class ");\n  Serial.print(chosen);\n` : ""}  Serial.print(": ");
  Serial.print(took);
  Serial.print(" us");
${
  noisy
    ? `  Serial.print(", noise ");
  Serial.print(noiseMean, 2);
  Serial.print(" +- ");
  Serial.print(noiseSpread, 2);
`
    : ""
}  Serial.print(", output ");
  Serial.print(mean, 3);
  Serial.print(" +- ");
  Serial.println(spread, 3);

  // Would this find what goes wrong?${noisy ? " Noise that is not N(0, 1) has another mean or spread;" : ""} A network that does not work gives one value.
${
  noisy
    ? `  if (!(fabsf(noiseMean) <= ${floatLiteral(rounded(5 / Math.sqrt(noiseSize)))} && fabsf(noiseSpread - 1.0f) <= ${floatLiteral(rounded(5 / Math.sqrt(2 * noiseSize)))})) Serial.println("CHECK: the noise is not N(0, 1).");
`
    : ""
}${size > 1 ? `  if (!(spread >= 0.01f)) Serial.println("CHECK: every output is the same.");\n` : ""}  delay(2000);
}
`;
}

function rounded(value: number): number {
  return Number(value.toPrecision(2));
}
