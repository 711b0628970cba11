#include "Processor.h"

#if defined(__x86_64__)

#include <cpuid.h>

// The state components the operating system saves: bits 1-2 are xmm and ymm, 5-7 masks and zmm.
static uint64_t saved_state(void) {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (uint64_t)high << 32 | low;
}

uint32_t opt_processor_features(void) {
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE) || !(c & bit_AVX) || !(c & bit_FMA)) {
    return 0;
  }
  uint64_t state = saved_state();
  if ((state & 0x06) != 0x06 || !__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(b & bit_AVX2)) {
    return 0;
  }
  uint32_t features = OPT_FEATURE_AVX2;
  unsigned wide = bit_AVX512F | bit_AVX512DQ | bit_AVX512VL;
  if ((state & 0xE6) == 0xE6 && (b & wide) == wide) features |= OPT_FEATURE_AVX512;
  return features;
}

#else

uint32_t opt_processor_features(void) { return 0; }

#endif
