import type {ExampleKind} from "../c/example.ts";
import {bytesText} from "../boards/boards-fit.ts";

/** What the README speaks of. */
export interface ReadmeFacts {
  /** Of the zip and of what is in it. */
  name: string;
  /** The identifier of C files and of the sketch. */
  id: string;
  kind: ExampleKind;
  /** The endings of pictures: "pgm", "ppm". */
  ending: string;
  /** Files and their sizes in bytes. */
  files: readonly (readonly [path: string, bytes: number])[];
  arenaBytes: number;
  weightBytes: number;
}

/**
 * The README of the zip. Its commands stand in fences: `sh` runs on any machine with the tools of the first step, `sh install` puts
 * tools there, `sh server` keeps running, `sh board` needs the board. A test runs them.
 */
export function readmeText(facts: ReadmeFacts): string {
  const {name, id, kind, ending, arenaBytes, weightBytes} = facts;
  const run = kind === "read" ? "./read ../../expected/sample.pgm" : `./${kind} 1`;
  const has = (path: string): boolean => facts.files.some(([file]) => file === path);
  const parts = [
    `# ${name}

A trained network, as files for boards, browsers and other programs. Made with Gantry.

| file | what it is | size |
|---|---|---|
${facts.files.map(([path, bytes]) => `| \`${path}\` | ${describe(path)} | ${bytesText(bytes)} |`).join("\n")}

Every command below starts in the folder that holds \`${name}.zip\`, in a shell of its own. What needs a board says so.

## Unpack

On Debian or Ubuntu, these are the tools that everything up to the boards needs (as root):

\`\`\`sh install
apt-get update
apt-get install -y unzip gcc libc6-dev make python3
\`\`\`

\`\`\`sh
unzip -o -q ${name}.zip
ls ${name}
\`\`\`
`,
    `## This machine, with a C compiler

The program is C99 without dependencies: \`${id}.c\` holds the weights (${bytesText(weightBytes)} in int8) and works in one static array of ${bytesText(arenaBytes)}.

\`\`\`sh
cd ${name}/c/int8
make
${run}
\`\`\`

${hostText(facts)}The same in real numbers:

\`\`\`sh
cd ${name}/c/float32
make
${run}
\`\`\`
`,
    `## i.MX 8M Mini (Cortex-A53, Linux)

Compile on this machine for the board. The program needs nothing there: it is linked statically.

\`\`\`sh install
apt-get install -y gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user-static
\`\`\`

\`\`\`sh
cd ${name}/c/int8
make clean
make CC=aarch64-linux-gnu-gcc CFLAGS="-O2 -mcpu=cortex-a53 -static"
qemu-aarch64-static -cpu cortex-a53 ${run}
${kind === "draw" ? `cmp result_im_0.${ending} ../../expected/result_im_0.${ending}\n` : ""}\`\`\`

The last ${kind === "draw" ? "two commands run" : "command runs"} it on an emulated core${kind === "draw" ? " and find the same picture" : ""}. With the board on the network under the name \`imx8mm\`:

\`\`\`sh board
scp ${name}/c/int8/${kind} ${kind === "read" ? `${name}/expected/sample.pgm ` : ""}root@imx8mm:
ssh root@imx8mm ./${kind} ${kind === "read" ? "sample.pgm" : "1"}
${kind === "draw" ? `scp "root@imx8mm:result_im_*.${ending}" .\n` : ""}\`\`\`

NXP's Linux has TensorFlow Lite too; its benchmark runs the file in \`tflite\`:

\`\`\`sh board
scp ${name}/tflite/${name}-int8.tflite root@imx8mm:
ssh root@imx8mm '/usr/bin/tensorflow-lite-*/examples/benchmark_model --graph=${name}-int8.tflite --num_threads=1'
\`\`\`
`,
    `## Arduino, with TensorFlow Lite Micro

\`arduino/${id}\` is a sketch: the model as an array (\`model.h\`), a run whose result is known (\`check.h\`), and \`${id}.ino\`. For an Arduino Nano 33 BLE:

\`\`\`sh board
arduino-cli core install arduino:mbed_nano
git clone https://github.com/tensorflow/tflite-micro-arduino-examples "$(arduino-cli config get directories.user)/libraries/Arduino_TensorFlowLite"
arduino-cli compile --fqbn arduino:mbed_nano:nano33ble ${name}/arduino/${id}
arduino-cli upload --fqbn arduino:mbed_nano:nano33ble --port /dev/ttyACM0 ${name}/arduino/${id}
arduino-cli monitor --port /dev/ttyACM0 --config baudrate=115200
\`\`\`

It says first how much of its arena is used and whether the known run came out the same, then ${kind === "read" ? "the outputs for the known picture" : "draws, with the time of each run"}. A line that begins with CHECK says what is wrong.
`,
    has(`${name}/web/index.html`)
      ? `## A web page

\`web/index.html\` is the whole generator in one file. Open it from its folder, or put it on any server:

\`\`\`sh server
python3 -m http.server 8000 --directory ${name}/web
\`\`\`

Then open http://localhost:8000.
`
      : "",
    `## Other programs

\`tflite/${name}-float32.tflite\`, \`-float16\` and \`-int8\` run in TensorFlow Lite and LiteRT${has(`${name}/${name}.onnx`) ? `; \`${name}.onnx\` in ONNX Runtime` : ""}. \`${name}.safetensors\` holds the network and its weights for this book and for PyTorch. The int8 file takes and gives whole numbers: real = scale · (whole − zero point), with the numbers that stand in \`c/int8/${id}.h\`.
`
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function hostText({kind, name, ending}: ReadmeFacts): string {
  if (kind === "draw") {
    return `It writes \`result_im_0.${ending}\` to \`result_im_9.${ending}\` and says the mean and the spread of each picture, and of its noise. Whole numbers are the same on every machine: the first picture must be this one, byte for byte.

\`\`\`sh
cmp ${name}/c/int8/result_im_0.${ending} ${name}/expected/result_im_0.${ending}
\`\`\`

`;
  }
  return kind === "read" ? "It prints the outputs for the sample picture; the largest is marked.\n\n" : "It prints the outputs for ten draws of noise.\n\n"; // prettier-ignore
}

function describe(path: string): string {
  const kinds: readonly (readonly [RegExp, string])[] = [
    [/float32\.tflite$/, "TensorFlow Lite, real numbers"],
    [/float16\.tflite$/, "TensorFlow Lite, weights in half precision"],
    [/int8\.tflite$/, "TensorFlow Lite, whole numbers"],
    [/\.onnx$/, "ONNX"],
    [/\.safetensors$/, "network and weights"],
    [/c\/int8\/main\.c$/, "C program around it"],
    [/c\/float32\/main\.c$/, "C program around it"],
    [/c\/int8\/.*\.c$/, "the network in C99, whole numbers"],
    [/c\/float32\/.*\.c$/, "the network in C99, real numbers"],
    [/c\/.*\.h$/, "its header"],
    [/Makefile$/, "how it is compiled"],
    [/\.ino$/, "Arduino sketch"],
    [/model\.h$/, "the int8 model as a C array"],
    [/check\.h$/, "a run whose result is known"],
    [/index\.html$/, "the generator as a web page"],
    [/expected\/result/, "the first picture that the int8 program draws with seed 1"],
    [/sample\.pgm$/, "a picture to read"],
    [/README\.md$/, "this text"]
  ];
  return kinds.find(([pattern]) => pattern.test(path))?.[1] ?? "";
}
