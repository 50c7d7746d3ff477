"""Noise multipliers at which ε of T Poisson-subsampled Gaussians under add-or-remove is a target.

The root in log σ of log δ(ε; σ) − log δ, with δ(ε) by sampled_gaussian.py at 45 digits, by the Illinois form of regula
falsi. Removing a record has the larger δ; that adding it has not is checked at the root. Cases on whose way the integral
decays too slowly are left out. Takes five minutes.
"""

import math
import pathlib
import sys

from sampled_gaussian import Unresolved, log_delta_of

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "TestSupport"))
from vectors import write

TARGETS = (0.1, 0.5, 1.0, 2.0, 4.0, 8.0, 10.0)
# q, T, δ.
SAMPLED = (
    (256 / 60000, 14062, 1e-5), (0.0128, 56000, 8e-7), (0.01, 1000, 1e-5), (0.01, 1000, 1e-8), (0.01, 10000, 1e-5),
    (0.02, 2500, 1e-5), (0.1, 10, 1e-5), (0.1, 100, 1e-6), (0.1, 1000, 1e-5), (0.5, 10, 1e-5), (0.5, 100, 1e-5),
    (0.004096, 8790, 1e-5), (0.2, 50, 2e-5),
)
CASES = [(*mechanism, epsilon) for mechanism in SAMPLED for epsilon in TARGETS] + [
    (1.0, steps, delta, epsilon) for steps, delta in ((100, 1e-5), (1000, 1e-6)) for epsilon in TARGETS
] + [
    (1.0, 1, delta, epsilon) for delta in (1e-3, 1e-5, 1e-6, 1e-8, 1e-12)
    for epsilon in (0.01, 0.1, 0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 50.0)
]


def noise_multiplier(q, steps, delta, epsilon):
    def excess(log_sigma):
        return log_delta_of(math.exp(log_sigma), q, steps, "remove", epsilon) - math.log(delta)

    # From a σ so large that δ is met towards less noise, in strides of 1.3 or less.
    right = math.log(max(1.0, 3 * q * math.sqrt(steps) * math.sqrt(math.log(1 / delta)) / epsilon))
    above = excess(right)
    while above > 0:
        right += 0.25
        above = excess(right)
    left, below = right, above
    while below <= 0:
        right, above = left, below
        left -= 0.25
        below = excess(left)
    for _ in range(100):
        middle = (left * above - right * below) / (above - below)
        here = excess(middle)
        if abs(here) < 1e-12:
            break
        if here * above < 0:
            left, below = right, above
        else:
            below /= 2
        right, above = middle, here
        if abs(right - left) < 1e-13:
            break
    sigma = math.exp(middle)
    if q < 1 and log_delta_of(sigma, q, steps, "add", epsilon) > math.log(delta):
        raise ValueError("adding a record has the larger delta")
    return sigma


def cases():
    for q, steps, delta, epsilon in CASES:
        try:
            sigma = noise_multiplier(q, steps, delta, epsilon)
        except Unresolved:
            # On the way to less noise the integral may decay too slowly: these cases are left out.
            continue
        yield {
            "samplingProbability": q, "steps": steps, "delta": delta, "epsilon": epsilon, "noiseMultiplier": sigma
        }


if __name__ == "__main__":
    write("calibration", "calibration.py", "root of the inversion integral by gmpy2 2.3.2 at 45 digits", 1e-6, list(cases()))
