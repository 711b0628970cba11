#ifndef OPT_TILE_KERNEL_H
#define OPT_TILE_KERNEL_H

#include <stddef.h>
#include <stdint.h>

/// The operations of a tile kernel, in the order of `MicroOperation`; leaves are operands here.
enum {
  OPT_TILE_COPY,
  OPT_TILE_ADD,
  OPT_TILE_SUB,
  OPT_TILE_MUL,
  OPT_TILE_DIV,
  OPT_TILE_FMA,
  OPT_TILE_SQRT,
  OPT_TILE_FLOOR,
  OPT_TILE_ROUND_EVEN,
  OPT_TILE_LESS,
  OPT_TILE_LESS_OR_EQUAL,
  OPT_TILE_EQUAL,
  OPT_TILE_NOT_EQUAL,
  OPT_TILE_AND,
  OPT_TILE_OR,
  OPT_TILE_XOR,
  OPT_TILE_SELECT,
  OPT_TILE_SHIFT_LEFT,
  OPT_TILE_SHIFT_RIGHT,
  OPT_TILE_SHIFT_RIGHT_SIGNED,
  OPT_TILE_ADD_INTEGER,
  OPT_TILE_SUB_INTEGER,
};

/// One operation over a tile. Operands are numbered: slots, then input streams, then uniforms, then
/// constants; the target is a slot.
typedef struct {
  uint16_t operation;
  uint16_t immediate;
  uint16_t target;
  uint16_t a, b, c;
} opt_tile_instruction;

/// A fold over all elements of an operand: a sum or, with `is_maximum`, the largest element.
typedef struct {
  uint16_t operand;
  uint16_t is_maximum;
} opt_tile_reduction;

/// A kernel as a register machine over tiles; see `PortableKernel`.
typedef struct {
  const opt_tile_instruction *code;
  const uint32_t *constants;
  const uint16_t *stores;
  const opt_tile_reduction *reductions;
  int32_t code_count;
  int32_t slot_count;
  int32_t input_count;
  int32_t uniform_count;
  int32_t constant_count;
  int32_t store_count;
  int32_t reduction_count;
  /// Elements of a tile: a power of two from 16 to 16,384.
  int32_t tile;
} opt_tile_kernel;

/// Runs a kernel over `count` elements of every stream.
typedef void (*opt_tile_run)(
    const opt_tile_kernel *kernel, ptrdiff_t count, const float *const *inputs,
    float *const *outputs, const float *uniforms, float *reductions);

/// Plain C for every processor.
opt_tile_run opt_tile_run_plain(void);

/// The AVX2 variant, null where the processor has none.
opt_tile_run opt_tile_run_avx2(void);

/// The AVX-512 variant, null where the processor has none.
opt_tile_run opt_tile_run_avx512(void);

#endif
