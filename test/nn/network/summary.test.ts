import {describe, expect, it} from "vitest";
import {batchNorm, conv, convTranspose, dense, flatten, maxPool, projection, relu} from "../../../lib/nn/network/layers.ts";
import {convolutionCost, transposedConvolutionCost} from "../../../lib/nn/network/cost.ts";
import {network} from "../../../lib/nn/network/network.ts";
import {summary, summaryText} from "../../../lib/nn/network/summary.ts";

describe("summary(network)", () => {
  it("counts like the arithmetic of single layers", () => {
    const {rows} = summary(
      network({input: [7, 7, 3]}, [conv(8, {kernel: 3, stride: 2}), convTranspose(4, {kernel: 4, stride: 2})])
    );
    const first = convolutionCost({input: [7, 7, 3], filters: 8, kernel: 3, stride: 2, padding: "same"});
    const second = transposedConvolutionCost({input: [4, 4, 8], filters: 4, kernel: 4, stride: 2, padding: 1});
    expect(rows.map(({parameters, multiplyAdds, outputShape}) => ({parameters, multiplyAdds, output: outputShape}))).toEqual(
      [first, second].map(({parameters, multiplyAdds, output}) => ({parameters, multiplyAdds, output}))
    );
  });
  it("counts running statistics as parameters that are not trained", () => {
    const {parameters, trainable, nonTrainable} = summary(network({input: [5]}, [dense(3), batchNorm()]));
    expect({parameters, trainable, nonTrainable}).toEqual({parameters: 30, trainable: 24, nonTrainable: 6});
  });
  it("counts a projection head: kernel, bias, one row for each class; two products of a row", () => {
    const {rows} = summary(network({input: [64], label: 10}, [projection()]));
    expect([rows[0].parameters, rows[0].multiplyAdds]).toEqual([64 + 1 + 640, 128]);
  });
});

describe("summaryText(summary)", () => {
  it("is the table of Keras with the multiply-adds", () => {
    const cnn = network({input: [8, 8, 1]}, [conv(8, {kernel: 3, padding: "valid"}), relu(), maxPool(2), flatten(), dense(10)]);
    expect(
      summaryText(summary(cnn))
        .split("\n")
        .map((line) => line.trimEnd())
    ).toEqual([
      "layer               output shape      parameters  trainable  multiply-adds",
      "conv1 (conv)        (batch, 6, 6, 8)          80         80          2,592",
      "relu1 (relu)        (batch, 6, 6, 8)           0          0              0",
      "maxPool1 (maxPool)  (batch, 3, 3, 8)           0          0              0",
      "flatten1 (flatten)  (batch, 72)                0          0              0",
      "dense1 (dense)      (batch, 10)              730        730            720",
      "total                                        810        810          3,312"
    ]);
  });
});
