// One variant of the tile machine: NAME gives its functions names, TARGET their vector extension.
//
// Every loop is over vectors of 16 lanes; the compiler splits them where registers are narrower. One
// operation an expression, contraction off: each variant gives the same bits.

#define EACH(expression)                                          \
  for (ptrdiff_t i = 0; i < vectors; i++) {                       \
    const floats x = LOAD(a + i * a_step);                  \
    STORE(target + i * LANES, (expression));                \
  }                                                               \
  break

#define EACH_PAIR(expression)                                     \
  for (ptrdiff_t i = 0; i < vectors; i++) {                       \
    const floats x = LOAD(a + i * a_step);                  \
    const floats y = LOAD(b + i * b_step);                  \
    STORE(target + i * LANES, (expression));                \
  }                                                               \
  break

#define EACH_TRIPLE(expression)                                   \
  for (ptrdiff_t i = 0; i < vectors; i++) {                       \
    const floats x = LOAD(a + i * a_step);                  \
    const floats y = LOAD(b + i * b_step);                  \
    const floats z = LOAD(c + i * c_step);                  \
    STORE(target + i * LANES, (expression));                \
  }                                                               \
  break

#define BITS(value) ((bits)(value))
#define SIGNED(value) ((signed_bits)(value))
#define FLOATS(value) ((floats)(value))

TARGET static void NAME(execute)(
    const opt_tile_instruction *instruction, const float *const *operands, ptrdiff_t tile_operands,
    ptrdiff_t vectors) {
  float *target = (float *)operands[instruction->target];
  const float *a = operands[instruction->a];
  const float *b = operands[instruction->b];
  const float *c = operands[instruction->c];
  const ptrdiff_t a_step = instruction->a < tile_operands ? LANES : 0;
  const ptrdiff_t b_step = instruction->b < tile_operands ? LANES : 0;
  const ptrdiff_t c_step = instruction->c < tile_operands ? LANES : 0;
  const unsigned count = instruction->immediate;
  switch (instruction->operation) {
    case OPT_TILE_COPY: EACH(x);
    case OPT_TILE_ADD: EACH_PAIR(x + y);
    case OPT_TILE_SUB: EACH_PAIR(x - y);
    case OPT_TILE_MUL: EACH_PAIR(x * y);
    case OPT_TILE_DIV: EACH_PAIR(x / y);
    case OPT_TILE_FMA: EACH_TRIPLE(__builtin_elementwise_fma(x, y, z));
    case OPT_TILE_SQRT: EACH(__builtin_elementwise_sqrt(x));
    case OPT_TILE_FLOOR: EACH(__builtin_elementwise_floor(x));
    case OPT_TILE_ROUND_EVEN: EACH(__builtin_elementwise_roundeven(x));
    case OPT_TILE_LESS: EACH_PAIR(FLOATS(x < y));
    case OPT_TILE_LESS_OR_EQUAL: EACH_PAIR(FLOATS(x <= y));
    case OPT_TILE_EQUAL: EACH_PAIR(FLOATS(x == y));
    case OPT_TILE_NOT_EQUAL: EACH_PAIR(FLOATS(x != y));
    case OPT_TILE_AND: EACH_PAIR(FLOATS(BITS(x) & BITS(y)));
    case OPT_TILE_OR: EACH_PAIR(FLOATS(BITS(x) | BITS(y)));
    case OPT_TILE_XOR: EACH_PAIR(FLOATS(BITS(x) ^ BITS(y)));
    case OPT_TILE_SELECT: EACH_TRIPLE(FLOATS((BITS(x) & BITS(y)) | (~BITS(x) & BITS(z))));
    case OPT_TILE_SHIFT_LEFT: EACH(FLOATS(BITS(x) << count));
    case OPT_TILE_SHIFT_RIGHT: EACH(FLOATS(BITS(x) >> count));
    case OPT_TILE_SHIFT_RIGHT_SIGNED: EACH(FLOATS(SIGNED(x) >> (int)count));
    case OPT_TILE_ADD_INTEGER: EACH_PAIR(FLOATS(BITS(x) + BITS(y)));
    case OPT_TILE_SUB_INTEGER: EACH_PAIR(FLOATS(BITS(x) - BITS(y)));
  }
}

