// Included once for each instruction set, with BODY(name) naming the copy; see gaussian.c.

#include "normal_body.h"

// Groups of blocks that are computed side by side: with as many registers as there are, one would mostly wait for itself.
#if REGISTER_BYTES == 64
#define AT_ONCE 2
#else
#define AT_ONCE 1
#endif

// Philox4x32-10 (Salmon et al., SC 2011) at block indices first ..< first + 16 groups: words[4 g + j] has the j-th word of
// each block of group g.
//
// Blocks of even and of odd index are kept apart, a word in each 64-bit lane, since the processor multiplies those.
// What is in the upper halves is never looked at.
INLINE void BODY(philox)(BODY(u32) *words, int groups, uint32_t first, const Schedule *schedule) {
  BODY(u64) w[2 * AT_ONCE][4];
#pragma unroll
  for (int half = 0; half < 2 * groups; half++) {
    BODY(u32) lanes = {0, 0, 2, 0, 4, 0, 6, 0, 8, 0, 10, 0, 12, 0, 14, 0};
    w[half][0] = (BODY(u64))(lanes + (first + (uint32_t)(half / 2 * LANES + half % 2)));
    for (int j = 1; j < 4; j++)
      w[half][j] = (BODY(u64)){0} + schedule->stream[j - 1];
  }
#pragma unroll
  for (int round = 0; round < 10; round++) {
#pragma unroll
    for (int half = 0; half < 2 * groups; half++) {
      BODY(u64) product0 = (w[half][0] & 0xFFFFFFFFu) * (uint64_t)0xD2511F53u;
      BODY(u64) product1 = (w[half][2] & 0xFFFFFFFFu) * (uint64_t)0xCD9E8D57u;
      w[half][0] = (product1 >> 32) ^ w[half][1] ^ schedule->keys[round][0];
      w[half][2] = (product0 >> 32) ^ w[half][3] ^ schedule->keys[round][1];
      w[half][1] = product1;
      w[half][3] = product0;
    }
  }
#pragma unroll
  for (int group = 0; group < groups; group++)
    for (int j = 0; j < 4; j++)
      words[4 * group + j] = (BODY(u32))((w[2 * group][j] & 0xFFFFFFFFu) | (w[2 * group + 1][j] << 32));
}

