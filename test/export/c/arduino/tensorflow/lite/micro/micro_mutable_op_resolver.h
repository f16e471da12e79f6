// Stands for TensorFlow Lite Micro's list of operators: as many as it has places for, and it prints their names for the test.
#pragma once
#include <cstdio>

namespace tflite {

template <unsigned places>
class MicroMutableOpResolver {
 public:
#define OPERATOR(name) \
  int Add##name() { return add(#name); }
  OPERATOR(Add) OPERATOR(AveragePool2D) OPERATOR(Concatenation) OPERATOR(Conv2D) OPERATOR(Dequantize)
  OPERATOR(FullyConnected) OPERATOR(LeakyRelu) OPERATOR(Logistic) OPERATOR(MaxPool2D) OPERATOR(Mul) OPERATOR(Pad)
  OPERATOR(Quantize) OPERATOR(Relu) OPERATOR(Reshape) OPERATOR(ResizeNearestNeighbor) OPERATOR(Split) OPERATOR(Tanh)
  OPERATOR(TransposeConv)
#undef OPERATOR

 private:
  unsigned used = 0;
  int add(const char *name) {
    std::printf("%s %s\n", used++ < places ? "operator" : "NO PLACE FOR", name);
    return 0;
  }
};

}  // namespace tflite
