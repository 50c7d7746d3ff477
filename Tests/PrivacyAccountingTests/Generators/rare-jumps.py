"""ε of many steps of Gaussian noise on rare Poisson samples, where rare large losses decide and one tilt serves badly.

δ(ε) = (1/2πi) ∫ M(z)^T e^{−zε} / (z (1 + z)) dz along Re z = c by the trapezoidal rule, M(z) = 1 + E_P[e^{zL} − 1] by
composite Gauss–Legendre quadrature over the noise, in extended precision with numpy: steps are many and δ small. The line is near the axis so that the
window of 2π ÷ spacing nats holds all losses. Twice as many nodes in both sums give the same ε to 2e-5.

    python3 rare-jumps.py [--check]
"""

import pathlib
import sys

import numpy

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "TestSupport"))
import vectors

PI = numpy.longdouble("3.14159265358979323846")

# (adjacency, σ, q, T, δ): random ones that a single lattice answers badly.
SETTINGS = [
    ("add-or-remove", 0.7140118629884298, 1.3363235375028322e-06, 874495, 4.4989458865632196e-11),
    ("replace-one", 0.7140118629884298, 1.3363235375028322e-06, 874495, 4.4989458865632196e-11),
    ("add-or-remove", 0.8104190047724222, 1.5994481882779688e-05, 66985, 1.3312068021583075e-11),
    ("replace-one", 0.8104190047724222, 1.5994481882779688e-05, 66985, 1.3312068021583075e-11),
    ("add-or-remove", 0.9916278573540996, 7.866741434110768e-06, 687904, 3.17544074377241e-08),
    ("replace-one", 0.5793612816428686, 1.4238069622392832e-05, 22929, 0.0003863534550572923),
    ("add-or-remove", 0.7045239, 0.000124, 3000, 1e-6),
]


def law(adjacency, sigma, q, refinement):
    """Losses and P-probabilities of one step at the nodes of a quadrature."""
    count = 300 * refinement
    x, w = numpy.polynomial.legendre.leggauss(10)
    # Standard deviations of noise around both means, and as far as a loss could matter.
    edges = numpy.linspace(-40 * sigma, 1 + 40 * sigma, count + 1)
    half = numpy.diff(edges) / 2
    y = ((edges[:-1] + edges[1:]) / 2)[:, None] + half[:, None] * x
    weight = (half[:, None] * w).ravel()
    y = y.ravel()

    def mixture(mean):
        return numpy.logaddexp(numpy.log1p(-q), numpy.log(q) + (2 * y * mean - mean * mean) / (2 * sigma * sigma))

    base = numpy.exp(-y * y / (2 * sigma * sigma)) / (sigma * numpy.sqrt(2 * numpy.pi))
    p = base * numpy.exp(mixture(1.0)) * weight
    loss = mixture(1.0) - (mixture(-1.0) if adjacency == "replace-one" else 0)
    return loss, p


def epsilon(adjacency, sigma, q, steps, delta, refinement):
    loss, p = law(adjacency, sigma, q, refinement)
    # What is left out is less than 1e-9 of δ.
    kept = p * steps * len(p) > 1e-10 * delta
    loss, p = loss[kept].astype(numpy.longdouble), p[kept].astype(numpy.longdouble)
    largest, least = loss.max(), loss.min()
    c = 8 / largest
    window = 3 * (largest - min(0, least)) + 50 * numpy.sqrt(steps * (p * loss * loss * (abs(loss) < 0.1)).sum())
    spacing = 2 * PI / (window * refinement)
    frequencies, powers, offset = [], [], 0
    while True:
        t = spacing * numpy.arange(offset, offset + 500, dtype=numpy.longdouble)
        z = c + t * numpy.clongdouble(1j)
        excess = numpy.array([(p * numpy.expm1(zz * loss)).sum() for zz in z])
        term = numpy.exp(steps * numpy.log1p(excess)) / (z * (1 + z))
        frequencies.append(z)
        powers.append(term)
        offset += 500
        if abs(term[-50:]).max() < 1e-16 * delta or offset > 60_000:
            break
    z, term = numpy.concatenate(frequencies), numpy.concatenate(powers)
    term[0] /= 2

    def at(e):
        return (term * numpy.exp(-z * e)).real.sum() * spacing / PI

    low, high = 0.0, largest
    for _ in range(60):
        middle = (low + high) / 2
        if at(middle) > delta:
            low = middle
        else:
            high = middle
    return high, offset


if __name__ == "__main__":
    cases = []
    for adjacency, sigma, q, steps, delta in SETTINGS:
        coarse, _ = epsilon(adjacency, sigma, q, steps, delta, 2)
        fine, nodes = epsilon(adjacency, sigma, q, steps, delta, 3)
        print(sigma, coarse, fine, nodes, file=sys.stderr)
        assert abs(coarse - fine) < 2e-5 * fine, (sigma, coarse, fine)
        cases.append({
            "adjacency": adjacency, "noiseMultiplier": sigma, "samplingProbability": q, "steps": steps,
            "delta": delta, "epsilon": float(f"{fine:.8g}")})
    vectors.write(
        "rare-jumps", "Generators/rare-jumps.py",
        "contour integral near the axis by the trapezoidal rule, numpy in extended precision, two resolutions", 4e-5,
        cases)
