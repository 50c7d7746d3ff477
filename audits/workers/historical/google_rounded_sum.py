"""A bounded sum of floats moves by more than its bound (google/differential-privacy#126, arXiv:2207.10635).

One record lifts a running sum of single precision beyond 2^24, where odd numbers are not representable: from there on
+3 counts for 4 and -1 for nothing, which without it are exact. The sums differ by 5 bounds. Breaks: ε-DP,
add-or-remove. Seen with excluded [], included [4096], added to the known records below; score: the output.
"""

import random
import struct
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from dpaudit_worker import serve  # noqa: E402


BOUND = 4096.0


def single(value):
    return struct.unpack("f", struct.pack("f", value))[0]


def prepare(datasets, parameters):
    sums = []
    for records in datasets:
        total = 0.0
        for value in [BOUND] * 4095 + records + [3.0, -1.0, -1.0, -1.0] * 4096:
            total = single(total + min(max(value, -BOUND), BOUND))
        sums.append(total)
    return sums


def run(total, seed, parameters):
    generator, scale = random.Random(seed), BOUND / parameters["epsilon"]
    return total + generator.expovariate(1 / scale) - generator.expovariate(1 / scale)


serve(run, name="google-rounded-sum", seeded=True, prepare=prepare)
