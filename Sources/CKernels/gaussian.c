#include "normal.h"

/// The address of a stream with the keys of the ten rounds.
typedef struct {
  uint64_t keys[10][2];
  uint64_t stream[3];
} Schedule;

static Schedule schedule_of(const CKernelsStream *stream) {
  Schedule schedule = {.stream = {stream->stream[0], stream->stream[1], stream->stream[2]}};
  for (uint32_t round = 0; round < 10; round++) {
    schedule.keys[round][0] = stream->key[0] + round * 0x9E3779B9u;
    schedule.keys[round][1] = stream->key[1] + round * 0xBB67AE85u;
  }
  return schedule;
}

#define BODY_FILE "gaussian_body.h"
#include "each_instruction_set.h"

CKernelsLevel ckernels_best_level(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl"))
    return CKernelsLevelAVX512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return CKernelsLevelAVX2;
#endif
  return CKernelsLevelBaseline;
}

void ckernels_add_gaussian(float *values, size_t count, size_t first, float scale, const CKernelsStream *stream,
                           CKernelsLevel level) {
  Schedule schedule = schedule_of(stream);
  DISPATCH(level, add_gaussian, values, count, first, scale, &schedule);
}

void ckernels_descend(float *parameters, const float *sum, size_t count, float rate, float scale,
                      const CKernelsStream *stream, CKernelsLevel level) {
  Schedule schedule = schedule_of(stream);
  DISPATCH(level, descend, parameters, sum, count, rate, scale, &schedule);
}

double ckernels_project_gaussian(const float *direction, size_t count, const CKernelsStream *stream,
                                 CKernelsLevel level) {
  Schedule schedule = schedule_of(stream);
  double result;
  DISPATCH(level, project, &result, direction, count, &schedule);
  return result;
}

void ckernels_count_gaussian(size_t counts[2], const uint32_t *coins, size_t count, size_t first,
                             const float cutoffs[2], const CKernelsStream *stream, CKernelsLevel level) {
  Schedule schedule = schedule_of(stream);
  DISPATCH(level, count_above, counts, coins, count, first, cutoffs, &schedule);
}

void ckernels_add_laplace(float *values, size_t count, size_t first, float scale, const CKernelsStream *stream,
                          CKernelsLevel level) {
  Schedule schedule = schedule_of(stream);
  DISPATCH(level, add_laplace, values, count, first, scale, &schedule);
}

void ckernels_fill_words(uint32_t *words, size_t groups, size_t first, const CKernelsStream *stream,
                         CKernelsLevel level) {
  Schedule schedule = schedule_of(stream);
  DISPATCH(level, fill_words, words, groups, first, &schedule);
}
