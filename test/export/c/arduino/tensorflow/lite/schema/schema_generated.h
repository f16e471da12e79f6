// Stands for TensorFlow Lite's schema: the model is not read, only looked at.
#pragma once
#include <cstdint>
#include <cstring>

constexpr int TFLITE_SCHEMA_VERSION = 3;

namespace tflite {

struct Model {
  const unsigned char *bytes;
  // Refuses what is no TensorFlow Lite file, or does not begin at a multiple of 16 bytes.
  int version() const {
    return std::memcmp(bytes + 4, "TFL3", 4) == 0 && reinterpret_cast<std::uintptr_t>(bytes) % 16 == 0 ? 3 : -1;
  }
};

inline const Model *GetModel(const void *bytes) {
  static Model model;
  model.bytes = static_cast<const unsigned char *>(bytes);
  return &model;
}

}  // namespace tflite
