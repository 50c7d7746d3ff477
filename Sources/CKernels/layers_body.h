// Included once for each instruction set, with BODY(name) naming the copy; see layers.c.

#pragma clang fp contract(off)

typedef float BODY(f32x16) __attribute__((vector_size(64), aligned(4)));
typedef int32_t BODY(i32x16) __attribute__((vector_size(64), aligned(4)));

#define SELECT(mask, yes, no) ((BODY(f32x16))(((BODY(i32x16))(yes) & (mask)) | ((BODY(i32x16))(no) & ~(mask))))

// e^x within 2 ulp for x in [-87, 88]; e^-87 below, e^88 above.
static inline BODY(f32x16) BODY(exp)(BODY(f32x16) x) {
  BODY(f32x16) low = x * 0.0f - 87.0f, high = x * 0.0f + 88.0f;
  x = SELECT(x > low, x, low);
  x = SELECT(x < high, x, high);
  BODY(f32x16) shifted = x * 1.44269504f + 0x1.8p23f, power = shifted - 0x1.8p23f;
  BODY(f32x16) r = (x - power * 0.693359375f) + power * 2.12194440e-4f;
  BODY(f32x16) p = r * (1.0f / 5040) + 1.0f / 720;
  p = p * r + 1.0f / 120;
  p = p * r + 1.0f / 24;
  p = p * r + 1.0f / 6;
  p = p * r + 0.5f;
  p = p * r * r + r + 1.0f;
  BODY(i32x16) exponent = ((BODY(i32x16))shifted << 23) + 0x3F800000;
  return p * (BODY(f32x16))exponent;
}

// Sixteen floats of which the first `count` count; the others are `filler`.
static inline BODY(f32x16) BODY(load)(const float *from, size_t count, float filler) {
  const BODY(i32x16) lanes = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  BODY(f32x16) values = *(const BODY(f32x16) *)from;
  return count >= 16 ? values : SELECT(lanes < (int32_t)count, values, values * 0.0f + filler);
}

static inline void BODY(keep)(float *to, BODY(f32x16) values, size_t count) {
  if (count >= 16)
    *(BODY(f32x16) *)to = values;
  else
    for (size_t lane = 0; lane < count; lane++)
      to[lane] = values[lane];
}

static inline float BODY(sum)(BODY(f32x16) v) {
  float sum = 0;
  for (int lane = 0; lane < 16; lane++)
    sum += v[lane];
  return sum;
}

static void BODY(softmax_gradient)(float *logits, size_t rows, size_t columns, const int32_t *labels, float *losses) {
  for (size_t r = 0; r < rows; r++) {
    float *row = logits + r * columns;
    float own = row[labels[r]], greatest = row[0];
    for (size_t c = 1; c < columns; c++)
      greatest = row[c] > greatest ? row[c] : greatest;
    BODY(f32x16) sums = {0};
    for (size_t c = 0; c < columns; c += 16) {
      const BODY(i32x16) lanes = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
      BODY(f32x16) e = BODY(exp)(*(const BODY(f32x16) *)(row + c) - greatest);
      if (columns - c < 16)
        e = (BODY(f32x16))((BODY(i32x16))e & (lanes < (int32_t)(columns - c)));
      sums += e;
      BODY(keep)(row + c, e, columns - c);
    }
    float sum = BODY(sum)(sums), scale = 1.0f / sum;
    // Not from the largest: a NaN anywhere among the logits makes the loss NaN.
    losses[r] = logf(sum) + greatest - own;
    for (size_t c = 0; c < columns; c++)
      row[c] *= scale;
    row[labels[r]] -= 1.0f;
  }
}

// tanh x = x (1 - x^2/3 + ...) for |x| < 1/4, else 1 - 2 / (e^2x + 1).
static void BODY(tanh)(float *values, size_t count) {
  for (size_t i = 0; i < count; i += 16) {
    BODY(f32x16) x = BODY(load)(values + i, count - i, 0);
    BODY(f32x16) square = x * x, small = square * (62.0f / 2835) - 17.0f / 315;
    small = small * square + 2.0f / 15;
    small = small * square - 1.0f / 3;
    small = x + x * square * small;
    BODY(f32x16) large = 1.0f - 2.0f / (BODY(exp)(x + x) + 1.0f);
    BODY(keep)(values + i, SELECT(square < 0.0625f, small, large), count - i);
  }
}

static void BODY(relu)(float *values, size_t count) {
  for (size_t i = 0; i < count; i++)
    values[i] = values[i] < 0 ? 0 : values[i];
}

static void BODY(tanh_gradient)(const float *outputs, float *gradients, size_t count) {
  for (size_t i = 0; i < count; i++)
    gradients[i] *= 1.0f - outputs[i] * outputs[i];
}

