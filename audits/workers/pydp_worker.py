"""PyDP, Google's C++ library: parameters.mechanism is laplace, sum, mean or count; parameters.epsilon is its claim.

Records are numbers, for sum and mean in [0, parameters.upper]; laplace releases the sum of them as it is, which
must have sensitivity 1. The library's randomness cannot be seeded.
"""

from importlib.metadata import version

from dpaudit_worker import refuse, serve

try:
    from pydp.algorithms.laplacian import BoundedMean, BoundedSum, Count
    from pydp.algorithms.numerical_mechanisms import LaplaceMechanism
except ImportError as error:
    refuse(f"{error}; run ./scripts/setup-workers pydp, and this worker with .venv/pydp/bin/python")


def laplace(records, parameters):
    return LaplaceMechanism(parameters["epsilon"], 1.0).add_noise(float(sum(records)))


def bounded(algorithm):
    def release(records, parameters):
        bounds = {"lower_bound": 0.0, "upper_bound": float(parameters["upper"])}
        return algorithm(epsilon=parameters["epsilon"], **bounds, dtype="float").quick_result(records)

    return release


def count(records, parameters):
    return Count(epsilon=parameters["epsilon"], dtype="float").quick_result(records)


MECHANISMS = {"laplace": laplace, "sum": bounded(BoundedSum), "mean": bounded(BoundedMean), "count": count}


def run(records, seed, parameters):
    return MECHANISMS[parameters["mechanism"]](records, parameters)


def prepare(datasets, parameters):
    return [[float(value) for value in records] for records in datasets]


serve(run, name="pydp", libraries={"python-dp": version("python-dp")}, seeded=False, prepare=prepare)
