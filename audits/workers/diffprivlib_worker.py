"""diffprivlib: parameters.mechanism is linear-regression, laplace, snapping or mean; parameters.epsilon is its claim.

Records are (x, y) for linear-regression, with x and y in [0, parameters.upper]; else numbers. laplace and snapping
release the number of records.
"""

import warnings

from dpaudit_worker import refuse, serve

try:
    import diffprivlib
    import numpy
    from diffprivlib import mechanisms, models, tools
except ImportError as error:
    refuse(f"{error}; run ./scripts/setup-workers diffprivlib, and this worker with .venv/diffprivlib/bin/python")


def linear_regression(records, parameters, state):
    bounds = (0, parameters["upper"])
    model = models.LinearRegression(
        epsilon=parameters["epsilon"], bounds_X=bounds, bounds_y=bounds, fit_intercept=False, random_state=state
    )
    return model.fit(records[:, :1], records[:, 1]).coef_


def laplace(records, parameters, state):
    mechanism = mechanisms.Laplace(epsilon=parameters["epsilon"], sensitivity=1, random_state=state)
    return mechanism.randomise(len(records))


def snapping(records, parameters, state):
    upper = parameters["upper"]
    mechanism = mechanisms.Snapping(
        epsilon=parameters["epsilon"], sensitivity=1, lower=-upper, upper=upper, random_state=state
    )
    return mechanism.randomise(len(records))


def mean(records, parameters, state):
    return tools.mean(records, epsilon=parameters["epsilon"], bounds=(0, parameters["upper"]), random_state=state)


MECHANISMS = {"linear-regression": linear_regression, "laplace": laplace, "snapping": snapping, "mean": mean}


def run(records, seed, parameters):
    state = numpy.random.RandomState([seed >> 32, seed & 0xFFFFFFFF])
    return MECHANISMS[parameters["mechanism"]](records, parameters, state)


def prepare(datasets, parameters):
    return [numpy.asarray(records, float) for records in datasets]


warnings.simplefilter("ignore")
libraries = {"diffprivlib": diffprivlib.__version__, "numpy": numpy.__version__}
serve(run, name="diffprivlib", libraries=libraries, seeded=True, prepare=prepare)
