"""Rényi divergence of the Poisson-subsampled Gaussian: mpmath at 110 digits, in the variable of the observation.

Whole orders by the binomial sum of exact terms; other orders by adaptive tanh-sinh quadrature of the density times the
likelihood ratio to the order, between break points one standard deviation apart. Nothing subtracts before the end, so A - 1
keeps 70 digits where it is 1e-30, the smallest here. Takes about eight minutes.
"""

import pathlib
import sys
import mpmath as mp

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "TestSupport"))
from vectors import write

mp.mp.dps = 110

NOISE_MULTIPLIERS = [0.3, 0.5, 0.7, 1.0, 1.1, 1.5, 2.0, 2.5, 4.0, 8.0]
SAMPLING_PROBABILITIES = [0.0001, 0.001, 256 / 60000, 0.01, 0.0128, 0.1, 0.5, 1.0]
ORDERS = [1.25, 1.5, 2.0, 3.0, 4.5, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0]
# Where orders, noise or sampling are extreme: (noise multiplier, sampling probability, order).
CORNERS = [
    (0.05, 1e-12, 1.3),
    (0.05, 0.3, 1.7),
    (0.2, 1e-9, 41.5),
    (1.0, 0.5, 1.0001),
    (1.0, 1e-6, 30.5),
    (3.0, 0.999999999, 95.5),
    (10.0, 0.5, 305.5),
    (300.0, 0.5, 1.000001),
    (1000.0, 1e-12, 1.5),
    (1000.0, 0.1, 54321.5),
    (1000.0, 0.5, 99999.5),
]


def moment_by_sum(sigma, q, order):
    return mp.fsum(
        mp.binomial(order, i) * q**i * (1 - q) ** (order - i) * mp.exp(mp.mpf(i * (i - 1)) / (2 * sigma**2))
        for i in range(order + 1)
    )


def moment_by_quadrature(sigma, q, order):
    def integrand(x):
        ratio = (1 - q) + q * mp.exp((2 * x - 1) / (2 * sigma**2))
        return mp.exp(-(x**2) / (2 * sigma**2)) * ratio**order

    left, right = -16 * sigma, order + 16 * sigma
    pieces = int(mp.ceil((right - left) / sigma))
    points = [left + (right - left) * k / pieces for k in range(pieces + 1)]
    return mp.quad(integrand, points) / (sigma * mp.sqrt(2 * mp.pi))


def renyi(sigma, q, order):
    sigma, q, order = mp.mpf(sigma), mp.mpf(q), mp.mpf(order)
    if q == 1:
        return order / (2 * sigma**2)
    whole = order == int(order)
    moment = moment_by_sum(sigma, q, int(order)) if whole else moment_by_quadrature(sigma, q, order)
    return mp.log(moment) / (order - 1)


if __name__ == "__main__":
    grid = [(s, q, a) for s in NOISE_MULTIPLIERS for q in SAMPLING_PROBABILITIES for a in ORDERS]
    cases = [
        {"noiseMultiplier": s, "samplingProbability": q, "order": a, "value": float(renyi(s, q, a))}
        for s, q, a in grid + CORNERS
    ]
    write("sampled-gaussian-renyi", "sampled-gaussian-renyi.py", "mpmath 1.3.0, 110 digits", 1e-12, cases)
