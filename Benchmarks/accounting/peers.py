"""Times what `accounting-benchmark` times, by other accountants, and prints the same JSON lines.

    peers.py SETTING QUERY

The settings are those of `Setting.swift`. CPU time of this process, on one thread.
"""
import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import json
import resource
import signal
import statistics
import sys
import time
import warnings

from absl import logging
import dp_accounting
from dp_accounting import mechanism_calibration
from dp_accounting.pld.pld_privacy_accountant import PLDAccountant
from dp_accounting.rdp.rdp_privacy_accountant import RdpAccountant

# name: noise multiplier, sampling probability, steps, delta, target epsilon, bracket of the calibration
SETTINGS = {
    "MNIST-like": (1.1, 256 / 60000, 14062, 1e-5, 2, (0.3, 3000)),
    "ImageNet-like": (2.5, 0.0128, 56000, 8e-7, 2, (0.3, 3000)),
    "tiny noise": (0.5, 0.5, 100, 1e-5, 8, (0.3, 3000)),
    # With the bracket of the others it needs more memory than most machines have.
    "full batch": (20, 1, 1000, 1e-5, 2, (20, 200)),
}
MOST_REPEATS = 7
# No further repeat is begun after so many CPU seconds, and no answer may take longer than the second.
SECONDS_OF_REPEATS = 10
SECONDS_OF_ONE = 180
MOST_BYTES = 8 << 30


def event(setting, noise_multiplier):
    _, probability, steps, *_ = SETTINGS[setting]
    # With probability 1, too: dp-accounting is four times as fast with it as with the bare Gaussian event.
    step = dp_accounting.PoissonSampledDpEvent(probability, dp_accounting.GaussianDpEvent(noise_multiplier))
    return dp_accounting.SelfComposedDpEvent(step, steps)


def pld_accountant():
    return PLDAccountant(value_discretization_interval=1e-4)


def by(accountant, setting):
    noise_multiplier, _, _, delta, *_ = SETTINGS[setting]
    return accountant().compose(event(setting, noise_multiplier)).get_epsilon(delta)


def calibrated(setting):
    *_, delta, epsilon, bracket = SETTINGS[setting]
    return mechanism_calibration.calibrate_dp_mechanism(
        pld_accountant, lambda noise_multiplier: event(setting, noise_multiplier), epsilon, delta,
        mechanism_calibration.ExplicitBracketInterval(*bracket))


def prv(setting):
    from prv_accountant import PoissonSubsampledGaussianMechanism, PRVAccountant

    noise_multiplier, probability, steps, delta, *_ = SETTINGS[setting]
    step = PoissonSubsampledGaussianMechanism(probability, noise_multiplier)
    accountant = PRVAccountant(step, eps_error=0.01, delta_error=delta / 1000, max_self_compositions=steps)
    return accountant.compute_epsilon(delta, [steps])[2]


QUERIES = {
    # Default orders.
    "rdp": lambda setting: by(RdpAccountant, setting),
    "pld": lambda setting: by(pld_accountant, setting),
    "prv": prv,
    "pld-calibration": calibrated,
}


def limited(*_):
    raise TimeoutError(f"no answer within {SECONDS_OF_ONE} s")


def measured(setting, query):
    signal.signal(signal.SIGALRM, limited)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    times, value = [], None
    try:
        # The first is not timed where there are others: it may import and fill caches.
        while len(times) <= MOST_REPEATS and (len(times) < 2 or sum(times) < SECONDS_OF_REPEATS):
            signal.alarm(SECONDS_OF_ONE)
            start = time.process_time()
            value = QUERIES[query](setting)
            times.append(time.process_time() - start)
            signal.alarm(0)
            if len(times) == 1 and times[0] > SECONDS_OF_REPEATS:
                break
    except (TimeoutError, MemoryError, ValueError) as error:
        if value is None:
            return {"setting": setting, "query": query, "failure": str(error) or type(error).__name__}
    finally:
        signal.alarm(0)
    times = times[1:] or times
    return {
        "setting": setting, "query": query, "median_seconds": statistics.median(times), "best": min(times),
        "worst": max(times), "repeats": len(times), "value": float(value),
    }


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.set_verbosity(logging.ERROR)
    print(json.dumps(measured(sys.argv[1], sys.argv[2])), flush=True)
