// Products with fewer columns than a register has lanes, for AVX-512: the lanes go along the rows, and no lane is idle.
// Tiles are turned on their way in (the matrix) or out (the gradients).

// Up to 12 columns; below 64 numbers in a row, or beyond 12 columns, the tiles of whole registers are as good.
#define IS_NARROW(columns, length) ((columns) > 0 && (columns) <= 12 && (length) >= 64)
#define MASK(wanted) ((wanted) >= 16 ? (__mmask16)0xFFFF : (__mmask16)((1u << (wanted)) - 1))

// Exchanges rows and columns of 16 × 16 numbers.
static inline void transpose(__m512 *rows) {
  __m512 pairs[16], fours[16];
  UNROLL for (int i = 0; i < 16; i += 2) {
    pairs[i] = _mm512_unpacklo_ps(rows[i], rows[i + 1]);
    pairs[i + 1] = _mm512_unpackhi_ps(rows[i], rows[i + 1]);
  }
  UNROLL for (int i = 0; i < 16; i += 4) UNROLL for (int j = 0; j < 2; j++) {
    __m512d low = (__m512d)pairs[i + j], high = (__m512d)pairs[i + j + 2];
    fours[i + 2 * j] = (__m512)_mm512_unpacklo_pd(low, high);
    fours[i + 2 * j + 1] = (__m512)_mm512_unpackhi_pd(low, high);
  }
  // fours[4 g + n] holds, in its quarter q, column 4 q + n of rows 4 g to 4 g + 3.
  UNROLL for (int n = 0; n < 4; n++) {
    __m512 even_low = _mm512_shuffle_f32x4(fours[n], fours[4 + n], 0x88);
    __m512 odd_low = _mm512_shuffle_f32x4(fours[n], fours[4 + n], 0xDD);
    __m512 even_high = _mm512_shuffle_f32x4(fours[8 + n], fours[12 + n], 0x88);
    __m512 odd_high = _mm512_shuffle_f32x4(fours[8 + n], fours[12 + n], 0xDD);
    rows[n] = _mm512_shuffle_f32x4(even_low, even_high, 0x88);
    rows[8 + n] = _mm512_shuffle_f32x4(even_low, even_high, 0xDD);
    rows[4 + n] = _mm512_shuffle_f32x4(odd_low, odd_high, 0x88);
    rows[12 + n] = _mm512_shuffle_f32x4(odd_low, odd_high, 0xDD);
  }
}

// out[k][c] = keep * itself + the sum over r of rows[r][k] * gradients[r][c], for 32 indices k. All is read before anything
// is stored: a load of whole registers would wait for the stores before it.
#define NARROW_GRADIENT(width, height)                                                                                 \
  static void narrow_gradient_##width(const float *const *rows, size_t row_count, size_t first, size_t wanted,         \
                                      const float *gradients, size_t columns, float keep, float *out) {                \
    __m512 sum[2][16] = {0};                                                                                           \
    __mmask16 masks[2] = {MASK(wanted), wanted > 16 ? MASK(wanted - 16) : 0};                                          \
    for (size_t r = 0; r < row_count; r++) {                                                                           \
      __m512 low = _mm512_maskz_loadu_ps(masks[0], rows[r] + first);                                                   \
      __m512 high = _mm512_maskz_loadu_ps(masks[1], rows[r] + first + 16);                                             \
      UNROLL for (int c = 0; c < width; c++) {                                                                         \
        __m512 factor = _mm512_set1_ps(gradients[r * columns + c]);                                                    \
        sum[0][c] = _mm512_fmadd_ps(low, factor, sum[0][c]);                                                           \
        sum[1][c] = _mm512_fmadd_ps(high, factor, sum[1][c]);                                                          \
      }                                                                                                                \
    }                                                                                                                  \
    UNROLL for (int half = 0; half < 2; half++) {                                                                      \
      size_t count = wanted > 16 * half ? wanted - 16 * half : 0;                                                      \
      float *at = out + 16 * half * columns;                                                                           \
      transpose(sum[half]);                                                                                            \
      if (keep != 0)                                                                                                   \
        UNROLL for (size_t k = 0; k < 16; k++) {                                                                       \
          __m512 old = _mm512_maskz_loadu_ps(k < count ? MASK(width) : 0, at + k * columns);                           \
          sum[half][k] = _mm512_fmadd_ps(_mm512_set1_ps(keep), old, sum[half][k]);                                     \
        }                                                                                                              \
      UNROLL for (size_t k = 0; k < 16; k++)                                                                           \
        _mm512_mask_storeu_ps(at + k * columns, k < count ? MASK(width) : 0, sum[half][k]);                            \
    }                                                                                                                  \
  }

// So many numbers of each column are turned at a time as stay in the nearest cache, and no power of two, which would put
// the columns in one another's place there.
#define DEPTH 1040

