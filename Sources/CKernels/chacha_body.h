// Included once for each instruction set, with BODY(name) naming the copy; see chacha.c.

#include "normal_body.h"

INLINE void BODY(quarter_round)(BODY(u32) *a, BODY(u32) *b, BODY(u32) *c, BODY(u32) *d) {
  *a += *b;
  *d ^= *a;
  *d = *d << 16 | *d >> 16;
  *c += *d;
  *b ^= *c;
  *b = *b << 12 | *b >> 20;
  *a += *b;
  *d ^= *a;
  *d = *d << 8 | *d >> 24;
  *c += *d;
  *b ^= *c;
  *b = *b << 7 | *b >> 25;
}

// The ChaCha20 blocks (RFC 8439, section 2.3) with counters first ..< first + 16: words[j] has the j-th word of each.
INLINE void BODY(chacha)(BODY(u32) words[16], uint32_t first, const CKernelsCipher *cipher) {
  BODY(u32) lanes = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, none = lanes * 0u;
  uint32_t start[16] = {0x61707865, 0x3320646E, 0x79622D32, 0x6B206574};
  memcpy(start + 4, cipher->key, sizeof cipher->key);
  start[12] = first;
  memcpy(start + 13, cipher->nonce, sizeof cipher->nonce);
  BODY(u32) x0 = none + start[0], x1 = none + start[1], x2 = none + start[2], x3 = none + start[3];
  BODY(u32) x4 = none + start[4], x5 = none + start[5], x6 = none + start[6], x7 = none + start[7];
  BODY(u32) x8 = none + start[8], x9 = none + start[9], x10 = none + start[10], x11 = none + start[11];
  BODY(u32) x12 = lanes + start[12], x13 = none + start[13], x14 = none + start[14], x15 = none + start[15];
  for (int round = 0; round < 20; round += 2) {
    BODY(quarter_round)(&x0, &x4, &x8, &x12);
    BODY(quarter_round)(&x1, &x5, &x9, &x13);
    BODY(quarter_round)(&x2, &x6, &x10, &x14);
    BODY(quarter_round)(&x3, &x7, &x11, &x15);
    BODY(quarter_round)(&x0, &x5, &x10, &x15);
    BODY(quarter_round)(&x1, &x6, &x11, &x12);
    BODY(quarter_round)(&x2, &x7, &x8, &x13);
    BODY(quarter_round)(&x3, &x4, &x9, &x14);
  }
  BODY(u32) mixed[16] = {x0, x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, x11, x12, x13, x14, x15};
#pragma unroll
  for (int j = 0; j < 16; j++)
    words[j] = mixed[j] + start[j];
  words[12] += lanes;
}

static void BODY(chacha_words)(uint32_t *out, uint32_t first, const CKernelsCipher *cipher) {
  BODY(u32) words[16];
  BODY(chacha)(words, first, cipher);
  memcpy(out, words, sizeof words);
}

// Adds scale * radius * cosine to eight values and rounds to a multiple of the spacing: next to 1.5 2^52 there is no room
// for bits behind the binary point.
INLINE void BODY(release)(float *values, const BODY(half) *radius, const BODY(half) *cosine, double scale,
                          double spacing) {
#pragma clang fp contract(off)
  BODY(half) sum;
  memcpy(&sum, values, sizeof sum);
  BODY(f64) noise = __builtin_convertvector(*radius, BODY(f64)) * __builtin_convertvector(*cosine, BODY(f64));
  BODY(f64) noisy = (__builtin_convertvector(sum, BODY(f64)) + noise * scale) * (1 / spacing);
  noisy = ((noisy + 0x1.8p52) - 0x1.8p52) * spacing;
  sum = __builtin_convertvector(noisy, BODY(half));
  memcpy(values, &sum, sizeof sum);
}

// A group is 160 values on sixteen blocks: five pairs of 16, each from three words; the sixteenth word goes unused.
static void BODY(release_gaussian)(float *values, size_t count, double scale, double spacing,
                                   const CKernelsCipher *cipher) {
#pragma clang fp contract(off)
  for (Part part = first_part(0, count, 160, 1); part.offset < count; part = next_part(part, count, 160, 1)) {
    BODY(u32) words[16];
    BODY(chacha)(words, (uint32_t)(part.group * LANES), cipher);
    float buffer[160], *group = values + part.offset;
    if (part.to < 160) {
      memset(buffer, 0, sizeof buffer);
      memcpy(buffer, group, part.to * sizeof(float));
      group = buffer;
    }
    for (int pair = 0; pair < 5; pair++) {
      BODY(f32) u = __builtin_convertvector(words[3 * pair], BODY(f32)) * 0x1p-32f +
                    (__builtin_convertvector(words[3 * pair + 1], BODY(f32)) * 0x1p-64f + 0x1p-65f);
      BODY(f32) radius, cosines[2];
      BODY(radius)(&radius, &u);
      BODY(direction)(&cosines[0], &cosines[1], &words[3 * pair + 2]);
      BODY(half) lower_radius = LOWER_HALF(radius), upper_radius = UPPER_HALF(radius);
      for (int j = 0; j < 2; j++) {
        BODY(half) lower = LOWER_HALF(cosines[j]), upper = UPPER_HALF(cosines[j]);
        float *sixteen = group + (2 * pair + j) * LANES;
        BODY(release)(sixteen, &lower_radius, &lower, scale, spacing);
        BODY(release)(sixteen + LANES / 2, &upper_radius, &upper, scale, spacing);
      }
    }
    if (part.to < 160)
      memcpy(values + part.offset, buffer, part.to * sizeof(float));
  }
}
