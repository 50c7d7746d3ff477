#ifndef DPAUDIT_CKERNELS_H
#define DPAUDIT_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

/// An instruction set that a kernel was compiled for. Every level gives the same bits.
typedef enum {
  CKernelsLevelBaseline = 0,
  CKernelsLevelAVX2 = 1,
  CKernelsLevelAVX512 = 2,
} CKernelsLevel;

/// The best level that this processor supports.
CKernelsLevel ckernels_best_level(void);

/// Adds `scale` times a standard normal to each of `count` values.
///
/// Normal i is a function of (key, stream, i) alone, whatever `count` is: Philox4x32-10 words at counter
/// (block, stream[0], stream[1], stream[2]), through Box-Muller. |normal| is at most sqrt(64 ln 2) = 6.66.
/// A level that the processor lacks falls back to the best that it has.
void ckernels_add_gaussian(float *values, size_t count, float scale, const uint32_t key[2], const uint32_t stream[3],
                           CKernelsLevel level);

/// With w_j = exp(logs_j + tilt losses_j - peak), peak the largest exponent, which is returned: `sums` gets the sums of
/// w, of w loss, of w loss^2, and of w with alternating signs; `weights`, where not null, the w.
///
/// `count` is a multiple of 8; a padding node has log -1e300 and loss 0. A level that the processor lacks falls back
/// to the best that it has.
double ckernels_tilted_sums(const double *logs, const double *losses, size_t count, double tilt, double *weights,
                            double sums[4], CKernelsLevel level);

/// Turns every angle, given by cosine and sine, by its step; then `sums` gets the weighted sums of sine^2 over the even
/// and over the odd nodes, and of sine times cosine over the even and over the odd ones.
///
/// `count` is a multiple of 8. A level that the processor lacks falls back to the best that it has.
void ckernels_rotated_sums(double *cosines, double *sines, const double *step_cosines, const double *step_sines,
                           const double *weights, size_t count, double sums[4], CKernelsLevel level);

#endif
