"""Mechanisms in plain NumPy, correct and broken; parameters.mechanism says which. Records are numbers.

All but constant-seed take parameters.epsilon, which is what they claim (gaussian: parameters.scale instead).
"""

from dpaudit_worker import refuse, serve

try:
    import numpy
except ImportError as error:
    refuse(f"{error}; run ./scripts/setup-workers numpy, and this worker with .venv/numpy/bin/python")


def laplace_by_logarithm(generator, scale):
    """Laplace noise as most people write it, with all the low-order bits of its logarithm."""
    return scale * numpy.log(1 - generator.random()) * (1 if generator.random() < 0.5 else -1)


MECHANISMS = {
    # Correct up to floating-point arithmetic.
    "count": lambda r, p, g: len(r) + g.laplace(scale=1 / p["epsilon"]),
    "sum": lambda r, p, g: numpy.clip(r, 0, p["upper"]).sum() + g.laplace(scale=p["upper"] / p["epsilon"]),
    # Integers only: correct to the last bit.
    "geometric-count": lambda r, p, g: (
        len(r) + g.geometric(1 - numpy.exp(-p["epsilon"])) - g.geometric(1 - numpy.exp(-p["epsilon"]))
    ),
    "gaussian": lambda r, p, g: numpy.sum(r) + g.normal(scale=p["scale"]),
    # The low-order bits of a release tell the count.
    "naive-laplace": lambda r, p, g: len(r) + laplace_by_logarithm(g, 1 / p["epsilon"]),
    # Half the noise.
    "broken-count": lambda r, p, g: len(r) + g.laplace(scale=0.5 / p["epsilon"]),
    # What is clipped for the sensitivity is not clipped in the data.
    "unclipped-sum": lambda r, p, g: numpy.sum(r) + g.laplace(scale=p["upper"] / p["epsilon"]),
    # The sensitivity of a mean of this many records, which is private.
    "private-size-mean": lambda r, p, g: (
        numpy.clip(r, 0, p["upper"]).mean() + g.laplace(scale=p["upper"] / len(r) / p["epsilon"])
    ),
    # One seed for ever: the same noise in every trial.
    "constant-seed": lambda r, p, g: len(r) + numpy.random.default_rng(42).laplace(scale=1 / p["epsilon"]),
}


def prepare(datasets, parameters):
    if parameters.get("mechanism") not in MECHANISMS:
        raise ValueError(f"parameters.mechanism must be one of {', '.join(MECHANISMS)}")
    return [numpy.asarray(records, float) for records in datasets]


def run(records, seed, parameters):
    return MECHANISMS[parameters["mechanism"]](records, parameters, numpy.random.default_rng(seed))


serve(run, name="numpy", libraries={"numpy": numpy.__version__}, seeded=True, prepare=prepare)
