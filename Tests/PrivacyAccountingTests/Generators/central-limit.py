"""μ and ε by the central limit of Gaussian differential privacy, for Poisson samples and for batches of a fixed size.

`mu` and `epsilon` are computed here from the formulas of arXiv:1911.11607v3 and arXiv:1905.02383v3, at 40 digits, ε by
bisection of δ(ε) = Φ(μ/2 − ε/μ) − e^ε Φ(−μ/2 − ε/μ). `opacus` is what Opacus 1.6.0 (opacus.accountants.analysis.gdp)
prints; where that package cannot be imported, the values recorded before are kept. It has none where its root finder
gives up.
"""

import json
import pathlib
import sys

import mpmath as mp

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "TestSupport"))
from vectors import VECTORS, write

mp.mp.dps = 40
NAME = "central-limit"


def cdf(x):
    return mp.erfc(-x / mp.sqrt(2)) / 2


def mu_of(sampling, sigma, q, steps):
    sigma, q = mp.mpf(sigma), mp.mpf(q)
    if sampling == "poisson":
        return q * mp.sqrt(steps * mp.expm1(sigma**-2))
    inner = mp.exp(sigma**-2) * cdf(1.5 / sigma) + 3 * cdf(-0.5 / sigma) - 2
    return mp.sqrt(2) * q * mp.sqrt(steps) * mp.sqrt(inner)


def epsilon_of(mu, delta):
    def delta_of(epsilon):
        return cdf(mu / 2 - epsilon / mu) - mp.exp(epsilon) * cdf(-mu / 2 - epsilon / mu)

    if delta_of(mp.mpf(0)) <= delta:
        return mp.mpf(0)
    lower, upper = mp.mpf(0), mp.mpf(1)
    while delta_of(upper) > delta:
        upper *= 2
    for _ in range(100):
        middle = (lower + upper) / 2
        lower, upper = (middle, upper) if delta_of(middle) > delta else (lower, middle)
    return upper


def recorded():
    cases = json.loads((VECTORS / f"{NAME}.json").read_text())["cases"]
    return [(c["sampling"], c["noiseMultiplier"], c["samplingProbability"], c["steps"], c["delta"], c["opacus"]) for c in cases]


def by_opacus(sampling, sigma, q, steps, delta, known):
    try:
        from opacus.accountants.analysis import gdp
    except ImportError:
        return known
    mu = (gdp.compute_mu_poisson if sampling == "poisson" else gdp.compute_mu_uniform)(
        steps=steps, noise_multiplier=sigma, sample_rate=q
    )
    try:
        return float(gdp.eps_from_mu_delta(mu=mu, delta=delta))
    except ValueError:
        return None


if __name__ == "__main__":
    cases = []
    for sampling, sigma, q, steps, delta, known in recorded():
        mu = mu_of(sampling, sigma, q, steps)
        cases.append(
            {
                "sampling": sampling, "noiseMultiplier": sigma, "samplingProbability": q, "steps": steps, "delta": delta,
                "mu": float(mu), "epsilon": float(epsilon_of(mu, mp.mpf(delta))),
                "opacus": by_opacus(sampling, sigma, q, steps, delta, known),
            }
        )
    write(NAME, "central-limit.py", "mpmath 1.3.0, 40 digits, and Opacus 1.6.0", 1e-10, cases)
