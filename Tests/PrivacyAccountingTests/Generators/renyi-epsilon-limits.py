"""Limits on the epsilon of a Rényi accountant: what Google's dp-accounting 0.6.0 gave, recorded once.

`atMost` is its RdpAccountant with default orders, a valid but looser bound: fixed orders, a weaker conversion. `atLeast`
is its optimistic privacy loss distribution at a step of 1e-4 where that was recorded (Laplace noise), a lower bound on the
true epsilon, and else, for Poisson-sampled Gaussian noise under replace-one, the exact epsilon by a contour integral at
30 digits. dp-accounting's noise multiplier under replace-one is relative to twice one record's
contribution; ours is twice it.

Run with the folder of the recordings (laplace_composition.csv, other_mechanisms.csv, replace_one.csv,
composition_ref_mpmath.csv) as argument.
"""

import csv
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "TestSupport"))
from vectors import write


def rows(name):
    with open(pathlib.Path(sys.argv[1]) / name, newline="") as file:
        return list(csv.DictReader(file))


def repeated(event, count):
    return {"kind": "self-composed", "event": event, "count": count}


def case(event, adjacency, delta, at_most, at_least=0.0):
    return {
        "event": event, "adjacency": adjacency, "delta": float(delta), "atLeast": float(at_least), "atMost": at_most and float(at_most)
    }


def laplace():
    for row in rows("laplace_composition.csv"):
        event, q = {"kind": "laplace", "noiseMultiplier": float(row["b"])}, float(row["q"])
        if q < 1:
            event = {"kind": "poisson-sampled", "samplingProbability": q, "event": event}
        if row["eps_rdp"]:
            yield case(
                repeated(event, int(row["T"])), "add-or-remove", row["delta"], row["eps_rdp"], row["eps_pld_opt_1e-4"] or 0)


def other():
    adjacencies = {"REPLACE_ONE": "replace-one", "REPLACE_SPECIAL": "zero-out"}
    for row in rows("other_mechanisms.csv"):
        parts = row["params"].split(";")
        values = dict(part.split("=") for part in parts if "=" in part)
        if row["mechanism"] == "zcdp_rdp":
            event = {"kind": "zero-concentrated-dp", "rho": float(values["rho"])}
            yield case(event, "add-or-remove", row["delta"], row["eps_dp_accounting"])
        if row["mechanism"] == "randomized_response_rdp":
            event = {
                "kind": "randomised-response", "randomAnswerProbability": float(values["p"]), "categories": int(values["k"])
            }
            yield case(
                repeated(event, int(values["T"])), adjacencies[parts[-1]], row["delta"], row["eps_dp_accounting"])


def without_replacement():
    for row in rows("replace_one.csv"):
        at_most = row["eps_rdp_wor_replace_one(n=1e5,m=q*n)"]
        if at_most:
            event = {
                "kind": "sampled-without-replacement", "batchSize": round(float(row["q"]) * 100000),
                "populationSize": 100000, "event": {"kind": "gaussian", "noiseMultiplier": 2 * float(row["sigma"])}
            }
            yield case(repeated(event, int(row["T"])), "replace-one", row["delta"], at_most)


def replaced():
    for row in rows("composition_ref_mpmath.csv"):
        if row["adjacency"] == "replace":
            event = {
                "kind": "poisson-sampled", "samplingProbability": float(row["q"]),
                "event": {"kind": "gaussian", "noiseMultiplier": float(row["sigma"])}
            }
            yield case(repeated(event, int(row["T"])), "replace-one", row["delta"], None, row["eps_ref30"])


if __name__ == "__main__":
    write(
        "renyi-epsilon-limits", "renyi-epsilon-limits.py", "dp-accounting 0.6.0; mpmath 1.3.0", 1e-9,
        [*laplace(), *other(), *without_replacement(), *replaced()])
