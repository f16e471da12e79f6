// As much of the Arduino core as a sketch uses, on a desktop: the serial line is the standard output.
#pragma once
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

constexpr int A0 = 14;

struct SerialPort {
  void begin(unsigned long) {}
  explicit operator bool() const { return true; }
  void print(const char *text) { std::fputs(text, stdout); }
  void print(char letter) { std::fputc(letter, stdout); }
  void print(int value) { std::printf("%d", value); }
  void print(unsigned long value) { std::printf("%lu", value); }
  void print(float value, int digits = 2) { std::printf("%.*f", digits, static_cast<double>(value)); }
  template <class... Values>
  void println(Values... values) {
    if constexpr (sizeof...(values) > 0) print(values...);
    std::fputc('\n', stdout);
  }
};

inline SerialPort Serial;

// A sketch never ends; the test's does when it has waited a hundred times.
inline void delay(unsigned long) {
  static int waits = 0;
  if (++waits == 100) std::exit(0);
}
inline unsigned long micros() { static unsigned long now = 0; return now += 500; }
inline int analogRead(int) { return 421; }
inline void randomSeed(unsigned long seed) { std::srand(static_cast<unsigned>(seed)); }
inline long random(long least, long end) { return least + std::rand() % (end - least); }
