import {describe, expect, it} from "vitest";
import {parseStack} from "../../../site/page/runtime/errors.ts";

const module = "http://127.0.0.1:8080/book/assets/chapters/convolution-1A2B3C4D.js";
const blob = "blob:http://127.0.0.1:8080/0b5c1a2e-9f37-4a55-8f6b-0a4d8c1c2d3e";

describe("parseStack(stack)", () => {
  it("reads Chrome's frames: named, async, constructors, anonymous; not the message, nor what has no place", () => {
    const stack = `TypeError: kernel.map is not a function
at a line of the message (that looks like one)
    at convolve (${module}:12:17)
    at async body (${blob}:3:5)
    at new Grid (${module}:4:1)
    at Object.<anonymous> (${module}:5:2)
    at ${module}:40:9
    at async Promise.all (index 0)
    at Array.map (<anonymous>)
    at async http://127.0.0.1:8080/book/assets/page-XYZ.js:1:2345`;
    expect(parseStack(stack)).toEqual([
      {name: "convolve", url: module, line: 12, column: 17},
      {name: "body", url: blob, line: 3, column: 5},
      {name: "new Grid", url: module, line: 4, column: 1},
      {name: "Object.<anonymous>", url: module, line: 5, column: 2},
      {name: "", url: module, line: 40, column: 9},
      {name: "", url: "http://127.0.0.1:8080/book/assets/page-XYZ.js", line: 1, column: 2345}
    ]);
  });

  it("reads Firefox's frames: named, closures, async ones", () => {
    const stack = `convolve@${module}:12:17
body/rows<@${blob}:3:5
async*body@${blob}:2:9
@${module}:40:9
promise callback*runtime_compute@http://127.0.0.1:8080/book/assets/page-XYZ.js:1:2345
`;
    expect(parseStack(stack).slice(0, 4)).toEqual([
      {name: "convolve", url: module, line: 12, column: 17},
      {name: "body/rows", url: blob, line: 3, column: 5},
      {name: "body", url: blob, line: 2, column: 9},
      {name: "", url: module, line: 40, column: 9}
    ]);
  });

  it("reads Safari's frames: named, nameless, native ones left out", () => {
    const stack = `convolve@${module}:12:17
map@[native code]
${module}:40:9
module code@${blob}:2:9
@${blob}:5:1`;
    expect(parseStack(stack)).toEqual([
      {name: "convolve", url: module, line: 12, column: 17},
      {name: "", url: module, line: 40, column: 9},
      {name: "module code", url: blob, line: 2, column: 9},
      {name: "", url: blob, line: 5, column: 1}
    ]);
  });

  it("gives nothing for a stack without places", () => {
    expect(parseStack("Error: nothing\n    at <anonymous>")).toEqual([]);
    expect(parseStack("")).toEqual([]);
  });
});
