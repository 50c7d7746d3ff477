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

#endif
