"""ε of T Poisson-subsampled Gaussians in each direction, on a grid of parameters.

`closed` and `contour` cases are computed here at 45 digits by sampled_gaussian.py. The `ctd` cases are those with so few
sampled steps that the inversion integral decays too slowly; they are in connect-the-dots.csv, with their relative errors,
and cannot be computed again here: another program made them once, by the Connect-the-Dots discretisation of the loss
(arXiv:2207.04380), Richardson-extrapolated; `error` is three times the relative error that it stated, and 1e-8 or more.
Values of `contour` cases that do not resolve here are null. Takes five minutes.
"""

import csv
import pathlib
import sys

from sampled_gaussian import DIRECTIONS, Unresolved, epsilon_of

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "TestSupport"))
from vectors import write

NOISE = (0.3, 0.5, 0.7, 1.0, 1.1, 1.5, 2.0, 4.0, 8.0)
SAMPLING = (0.0001, 0.001, 0.01, 0.1, 0.5, 1.0)
STEPS = (1, 10, 100, 1000, 10000, 100000)
# Of three δ, which ones, in turn along the steps.
DELTAS = ((1e-8, 1e-6, 1e-5), (1e-6, 1e-5), (1e-8, 1e-5), (1e-8, 1e-6))


def grid():
    for sigma in NOISE:
        for i, q in enumerate(SAMPLING):
            for j, steps in enumerate(STEPS):
                for delta in DELTAS[(j + 2 * i) % 4]:
                    yield sigma, q, steps, delta


def recorded():
    with open(pathlib.Path(__file__).parent / "connect-the-dots.csv", newline="") as file:
        for row in csv.DictReader(file):
            yield (float(row["sigma"]), float(row["q"]), int(row["steps"]), float(row["delta"])), row


def epsilon_or_none(direction, *parameters):
    try:
        return epsilon_of(*parameters[:3], direction, parameters[3])
    except Unresolved:
        return None


def case(parameters, row):
    if row:
        values = {d: float(row[d]) if row[d] else None for d in DIRECTIONS}
        tolerances = float(row["error"]), float(row["replaceError"])
    else:
        values = {d: epsilon_or_none(d, *parameters) for d in DIRECTIONS}
        tolerances = 1e-9, 1e-9
    sigma, q, steps, delta = parameters
    return {
        "noiseMultiplier": sigma, "samplingProbability": q, "steps": steps, "delta": delta,
        "oracle": "ctd" if row else "closed" if q == 1 or steps == 1 else "contour",
        "remove": values["remove"], "add": values["add"], "tolerance": tolerances[0],
        "replace": values["replace"], "replaceTolerance": tolerances[1],
    }


if __name__ == "__main__":
    rows = dict(recorded())
    write(
        "contour-composition", "contour-composition.py",
        "closed: normal tails by mpmath at 60 digits; contour: inversion integral by gmpy2 2.3.2 at 45 digits, two contours; "
        "ctd: recorded once in Generators/connect-the-dots.csv from another program's Connect-the-Dots discretisation, "
        "Richardson-extrapolated", 1e-9, [case(parameters, rows.get(parameters)) for parameters in grid()])
