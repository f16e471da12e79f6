import {batchNorm, conv, convTranspose, flatten, leakyRelu, relu, reshape, tanh} from "../nn/network/layers.ts";
import {network} from "../nn/network/network.ts";
import type {Gan} from "./gan.ts";

/**
 * The DCGAN for 256×256 colour pictures of the CNTK article. Trained parameters: generator 19,104,035, discriminator 6,306,561.
 * Its text gives the first transposed convolution stride 2; its code, followed here, stride 1 without padding.
 */
export function cntkDcgan(): Gan {
  return {
    name: "CNTK DCGAN, 256 × 256",
    source: "Microsoft CNTK, DCGAN for 256 × 256 images",
    generator: network({input: [100]}, [
      reshape([1, 1, 100]),
      convTranspose(1024, {kernel: 4, padding: "valid", bias: false}),
      batchNorm(),
      relu(),
      ...[512, 256, 128, 64, 32].flatMap((filters) => [
        convTranspose(filters, {kernel: 5, stride: 2, bias: false}),
        batchNorm(),
        relu()
      ]),
      convTranspose(3, {kernel: 5, stride: 2}),
      tanh()
    ]),
    discriminator: network({input: [256, 256, 3]}, [
      conv(32, {kernel: 3, stride: 2}),
      leakyRelu(0.2),
      ...[64, 128, 256, 512, 1024].flatMap((filters) => [
        conv(filters, {kernel: 3, stride: 2, bias: false}),
        batchNorm(),
        leakyRelu(0.2)
      ]),
      conv(1, {kernel: 4, padding: "valid"}),
      flatten()
    ])
  };
}
