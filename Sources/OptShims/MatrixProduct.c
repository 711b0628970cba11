#include "MatrixProduct.h"

static void plain_product(
    const opt_matrix_shape *shape, const float *a, const float *b, const float *initial,
    float *c) {
  for (ptrdiff_t i = 0; i < shape->m; i++) {
    float *row = c + i * shape->c_row;
    for (ptrdiff_t j = 0; j < shape->n; j++) {
      row[j] = initial ? initial[i * shape->initial_row + j] : 0.0f;
    }
    for (ptrdiff_t p = 0; p < shape->k; p++) {
      const float x = a[i * shape->a_row + p * shape->a_column];
      const float *terms = b + p * shape->b_row;
      for (ptrdiff_t j = 0; j < shape->n; j++) {
        row[j] = __builtin_fmaf(x, terms[j * shape->b_column], row[j]);
      }
    }
  }
}

opt_matrix_product opt_matrix_product_portable(void) { return plain_product; }

#if defined(__x86_64__)

#include <immintrin.h>

#define NAME(x) avx512_##x
#define TARGET __attribute__((target("avx512f")))
#define VECTOR __m512
#define MASK __mmask16
#define LANES 16
#define ROWS 8
#define ZERO() _mm512_setzero_ps()
#define BROADCAST(p) _mm512_set1_ps(*(p))
#define FMA(x, y, z) _mm512_fmadd_ps(x, y, z)
#define FIRST(n) ((__mmask16)((1u << (n)) - 1))
#define LOAD(p, mask) _mm512_maskz_loadu_ps(mask, p)
#define STORE(p, mask, x) _mm512_mask_storeu_ps(p, mask, x)
#include "MatrixProductTemplate.h"

static const int lane_masks[16] = {-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0};

#define NAME(x) avx2_##x
#define TARGET __attribute__((target("avx2,fma")))
#define VECTOR __m256
#define MASK __m256i
#define LANES 8
#define ROWS 4
#define ZERO() _mm256_setzero_ps()
#define BROADCAST(p) _mm256_broadcast_ss(p)
#define FMA(x, y, z) _mm256_fmadd_ps(x, y, z)
#define FIRST(n) _mm256_loadu_si256((const __m256i *)(lane_masks + 8 - (n)))
#define LOAD(p, mask) _mm256_maskload_ps(p, mask)
#define STORE(p, mask, x) _mm256_maskstore_ps(p, mask, x)
#include "MatrixProductTemplate.h"

opt_matrix_product opt_matrix_product_avx2(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? avx2_product : 0;
}

opt_matrix_product opt_matrix_product_best(void) {
  if (__builtin_cpu_supports("avx512f")) return avx512_product;
  opt_matrix_product avx2 = opt_matrix_product_avx2();
  return avx2 ? avx2 : plain_product;
}

#else

opt_matrix_product opt_matrix_product_avx2(void) { return 0; }

opt_matrix_product opt_matrix_product_best(void) { return plain_product; }

#endif
