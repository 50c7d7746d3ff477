"""Writes ../Vectors/one-run-bounds.json: p-values and refuted parameters of the bounds of one run, from definitions.

Every sum is written out in full and every expectation integrated adaptively, in 30 digits. Run with Python 3.11 and
mpmath 1.3.
"""
import pathlib
import sys

from mpmath import beta, binomial, erfc, erfinv, exp, findroot, mp, mpf, quad, sqrt

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "TestSupport"))
from vectors import write

mp.dps = 30
cdf = lambda x: erfc(-x / sqrt(2)) / 2
quantile = lambda p: sqrt(2) * erfinv(2 * p - 1)


def steinke(m, r, v, epsilon, delta):
    q = exp(epsilon) / (1 + exp(epsilon))
    pmf = [binomial(r, j) * q**j * (1 - q) ** (r - j) for j in range(r + 1)]
    below, largest = mpf(0), mpf(0)
    for i in range(1, v + 1):
        below += pmf[v - i]
        largest = max(largest, below / i)
    return min(mpf(1), sum(pmf[v:]) + 2 * m * delta * largest)


def mahloujifar(m, r, v, significance):
    """The largest refuted mu, by bisection."""

    def refuted(mu):
        right, wrong = significance * v / m, significance * (r - v) / m
        for i in range(v - 1, -1, -1):
            larger = max(wrong, cdf(quantile(right) - mu))
            if larger == wrong:
                break
            right = right + (larger - wrong) * i / (r - i)
            wrong = larger
            if right + wrong > mpf(r) / m:
                return True
        return False

    low, high = mpf(0), mpf(10)
    for _ in range(45):
        middle = (low + high) / 2
        low, high = (middle, high) if refuted(middle) else (low, middle)
    return low


def order_statistics(m, r, u, mu):
    error = lambda t: cdf(-t - mu / 2)
    share = lambda t: error(t) + cdf(mu / 2 - t)
    few = lambda e: sum(binomial(r, j) * e**j * (1 - e) ** (r - j) for j in range(u + 1))
    if r == m:
        return few(error(mpf(0)))
    # Over t, along which the share falls: dx = -(phi(t + mu/2) + phi(t - mu/2)) dt.
    slope = lambda t: (exp(-((t + mu / 2) ** 2) / 2) + exp(-((t - mu / 2) ** 2) / 2)) / sqrt(2 * mp.pi)
    density = lambda x: x**r * (1 - x) ** (m - r - 1) / beta(r + 1, m - r)
    mean, deviation = mpf(r + 1) / (m + 1), sqrt(mpf(r + 1) * (m - r) / (mpf(m + 1) ** 2 * (m + 2)))
    at = lambda x: findroot(lambda t: share(t) - x, (mpf(0), mu / 2 + 30), solver="bisect", tol=1e-9)
    cuts = [mean + k * deviation for k in range(-20, 21, 2)]
    points = [mpf(0)] + [at(x) for x in reversed(cuts) if 1e-6 * mean < x < 1 - mpf(10) ** -9] + [mu / 2 + 30]
    return quad(lambda t: density(share(t)) * few(error(t) / share(t)) * slope(t), points)


cases = []
for m, r, v in [(1, 1, 1), (12, 12, 9), (50, 20, 20), (100, 100, 55), (1000, 200, 150), (1000, 1000, 600)]:
    for epsilon, delta in [("0", "1e-5"), ("0.5", "0"), ("1", "1e-8"), ("1", "1e-3"), ("3", "1e-5")]:
        p = steinke(m, r, v, mpf(epsilon), mpf(delta))
        cases.append({"kind": "steinkePValue", "canaries": m, "guesses": r, "correct": v, "epsilon": float(epsilon),
                      "delta": float(delta), "value": float(p)})
for m, r, v in [(12, 12, 11), (20, 10, 10), (100, 40, 34), (200, 200, 130)]:
    for significance in ["0.05", "1e-6"]:
        mu = mahloujifar(m, r, v, mpf(float(significance)))
        cases.append({"kind": "mahloujifarMu", "canaries": m, "guesses": r, "correct": v,
                      "significance": float(significance), "value": float(mu)})
for m, r, v in [(2, 1, 1), (3, 2, 1), (20, 20, 15), (20, 19, 15), (20, 5, 5), (100, 10, 9), (1000, 100, 80)]:
    for mu in ["0", "0.5", "1", "4"]:
        p = order_statistics(m, r, r - v, mpf(mu))
        cases.append({"kind": "orderStatisticsPValue", "canaries": m, "guesses": r, "correct": v, "mu": float(mu),
                      "value": float(p)})

write("one-run-bounds", "Generators/one-run-bounds.py", "the definitions in 30 digits (mpmath 1.3.0)", 1e-8, cases)
