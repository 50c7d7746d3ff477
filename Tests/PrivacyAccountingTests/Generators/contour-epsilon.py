"""Values of epsilon of T Poisson-subsampled Gaussians in each direction, from tables computed elsewhere.

    python contour-epsilon.py FOLDER [--check]

FOLDER holds the tables, each of which says of every row how it was computed:

    composition_ref_mpmath.csv   30-digit mpmath: the inversion integral of composition.py, at two contours that agree
                                 to 1e-30
    edge_small_delta.csv         the same at 25 digits
    composition.csv              `closed`: normal tails; `contour`: a prototype of the integral in doubles; `ctd`: the
                                 Connect-the-Dots discretisation, Richardson-extrapolated; with its relative error

The 30-digit values make contour-epsilon.json, and the others contour-composition.json.
"""

import csv
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "TestSupport"))
from vectors import write

FOLDER = pathlib.Path(next(a for a in sys.argv[1:] if not a.startswith("--")))
WHICH = "contour-composition" if "--composition" in sys.argv else "contour-epsilon"


def rows(name):
    with open(FOLDER / name) as file:
        return list(csv.DictReader(file))


def case(row, **values):
    return {
        "noiseMultiplier": float(row["sigma"]), "samplingProbability": float(row["q"]), "steps": int(row["T"]),
        "delta": float(row["delta"]), **values,
    }


def tolerance(row, key):
    # Recomputed with a dense rule at two contours: 0.06414524399537; the table is off by 1.03e-8 there.
    if (row["sigma"], row["q"], row["T"], row["delta"], key) == ("1.0", "0.0001", "10000", "1e-05", "ref_replace_relerr"):
        return 1.1e-8
    error = float(row[key] or 0)
    return max(3 * error if row["ref_method"].startswith("ctd") else error, 1e-8)


if WHICH == "contour-epsilon":
    cases = [
        case(row, direction=row["adjacency"], epsilon=float(row["eps_ref30"]))
        for row in rows("composition_ref_mpmath.csv")
    ] + [
        case(row, direction="remove", epsilon=float(row["eps_ref_mpmath25"])) for row in rows("edge_small_delta.csv")
    ]
    write(WHICH, "contour-epsilon.py", "mpmath 1.3.0, 30 and 25 digits, inversion integral", 1e-9, cases)
else:
    cases = [
        case(
            row, oracle=row["ref_method"].split("(")[0],
            remove=float(row["ref_eps_remove"]), add=float(row["ref_eps_add"]) if row["ref_eps_add"] else None,
            tolerance=tolerance(row, "ref_relerr"),
            replace=float(row["ref_eps_replace"]) if row["ref_eps_replace"] else None,
            replaceTolerance=tolerance(row, "ref_replace_relerr"),
        )
        for row in rows("composition.csv")
    ]
    write(
        WHICH, "contour-epsilon.py --composition",
        "per case: closed form by normal tails; contour integral in doubles (another program); Connect-the-Dots, "
        "Richardson-extrapolated", 1e-8, cases)
