"""Two sides for the epsilon of T Poisson-subsampled Gaussians: the exact value, and a looser Rényi accountant's.

`exact` is by sampled_gaussian.py, for the pair (mixture, Gaussian), from the hockey-stick divergence itself and no Rényi
bound.

`dpAccounting` is Google's dp-accounting 0.6.0, RdpAccountant with its default orders. Where that package cannot be
imported, the values recorded before are kept.
"""

import pathlib
import sys
import json

from sampled_gaussian import epsilon_of

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "TestSupport"))
from vectors import VECTORS, write

NAME = "composition"

CASES = (
    [(s, q, 1, d) for s in (0.5, 1.0, 2.0, 8.0) for q in (0.0001, 0.001, 0.01, 0.1, 0.5) for d in (1e-8, 1e-5)]
    + [(s, 1.0, t, d) for s in (0.5, 1.0, 4.0, 8.0) for t, d in ((1, 1e-8), (1, 1e-5), (10, 1e-8), (1000, 1e-5))]
    + [(s, 0.5, 100, d) for s in (0.5, 0.7, 1.0, 2.0, 8.0) for d in (1e-8, 1e-5)]
    + [(s, 0.1, 1000, 1e-5) for s in (0.5, 1.0, 1.5, 4.0, 8.0)]
    + [(s, 0.01, 1000, 1e-8) for s in (0.5, 0.7, 1.0, 2.0)]
    + [(s, 0.01, 10000, d) for s in (0.5, 1.0, 1.1, 2.0, 4.0, 8.0) for d in (1e-8, 1e-6, 1e-5)]
    + [(s, 0.01, 100000, 1e-5) for s in (1.0, 2.0, 8.0)]
    + [(s, 0.001, 100000, 1e-8) for s in (0.7, 1.0, 2.0, 4.0)]
)


def recorded():
    path = VECTORS / f"{NAME}.json"
    cases = json.loads(path.read_text())["cases"] if path.exists() else []
    return {(c["noiseMultiplier"], c["samplingProbability"], c["steps"], c["delta"]): c["dpAccounting"] for c in cases}


def by_dp_accounting(known, sigma, q, steps, delta):
    try:
        import dp_accounting
        from dp_accounting.rdp import RdpAccountant
    except ImportError:
        return known[(sigma, q, steps, delta)]
    event = dp_accounting.PoissonSampledDpEvent(q, dp_accounting.GaussianDpEvent(sigma))
    return RdpAccountant().compose(event, steps).get_epsilon(delta)


if __name__ == "__main__":
    known = recorded()
    cases = [
        {
            "noiseMultiplier": s, "samplingProbability": q, "steps": t, "delta": d,
            "exact": epsilon_of(s, q, t, "remove", d), "dpAccounting": float(by_dp_accounting(known, s, q, t, d)),
        }
        for s, q, t, d in CASES
    ]
    write(NAME, "composition.py", "sampled_gaussian.py, 45 digits, and dp-accounting 0.6.0", 1e-9, cases)
