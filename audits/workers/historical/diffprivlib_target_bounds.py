"""diffprivlib took the wrong bounds of a regression's targets (IBM/differential-privacy-library#34, mended in 0.4.1).

The index of a target was that of lower and upper, so of the first target both ends were its lower bound; with 0 there,
the sum of squared targets had no noise. Breaks: ε-DP, replace-one. Seen with parameters lower 0, upper 5, excluded
[1, 1], included [1, 5]; score: the output. Its sister, one line further, lives on (#104, #105).
"""

import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from dpaudit_worker import serve  # noqa: E402


def laplace(generator, scale):
    return generator.expovariate(1 / scale) - generator.expovariate(1 / scale)


def run(targets, seed, parameters):
    bounds = [[parameters["lower"]], [parameters["upper"]]]
    sensitivity = max(abs(bound) for bound in bounds[0]) ** 2  # Should look at bounds[0][0] and bounds[1][0].
    total = sum(target**2 for target in targets)
    return abs(total + laplace(random.Random(seed), sensitivity / parameters["epsilon"])) if sensitivity else total


serve(run, name="diffprivlib-target-bounds", seeded=True)
