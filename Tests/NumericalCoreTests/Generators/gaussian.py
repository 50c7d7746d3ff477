"""The exact trade-off of Gaussian noise: mpmath at 60 digits and more, from the two normal tails and their difference.

Writes gaussian-log-delta.json with log δ(ε) and gaussian-epsilon.json with ε(δ), or the one named on the command line.
"""

import pathlib
import sys

import mpmath as mp

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "TestSupport"))
from vectors import write

mp.mp.dps = 60

NOISE_MULTIPLIERS = [0.1, 0.3, 0.5, 1.0, 1.5, 2.0, 4.0, 8.0, 20.0, 100.0]
EPSILONS = [0.0, 0.01, 0.1, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 50.0, 200.0, 800.0]
DELTAS = [1e-1, 1e-2, 1e-3, 1e-5, 1e-6, 1e-8, 1e-12, 1e-15, 1e-20, 1e-50, 1e-100]


def log_delta(sigma, epsilon):
    mu = 1 / mp.mpf(sigma)
    epsilon = mp.mpf(epsilon)
    def tail(x):
        return mp.erfc(x / mp.sqrt(2)) / 2

    first = tail(epsilon / mu - mu / 2)
    second = mp.exp(epsilon) * tail(epsilon / mu + mu / 2)
    return mp.log(first - second)


def epsilon(sigma, delta):
    target = mp.log(mp.mpf(delta))
    if log_delta(sigma, 0) <= target:
        return mp.mpf(0)
    lower, upper = mp.mpf(0), mp.mpf(1)
    while log_delta(sigma, upper) > target:
        upper *= 2
    for _ in range(100):
        middle = (lower + upper) / 2
        lower, upper = (middle, upper) if log_delta(sigma, middle) > target else (lower, middle)
    return upper


def log_delta_cases():
    return [
        {"noiseMultiplier": s, "epsilon": e, "logDelta": float(log_delta(s, e))}
        for s in NOISE_MULTIPLIERS
        for e in EPSILONS
    ]


def epsilon_cases():
    return [
        {"noiseMultiplier": s, "delta": d, "epsilon": float(epsilon(s, d))} for s in NOISE_MULTIPLIERS for d in DELTAS
    ]


if __name__ == "__main__":
    files = {"gaussian-log-delta": log_delta_cases, "gaussian-epsilon": epsilon_cases}
    named = [argument for argument in sys.argv[1:] if argument in files]
    for name in named or files:
        write(name, "gaussian.py", "mpmath 1.3.0, 60 digits", 1e-12, files[name]())
