// One variant of the array loops: NAME gives its functions names, TARGET their vector extension.

TARGET static void NAME(add)(float *restrict target, const float *restrict source, ptrdiff_t count) {
  const ptrdiff_t vectors = count / LANES;
  for (ptrdiff_t i = 0; i < vectors; i++) {
    STORE(target + i * LANES, LOAD(target + i * LANES) + LOAD(source + i * LANES));
  }
  for (ptrdiff_t i = vectors * LANES; i < count; i++) target[i] = target[i] + source[i];
}

TARGET static void NAME(add_lanes)(float *lanes, const float *source, ptrdiff_t count) {
  floats sum = LOAD(lanes);
  const ptrdiff_t vectors = count / LANES;
  for (ptrdiff_t i = 0; i < vectors; i++) sum = sum + LOAD(source + i * LANES);
  STORE(lanes, sum);
  const float *rest = source + vectors * LANES;
  for (ptrdiff_t i = 0; i < count % LANES; i++) lanes[i] = lanes[i] + rest[i];
}

TARGET static void NAME(bf16_encode)(uint16_t *target, const float *source, ptrdiff_t count) {
  const ptrdiff_t vectors = count / LANES;
  for (ptrdiff_t i = 0; i < vectors; i++) {
    const floats x = LOAD(source + i * LANES);
    const bits b = (bits)x;
    const bits rounded = (b + 0x7FFF + ((b >> 16) & 1)) >> 16;
    // A NaN stays one: rounding its bits could carry it to infinity or zero.
    const bits quiet = (b >> 16) | 0x40;
    const bits is_nan = (bits)(x != x);
    STORE_HALVES(target + i * LANES, (is_nan & quiet) | (~is_nan & rounded));
  }
  for (ptrdiff_t i = vectors * LANES; i < count; i++) target[i] = half(source[i]);
}

TARGET static void NAME(bf16_decode)(float *target, const uint16_t *source, ptrdiff_t count) {
  const ptrdiff_t vectors = count / LANES;
  for (ptrdiff_t i = 0; i < vectors; i++) {
    const bits b = __builtin_convertvector(LOAD_HALVES(source + i * LANES), bits) << 16;
    STORE(target + i * LANES, (floats)b);
  }
  for (ptrdiff_t i = vectors * LANES; i < count; i++) target[i] = from_bits((uint32_t)source[i] << 16);
}

/// The largest magnitude; magnitudes order like their bits, infinities and NaN above all numbers.
TARGET static float NAME(largest)(const float *source, ptrdiff_t count) {
  bits most = 0;
  const ptrdiff_t vectors = count / LANES;
  for (ptrdiff_t i = 0; i < vectors; i++) {
    most = __builtin_elementwise_max(most, (bits)LOAD(source + i * LANES) & 0x7FFFFFFF);
  }
  uint32_t result = 0;
  for (int i = 0; i < LANES; i++) result = most[i] > result ? most[i] : result;
  for (ptrdiff_t i = vectors * LANES; i < count; i++) {
    const uint32_t b = to_bits(source[i]) & 0x7FFFFFFF;
    result = b > result ? b : result;
  }
  return result >= 0x7F800000 ? __builtin_nanf("") : from_bits(result);
}

TARGET static float NAME(q8_encode)(
    uint8_t *target, const float *source, ptrdiff_t count, const opt_code_book *book) {
  const float scale = NAME(largest)(source, count);
  if (!(scale > 0)) {
    // All elements are 0, or one is not finite and makes NaN of its block.
    memset(target, scale == 0 ? book->first_codes[opt_q8_bucket(0)] : 0, (size_t)count);
    return scale;
  }
  // First whole vectors, then lookups one by one.
  float scaled[Q8_BLOCK];
  int32_t buckets[Q8_BLOCK] __attribute__((aligned(64)));
  memcpy(scaled, source, (size_t)count * sizeof(float));
  memset(scaled + count, 0, (size_t)(Q8_BLOCK - count) * sizeof(float));
  for (ptrdiff_t i = 0; i < count; i += LANES) {
    const floats x = LOAD(scaled + i) / scale;
    const signed_bits magnitude = (signed_bits)((bits)x & 0x7FFFFFFF) >> Q8_SHIFT;
    const signed_bits place = __builtin_elementwise_max(magnitude - Q8_FIRST, (signed_bits)0);
    const signed_bits sign = (signed_bits)x >> 31;
    *(signed_bits *)(buckets + i) = (place ^ sign) + OPT_Q8_BUCKETS / 2;
    STORE(scaled + i, x);
  }
  const uint8_t *restrict first_codes = book->first_codes;
  const float *restrict limits = book->limits;
  for (ptrdiff_t i = 0; i < count; i++) {
    const uint8_t code = first_codes[buckets[i]];
    target[i] = (uint8_t)(code + (scaled[i] > limits[code]));
  }
  return scale;
}

TARGET static void NAME(q8_decode)(
    float *restrict target, const uint8_t *restrict source, ptrdiff_t count, float scale,
    const opt_code_book *book) {
  const float *restrict entries = book->entries;
  ptrdiff_t i = 0;
  for (; i + 8 <= count; i += 8) {
    uint64_t codes;
    memcpy(&codes, source + i, 8);
    for (int lane = 0; lane < 8; lane++) {
      target[i + lane] = entries[CODE_BYTE(codes, lane)] * scale;
    }
  }
  for (; i < count; i++) target[i] = entries[source[i]] * scale;
}

static const opt_array_functions NAME(functions) = {
  NAME(add), NAME(add_lanes), NAME(bf16_encode), NAME(bf16_decode), NAME(q8_encode),
  NAME(q8_decode),
};

#undef NAME
#undef TARGET
