"""Writes ../Vectors/clopper-pearson-upper.json: one-sided Clopper-Pearson upper bounds in 50 digits.

The regularised incomplete beta function is evaluated by its continued fraction (DLMF 8.17.22) with mpmath, and the
tail equation is solved by the secant method from SciPy's quantile. Run with Python 3.11, mpmath 1.3, SciPy 1.17.
"""
import pathlib
import sys

from mpmath import exp, log, loggamma, mp, mpf
from scipy.stats import beta

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "TestSupport"))
from vectors import write

mp.dps = 50
TRIALS = [1, 2, 5, 10, 30, 100, 1000, 10**4, 10**5, 10**6, 10**7]
SIGNIFICANCES = ["0.5", "0.05", "0.025", "0.005", "1e-6", "1e-10"]


def lower_incomplete_beta(a, b, x):
    front = exp(a * log(x) + b * log(1 - x) + loggamma(a + b) - loggamma(a) - loggamma(b))
    if x < (a + 1) / (a + b + 2):
        return front / a / denominator(a, b, x)
    return 1 - front / b / denominator(b, a, 1 - x)


def denominator(a, b, x):
    """1 + d1 / (1 + d2 / ...) evaluated backwards with enough terms."""
    terms = 400 + int(20 * float(max(a, b)) ** 0.5)
    value = mpf(1)
    for index in range(terms, 0, -1):
        m = index // 2
        if index % 2 == 0:
            term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        else:
            term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        value = 1 + term / value
    return value


def upper_bound(k, n, significance):
    """The p with P[Bin(n, p) <= k] = significance, that is 1 - I_p(k + 1, n - k) = significance."""
    if k == n:
        return mpf(1)
    if k == 0:
        return 1 - exp(log(significance) / n)
    a, b = mpf(k + 1), mpf(n - k)
    tail = lambda p: log(lower_incomplete_beta(b, a, 1 - p)) - log(significance)
    complement = mpf(float(beta.ppf(float(significance), n - k, k + 1)))  # 1 - p, which may be tiny
    x0, x1 = log(complement), log(complement) + mpf("1e-9")
    f = lambda logarithm: tail(1 - exp(logarithm))
    f0, f1 = f(x0), f(x1)
    while abs(x1 - x0) > mpf(10) ** -35 and f1 != f0:
        x0, x1, f0 = x1, x1 - f1 * (x1 - x0) / (f1 - f0), f1
        f1 = f(x1)
    return 1 - exp(x1)


cases = []
for n in TRIALS:
    quarter = n // 4 if n <= 1000 else 0
    ks = sorted({0, 1, 3, 50, n // 1000, n // 10, quarter, n // 2, n - 50, n - 1, n} & set(range(n + 1)))
    for k in ks:
        for significance in SIGNIFICANCES if n <= 10**4 else SIGNIFICANCES[1::2]:
            bound = upper_bound(k, n, mpf(significance))
            cases.append(
                {"successes": k, "trials": n, "significance": float(significance), "upperBound": float(bound)})

write(
    "clopper-pearson-upper", "Generators/clopper-pearson-upper.py",
    "incomplete beta by continued fraction in 50 digits (mpmath 1.3.0), solved by the secant method", 1e-9, cases)
