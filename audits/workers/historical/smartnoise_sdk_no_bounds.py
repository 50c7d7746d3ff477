"""Without bounds in its metadata a column had no sensitivity, and its sums no noise (opendp/smartnoise-sdk#317).

Breaks: any claim, add-or-remove. Seen with any two datasets of different sums: excluded [1], included [1, 2], no
parameter upper; score: the output, which is the same in every trial.
"""

import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from dpaudit_worker import serve  # noqa: E402


def laplace(generator, scale):
    return generator.expovariate(1 / scale) - generator.expovariate(1 / scale)


def run(records, seed, parameters):
    upper = parameters.get("upper")
    sensitivity = None if upper is None else abs(upper)
    total = sum(records)
    return total + laplace(random.Random(seed), sensitivity / parameters["epsilon"]) if sensitivity else total


serve(run, name="smartnoise-sdk-no-bounds", seeded=True)
