#include "CKernels.h"

#include <string.h>

#define LANES 16

// Chebyshev fits in 40 digits: ln(1+x) = x + x^2 (LOG0 + LOG1 x + ...), absolute error of the bracket below 4e-8;
// sin t = t + t z (SIN0 + SIN1 z + ...) and cos t = 1 - z/2 + z^2 (COS0 + COS1 z + ...) with z = t^2, below 3e-8.
#define LOG0 -0.499999976f
#define LOG1 0.3333333f
#define LOG2 -0.250007812f
#define LOG3 0.200012345f
#define LOG4 -0.166266456f
#define LOG5 0.14204856f
#define LOG6 -0.131275557f
#define LOG7 0.127226728f
#define LOG8 -0.076736415f
#define SIN0 -0.166666647f
#define SIN1 0.00833274827f
#define SIN2 -0.000195878909f
#define COS0 0.0416666647f
#define COS1 -0.0013888303f
#define COS2 2.45479421e-05f

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

void ckernels_add_gaussian(float *values, size_t count, float scale, const uint32_t key[2], const uint32_t stream[3],
                           CKernelsLevel level) {
  CKernelsLevel best = ckernels_best_level();
  switch (level < best ? level : best) {
#if defined(__x86_64__)
  case CKernelsLevelAVX512:
    add_gaussian_avx512(values, count, scale, key, stream);
    return;
  case CKernelsLevelAVX2:
    add_gaussian_avx2(values, count, scale, key, stream);
    return;
#endif
  default:
    add_gaussian_baseline(values, count, scale, key, stream);
  }
}