/// Adds `count` elements to 16 lanes, or keeps the larger one and NaN; a rest is masked.
TARGET static void NAME(accumulate)(
    const float *values, ptrdiff_t step, ptrdiff_t count, int is_maximum, float *lanes) {
  floats sum = LOAD(lanes);
  const ptrdiff_t vectors = count / LANES;
  if (is_maximum) {
    for (ptrdiff_t i = 0; i < vectors; i++) {
      const floats x = LOAD(values + i * step);
      const signed_bits replaces = (x > sum) | (x != x);
      sum = FLOATS((BITS(replaces) & BITS(x)) | (~BITS(replaces) & BITS(sum)));
    }
  } else {
    for (ptrdiff_t i = 0; i < vectors; i++) sum = sum + LOAD(values + i * step);
  }
  STORE(lanes, sum);
  const float *rest = values + vectors * step;
  for (ptrdiff_t lane = 0; lane < count % LANES; lane++) {
    lanes[lane] = is_maximum ? larger(lanes[lane], rest[lane]) : lanes[lane] + rest[lane];
  }
}

TARGET static void NAME(copy)(
    const float *source, ptrdiff_t step, ptrdiff_t count, float *target) {
  const ptrdiff_t vectors = count / LANES;
  for (ptrdiff_t i = 0; i < vectors; i++) {
    STORE(target + i * LANES, LOAD(source + i * step));
  }
  for (ptrdiff_t i = 0; i < count % LANES; i++) {
    target[vectors * LANES + i] = source[vectors * step + i];
  }
}

TARGET static void NAME(run)(
    const opt_tile_kernel *kernel, ptrdiff_t count, const float *const *inputs,
    float *const *outputs, const float *uniforms, float *reductions) {
  const ptrdiff_t tile = kernel->tile;
  const ptrdiff_t tile_operands = kernel->slot_count + kernel->input_count;
  const ptrdiff_t scalars = kernel->uniform_count + kernel->constant_count;
  // The last, short tile of each input is copied: whole vectors may not be read from a stream's end.
  const ptrdiff_t memory_count =
      tile_operands * tile + (scalars + kernel->reduction_count) * LANES + 1;
  float memory[memory_count] __attribute__((aligned(64)));
  const float *operands[tile_operands + scalars + 1];
  float *const rest = memory + kernel->slot_count * tile;
  float *const scalar_memory = memory + tile_operands * tile;
  float *const accumulators = scalar_memory + scalars * LANES;

  for (ptrdiff_t i = 0; i < kernel->slot_count; i++) operands[i] = memory + i * tile;
  for (ptrdiff_t i = 0; i < scalars; i++) {
    float *scalar = scalar_memory + i * LANES;
    const ptrdiff_t constant = i - kernel->uniform_count;
    float value;
    if (constant < 0) {
      value = uniforms[i];
    } else {
      memcpy(&value, kernel->constants + constant, sizeof(float));
    }
    STORE(scalar, (floats)value);
    operands[tile_operands + i] = scalar;
  }
  for (ptrdiff_t i = 0; i < kernel->reduction_count; i++) reductions[i] = 0;

  for (ptrdiff_t start = 0; start < count; start += tile) {
    const ptrdiff_t width = count - start < tile ? count - start : tile;
    for (ptrdiff_t i = 0; i < kernel->input_count; i++) {
      const float *source = inputs[i] + start;
      if (width < tile) {
        float *copy = rest + i * tile;
        const ptrdiff_t padded = (width + LANES - 1) / LANES * LANES;
        memcpy(copy, source, width * sizeof(float));
        memset(copy + width, 0, (padded - width) * sizeof(float));
        source = copy;
      }
      operands[kernel->slot_count + i] = source;
    }
    const ptrdiff_t vectors = (width + LANES - 1) / LANES;
    for (ptrdiff_t i = 0; i < kernel->code_count; i++) {
      NAME(execute)(kernel->code + i, operands, tile_operands, vectors);
    }
    const int begins_chunk = start % OPT_CHUNK == 0;
    const int ends_chunk = (start + width) % OPT_CHUNK == 0 || start + width == count;
    for (ptrdiff_t i = 0; i < kernel->reduction_count; i++) {
      const opt_tile_reduction reduction = kernel->reductions[i];
      float *lanes = accumulators + i * LANES;
      const ptrdiff_t step = reduction.operand < tile_operands ? LANES : 0;
      if (begins_chunk) memset(lanes, 0, LANES * sizeof(float));
      NAME(accumulate)(operands[reduction.operand], step, width, reduction.is_maximum, lanes);
      if (ends_chunk) reductions[i] = fold(lanes, reduction.is_maximum, reductions[i]);
    }
    for (ptrdiff_t i = 0; i < kernel->store_count; i++) {
      const uint16_t operand = kernel->stores[i];
      NAME(copy)(operands[operand], operand < tile_operands ? LANES : 0, width, outputs[i] + start);
    }
  }
}

#undef EACH
#undef EACH_PAIR
#undef EACH_TRIPLE
#undef BITS
#undef SIGNED
#undef FLOATS
#undef NAME
#undef TARGET
