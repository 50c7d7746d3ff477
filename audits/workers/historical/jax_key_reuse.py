"""JAX's example of DP-SGD drew the noise of every parameter from the same key (jax-ml/jax#3646).

Parameters of one shape got the same noise, so their difference had none. Breaks: what the Gaussian mechanism claims,
add-or-remove. Seen with excluded [], included [[0.7, -0.7]], which are gradients of two parameters; score: the
projection on (1, -1). Neither parameter alone shows anything.
"""

import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from dpaudit_worker import serve  # noqa: E402


def run(gradients, seed, parameters):
    sums = [0.0, 0.0]
    for gradient in gradients:
        scale = min(1.0, parameters["clipNorm"] / (gradient[0] ** 2 + gradient[1] ** 2) ** 0.5)
        sums = [total + scale * value for total, value in zip(sums, gradient)]
    # A generator for each parameter, all with the same key.
    return [total + random.Random(seed).gauss(0.0, parameters["noiseMultiplier"]) for total in sums]


serve(run, name="jax-key-reuse", seeded=True, output=("vector", 2))
