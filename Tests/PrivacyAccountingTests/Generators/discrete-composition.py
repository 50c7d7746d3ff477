"""Writes Vectors/discrete-composition.json: ε of composed mechanisms with countably many outcomes, by adding up all of them.

Oracle: the law of the composed privacy loss as a list of probabilities on a lattice of losses, convolved term by term in
30-digit arithmetic, and ε by bisection on δ(ε) = P[L = ∞] + Σ max(0, 1 − e^(ε − L)) P[L]. Each direction of the adjacency
is done by itself and the larger ε kept.
"""

import sys
from pathlib import Path

from mpmath import mp, mpf

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "TestSupport"))
from vectors import write  # noqa: E402

mp.dps = 30


def compose(law, times):
    """(first index, probabilities) to the power `times`."""
    result = (0, [mpf(1)])
    base = law
    while times:
        if times & 1:
            result = convolve(result, base)
        times >>= 1
        if times:
            base = convolve(base, base)
    return result


def convolve(a, b):
    values = [mpf(0)] * (len(a[1]) + len(b[1]) - 1)
    for i, p in enumerate(a[1]):
        if p > mpf(10) ** -60:
            for j, q in enumerate(b[1]):
                values[i + j] += p * q
    return (a[0] + b[0], values)


def epsilon(law, offset, spacing, times, infinite, delta):
    first, masses = compose(law, times)
    losses = [times * offset + (first + k) * spacing for k in range(len(masses))]
    kept = (1 - infinite) ** times

    def exceeds(e):
        finite = sum(p * (1 - mp.exp(e - x)) for p, x in zip(masses, losses) if x > e)
        return 1 - kept + kept * finite > delta

    if not exceeds(mpf(0)):
        return mpf(0)
    low, high = mpf(0), losses[-1]
    if exceeds(high):
        return None
    for _ in range(90):
        middle = (low + high) / 2
        low, high = (middle, high) if exceeds(middle) else (low, middle)
    return high


def randomised_response(p, k, adjacency):
    p = mpf(p)
    truth, other = 1 - p + p / k, p / k
    if adjacency == "replace-one":
        e = mp.log(truth / other)
        return [((-1, [other, (k - 2) * other, truth]), mpf(0), e)]
    up, down = mp.log(truth * k), mp.log(p)
    remove = ((0, [(k - 1) * other, truth]), down, up - down)
    add = ((0, [mpf(1) / k, mpf(k - 1) / k]), -up, up - down)
    return [remove, add]


def discrete_laplace(scale, s):
    a = mp.exp(-1 / mpf(scale))
    inner = [(1 - a) / (1 + a) * a ** (s - j) for j in range(1, s)]
    masses = [a**s / (1 + a)] + inner + [1 / (1 + a)]
    return [((0, masses), -mpf(s) / scale, 2 / mpf(scale))]


def discrete_gaussian(sigma, s):
    sigma = mpf(sigma)
    reach = int(mp.ceil(14 * sigma))
    weights = {k: mp.exp(-mpf(k) ** 2 / (2 * sigma**2)) for k in range(-reach - s, reach + s + 1)}
    total = sum(weights.values())
    masses = [weights[k - s] / total for k in range(s - reach, s + reach + 1)]
    return [((s - reach, masses), -mpf(s) ** 2 / (2 * sigma**2), s / sigma**2)]


def approximate(e):
    e = mpf(e)
    return [((0, [1 / (1 + mp.exp(e)), 1 / (1 + mp.exp(-e))]), -e, 2 * e)]


QUESTIONS = []
for p in (0.25, 0.5, 0.9):
    for k in (2, 10):
        for adjacency in ("replace-one", "zero-out"):
            event = {"kind": "randomised-response", "randomAnswerProbability": p, "categories": k}
            QUESTIONS.append((event, adjacency, randomised_response(p, k, adjacency), 0, (1, 10, 100)))
for scale, s in ((1, 1), (10, 1), (2, 3), (5, 20)):
    event = {"kind": "discrete-laplace", "scale": scale, "sensitivity": s}
    QUESTIONS.append((event, "add-or-remove", discrete_laplace(scale, s), 0, (1, 10, 60)))
for sigma, s in ((1, 1), (5, 1), (3, 2)):
    event = {"kind": "discrete-gaussian", "standardDeviation": sigma, "sensitivity": s}
    QUESTIONS.append((event, "add-or-remove", discrete_gaussian(sigma, s), 0, (1, 8)))
for e, d in ((0.1, 1e-7), (1.0, 0.0), (0.5, 1e-9)):
    event = {"kind": "approximate-dp", "epsilon": e, "delta": d}
    QUESTIONS.append((event, "replace-one", approximate(e), d, (1, 10, 100)))

cases = []
for event, adjacency, laws, infinite, counts in QUESTIONS:
    for times in counts:
        for delta in (1e-5, 1e-8):
            values = [epsilon(law, o, h, times, mpf(infinite), mpf(delta)) for law, o, h in laws]
            if any(v is None for v in values):
                continue
            cases.append(
                {
                    "event": {"kind": "self-composed", "event": event, "count": times},
                    "adjacency": adjacency,
                    "delta": delta,
                    "epsilon": float(max(values)),
                }
            )
write("discrete-composition", "discrete-composition.py", "convolution in mpmath, 30 digits", 1e-12, cases)
