// Compiles BODY_FILE, whose functions are named BODY(name), once for each instruction set; REGISTER_BYTES is the width of
// its vector registers. A body that turns contraction off gives the same numbers at every level, since then no fused
// multiply-add changes a last bit.
#define BODY(name) name##_baseline
#define REGISTER_BYTES 16
#include BODY_FILE
#undef BODY
#undef REGISTER_BYTES

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define BODY(name) name##_avx2
#define REGISTER_BYTES 32
#include BODY_FILE
#undef BODY
#undef REGISTER_BYTES
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,fma"))), apply_to = function)
#define BODY(name) name##_avx512
#define REGISTER_BYTES 64
#include BODY_FILE
#undef BODY
#undef REGISTER_BYTES
#pragma clang attribute pop
#endif
