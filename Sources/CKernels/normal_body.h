// Included once for each instruction set, with BODY(name) naming the copy: words to normals, for every generator.

typedef uint32_t BODY(u32) __attribute__((vector_size(LANES * 4)));
typedef uint64_t BODY(u64) __attribute__((vector_size(LANES * 4)));
typedef int32_t BODY(i32) __attribute__((vector_size(LANES * 4)));
typedef float BODY(f32) __attribute__((vector_size(LANES * 4)));
typedef float BODY(half) __attribute__((vector_size(LANES * 2)));
typedef double BODY(f64) __attribute__((vector_size(LANES * 4)));

// ln u of normal numbers u > 0: u = 2^e (1 + x) with 1 + x in [sqrt(1/2), sqrt(2)).
INLINE void BODY(logarithm)(BODY(f32) *result, const BODY(f32) *u) {
#pragma clang fp contract(off)
  BODY(u32) bits = (BODY(u32))*u - 0x3F3504F3u;
  BODY(f32) exponent = __builtin_convertvector(((BODY(i32))bits) >> 23, BODY(f32));
  BODY(f32) x = (BODY(f32))((bits & 0x007FFFFFu) + 0x3F3504F3u) - 1.0f;
  BODY(f32) q = x * LOG6 + LOG5;
  q = q * x + LOG4;
  q = q * x + LOG3;
  q = q * x + LOG2;
  q = q * x + LOG1;
  q = q * x + LOG0;
  *result = exponent * 0.693147181f + (x + x * x * q);
}

// sqrt(-2 ln u), 0 where rounding put ln u above 0.
INLINE void BODY(radius)(BODY(f32) *result, const BODY(f32) *u) {
#pragma clang fp contract(off)
  BODY(f32) log;
  BODY(logarithm)(&log, u);
  BODY(f32) square = log * -2.0f;
  square = (BODY(f32))((BODY(i32))square & (square > 0.0f));
  *result = __builtin_elementwise_sqrt(square);
}

// A uniform point of the unit circle from a uniform word: the upper bit is the sign of one coordinate, the next whether
// the two change places, and the other 30 an angle in [-pi/4, pi/4).
INLINE void BODY(direction)(BODY(f32) *first, BODY(f32) *second, const BODY(u32) *word) {
#pragma clang fp contract(off)
  BODY(f32) t = __builtin_convertvector((BODY(i32))(*word << 2), BODY(f32)) * 0x1.921fb6p-32f;
  BODY(f32) z = t * t;
  BODY(f32) sine = t + t * z * ((z * SIN2 + SIN1) * z + SIN0);
  BODY(f32) cosine = 1.0f - z * 0.5f + z * z * (z * COS1 + COS0);
  cosine = (BODY(f32))((BODY(u32))cosine ^ (*word & 0x80000000u));
  BODY(i32) swap = (BODY(i32))((*word & 0x40000000u) != 0u);
  *first = (BODY(f32))(((BODY(i32))sine & swap) | ((BODY(i32))cosine & ~swap));
  *second = (BODY(f32))(((BODY(i32))cosine & swap) | ((BODY(i32))sine & ~swap));
}
