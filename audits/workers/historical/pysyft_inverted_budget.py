"""PySyft charged the less privacy budget the less noise was asked for (OpenMined/PySyft#6914).

Breaks: the claim that noise was charged as, here ε = noise. Seen with noise 0.1, so a claim of ε = 0.1, excluded
[0, 0, 0, 0], included [0, 0, 0, 20], bounds -20 and 20, replace-one; score: the output.
"""

import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from dpaudit_worker import serve  # noqa: E402


def charge(noise):
    return noise  # Should fall with the noise.


def run(records, seed, parameters):
    if charge(parameters["noise"]) > parameters["budget"]:
        raise ValueError("the privacy budget is spent")
    mean = sum(min(max(value, -20.0), 20.0) for value in records) / len(records)
    return mean + random.Random(seed).gauss(0.0, parameters["noise"])


serve(run, name="pysyft-inverted-budget", seeded=True)
