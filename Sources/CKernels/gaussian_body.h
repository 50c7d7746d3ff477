// Included once for each instruction set, with BODY(name) naming the copy; see gaussian.c.

typedef uint32_t BODY(u32) __attribute__((vector_size(LANES * 4)));
typedef uint64_t BODY(u64) __attribute__((vector_size(LANES * 4)));
typedef int32_t BODY(i32) __attribute__((vector_size(LANES * 4)));
typedef float BODY(f32) __attribute__((vector_size(LANES * 4)));

// The high and low words of the 32 x 32-bit products: even and odd lanes apart, since the processor multiplies those.
#define MULTIPLY(high, low, multiplier, value)                                                                         \
  do {                                                                                                                 \
    BODY(u64) even_ = (((BODY(u64))(value)) & 0xFFFFFFFFu) * (uint64_t)(multiplier);                                   \
    BODY(u64) odd_ = (((BODY(u64))(value)) >> 32) * (uint64_t)(multiplier);                                            \
    high = (BODY(u32))((even_ >> 32) | (odd_ & 0xFFFFFFFF00000000u));                                                  \
    low = (BODY(u32))((even_ & 0xFFFFFFFFu) | (odd_ << 32));                                                           \
  } while (0)

// Philox4x32-10 (Salmon et al., SC 2011): sixteen blocks of four words at once.
#define PHILOX(w0, w1, w2, w3, key)                                                                                    \
  do {                                                                                                                 \
    uint32_t k0_ = (key)[0], k1_ = (key)[1];                                                                           \
    for (int round_ = 0; round_ < 10; round_++) {                                                                      \
      BODY(u32) high0_, low0_, high1_, low1_;                                                                          \
      MULTIPLY(high0_, low0_, 0xD2511F53u, w0);                                                                        \
      MULTIPLY(high1_, low1_, 0xCD9E8D57u, w2);                                                                        \
      w0 = high1_ ^ w1 ^ k0_;                                                                                          \
      w1 = low1_;                                                                                                      \
      w2 = high0_ ^ w3 ^ k1_;                                                                                          \
      w3 = low0_;                                                                                                      \
      k0_ += 0x9E3779B9u;                                                                                              \
      k1_ += 0xBB67AE85u;                                                                                              \
    }                                                                                                                  \
  } while (0)

// Box-Muller: two uniform words to two independent standard normals.
//
// The radius is sqrt(-2 ln u), u = (word/2 + 1/2) 2^-31 in (0, 1]; the angle is word 2 pi / 2^32. Polynomials are
// Chebyshev fits: ln(1+x) = x + x^2 Q(x) on [sqrt(1/2) - 1, sqrt(2) - 1], sine and cosine on [-pi/4, pi/4].
#define BOX_MULLER(first, second, radius_word, angle_word)                                                             \
  do {                                                                                                                 \
    BODY(f32) u_ = __builtin_convertvector((BODY(i32))((radius_word) >> 1), BODY(f32)) * 0x1p-31f + 0x1p-32f;          \
    BODY(u32) bits_ = (BODY(u32))u_ - 0x3F3504F3u;                                                                     \
    BODY(f32) exponent_ = __builtin_convertvector(((BODY(i32))bits_) >> 23, BODY(f32));                                \
    BODY(f32) x_ = (BODY(f32))((bits_ & 0x007FFFFFu) + 0x3F3504F3u) - 1.0f;                                            \
    BODY(f32) q_ = x_ * LOG8 + LOG7;                                                                                   \
    q_ = q_ * x_ + LOG6;                                                                                               \
    q_ = q_ * x_ + LOG5;                                                                                               \
    q_ = q_ * x_ + LOG4;                                                                                               \
    q_ = q_ * x_ + LOG3;                                                                                               \
    q_ = q_ * x_ + LOG2;                                                                                               \
    q_ = q_ * x_ + LOG1;                                                                                               \
    q_ = q_ * x_ + LOG0;                                                                                               \
    BODY(f32) logarithm_ = exponent_ * 0.693147181f + (x_ + x_ * x_ * q_);                                             \
    BODY(f32) square_ = logarithm_ * -2.0f;                                                                            \
    square_ = (BODY(f32))((BODY(i32))square_ & (square_ > 0.0f));                                                      \
    BODY(f32) radius_ = __builtin_elementwise_sqrt(square_);                                                           \
    BODY(u32) quadrant_ = ((angle_word) + 0x20000000u) >> 30;                                                          \
    BODY(f32) t_ = __builtin_convertvector((BODY(i32))((angle_word) - (quadrant_ << 30)), BODY(f32)) * 0x1.921fb6p-30f; \
    BODY(f32) z_ = t_ * t_;                                                                                            \
    BODY(f32) sine_ = t_ + t_ * z_ * ((z_ * SIN2 + SIN1) * z_ + SIN0);                                                 \
    BODY(f32) cosine_ = 1.0f - 0.5f * z_ + z_ * z_ * ((z_ * COS2 + COS1) * z_ + COS0);                                 \
    BODY(i32) swap_ = (BODY(i32))((quadrant_ & 1u) != 0u);                                                             \
    BODY(i32) c_ = ((BODY(i32))sine_ & swap_) | ((BODY(i32))cosine_ & ~swap_);                                         \
    BODY(i32) s_ = ((BODY(i32))cosine_ & swap_) | ((BODY(i32))sine_ & ~swap_);                                         \
    c_ ^= (BODY(i32))(((quadrant_ + 1u) & 2u) << 30);                                                                  \
    s_ ^= (BODY(i32))((quadrant_ & 2u) << 30);                                                                         \
    first = radius_ * (BODY(f32))c_;                                                                                   \
    second = radius_ * (BODY(f32))s_;                                                                                  \
  } while (0)

// A group is sixteen blocks: normal (word * 16 + lane) of a group is the word-th of the lane-th block.
static void BODY(add_gaussian)(float *values, size_t count, float scale, const uint32_t key[2],
                               const uint32_t stream[3]) {
#pragma clang fp contract(off)
  BODY(u32) lanes = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  for (size_t start = 0; start < count; start += 4 * LANES) {
    BODY(u32) w0 = lanes + (uint32_t)(start / 4), w1 = lanes * 0u + stream[0];
    BODY(u32) w2 = lanes * 0u + stream[1], w3 = lanes * 0u + stream[2];
    PHILOX(w0, w1, w2, w3, key);
    BODY(f32) normals[4];
    BOX_MULLER(normals[0], normals[1], w0, w1);
    BOX_MULLER(normals[2], normals[3], w2, w3);
    size_t left = count - start;
    if (left >= 4 * LANES) {
      for (int word = 0; word < 4; word++) {
        BODY(f32) sum;
        memcpy(&sum, values + start + word * LANES, sizeof sum);
        sum = sum + normals[word] * scale;
        memcpy(values + start + word * LANES, &sum, sizeof sum);
      }
    } else {
      for (size_t i = 0; i < left; i++)
        values[start + i] = values[start + i] + normals[i / LANES][i % LANES] * scale;
    }
  }
}

#undef MULTIPLY
#undef PHILOX
#undef BOX_MULLER
