// Included once for each instruction set, with BODY(name) naming the copy; see gaussian.c.

#include "normal_body.h"

// Philox4x32-10 (Salmon et al., SC 2011) at block indices first ..< first + 16: words[j] has the j-th word of each.
//
// Blocks of even and of odd index are kept apart, a word in each 64-bit lane, since the processor multiplies those.
// What is in the upper halves is never looked at.
INLINE void BODY(philox)(BODY(u32) words[4], uint32_t first, const Schedule *schedule) {
  BODY(u64) w[2][4];
#pragma unroll
  for (int half = 0; half < 2; half++) {
    BODY(u32) lanes = {0, 0, 2, 0, 4, 0, 6, 0, 8, 0, 10, 0, 12, 0, 14, 0};
    w[half][0] = (BODY(u64))(lanes + (first + (uint32_t)half));
    for (int j = 1; j < 4; j++)
      w[half][j] = (BODY(u64)){0} + schedule->stream[j - 1];
  }
#pragma unroll
  for (int round = 0; round < 10; round++) {
#pragma unroll
    for (int half = 0; half < 2; half++) {
      BODY(u64) product0 = (w[half][0] & 0xFFFFFFFFu) * (uint64_t)0xD2511F53u;
      BODY(u64) product1 = (w[half][2] & 0xFFFFFFFFu) * (uint64_t)0xCD9E8D57u;
      w[half][0] = (product1 >> 32) ^ w[half][1] ^ schedule->keys[round][0];
      w[half][2] = (product0 >> 32) ^ w[half][3] ^ schedule->keys[round][1];
      w[half][1] = product1;
      w[half][3] = product0;
    }
  }
#pragma unroll
  for (int j = 0; j < 4; j++)
    words[j] = (BODY(u32))((w[0][j] & 0xFFFFFFFFu) | (w[1][j] << 32));
}

// Normals 64 group ..< 64 (group + 1) of a stream; number 16 j + lane comes from the j-th word of block 16 group + lane
// and the one that it is paired with.
INLINE void BODY(normals)(BODY(f32) normals[4], size_t group, const Schedule *schedule) {
#pragma clang fp contract(off)
  BODY(u32) words[4];
  BODY(philox)(words, (uint32_t)(group * LANES), schedule);
#pragma unroll
  for (int pair = 0; pair < 4; pair += 2) {
    BODY(f32) u = __builtin_convertvector(words[pair], BODY(f32)) * 0x1p-32f + 0x1p-33f;
    BODY(f32) radius, first, second;
    BODY(radius)(&radius, &u);
    BODY(direction)(&first, &second, &words[pair + 1]);
    normals[pair] = radius * first;
    normals[pair + 1] = radius * second;
  }
}

#define LOAD(vector, pointer) memcpy(&(vector), (pointer), sizeof(vector))
#define STORE(pointer, vector) memcpy((pointer), &(vector), sizeof(vector))

static void BODY(add_gaussian)(float *values, size_t count, size_t first, float scale, const Schedule *schedule) {
#pragma clang fp contract(off)
  for (Part part = first_part(first, count, 64); part.offset < count; part = next_part(part, count, 64)) {
    BODY(f32) normals[4], value;
    BODY(normals)(normals, part.group, schedule);
    if (part.to - part.from == 64) {
      for (int j = 0; j < 4; j++) {
        LOAD(value, values + part.offset + j * LANES);
        value = value + normals[j] * scale;
        STORE(values + part.offset + j * LANES, value);
      }
    } else {
      for (size_t i = part.from; i < part.to; i++) {
        size_t at = part.offset + (i - part.from);
        values[at] = values[at] + normals[i / LANES][i % LANES] * scale;
      }
    }
  }
}

static void BODY(descend)(float *parameters, const float *sum, size_t count, float rate, float scale,
                          const Schedule *schedule) {
#pragma clang fp contract(off)
  for (Part part = first_part(0, count, 64); part.offset < count; part = next_part(part, count, 64)) {
    BODY(f32) normals[4], value, gradient;
    BODY(normals)(normals, part.group, schedule);
    if (part.to == 64) {
      for (int j = 0; j < 4; j++) {
        LOAD(value, parameters + part.offset + j * LANES);
        LOAD(gradient, sum + part.offset + j * LANES);
        value = value - (gradient + normals[j] * scale) * rate;
        STORE(parameters + part.offset + j * LANES, value);
      }
    } else {
      for (size_t i = 0; i < part.to; i++) {
        size_t at = part.offset + i;
        parameters[at] = parameters[at] - (sum[at] + normals[i / LANES][i % LANES] * scale) * rate;
      }
    }
  }
}