static void BODY(relu_gradient)(const float *outputs, float *gradients, size_t count) {
  for (size_t i = 0; i < count; i++)
    gradients[i] = outputs[i] > 0 ? gradients[i] : 0;
}

static void BODY(scale_rows)(float *values, size_t examples, size_t rows, size_t columns, const float *factors,
                             float *column_sums) {
  for (size_t e = 0; e < examples; e++)
    for (size_t r = 0; r < rows; r++, values += columns)
      for (size_t c = 0; c < columns; c++) {
        values[c] *= factors[e];
        column_sums[c] += values[c];
      }
}

static inline float BODY(squared_norm)(const float *row, size_t columns) {
  BODY(f32x16) even = {0}, odd = {0};
  size_t c = 0;
  for (; c + 32 <= columns; c += 32) {
    BODY(f32x16) first = *(const BODY(f32x16) *)(row + c), second = *(const BODY(f32x16) *)(row + c + 16);
    even += first * first;
    odd += second * second;
  }
  for (; c < columns; c += 16) {
    BODY(f32x16) values = BODY(load)(row + c, columns - c, 0);
    even += values * values;
  }
  return BODY(sum)(even + odd);
}

static void BODY(squared_norms)(const float *const *rows, const float *values, size_t count, size_t columns,
                                float *norms) {
  for (size_t r = 0; r < count; r++)
    norms[r] = BODY(squared_norm)(rows ? rows[r] : values + r * columns, columns);
}

static void BODY(column_sums)(const float *values, size_t rows, size_t columns, float *sums) {
  size_t c = 0;
  for (; c + 16 <= columns; c += 16) {
    BODY(f32x16) sum = {0};
    for (size_t r = 0; r < rows; r++)
      sum += *(const BODY(f32x16) *)(values + r * columns + c);
    *(BODY(f32x16) *)(sums + c) = sum;
  }
  for (; c < columns; c++) {
    sums[c] = 0;
    for (size_t r = 0; r < rows; r++)
      sums[c] += values[r * columns + c];
  }
}

static void BODY(add_scaled)(const float *from, float factor, float *to, size_t count) {
  for (size_t i = 0; i < count; i++)
    to[i] += factor * from[i];
}

// The place of the largest of a window, the first where several are, is kept as its number in the window. The loops over
// channels take sixteen at a time, as far as that goes, and then one.
static void BODY(max_pool)(const float *image, size_t width, size_t channels, size_t size, size_t stride,
                           size_t out_height, size_t out_width, float *out, int32_t *places) {
  for (size_t y = 0; y < out_height; y++)
    for (size_t x = 0; x < out_width; x++) {
      const float *corner = image + (y * stride * width + x * stride) * channels;
      size_t c = 0;
      for (; c + 16 <= channels; c += 16) {
        BODY(f32x16) largest = *(const BODY(f32x16) *)(corner + c);
        BODY(i32x16) place = {0};
        for (size_t i = 0; i < size; i++)
          for (size_t j = 0; j < size; j++) {
            BODY(f32x16) candidate = *(const BODY(f32x16) *)(corner + (i * width + j) * channels + c);
            BODY(i32x16) is_larger = candidate > largest;
            largest = SELECT(is_larger, candidate, largest);
            place = (is_larger & (int32_t)(i * size + j)) | (place & ~is_larger);
          }
        *(BODY(f32x16) *)(out + c) = largest;
        *(BODY(i32x16) *)(places + c) = place;
      }
      for (; c < channels; c++) {
        out[c] = corner[c];
        places[c] = 0;
        for (size_t p = 1; p < size * size; p++) {
          float candidate = corner[(p / size * width + p % size) * channels + c];
          if (candidate > out[c]) {
            out[c] = candidate;
            places[c] = (int32_t)p;
          }
        }
      }
      out += channels;
      places += channels;
    }
}

static void BODY(max_pool_gradient)(const float *gradients, const int32_t *places, size_t width, size_t channels,
                                    size_t size, size_t stride, size_t out_height, size_t out_width, float *image) {
  for (size_t y = 0; y < out_height; y++)
    for (size_t x = 0; x < out_width; x++) {
      float *corner = image + (y * stride * width + x * stride) * channels;
      size_t c = 0;
      for (; c + 16 <= channels; c += 16) {
        BODY(f32x16) gradient = *(const BODY(f32x16) *)(gradients + c);
        BODY(i32x16) place = *(const BODY(i32x16) *)(places + c);
        for (size_t i = 0; i < size; i++)
          for (size_t j = 0; j < size; j++)
            *(BODY(f32x16) *)(corner + (i * width + j) * channels + c) +=
                (BODY(f32x16))((BODY(i32x16))gradient & (place == (int32_t)(i * size + j)));
      }
      for (; c < channels; c++)
        corner[((size_t)places[c] / size * width + (size_t)places[c] % size) * channels + c] += gradients[c];
      gradients += channels;
      places += channels;
    }
}

#undef SELECT
