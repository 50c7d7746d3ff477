"""The accountant took a replaced record to move a clipped sum by the clip norm C (google/differential-privacy#378).

It moves it by 2C, from one end to the other. Breaks: what the Gaussian mechanism of noise multiplier noise / C claims,
read as replace-one. Seen with excluded [-1], included [1], clipNorm 1; score: the output. The truth is the claim of
half the noise multiplier.
"""

import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from dpaudit_worker import serve  # noqa: E402


def run(records, seed, parameters):
    norm = parameters["clipNorm"]
    total = sum(min(max(value, -norm), norm) for value in records)
    return total + random.Random(seed).gauss(0.0, parameters["noiseMultiplier"] * norm)


serve(run, name="google-replace-one-gaussian", seeded=True)
