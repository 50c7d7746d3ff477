"""SmartNoise's covariance clipped its data, and then computed from the data as they were (opendp/smartnoise-sdk#622).

Breaks: ε-DP, replace-one. Seen with one record beyond the bounds: parameters upper 1, excluded [[0, 0], [1, 1]],
included [[0, 0], [50, 50]]; score: the output.
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
    clipped = [[min(max(value, 0.0), upper) for value in record] for record in records]
    clipped = records  # The fault, in one line; in the library it was the name of another variable.
    means = [sum(column) / count for column in zip(*clipped)]
    covariance = sum((x - means[0]) * (y - means[1]) for x, y in clipped) / (count - 1)
    return covariance + laplace(random.Random(seed), 2 * upper**2 / count / parameters["epsilon"])


serve(run, name="smartnoise-sdk-covariance", seeded=True)
