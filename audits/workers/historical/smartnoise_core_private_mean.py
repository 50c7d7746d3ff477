"""SmartNoise's mean took the sensitivity (upper - lower) / n under add-or-remove (opendp/smartnoise-core#355, #356).

n is private there, so the scale of the noise tells it. Breaks: ε-DP, add-or-remove. Seen with few records:
excluded [0], included [0, 1], upper 1; score: the output, of
which the smaller dataset has the heavier left tail.
"""

import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from dpaudit_worker import serve  # noqa: E402


def laplace(generator, scale):
    return generator.expovariate(1 / scale) - generator.expovariate(1 / scale)


def run(records, seed, parameters):
    upper, count = parameters["upper"], len(records)
    mean = sum(min(max(value, 0.0), upper) for value in records) / count
    return mean + laplace(random.Random(seed), upper / count / parameters["epsilon"])


serve(run, name="smartnoise-core-private-mean", seeded=True)
