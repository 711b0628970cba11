#ifndef OPT_PROCESSOR_H
#define OPT_PROCESSOR_H

#include <stdint.h>

/// Vector extensions that both the processor and the operating system support.
enum opt_feature {
  /// AVX2 and FMA.
  OPT_FEATURE_AVX2 = 1,
  /// AVX-512 F, DQ and VL.
  OPT_FEATURE_AVX512 = 2,
};

/// The union of the features of the processor that runs this; 0 where it is not x86-64.
uint32_t opt_processor_features(void);

#endif
