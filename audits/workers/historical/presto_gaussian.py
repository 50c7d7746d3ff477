"""Presto's noisy aggregates add Gaussian noise of doubles as it comes (prestodb/presto#23002, arXiv:2207.13793).

A sum of 1 leaves nothing below 2^-53 in a release, a sum of 0 all the low-order bits of small noise. Breaks: any
(ε, δ) with δ below about 0.1 / noise. Seen with excluded [], included [1]; score: the exponent of
the lowest bit that is set.
"""

import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from dpaudit_worker import serve  # noqa: E402


def run(records, seed, parameters):
    return float(sum(records)) + random.Random(seed).gauss(0.0, parameters["noise"])


serve(run, name="presto-gaussian", seeded=True)