// Normals 64 group ..< 64 (group + groups) of a stream; number 16 j + lane of a group comes from the j-th word of its block
// 16 group + lane and the one that it is paired with.
INLINE void BODY(normals)(BODY(f32) *normals, int groups, size_t group, const Schedule *schedule) {
#pragma clang fp contract(off)
  BODY(u32) words[4 * AT_ONCE];
  BODY(philox)(words, groups, (uint32_t)(group * LANES), schedule);
#pragma unroll
  for (int pair = 0; pair < 4 * groups; pair += 2) {
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

// For each part of `count` draws from `first` on: `WHOLE`(groups) of so many whole groups at once, or what follows, given
// the normals of the one group that the part is of.
#define FOR_EACH_PART(first, count, WHOLE)                                                                             \
  for (Part part = first_part(first, count, 64, AT_ONCE); part.offset < count;                                         \
       part = next_part(part, count, 64, AT_ONCE))                                                                     \
    if (part.to - part.from == 64 * AT_ONCE) {                                                                         \
      WHOLE(AT_ONCE);                                                                                                  \
    } else if (part.to - part.from == 64) {                                                                            \
      WHOLE(1);                                                                                                        \
    } else

INLINE void BODY(add_groups)(float *values, int groups, size_t group, float scale, const Schedule *schedule) {
#pragma clang fp contract(off)
  BODY(f32) normals[4 * AT_ONCE], value;
  BODY(normals)(normals, groups, group, schedule);
#pragma unroll
  for (int j = 0; j < 4 * groups; j++) {
    LOAD(value, values + j * LANES);
    value = value + normals[j] * scale;
    STORE(values + j * LANES, value);
  }
}

static void BODY(add_gaussian)(float *values, size_t count, size_t first, float scale, const Schedule *schedule) {
#pragma clang fp contract(off)
#define ADD(groups) BODY(add_groups)(values + part.offset, groups, part.group, scale, schedule)
  FOR_EACH_PART(first, count, ADD) {
    BODY(f32) normals[4];
    BODY(normals)(normals, 1, part.group, schedule);
    for (size_t i = part.from; i < part.to; i++) {
      size_t at = part.offset + (i - part.from);
      values[at] = values[at] + normals[i / LANES][i % LANES] * scale;
    }
  }
}

INLINE void BODY(descend_groups)(float *parameters, const float *sum, int groups, size_t group, float rate,
                                 float scale, const Schedule *schedule) {
#pragma clang fp contract(off)
  BODY(f32) normals[4 * AT_ONCE], value, gradient;
  BODY(normals)(normals, groups, group, schedule);
#pragma unroll
  for (int j = 0; j < 4 * groups; j++) {
    LOAD(value, parameters + j * LANES);
    LOAD(gradient, sum + j * LANES);
    value = value - (gradient + normals[j] * scale) * rate;
    STORE(parameters + j * LANES, value);
  }
}

static void BODY(descend)(float *parameters, const float *sum, size_t count, float rate, float scale,
                          const Schedule *schedule) {
#pragma clang fp contract(off)
#define DESCEND(groups)                                                                                                \
  BODY(descend_groups)(parameters + part.offset, sum + part.offset, groups, part.group, rate, scale, schedule)
  FOR_EACH_PART(0, count, DESCEND) {
    BODY(f32) normals[4];
    BODY(normals)(normals, 1, part.group, schedule);
    for (size_t i = 0; i < part.to; i++) {
      size_t at = part.offset + i;
      parameters[at] = parameters[at] - (sum[at] + normals[i / LANES][i % LANES] * scale) * rate;
    }
  }
}

// Adds the products of 64 normals with 64 numbers to sums[0] and sums[1], eight each.
INLINE void BODY(add_products)(BODY(f64) sums[2], const BODY(f32) normals[4], const float *direction) {
#pragma clang fp contract(off)
  BODY(f32) d[4];
  memcpy(d, direction, sizeof d);
  BODY(f32) sum = (normals[0] * d[0] + normals[1] * d[1]) + (normals[2] * d[2] + normals[3] * d[3]);
  sums[0] += __builtin_convertvector(LOWER_HALF(sum), BODY(f64));
  sums[1] += __builtin_convertvector(UPPER_HALF(sum), BODY(f64));
}

INLINE void BODY(project_groups)(BODY(f64) sums[2], const float *direction, int groups, size_t group,
                                 const Schedule *schedule) {
  BODY(f32) normals[4 * AT_ONCE];
  BODY(normals)(normals, groups, group, schedule);
#pragma unroll
  for (int i = 0; i < groups; i++)
    BODY(add_products)(sums, normals + 4 * i, direction + 64 * i);
}

static void BODY(project)(double *result, const float *direction, size_t count, const Schedule *schedule) {
#pragma clang fp contract(off)
  BODY(f64) sums[2] = {0};
#define PROJECT(groups) BODY(project_groups)(sums, direction + part.offset, groups, part.group, schedule)
  FOR_EACH_PART(0, count, PROJECT) {
    BODY(f32) normals[4];
    BODY(normals)(normals, 1, part.group, schedule);
    float rest[64] = {0};
    memcpy(rest, direction + part.offset, part.to * sizeof(float));
    BODY(add_products)(sums, normals, rest);
  }
  BODY(f64) both = sums[0] + sums[1];
  *result = ((both[0] + both[1]) + (both[2] + both[3])) + ((both[4] + both[5]) + (both[6] + both[7]));
}

// Adds to counts[0] and counts[1], lane by lane, how many of the normals are above the cutoff of their coin, 0 or 1.
INLINE void BODY(count_groups)(BODY(i32) counts[2], const uint32_t *coins, int groups, size_t group,
                               const float cutoffs[2], const Schedule *schedule) {
  BODY(u32) lane_bits = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768};
  BODY(f32) normals[4 * AT_ONCE];
  BODY(normals)(normals, groups, group, schedule);
#pragma unroll
  for (int j = 0; j < 4 * groups; j++) {
    BODY(i32) coin = (BODY(i32))((lane_bits & (coins[j / 2] >> (j % 2 * LANES))) != 0u);
    counts[0] -= (normals[j] > cutoffs[0]) & ~coin;
    counts[1] -= (normals[j] > cutoffs[1]) & coin;
  }
}

// counts[0] and counts[1]: how many trials with coin 0 and with coin 1 have a normal above the cutoff of their coin.
static void BODY(count_above)(size_t counts[2], const uint32_t *coins, size_t count, size_t first,
                              const float cutoffs[2], const Schedule *schedule) {
  BODY(i32) lanes[2] = {0};
#define COUNT(groups)                                                                                                  \
  BODY(count_groups)(lanes, coins + 2 * (part.group - first / 64), groups, part.group, cutoffs, schedule)
  FOR_EACH_PART(first, count, COUNT) {
    const uint32_t *words = coins + 2 * (part.group - first / 64);
    BODY(f32) normals[4];
    BODY(normals)(normals, 1, part.group, schedule);
    for (size_t i = part.from; i < part.to; i++) {
      uint32_t coin = words[i / 32] >> (i % 32) & 1;
      lanes[coin][0] += normals[i / LANES][i % LANES] > cutoffs[coin];
    }
  }
  for (int coin = 0; coin < 2; coin++) {
    counts[coin] = 0;
    for (int lane = 0; lane < LANES; lane++)
      counts[coin] += (size_t)lanes[coin][lane];
  }
}

// Two words each: the lowest bit of the second is the sign, and the others together a uniform number of 63 bits.
static void BODY(add_laplace)(float *values, size_t count, size_t first, float scale, const Schedule *schedule) {
#pragma clang fp contract(off)
  for (Part part = first_part(first, count, 32, 1); part.offset < count; part = next_part(part, count, 32, 1)) {
    BODY(u32) words[4];
    BODY(philox)(words, 1, (uint32_t)(part.group * LANES), schedule);
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
    BODY(philox)(block, 1, (uint32_t)((first + group) * LANES), schedule);
    memcpy(words + 64 * group, block, sizeof block);
  }
}

#undef AT_ONCE
#undef FOR_EACH_PART
#undef ADD
#undef DESCEND
#undef PROJECT
#undef COUNT
