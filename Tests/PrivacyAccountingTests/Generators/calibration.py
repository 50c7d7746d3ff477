"""Noise multipliers for a target epsilon, from tables computed elsewhere.

    python calibration.py FOLDER [--check]

FOLDER holds calibration_sigma.csv, whose exact column is the root, by Brent's method, of the contour integral in
doubles (or of the Connect-the-Dots discretisation, Richardson-extrapolated, where that does not resolve) in another
program; and gaussian_sigma_of_eps_delta.csv, 25-digit mpmath of the Gaussian mechanism's closed form.
"""

import csv
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "TestSupport"))
from vectors import write

FOLDER = pathlib.Path(next(a for a in sys.argv[1:] if not a.startswith("--")))


def rows(name):
    with open(FOLDER / name) as file:
        return list(csv.DictReader(file))


cases = [
    {
        "samplingProbability": float(r["q"]), "steps": int(r["T"]), "delta": float(r["delta"]),
        "epsilon": float(r["target_eps"]), "noiseMultiplier": float(r["sigma_exact(contour/CtD)"]),
    }
    for r in rows("calibration_sigma.csv") if r["sigma_exact(contour/CtD)"]
] + [
    {
        "samplingProbability": 1.0, "steps": 1, "delta": float(r["delta"]), "epsilon": float(r["eps"]),
        "noiseMultiplier": float(r["sigma_ref_mpmath25"]),
    }
    for r in rows("gaussian_sigma_of_eps_delta.csv")
]
write(
    "calibration", "calibration.py",
    "contour integral in doubles (another program), Connect-the-Dots, and mpmath for samplingProbability 1", 1e-6, cases)
