"""OpenDP: parameters.mechanism is laplace, count or sum (of numbers in [0, parameters.upper]) with Laplace noise.

Records are numbers; laplace releases their sum, as it is. parameters.epsilon is the claim, and the noise such that
OpenDP's own privacy map says so. OpenDP's randomness cannot be seeded.
"""

from importlib.metadata import version

from dpaudit_worker import refuse, serve

try:
    import opendp.prelude as dp
except ImportError as error:
    refuse(f"{error}; run ./scripts/setup-workers opendp, and this worker with .venv/opendp/bin/python")

dp.enable_features("contrib")
numbers = dp.atom_domain(T=float, nan=False)
records = dp.vector_domain(numbers), dp.symmetric_distance()


def laplace(scale, parameters):
    return dp.m.make_laplace(numbers, dp.absolute_distance(T=float), scale=scale)


def count(scale, parameters):
    return records >> dp.t.then_count() >> dp.m.then_laplace(scale=scale)


def total(scale, parameters):
    clamped = records >> dp.t.then_clamp((0.0, float(parameters["upper"])))
    return clamped >> dp.t.then_sum() >> dp.m.then_laplace(scale=scale)


MECHANISMS = {"laplace": (laplace, 1.0), "count": (count, 1), "sum": (total, 1)}
built = []


def prepare(datasets, parameters):
    make, distance = MECHANISMS[parameters["mechanism"]]
    epsilon = parameters["epsilon"]
    scale = dp.binary_search(lambda scale: make(scale, parameters).map(distance) <= epsilon, bounds=(1e-3, 1e6))
    built.append(make(scale, parameters))
    lists = [[float(value) for value in dataset] for dataset in datasets]
    return [sum(values, 0.0) for values in lists] if make is laplace else lists


def run(data, seed, parameters):
    return built[0](data)


serve(run, name="opendp", libraries={"opendp": version("opendp")}, seeded=False, prepare=prepare)
