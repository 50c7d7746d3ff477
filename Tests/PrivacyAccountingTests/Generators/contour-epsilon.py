"""ε of T Poisson-subsampled Gaussians at 45 digits, of the parameters that trainings have and of very small δ.

The grid of parameters is in contour-composition.json, and no case is in both. Takes half a minute.
"""

import pathlib
import sys

from sampled_gaussian import epsilon_of

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "TestSupport"))
from vectors import write

SMALL = (1e-9, 1e-10, 1e-11, 1e-12, 1e-13, 1e-14, 1e-15, 1e-18, 1e-20, 1e-30)
NOISE = (0.5, 0.7, 1.0, 1.5, 2.0, 4.0, 8.0)

# σ, q, T, δ, direction.
CASES = [
    *[
        (*case, "remove") for case in (
            (1.1, 256 / 60000, 14062, 1e-5), (2.5, 0.0128, 56000, 8e-7), (20.0, 1.0, 1000, 1e-5), (1.5, 0.01, 10000, 1e-12),
            (1.1, 0.01, 1000, 1e-15),
        )
    ],
    *[
        (sigma, q, steps, delta, "remove")
        for sigma, q, steps in ((1.0, 0.01, 1000), (1.1, 0.01, 10000), (2.0, 0.02, 2500), (4.0, 0.5, 100)) for delta in SMALL
    ],
    *[
        (sigma, q, steps, delta, "remove") for sigma in NOISE
        for q, steps, delta in ((0.01, 1000, 1e-5), (0.1, 1000, 1e-8), (0.001, 100000, 1e-5), (0.01, 100000, 1e-8))
    ],
    *[(sigma, 0.1, 100000, 1e-5, "remove") for sigma in (1.0, 1.5, 2.0, 4.0, 8.0)],
    *[(*case, "replace") for case in ((1.0, 0.01, 1000, 1e-5), (2.0, 0.1, 1000, 1e-8), (0.7, 0.1, 1000, 1e-8))],
]


if __name__ == "__main__":
    cases = [
        {
            "noiseMultiplier": sigma, "samplingProbability": q, "steps": steps, "delta": delta, "direction": direction,
            "epsilon": epsilon_of(sigma, q, steps, direction, delta),
        }
        for sigma, q, steps, delta, direction in CASES
    ]
    write("contour-epsilon", "contour-epsilon.py", "inversion integral by gmpy2 2.3.2 at 45 digits, two contours", 1e-9, cases)
