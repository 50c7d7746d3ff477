// Compiles BODY_FILE, whose functions are named BODY(name), once for each instruction set. Contraction is off in the
// bodies, so that a fused multiply-add never changes the last bit and every level gives the same numbers.
#define BODY(name) name##_baseline
#include BODY_FILE
#undef BODY

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define BODY(name) name##_avx2
#include BODY_FILE
#undef BODY
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,fma"))), apply_to = function)
#define BODY(name) name##_avx512
#include BODY_FILE
#undef BODY
#pragma clang attribute pop
#endif
