#include "dispatch.h"

#include <string.h>

#define WIDTH 8

#define BODY_FILE "contour_body.h"
#include "each_instruction_set.h"

double ckernels_tilted_sums(const double *logs, const double *losses, size_t count, double tilt, double *weights,
                            double sums[4], CKernelsLevel level) {
  return DISPATCH(level, tilted_sums, logs, losses, count, tilt, weights, sums);
}

void ckernels_rotated_sums(double *cosines, double *sines, const double *step_cosines, const double *step_sines,
                           const double *weights, size_t count, double sums[4], CKernelsLevel level) {
  DISPATCH(level, rotated_sums, cosines, sines, step_cosines, step_sines, weights, count, sums);
}
