"""jax-privacy's example adds the noise of a sum to a mean (google-deepmind/jax_privacy#383).

A fault in the safe direction: the noise is batchSize times what is claimed. Breaks nothing: an audit finds a bound far below the claim.
Run with excluded [], included [1], which are gradients, batchSize 10; score: the output.
"""

import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from dpaudit_worker import serve  # noqa: E402


def run(gradients, seed, parameters):
    norm = parameters["clipNorm"]
    mean = sum(min(max(value, -norm), norm) for value in gradients) / parameters["batchSize"]
    return mean + random.Random(seed).gauss(0.0, parameters["noiseMultiplier"] * norm)


serve(run, name="jax-privacy-averaged-noise", seeded=True)
