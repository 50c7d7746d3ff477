"""Two sides for the epsilon of T Poisson-subsampled Gaussians: the exact value, and a looser Rényi accountant's.

`exact` is computed here, for the pair (mixture, Gaussian), from the hockey-stick divergence itself and no Rényi bound:
by two normal tails where T = 1 or q = 1, else by the inversion integral
    delta(eps) = (1 / 2 pi i) * integral of M(z)^T exp(-eps z) / (z (1 + z)) dz along Re z = c,
with M the moment generating function of the privacy loss, at 30 digits.

`dpAccounting` is Google's dp-accounting 0.6.0, RdpAccountant with its default orders. Where that package cannot be
imported, the values recorded before are kept.
"""

import pathlib
import sys
import json

import mpmath as mp

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "TestSupport"))
from vectors import VECTORS, write

mp.mp.dps = 30
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


def upper_tail(x):
    return mp.erfc(x / mp.sqrt(2)) / 2


def smallest_epsilon(delta_of, delta):
    if delta_of(mp.mpf(0)) <= delta:
        return mp.mpf(0)
    lower, upper = mp.mpf(0), mp.mpf(1)
    while delta_of(upper) > delta:
        upper *= 2
    for _ in range(70):
        middle = (lower + upper) / 2
        lower, upper = (middle, upper) if delta_of(middle) > delta else (lower, middle)
    return upper


def exact_in_one_step(sigma, q, delta):
    def delta_of(epsilon):
        x = sigma * mp.log((mp.exp(epsilon) - 1 + q) / q) + 1 / (2 * sigma)
        return (
            q * upper_tail(x - 1 / sigma) + (1 - q) * upper_tail(x) - mp.exp(epsilon) * upper_tail(x)
        )

    return smallest_epsilon(delta_of, delta)


def exact_by_inversion(sigma, q, steps, delta):
    width = mp.mpf(min(0.2, 0.4 * sigma))
    nodes, cache = {}, {}

    def node(j):
        if j not in nodes:
            u = j * width
            loss = mp.log(1 - q + q * mp.exp(u / sigma - 1 / (2 * sigma**2)))
            nodes[j] = (loss, mp.exp(-u * u / 2 + loss) * width / mp.sqrt(2 * mp.pi))
        return nodes[j]

    def moment(z):
        end = int(mp.ceil(((1 + mp.re(z)) / sigma + 13) / width))
        return mp.fsum(node(j)[1] * mp.exp(z * node(j)[0]) for j in range(-int(13 / width), end))

    def saddle(log_c):
        c = mp.exp(log_c)
        return (steps * mp.log(moment(c)) - mp.log(delta) - (1 + c) * mp.log1p(c) + c * log_c) / c

    log_c = min((k / mp.mpf(4) for k in range(-12, 21)), key=saddle)
    c = mp.exp(log_c)
    mean = mp.diff(lambda t: mp.log(moment(t)), c) * steps
    spread = mp.sqrt(mp.diff(lambda t: mp.log(moment(t)), c, 2) * steps)
    # Wide enough for the light tail on the left and the one large loss on the right.
    frequency = 2 * mp.pi / max(60 / c, 20 * spread + 2, 2 * c / sigma**2 + 14 / sigma)
    start = steps * mp.log(moment(c)) - c * mean

    def term(k):
        z = mp.mpc(c, k * frequency)
        return mp.exp(steps * mp.log(moment(z)) - z * mean - start) / (z * (1 + z))

    terms = [term(0) / 2]
    while abs(terms[-1]) > abs(terms[0]) * mp.mpf("1e-20"):
        terms.append(term(len(terms)))

    def delta_of(epsilon):
        total = mp.fsum(mp.re(t * mp.exp(-mp.mpc(0, k * frequency) * (epsilon - mean))) for k, t in enumerate(terms))
        return mp.exp(start - c * (epsilon - mean)) * total * frequency / mp.pi

    return smallest_epsilon(delta_of, delta)


def exact(sigma, q, steps, delta):
    sigma, q, delta = mp.mpf(sigma), mp.mpf(q), mp.mpf(delta)
    if q == 1:
        return exact_in_one_step(sigma / mp.sqrt(steps), q, delta)
    return exact_in_one_step(sigma, q, delta) if steps == 1 else exact_by_inversion(sigma, q, steps, delta)


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
            "exact": float(exact(s, q, t, d)), "dpAccounting": float(by_dp_accounting(known, s, q, t, d)),
        }
        for s, q, t, d in CASES
    ]
    write(NAME, "composition.py", "mpmath 1.3.0, 30 digits, and dp-accounting 0.6.0", 1e-9, cases)
