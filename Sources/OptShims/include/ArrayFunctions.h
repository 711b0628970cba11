#ifndef OPT_ARRAY_FUNCTIONS_H
#define OPT_ARRAY_FUNCTIONS_H

#include <stddef.h>
#include <stdint.h>

/// A code book of block-wise 8-bit storage; see `CodeBook`.
typedef struct {
  /// The entries, in ascending order.
  const float *entries;
  /// By code: the largest number that does not get a higher one.
  const float *limits;
  /// By the upper bits of a number: its code, or the one below.
  const uint8_t *first_codes;
} opt_code_book;

/// Loops over arrays outside kernels, for one vector extension; all variants give the same bits.
typedef struct {
  /// Adds an array to another.
  void (*add)(float *target, const float *source, ptrdiff_t count);
  /// Adds elements to 16 lanes, element i to lane i modulo 16.
  void (*add_lanes)(float *lanes, const float *source, ptrdiff_t count);
  /// Upper halves of floats, rounded to nearest even.
  void (*bf16_encode)(uint16_t *target, const float *source, ptrdiff_t count);
  void (*bf16_decode)(float *target, const uint16_t *source, ptrdiff_t count);
  /// The codes of a block and, as the result, its scale: NaN if an element is not finite.
  float (*q8_encode)(
      uint8_t *target, const float *source, ptrdiff_t count, const opt_code_book *book);
  void (*q8_decode)(
      float *target, const uint8_t *source, ptrdiff_t count, float scale,
      const opt_code_book *book);
} opt_array_functions;

/// Buckets of `first_codes`: a sign, 32 exponents and 7 bits of significand.
enum { OPT_Q8_BUCKETS = 8192 };

/// The bucket of a number of at most 1 in magnitude.
int opt_q8_bucket(float value);

/// Plain C for every processor.
const opt_array_functions *opt_array_functions_plain(void);

/// The AVX2 variant, null where the processor has none.
const opt_array_functions *opt_array_functions_avx2(void);

/// The AVX-512 variant, null where the processor has none.
const opt_array_functions *opt_array_functions_avx512(void);

#endif
