#include "CKernels.h"

#include <string.h>

#define WIDTH 8

#define BODY_FILE "contour_body.h"
#include "each_instruction_set.h"

double ckernels_tilted_sums(const double *logs, const double *losses, size_t count, double tilt, double *weights,
                            double sums[4], CKernelsLevel level) {
  CKernelsLevel best = ckernels_best_level();
  switch (level < best ? level : best) {
#if defined(__x86_64__)
  case CKernelsLevelAVX512:
    return tilted_sums_avx512(logs, losses, count, tilt, weights, sums);
  case CKernelsLevelAVX2:
    return tilted_sums_avx2(logs, losses, count, tilt, weights, sums);
#endif
  default:
    return tilted_sums_baseline(logs, losses, count, tilt, weights, sums);
  }
}

void ckernels_rotated_sums(double *cosines, double *sines, const double *step_cosines, const double *step_sines,
                           const double *weights, size_t count, double sums[4], CKernelsLevel level) {
  CKernelsLevel best = ckernels_best_level();
  switch (level < best ? level : best) {
#if defined(__x86_64__)
  case CKernelsLevelAVX512:
    rotated_sums_avx512(cosines, sines, step_cosines, step_sines, weights, count, sums);
    return;
  case CKernelsLevelAVX2:
    rotated_sums_avx2(cosines, sines, step_cosines, step_sines, weights, count, sums);
    return;
#endif
  default:
    rotated_sums_baseline(cosines, sines, step_cosines, step_sines, weights, count, sums);
  }
}