// out[r][c] = start[c], or itself where there is no start, + the sum over k of rows[r][k] * turned[c][k], for `height` rows.
#define NARROW_FORWARD(width, height)                                                                                  \
  static void narrow_forward_##width(const float *const *rows, size_t row_count, size_t first, size_t length,          \
                                     const float *turned, const float *start, float *out, size_t columns) {            \
    for (size_t r = 0; r < row_count; r += height) {                                                                   \
      const float *row[height], *next[height];                                                                         \
      __m512 sum[height][width];                                                                                       \
      UNROLL for (int h = 0; h < height; h++) {                                                                        \
        row[h] = rows[r + h < row_count ? r + h : row_count - 1] + first;                                              \
        next[h] = rows[r + height + h < row_count ? r + height + h : row_count - 1] + first;                           \
        UNROLL for (int c = 0; c < width; c++) sum[h][c] = _mm512_setzero_ps();                                        \
      }                                                                                                                \
      for (size_t k = 0; k < length; k += 16) {                                                                        \
        __mmask16 mask = MASK(length - k);                                                                             \
        __m512 values[height];                                                                                         \
        UNROLL for (int h = 0; h < height; h++) {                                                                      \
          __builtin_prefetch(next[h] + k);                                                                             \
          values[h] = _mm512_maskz_loadu_ps(mask, row[h] + k);                                                         \
        }                                                                                                              \
        UNROLL for (int c = 0; c < width; c++) {                                                                       \
          __m512 factor = _mm512_loadu_ps(turned + c * DEPTH + k);                                                     \
          UNROLL for (int h = 0; h < height; h++) sum[h][c] = _mm512_fmadd_ps(values[h], factor, sum[h][c]);           \
        }                                                                                                              \
      }                                                                                                                \
      UNROLL for (int h = 0; h < height; h++) if (r + h < row_count) {                                                 \
        float *at = out + (r + h) * columns;                                                                           \
        UNROLL for (int c = 0; c < width; c++)                                                                         \
          at[c] = (start ? start[c] : at[c]) + _mm512_reduce_add_ps(sum[h][c]);                                        \
      }                                                                                                                \
    }                                                                                                                  \
  }

#define EACH_WIDTH(WIDTH)                                                                                              \
  WIDTH(1, 8) WIDTH(2, 8) WIDTH(3, 8) WIDTH(4, 6) WIDTH(5, 4) WIDTH(6, 4) WIDTH(7, 3) WIDTH(8, 3) WIDTH(9, 2)          \
  WIDTH(10, 2) WIDTH(11, 2) WIDTH(12, 2)
EACH_WIDTH(NARROW_GRADIENT)
EACH_WIDTH(NARROW_FORWARD)

// matrix[k][c] becomes turned[c][k], with zeros up to a multiple of 16 indices k.
static void turn(const float *matrix, size_t columns, size_t length, size_t width, float *turned) {
  for (size_t k = 0; k < length; k += 16) {
    __m512 tile[16];
    UNROLL for (size_t i = 0; i < 16; i++)
      tile[i] = _mm512_maskz_loadu_ps(k + i < length ? MASK(width) : 0, matrix + (k + i) * columns);
    transpose(tile);
    for (size_t c = 0; c < width; c++)
      _mm512_storeu_ps(turned + c * DEPTH + k, tile[c]);
  }
}

static void narrow_forward(const float *const *rows, size_t row_count, PIECES, const float *matrix, size_t columns,
                           const float *start, float *out, size_t width) {
  static const float zeros[12] = {0};
  float turned[12 * DEPTH] __attribute__((aligned(64)));
  for (size_t s = 0; s < pieces; s++)
    for (size_t k = 0; k < length; k += DEPTH) {
      size_t depth = length - k < DEPTH ? length - k : DEPTH;
      turn(matrix + (s * length + k) * columns, columns, depth, width, turned);
      const float *begin = s + k > 0 ? NULL : start ? start : zeros;
#define FORWARD_CASE(width, height)                                                                                    \
  case width:                                                                                                          \
    narrow_forward_##width(rows, row_count, s * stride + k, depth, turned, begin, out, columns);                       \
    break;
      switch (width) { EACH_WIDTH(FORWARD_CASE) }
    }
}

static void narrow_gradients(const float *const *rows, size_t row_count, size_t first, size_t length,
                             const float *gradients, size_t columns, float keep, float *out, size_t width) {
  for (size_t k = 0; k < length; k += 32) {
#define GRADIENT_CASE(width, height)                                                                                   \
  case width:                                                                                                          \
    narrow_gradient_##width(rows, row_count, first + k, length - k, gradients, columns, keep, out + k * columns);      \
    break;
    switch (width) { EACH_WIDTH(GRADIENT_CASE) }
  }
}

#undef MASK
#undef DEPTH
#undef NARROW_GRADIENT
#undef NARROW_FORWARD
#undef EACH_WIDTH
#undef FORWARD_CASE
#undef GRADIENT_CASE
