// Stands for TensorFlow Lite Micro's interpreter: its tensors lie in the arena, and running is left to the test.
#pragma once
#include <cstddef>
#include <cstdint>

#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/schema/schema_generated.h"

enum TfLiteStatus { kTfLiteOk = 0, kTfLiteError = 1 };

struct TfLiteQuantizationParams {
  float scale;
  int32_t zero_point;
};

struct TfLiteTensor {
  union {
    float *f;
    int8_t *int8;
    void *raw;
  } data;
  TfLiteQuantizationParams params;
  std::size_t bytes;
};

// Written by the test for each network: sizes and scales of inputs and output, and what it means to run.
extern TfLiteTensor test_inputs[], test_output;
extern const int test_input_count;
void test_invoke();

namespace tflite {

class MicroInterpreter {
 public:
  template <unsigned places>
  MicroInterpreter(const Model *, const MicroMutableOpResolver<places> &, uint8_t *arena, std::size_t size)
      : arena(arena), size(size) {}

  TfLiteStatus AllocateTensors() {
    for (int i = 0; i < test_input_count; i++) place(test_inputs[i]);
    place(test_output);
    return used <= size ? kTfLiteOk : kTfLiteError;
  }
  TfLiteStatus Invoke() {
    test_invoke();
    return kTfLiteOk;
  }
  TfLiteTensor *input(std::size_t i) { return &test_inputs[i]; }
  TfLiteTensor *output(std::size_t) { return &test_output; }
  std::size_t arena_used_bytes() const { return used; }

 private:
  uint8_t *arena;
  std::size_t size, used = 0;
  void place(TfLiteTensor &tensor) {
    tensor.data.raw = arena + used;
    used += (tensor.bytes + 15) / 16 * 16;
  }
};

}  // namespace tflite
