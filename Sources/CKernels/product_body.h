// Included once for each instruction set, with BODY(name) naming the copy; see product.c.

#define LANES (REGISTER_BYTES / 4)
#define UNROLL _Pragma("clang loop unroll(full)")
typedef float BODY(f32) __attribute__((vector_size(REGISTER_BYTES), aligned(4)));

// What a register holds goes to `out`, or as much of it as is wanted.
static inline void BODY(store)(float *out, BODY(f32) values, size_t wanted) {
#if REGISTER_BYTES == 64
  _mm512_mask_storeu_ps(out, wanted < LANES ? (__mmask16)((1u << wanted) - 1) : 0xFFFF, (__m512)values);
#else
  if (wanted >= LANES)
    *(BODY(f32) *)out = values;
  else
    for (size_t lane = 0; lane < wanted; lane++)
      out[lane] = values[lane];
#endif
}

static inline void BODY(store_sum)(float *out, BODY(f32) values, float keep, size_t wanted) {
#if REGISTER_BYTES == 64
  __mmask16 mask = wanted < LANES ? (__mmask16)((1u << wanted) - 1) : 0xFFFF;
  if (keep != 0)
    values += keep * (BODY(f32))_mm512_maskz_loadu_ps(mask, out);
  _mm512_mask_storeu_ps(out, mask, (__m512)values);
#else
  for (size_t lane = 0; lane < (wanted < LANES ? wanted : LANES); lane++)
    out[lane] = (keep != 0 ? keep * out[lane] : 0) + values[lane];
#endif
}

// C[r][c] = start[c] + sum over pieces s and k of rows[r][s * stride + k] * matrix[s * length + k][c], for one tile of
// `height` rows by `width` registers that stays in registers. A tile that hangs over the last row does that row again;
// one that hangs over the last column reads on, and stores what is wanted. Sixteen numbers of the rows to come are
// fetched ahead: they lie anywhere, and the processor cannot guess where.
#define FORWARD_TILE(width, height)                                                                                    \
  static void BODY(forward_##width##x##height)(const float *const *rows, size_t row_count, PIECES, const float *matrix, \
                                               size_t columns, const float *start, float *out, size_t wanted) {        \
    const float *row[height];                                                                                          \
    BODY(f32) sum[height][width];                                                                                      \
    UNROLL for (int r = 0; r < height; r++) {                                              \
      row[r] = rows[(size_t)r < row_count ? (size_t)r : row_count - 1];                                                \
      for (int c = 0; c < width; c++)                                                                                  \
        sum[r][c] = start ? *(const BODY(f32) *)(start + c * LANES) : (BODY(f32)){0};                                  \
    }                                                                                                                  \
    for (size_t s = 0; s < pieces; s++)                                                                                \
      for (size_t k = s * stride, end = k + length; k < end;) {                                                        \
        for (int r = 0; r < height; r++)                                                                               \
          __builtin_prefetch(rows[(size_t)(r + height) < row_count ? (size_t)(r + height) : row_count - 1] + k);       \
        for (size_t stop = k + 16 < end ? k + 16 : end; k < stop; k++, matrix += columns) {                            \
          BODY(f32) factor[width];                                                                                     \
          UNROLL for (int c = 0; c < width; c++) factor[c] = *(const BODY(f32) *)(matrix + c * LANES);                 \
          UNROLL for (int r = 0; r < height; r++) UNROLL for (int c = 0; c < width; c++)                               \
            sum[r][c] += row[r][k] * factor[c];                                                                        \
        }                                                                                                              \
      }                                                                                                                \
    UNROLL for (int r = 0; r < height; r++) if ((size_t)r < row_count) {                                               \
      UNROLL for (int c = 0; c < width; c++) if (c * LANES < wanted)                                                   \
        BODY(store)(out + (size_t)r * columns + c * LANES, sum[r][c], wanted - c * LANES);                             \
    }                                                                                                                  \
  }

// out[k][c] = keep * itself + the sum over r of rows[r][first + k] * panel[r][c], for `height` indices k.
#define GRADIENT_TILE(width, height)                                                                                   \
  static void BODY(gradient_##width##x##height)(const float *const *rows, size_t row_count, size_t first,              \
                                                const float *panel, float keep, float *out, size_t columns,            \
                                                size_t wanted) {                                                       \
    BODY(f32) sum[height][width];                                                                                      \
    UNROLL for (int k = 0; k < height; k++) UNROLL for (int c = 0; c < width; c++) sum[k][c] = (BODY(f32)){0};         \
    for (size_t r = 0; r < row_count; r++) {                                                                           \
      const float *row = rows[r] + first;                                                                              \
      __builtin_prefetch(row + 16);                                                                                    \
      BODY(f32) factor[width];                                                                                         \
      UNROLL for (int c = 0; c < width; c++) factor[c] = *(const BODY(f32) *)(panel + (r * width + c) * LANES);        \
      UNROLL for (int k = 0; k < height; k++) UNROLL for (int c = 0; c < width; c++) sum[k][c] += row[k] * factor[c];  \
    }                                                                                                                  \
    UNROLL for (int k = 0; k < height; k++) {                                                                          \
      UNROLL for (int c = 0; c < width; c++) if (c * LANES < wanted)                                                   \
        BODY(store_sum)(out + (size_t)k * columns + c * LANES, sum[k][c], keep, wanted - c * LANES);                   \
    }                                                                                                                  \
  }

