// Included once for each instruction set, with BODY(name) naming the copy; see contour.c.

typedef double BODY(f64) __attribute__((vector_size(WIDTH * 8)));
typedef int64_t BODY(i64) __attribute__((vector_size(WIDTH * 8)));
typedef uint64_t BODY(bits) __attribute__((vector_size(WIDTH * 8)));

// e^x for x <= 0; e^-700 below -700. Cody-Waite reduction to |r| <= ln(2)/2 and the Taylor polynomial of degree 13,
// which errs there by 4e-18.
#define EXP(result, x)                                                                                                 \
  do {                                                                                                                 \
    BODY(f64) x_ = (x);                                                                                                \
    BODY(i64) deep_ = x_ < -700.0;                                                                                     \
    x_ = (BODY(f64))(((BODY(i64))x_ & ~deep_) | ((BODY(i64))(x_ * 0.0 - 700.0) & deep_));                              \
    BODY(f64) shifted_ = x_ * 1.4426950408889634 + 0x1.8p52;                                                           \
    BODY(f64) power_ = shifted_ - 0x1.8p52;                                                                            \
    BODY(f64) r_ = (x_ - power_ * 0x1.62e42feep-1) - power_ * 0x1.a39ef35793c76p-33;                                   \
    BODY(f64) p_ = r_ * (1.0 / 6227020800.0) + 1.0 / 479001600.0;                                                      \
    p_ = p_ * r_ + 1.0 / 39916800.0;                                                                                   \
    p_ = p_ * r_ + 1.0 / 3628800.0;                                                                                    \
    p_ = p_ * r_ + 1.0 / 362880.0;                                                                                     \
    p_ = p_ * r_ + 1.0 / 40320.0;                                                                                      \
    p_ = p_ * r_ + 1.0 / 5040.0;                                                                                       \
    p_ = p_ * r_ + 1.0 / 720.0;                                                                                        \
    p_ = p_ * r_ + 1.0 / 120.0;                                                                                        \
    p_ = p_ * r_ + 1.0 / 24.0;                                                                                         \
    p_ = p_ * r_ + 1.0 / 6.0;                                                                                          \
    p_ = p_ * r_ + 0.5;                                                                                                \
    p_ = p_ * r_ * r_ + r_ + 1.0;                                                                                      \
    BODY(bits) scale_ = ((BODY(bits))shifted_ + 1023u) << 52;                                                          \
    result = p_ * (BODY(f64))scale_;                                                                                   \
  } while (0)

static double BODY(tilted_sums)(const double *logs, const double *losses, size_t count, double tilt, double *weights,
                                double sums[4]) {
#pragma clang fp contract(off)
  BODY(f64) peak = {-1e308, -1e308, -1e308, -1e308, -1e308, -1e308, -1e308, -1e308};
  for (size_t i = 0; i < count; i += WIDTH) {
    BODY(f64) log, loss;
    memcpy(&log, logs + i, sizeof log);
    memcpy(&loss, losses + i, sizeof loss);
    BODY(f64) tilted = log + loss * tilt;
    BODY(i64) larger = tilted > peak;
    peak = (BODY(f64))(((BODY(i64))tilted & larger) | ((BODY(i64))peak & ~larger));
  }
  double largest = peak[0];
  for (int lane = 1; lane < WIDTH; lane++)
    largest = peak[lane] > largest ? peak[lane] : largest;
  BODY(f64) sum0 = peak * 0.0, sum1 = sum0, sum2 = sum0;
  for (size_t i = 0; i < count; i += WIDTH) {
    BODY(f64) log, loss, weight;
    memcpy(&log, logs + i, sizeof log);
    memcpy(&loss, losses + i, sizeof loss);
    EXP(weight, log + loss * tilt - largest);
    if (weights)
      memcpy(weights + i, &weight, sizeof weight);
    BODY(f64) first = weight * loss;
    sum0 += weight;
    sum1 += first;
    sum2 += first * loss;
  }
  for (int moment = 0; moment < 4; moment++)
    sums[moment] = 0;
  for (int lane = 0; lane < WIDTH; lane++) {
    sums[0] += sum0[lane];
    sums[1] += sum1[lane];
    sums[2] += sum2[lane];
    sums[3] += lane % 2 ? -sum0[lane] : sum0[lane];
  }
  return largest;
}

static void BODY(rotated_sums)(double *cosines, double *sines, const double *step_cosines, const double *step_sines,
                               const double *weights, size_t count, double sums[4]) {
#pragma clang fp contract(off)
  BODY(f64) squares = {0}, products = {0};
  for (size_t i = 0; i < count; i += WIDTH) {
    BODY(f64) c, s, dc, ds, weight;
    memcpy(&c, cosines + i, sizeof c);
    memcpy(&s, sines + i, sizeof s);
    memcpy(&dc, step_cosines + i, sizeof dc);
    memcpy(&ds, step_sines + i, sizeof ds);
    memcpy(&weight, weights + i, sizeof weight);
    BODY(f64) sine = s * dc + c * ds;
    c = c * dc - s * ds;
    memcpy(cosines + i, &c, sizeof c);
    memcpy(sines + i, &sine, sizeof sine);
    BODY(f64) weighted = weight * sine;
    squares += weighted * sine;
    products += weighted * c;
  }
  for (int sum = 0; sum < 4; sum++)
    sums[sum] = 0;
  for (int lane = 0; lane < WIDTH; lane++) {
    sums[lane % 2] += squares[lane];
    sums[2 + lane % 2] += products[lane];
  }
}

#undef EXP
