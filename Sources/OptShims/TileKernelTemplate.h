// One variant of the tile machine: NAME gives its functions names, TARGET their vector extension.
//
// Every loop is over vectors of 16 lanes; the compiler splits them where registers are narrower. One
// operation an expression, contraction off: each variant gives the same bits.

#define EACH(expression)                                          \
  for (ptrdiff_t i = 0; i < vectors; i++) {                       \
    const floats x = LOAD(a.values + i * a.step);                  \
    STORE(target + i * LANES, (expression));                \
  }                                                               \
  break

#define EACH_PAIR(expression)                                     \
  for (ptrdiff_t i = 0; i < vectors; i++) {                       \
    const floats x = LOAD(a.values + i * a.step);                  \
    const floats y = LOAD(b.values + i * b.step);                  \
    STORE(target + i * LANES, (expression));                \
  }                                                               \
  break

#define EACH_TRIPLE(expression)                                   \
  for (ptrdiff_t i = 0; i < vectors; i++) {                       \
    const floats x = LOAD(a.values + i * a.step);                  \
    const floats y = LOAD(b.values + i * b.step);                  \
    const floats z = LOAD(c.values + i * c.step);                  \
    STORE(target + i * LANES, (expression));                \
  }                                                               \
  break

#define BITS(value) ((bits)(value))
#define SIGNED(value) ((signed_bits)(value))
#define FLOATS(value) ((floats)(value))

TARGET static void NAME(execute)(
    const opt_tile_instruction *instruction, const operand *operands, ptrdiff_t vectors) {
  float *target = (float *)operands[instruction->target].values;
  const operand a = operands[instruction->a];
  const operand b = operands[instruction->b];
  const operand c = operands[instruction->c];
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
    operand source, ptrdiff_t count, int is_maximum, float *lanes) {
  floats sum = LOAD(lanes);
  const ptrdiff_t vectors = count / LANES;
  if (is_maximum) {
    for (ptrdiff_t i = 0; i < vectors; i++) {
      const floats x = LOAD(source.values + i * source.step);
      const signed_bits replaces = (x > sum) | (x != x);
      sum = FLOATS((BITS(replaces) & BITS(x)) | (~BITS(replaces) & BITS(sum)));
    }
  } else {
    for (ptrdiff_t i = 0; i < vectors; i++) sum = sum + LOAD(source.values + i * source.step);
  }
  STORE(lanes, sum);
  const float *rest = source.values + vectors * source.step;
  for (ptrdiff_t lane = 0; lane < count % LANES; lane++) {
    lanes[lane] = is_maximum ? larger(lanes[lane], rest[lane]) : lanes[lane] + rest[lane];
  }
}

TARGET static void NAME(copy)(operand source, ptrdiff_t count, float *target) {
  const ptrdiff_t vectors = count / LANES;
  for (ptrdiff_t i = 0; i < vectors; i++) {
    STORE(target + i * LANES, LOAD(source.values + i * source.step));
  }
  for (ptrdiff_t i = 0; i < count % LANES; i++) {
    target[vectors * LANES + i] = source.values[vectors * source.step + i];
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
  operand operands[tile_operands + scalars + 1];
  float *const rest = memory + kernel->slot_count * tile;
  float *const scalar_memory = memory + tile_operands * tile;
  float *const accumulators = scalar_memory + scalars * LANES;

  for (ptrdiff_t i = 0; i < kernel->slot_count; i++) {
    operands[i] = (operand){memory + i * tile, LANES};
  }
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
    operands[tile_operands + i] = (operand){scalar, 0};
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
      operands[kernel->slot_count + i] = (operand){source, LANES};
    }
    const ptrdiff_t vectors = (width + LANES - 1) / LANES;
    for (ptrdiff_t i = 0; i < kernel->code_count; i++) {
      NAME(execute)(kernel->code + i, operands, vectors);
    }
    const int begins_chunk = start % OPT_CHUNK == 0;
    const int ends_chunk = (start + width) % OPT_CHUNK == 0 || start + width == count;
    for (ptrdiff_t i = 0; i < kernel->reduction_count; i++) {
      const opt_tile_reduction reduction = kernel->reductions[i];
      float *lanes = accumulators + i * LANES;
      if (begins_chunk) memset(lanes, 0, LANES * sizeof(float));
      NAME(accumulate)(operands[reduction.operand], width, reduction.is_maximum, lanes);
      if (ends_chunk) reductions[i] = fold(lanes, reduction.is_maximum, reductions[i]);
    }
    for (ptrdiff_t i = 0; i < kernel->store_count; i++) {
      NAME(copy)(operands[kernel->stores[i]], width, outputs[i] + start);
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