#pragma clang fp contract(fast)
#if REGISTER_BYTES == 64
#include "product_narrow.h"
FORWARD_TILE(4, 6)
FORWARD_TILE(2, 12)
FORWARD_TILE(1, 12)
GRADIENT_TILE(4, 6)
GRADIENT_TILE(4, 1)
GRADIENT_TILE(2, 12)
GRADIENT_TILE(2, 4)
GRADIENT_TILE(2, 1)
GRADIENT_TILE(1, 16)
GRADIENT_TILE(1, 8)
GRADIENT_TILE(1, 1)
#else
FORWARD_TILE(2, 6)
FORWARD_TILE(1, 8)
GRADIENT_TILE(2, 6)
GRADIENT_TILE(2, 1)
GRADIENT_TILE(1, 8)
GRADIENT_TILE(1, 1)
#endif
#pragma clang fp contract(off)

#define FORWARD_ROWS(width, height)                                                                                    \
  for (size_t r = 0; r < row_count; r += height)                                                                       \
  BODY(forward_##width##x##height)                                                                                     \
  (rows + r, row_count - r, pieces, length, stride, matrix + c, columns, start ? start + c : NULL,                     \
   out + r * columns + c, columns - c)

static void BODY(rows_by_matrix)(const float *const *rows, size_t row_count, PIECES, const float *matrix,
                                 size_t columns, const float *start, float *out) {
  size_t c = 0;
#if REGISTER_BYTES == 64
  for (; c + 3 * LANES < columns; c += 4 * LANES)
    FORWARD_ROWS(4, 6);
  for (; c + LANES < columns; c += 2 * LANES)
    FORWARD_ROWS(2, 12);
  if (IS_NARROW(columns - c, length))
    return narrow_forward(rows, row_count, pieces, length, stride, matrix + c, columns, start ? start + c : NULL,
                          out + c, columns - c);
  for (; c < columns; c += LANES)
    FORWARD_ROWS(1, 12);
#else
  for (; c + LANES < columns; c += 2 * LANES)
    FORWARD_ROWS(2, 6);
  for (; c < columns; c += LANES)
    FORWARD_ROWS(1, 8);
#endif
}

// The numbers of a panel of gradients: as many as stay in the nearest cache.
#define PANEL 8192

// Columns of gradients side by side, `width` of each row: rows a power of two apart would push each other out of the cache.
static const float *BODY(panel)(const float *gradients, size_t row_count, size_t columns, size_t width, float *packed) {
  if (columns == width)
    return gradients;
  for (size_t r = 0; r < row_count; r++)
    for (size_t c = 0; c < width; c += LANES)
      *(BODY(f32) *)(packed + r * width + c) = *(const BODY(f32) *)(gradients + r * columns + c);
  return packed;
}

#define GRADIENT_ROWS(width, height)                                                                                   \
  for (; k + height <= length; k += height)                                                                            \
  BODY(gradient_##width##x##height)                                                                                    \
  (rows, row_count, s * stride + k, panel, keep, out + (s * length + k) * columns + c, columns, columns - c)

// Each piece s of the rows against columns c and on, `width` registers of them, by tiles of the heights in `TILES`.
#define GRADIENT_PANEL(width, TILES)                                                                                   \
  {                                                                                                                    \
    const float *panel = BODY(panel)(gradients + c, row_count, columns, width * LANES, packed);                        \
    for (size_t s = 0; s < pieces; s++) {                                                                              \
      size_t k = 0;                                                                                                    \
      TILES                                                                                                            \
    }                                                                                                                  \
  }

static void BODY(gradients_of_block)(const float *const *rows, size_t row_count, PIECES, const float *gradients,
                                     size_t columns, float keep, float *out) {
  float packed[PANEL] __attribute__((aligned(64)));
  size_t c = 0;
#if REGISTER_BYTES == 64
  for (; c + 3 * LANES < columns; c += 4 * LANES)
    GRADIENT_PANEL(4, GRADIENT_ROWS(4, 6); GRADIENT_ROWS(4, 1);)
  for (; c + LANES < columns; c += 2 * LANES)
    GRADIENT_PANEL(2, GRADIENT_ROWS(2, 12); GRADIENT_ROWS(2, 4); GRADIENT_ROWS(2, 1);)
  if (IS_NARROW(columns - c, length)) {
    for (size_t s = 0; s < pieces; s++)
      narrow_gradients(rows, row_count, s * stride, length, gradients + c, columns, keep, out + s * length * columns + c,
                       columns - c);
    return;
  }
  for (; c < columns; c += LANES)
    GRADIENT_PANEL(1, GRADIENT_ROWS(1, 16); GRADIENT_ROWS(1, 8); GRADIENT_ROWS(1, 1);)
#else
  for (; c + LANES < columns; c += 2 * LANES)
    GRADIENT_PANEL(2, GRADIENT_ROWS(2, 6); GRADIENT_ROWS(2, 1);)
  for (; c < columns; c += LANES)
    GRADIENT_PANEL(1, GRADIENT_ROWS(1, 8); GRADIENT_ROWS(1, 1);)
#endif
}

// Row after row of gradients passes by for every tile: so many at a time as a panel has room for.
static void BODY(rows_transposed_by_gradients)(const float *const *rows, size_t row_count, PIECES,
                                               const float *gradients, size_t columns, float keep, float *out) {
  size_t block = columns > 3 * 16 ? PANEL / 64 : columns > 16 ? PANEL / 32 : PANEL / 16;
  for (size_t r = 0; r < row_count; r += block)
    BODY(gradients_of_block)
    (rows + r, r + block < row_count ? block : row_count - r, pieces, length, stride, gradients + r * columns, columns,
     r == 0 ? keep : 1, out);
}

#undef LANES
#undef UNROLL
#undef FORWARD_TILE
#undef GRADIENT_TILE
#undef FORWARD_ROWS
#undef GRADIENT_ROWS
#undef GRADIENT_PANEL
#undef PANEL
#undef IS_NARROW
