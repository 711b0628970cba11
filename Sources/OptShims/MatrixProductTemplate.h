// One vectorised matrix product, included once for each instruction set.
//
// The including file defines:
//   NAME(x)       a name of this instruction set
//   TARGET        the function attribute that enables it
//   VECTOR, MASK  the types of a vector and of a mask of its lanes
//   LANES, ROWS   floats a vector; rows a tile (1, 2, 4 and perhaps 8 are compiled)
//   ZERO(), BROADCAST(p), FMA(x, y, z), FIRST(n)
//   LOAD(p, mask), STORE(p, mask, x)
//
// A tile is `rows` rows by one or two vectors of columns, all of it in registers over the whole of k.

#define INLINE static inline __attribute__((always_inline)) TARGET
#define UNROLL _Pragma("clang loop unroll(full)")

/// Terms summed before a tile goes back to memory: bounds the packed part of B.
#define BLOCK 256

INLINE void NAME(tile)(
    const int rows, const int vectors, const opt_matrix_shape *shape, ptrdiff_t terms,
    const float *a, const float *b, ptrdiff_t b_row, const float *initial, ptrdiff_t initial_row,
    float *c, MASK whole, MASK last) {
  VECTOR sums[ROWS][2];
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int v = 0; v < vectors; v++) {
      MASK mask = v == vectors - 1 ? last : whole;
      sums[r][v] =
          initial ? LOAD(initial + r * initial_row + v * LANES, mask) : ZERO();
    }
  }
  const ptrdiff_t a_row = shape->a_row, a_column = shape->a_column;
  for (ptrdiff_t p = 0; p < terms; p++) {
    VECTOR columns[2];
    UNROLL for (int v = 0; v < vectors; v++) {
      columns[v] = LOAD(b + v * LANES, v == vectors - 1 ? last : whole);
    }
    UNROLL for (int r = 0; r < rows; r++) {
      VECTOR x = BROADCAST(a + r * a_row);
      UNROLL for (int v = 0; v < vectors; v++) sums[r][v] = FMA(x, columns[v], sums[r][v]);
    }
    a += a_column;
    b += b_row;
  }
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int v = 0; v < vectors; v++) {
      STORE(c + r * shape->c_row + v * LANES, v == vectors - 1 ? last : whole, sums[r][v]);
    }
  }
}

/// All rows of one panel of at most two vectors of columns.
INLINE void NAME(panel)(
    const int vectors, const opt_matrix_shape *shape, ptrdiff_t terms, const float *a,
    const float *b, ptrdiff_t b_row, const float *initial, ptrdiff_t initial_row, float *c,
    MASK last) {
  const MASK whole = FIRST(LANES);
  ptrdiff_t row = 0;
#define TILES(count)                                                                            \
  for (; row + count <= shape->m; row += count) {                                               \
    NAME(tile)                                                                                  \
    (count, vectors, shape, terms, a + row * shape->a_row, b, b_row,                            \
     initial ? initial + row * initial_row : 0, initial_row, c + row * shape->c_row, whole,     \
     last);                                                                                     \
  }
#if ROWS > 4
  TILES(8)
#endif
  TILES(4)
  TILES(2)
  TILES(1)
#undef TILES
}

TARGET static void NAME(product)(
    const opt_matrix_shape *shape, const float *a, const float *b, const float *initial,
    float *c) {
  float packed[BLOCK * 2 * LANES] __attribute__((aligned(64)));
  for (ptrdiff_t column = 0; column < shape->n; column += 2 * LANES) {
    const ptrdiff_t left = shape->n - column;
    const int width = left < 2 * LANES ? (int)left : 2 * LANES;
    const int vectors = width > LANES ? 2 : 1;
    const MASK last = FIRST(width - (vectors - 1) * LANES);
    const float *start = initial ? initial + column : 0;
    ptrdiff_t start_row = shape->initial_row;
    ptrdiff_t term = 0;
    do {
      const ptrdiff_t terms = shape->k - term < BLOCK ? shape->k - term : BLOCK;
      const float *part = b + term * shape->b_row + column * shape->b_column;
      ptrdiff_t part_row = shape->b_row;
      if (shape->b_column != 1) {
        for (int j = 0; j < width; j++) {
          for (ptrdiff_t p = 0; p < terms; p++) {
            packed[p * 2 * LANES + j] = part[p * shape->b_row + j * shape->b_column];
          }
        }
        part = packed;
        part_row = 2 * LANES;
      }
      const float *left_part = a + term * shape->a_column;
      if (vectors == 2) {
        NAME(panel)(2, shape, terms, left_part, part, part_row, start, start_row, c + column, last);
      } else {
        NAME(panel)(1, shape, terms, left_part, part, part_row, start, start_row, c + column, last);
      }
      start = c + column;
      start_row = shape->c_row;
      term += terms;
    } while (term < shape->k);
  }
}

#undef INLINE
#undef UNROLL
#undef BLOCK
#undef NAME
#undef TARGET
#undef VECTOR
#undef MASK
#undef LANES
#undef ROWS
#undef ZERO
#undef BROADCAST
#undef FMA
#undef FIRST
#undef LOAD
#undef STORE
