#ifndef OPT_MATRIX_PRODUCT_H
#define OPT_MATRIX_PRODUCT_H

#include <stddef.h>

/// The shape of C = initial + A B with A of m x k, B of k x n and C of m x n.
///
/// An element of A is `a[row * a_row + column * a_column]`, so that a transposed operand only exchanges
/// the strides; likewise B. Rows of C and of the initial value are contiguous; `initial_row` 0 gives
/// every row of C the same initial values.
typedef struct {
  ptrdiff_t m, n, k;
  ptrdiff_t a_row, a_column;
  ptrdiff_t b_row, b_column;
  ptrdiff_t c_row;
  ptrdiff_t initial_row;
} opt_matrix_shape;

/// Plain C for every processor: one accumulator a result, k ascending, one fused multiply-add a term.
///
/// `initial` may be null for +0, and may be `c`.
void opt_matrix_product(
    const opt_matrix_shape *shape, const float *a, const float *b, const float *initial, float *c);

#endif
