#ifndef DPAUDIT_DISPATCH_H
#define DPAUDIT_DISPATCH_H

#include "CKernels.h"

// Calls the copy of `function` for a level, and is what it returns; a level that the processor lacks falls back to the
// best that it has.
#if defined(__x86_64__)
#define DISPATCH(level, function, ...)                                                                                 \
  __extension__({                                                                                                      \
    CKernelsLevel best_ = ckernels_best_level(), level_ = (level) < best_ ? (level) : best_;                           \
    level_ == CKernelsLevelAVX512 ? function##_avx512(__VA_ARGS__)                                                     \
    : level_ == CKernelsLevelAVX2 ? function##_avx2(__VA_ARGS__)                                                       \
                                  : function##_baseline(__VA_ARGS__);                                                  \
  })
#else
#define DISPATCH(level, function, ...) function##_baseline(__VA_ARGS__)
#endif

#endif
