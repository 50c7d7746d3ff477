"""Writes Vectors/optimisers.json: parameters after every step of each optimiser, by the published recursions.

Run as: PYTHONPATH=Tests/TestSupport python3 Tests/LearningTests/Generators/optimisers.py
"""

from fractions import Fraction
from decimal import Decimal, getcontext

import vectors

getcontext().prec = 40
PARAMETERS, STEPS = 3, 12


def gradients():
    # Multiples of 1/64, exact in single precision.
    state, rows = 12345, []
    for _ in range(STEPS):
        row = []
        for _ in range(PARAMETERS):
            state = (1103515245 * state + 12345) % 2**31
            row.append(Fraction(state // 2**16 % 257 - 128, 64))
        rows.append(row)
    return rows


def decimal(fraction):
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)


GRADIENTS = [[decimal(g) for g in row] for row in gradients()]
START = [Decimal(1), Decimal(-2), Decimal("0.5")]


def run(move):
    """Parameters after every step; `move` maps (step, coordinate, gradient, memory) to what is subtracted."""
    parameters, memory, rows = list(START), [{} for _ in START], []
    for step, row in enumerate(GRADIENTS):
        for i, g in enumerate(row):
            parameters[i] -= move(step, g, memory[i])
        rows.append([float(p) for p in parameters])
    return rows


def sgd(rate):
    return lambda step, g, memory: rate(step) * g


def momentum(rate, mu, nesterov):
    def move(step, g, memory):
        memory["v"] = mu * memory.get("v", Decimal(0)) + g
        return rate(step) * (g + mu * memory["v"] if nesterov else memory["v"])
    return move


def adam(rate, b1, b2, stabiliser, variance=None, floor=None):
    def move(step, g, memory):
        t = step + 1
        memory["m"] = b1 * memory.get("m", Decimal(0)) + (1 - b1) * g
        memory["v"] = b2 * memory.get("v", Decimal(0)) + (1 - b2) * g * g
        m, v = memory["m"] / (1 - b1**t), memory["v"] / (1 - b2**t)
        if variance is None:
            return rate(step) * m / (v.sqrt() + stabiliser)
        return rate(step) * m / max(v - variance, floor).sqrt()
    return move


def constant(rate):
    return lambda step: Decimal(rate)


CASES = {
    "sgd": sgd(constant("0.25")),
    "momentum": momentum(constant("0.125"), Decimal("0.75"), False),
    "nesterov": momentum(constant("0.125"), Decimal("0.75"), True),
    "adam": adam(constant("0.0625"), Decimal("0.875"), Decimal("0.96875"), Decimal("0.0009765625")),
    "adam-corrected": adam(
        constant("0.0625"), Decimal("0.875"), Decimal("0.96875"), Decimal(0), Decimal("0.75"), Decimal("0.25")),
    "warm-up": sgd(lambda step: Decimal("0.5") * min(step + 1, 5) / 5),
}

vectors.write(
    "optimisers", "optimisers.py", "the recursions in 40-digit decimal arithmetic", 2e-6,
    [{"optimiser": name, "gradients": [[float(g) for g in row] for row in GRADIENTS],
      "start": [float(p) for p in START], "parameters": run(move)} for name, move in CASES.items()])
