#include "ArrayFunctions.h"

#include <string.h>

#pragma STDC FP_CONTRACT OFF

#define LANES 16

typedef float floats __attribute__((ext_vector_type(LANES)));
typedef uint32_t bits __attribute__((ext_vector_type(LANES)));
typedef int32_t signed_bits __attribute__((ext_vector_type(LANES)));
typedef uint16_t halves __attribute__((ext_vector_type(LANES)));
typedef float unaligned_floats __attribute__((ext_vector_type(LANES), aligned(4)));
typedef uint16_t unaligned_halves __attribute__((ext_vector_type(LANES), aligned(2)));

// Macros, because vectors as arguments of functions have a calling convention for each extension.
#define LOAD(source) (*(const unaligned_floats *)(source))
#define STORE(target, value) (*(unaligned_floats *)(target) = (value))
#define LOAD_HALVES(source) (*(const unaligned_halves *)(source))
#define STORE_HALVES(target, value) \
  (*(unaligned_halves *)(target) = __builtin_convertvector(value, halves))

// Buckets: magnitudes from 2^-31 to 2, 7 bits of significand; smaller ones share the first.
#define Q8_SHIFT 16
#define Q8_BLOCK 256
#define Q8_FIRST ((127 - 31) << 7)

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define CODE_BYTE(codes, lane) ((uint8_t)((codes) >> (56 - 8 * (lane))))
#else
#define CODE_BYTE(codes, lane) ((uint8_t)((codes) >> (8 * (lane))))
#endif

static inline uint32_t to_bits(float value) {
  uint32_t result;
  memcpy(&result, &value, sizeof result);
  return result;
}

static inline float from_bits(uint32_t value) {
  float result;
  memcpy(&result, &value, sizeof result);
  return result;
}

static inline uint16_t half(float value) {
  const uint32_t b = to_bits(value);
  return (uint16_t)(value != value ? (b >> 16) | 0x40 : (b + 0x7FFF + ((b >> 16) & 1)) >> 16);
}

int opt_q8_bucket(float value) {
  const int32_t b = (int32_t)to_bits(value);
  const int32_t magnitude = ((b & 0x7FFFFFFF) >> Q8_SHIFT) - Q8_FIRST;
  const int32_t place = magnitude > 0 ? magnitude : 0;
  return (place ^ (b >> 31)) + OPT_Q8_BUCKETS / 2;
}

#define NAME(x) plain_##x
#define TARGET
#include "ArrayFunctionsTemplate.h"

const opt_array_functions *opt_array_functions_plain(void) { return &plain_functions; }

#if defined(__x86_64__)

#define NAME(x) avx2_##x
#define TARGET __attribute__((target("avx2,fma")))
#include "ArrayFunctionsTemplate.h"

#define NAME(x) avx512_##x
#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")))
#include "ArrayFunctionsTemplate.h"

const opt_array_functions *opt_array_functions_avx2(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &avx2_functions : 0;
}

const opt_array_functions *opt_array_functions_avx512(void) {
  const int has_all = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  return has_all ? &avx512_functions : 0;
}

#else

const opt_array_functions *opt_array_functions_avx2(void) { return 0; }

const opt_array_functions *opt_array_functions_avx512(void) { return 0; }

#endif