static void BODY(project)(double *result, const float *direction, size_t count, const Schedule *schedule) {
#pragma clang fp contract(off)
  BODY(f64) lower = {0}, upper = {0};
  for (Part part = first_part(0, count, 64); part.offset < count; part = next_part(part, count, 64)) {
    BODY(f32) normals[4], d[4];
    BODY(normals)(normals, part.group, schedule);
    if (part.to == 64) {
      memcpy(d, direction + part.offset, sizeof d);
    } else {
      memset(d, 0, sizeof d);
      memcpy(d, direction + part.offset, part.to * sizeof(float));
    }
    BODY(f32) sum = (normals[0] * d[0] + normals[1] * d[1]) + (normals[2] * d[2] + normals[3] * d[3]);
    lower += __builtin_convertvector(LOWER_HALF(sum), BODY(f64));
    upper += __builtin_convertvector(UPPER_HALF(sum), BODY(f64));
  }
  BODY(f64) both = lower + upper;
  *result = ((both[0] + both[1]) + (both[2] + both[3])) + ((both[4] + both[5]) + (both[6] + both[7]));
}

// counts[0] and counts[1]: how many trials with coin 0 and with coin 1 have a normal above the cutoff of their coin.
static void BODY(count_above)(size_t counts[2], const uint32_t *coins, size_t count, size_t first,
                              const float cutoffs[2], const Schedule *schedule) {
  BODY(u32) lane_bits = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768};
  BODY(i32) tails = {0}, heads = {0};
  for (Part part = first_part(first, count, 64); part.offset < count; part = next_part(part, count, 64)) {
    BODY(f32) normals[4];
    BODY(normals)(normals, part.group, schedule);
    const uint32_t *coin_words = coins + 2 * (part.group - first / 64);
    if (part.to - part.from == 64) {
      for (int j = 0; j < 4; j++) {
        BODY(i32) coin = (BODY(i32))((lane_bits & (coin_words[j / 2] >> (j % 2 * LANES))) != 0u);
        tails -= (normals[j] > cutoffs[0]) & ~coin;
        heads -= (normals[j] > cutoffs[1]) & coin;
      }
    } else {
      for (size_t i = part.from; i < part.to; i++) {
        uint32_t coin = coin_words[i / 32] >> (i % 32) & 1;
        if (normals[i / LANES][i % LANES] > cutoffs[coin]) {
          tails[0] += coin ? 0 : 1;
          heads[0] += coin ? 1 : 0;
        }
      }
    }
  }
  counts[0] = counts[1] = 0;
  for (int lane = 0; lane < LANES; lane++) {
    counts[0] += (size_t)tails[lane];
    counts[1] += (size_t)heads[lane];
  }
}

// Two words each: the lowest bit of the second is the sign, and the others together a uniform number of 63 bits.
static void BODY(add_laplace)(float *values, size_t count, size_t first, float scale, const Schedule *schedule) {
#pragma clang fp contract(off)
  for (Part part = first_part(first, count, 32); part.offset < count; part = next_part(part, count, 32)) {
    BODY(u32) words[4];
    BODY(philox)(words, (uint32_t)(part.group * LANES), schedule);
    BODY(f32) exponential[2];
    for (int j = 0; j < 2; j++) {
      BODY(u32) fine = words[2 * j + 1];
      BODY(f32) u = __builtin_convertvector(words[2 * j], BODY(f32)) * 0x1p-32f +
                    (__builtin_convertvector(fine >> 1, BODY(f32)) * 0x1p-63f + 0x1p-64f);
      BODY(logarithm)(&exponential[j], &u);
      exponential[j] = (BODY(f32))((BODY(u32))exponential[j] ^ (fine << 31));
    }
    if (part.to - part.from == 32) {
      BODY(f32) value[2];
      memcpy(value, values + part.offset, sizeof value);
      value[0] = value[0] + exponential[0] * scale;
      value[1] = value[1] + exponential[1] * scale;
      memcpy(values + part.offset, value, sizeof value);
    } else {
      for (size_t i = part.from; i < part.to; i++) {
        size_t at = part.offset + (i - part.from);
        values[at] = values[at] + exponential[i / LANES][i % LANES] * scale;
      }
    }
  }
}

// Word 16 j + lane of group g is the j-th of block 16 g + lane.
static void BODY(fill_words)(uint32_t *words, size_t groups, size_t first, const Schedule *schedule) {
  for (size_t group = 0; group < groups; group++) {
    BODY(u32) block[4];
    BODY(philox)(block, (uint32_t)((first + group) * LANES), schedule);
    memcpy(words + 64 * group, block, sizeof block);
  }
}
