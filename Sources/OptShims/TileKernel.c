#include "TileKernel.h"

#include <string.h>

#pragma STDC FP_CONTRACT OFF

#define LANES 16
#define OPT_CHUNK 16384

typedef float floats __attribute__((ext_vector_type(LANES)));
typedef uint32_t bits __attribute__((ext_vector_type(LANES)));
typedef int32_t signed_bits __attribute__((ext_vector_type(LANES)));
typedef float unaligned_floats __attribute__((ext_vector_type(LANES), aligned(4)));

/// Where the elements of an operand are, and how far it is from one vector to the next: 0 for a scalar.
typedef struct {
  const float *values;
  ptrdiff_t step;
} operand;

// Macros, because vectors as arguments of functions have a calling convention for each extension.
#define LOAD(source) (*(const unaligned_floats *)(source))
#define STORE(target, value) (*(unaligned_floats *)(target) = (value))

/// The larger of two magnitudes, NaN if one of them is.
static inline float larger(float a, float b) { return b > a || b != b ? b : a; }

/// The lanes of a chunk in index order, then the chunk after those before.
static inline float fold(const float *lanes, int is_maximum, float before) {
  float chunk = lanes[0];
  for (int lane = 1; lane < LANES; lane++) {
    chunk = is_maximum ? larger(chunk, lanes[lane]) : chunk + lanes[lane];
  }
  return is_maximum ? larger(before, chunk) : before + chunk;
}

#define NAME(x) plain_##x
#define TARGET
#include "TileKernelTemplate.h"

opt_tile_run opt_tile_run_plain(void) { return plain_run; }

#if defined(__x86_64__)

#define NAME(x) avx2_##x
#define TARGET __attribute__((target("avx2,fma")))
#include "TileKernelTemplate.h"

#define NAME(x) avx512_##x
#define TARGET __attribute__((target("avx512f,avx512dq,avx2,fma")))
#include "TileKernelTemplate.h"

opt_tile_run opt_tile_run_avx2(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? avx2_run : 0;
}

opt_tile_run opt_tile_run_avx512(void) {
  const int has_all = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq");
  return has_all ? avx512_run : 0;
}

#else

opt_tile_run opt_tile_run_avx2(void) { return 0; }

opt_tile_run opt_tile_run_avx512(void) { return 0; }

#endif
