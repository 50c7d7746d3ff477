"""Opacus' Gaussian noise is of single precision, as is the sum that it is added to (meta-pytorch/opacus#616).

The same in secure_mode, which sums four draws: it is the addition that rounds. A gradient of 1 leaves nothing below
2^-24. Breaks: any (ε, δ) with δ below about 0.1 / noise. Seen with excluded [], included [1], which are gradients;
score: the exponent of the lowest bit that is set.
"""

import random
import struct
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from dpaudit_worker import serve  # noqa: E402


def single(value):
    return struct.unpack("f", struct.pack("f", value))[0]


def run(gradients, seed, parameters):
    generator = random.Random(seed)
    noise = sum(generator.gauss(0.0, parameters["noise"]) for _ in range(4)) / 2
    return single(single(sum(gradients)) + single(noise))


serve(run, name="opacus-single-precision", seeded=True)
