#include "MatrixProduct.h"

void opt_matrix_product(
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
