"""Limits on the epsilon of a Rényi accountant.

`atMost` is what Google's dp-accounting 0.6.0 gives, its RdpAccountant with default orders: a valid but looser bound, with
fixed orders and a weaker conversion. `atLeast` is, for Laplace noise, its optimistic privacy loss distribution at a step of
1e-4, a lower bound on the true epsilon; for Poisson-sampled Gaussian noise under replace-one it is the exact epsilon by
sampled_gaussian.py. dp-accounting's noise multiplier under replace-one is relative to twice one record's contribution; ours
is twice it. Needs `pip install dp-accounting==0.6.0`; takes two minutes.
"""

import pathlib
import sys

import dp_accounting
from dp_accounting import NeighboringRelation, rdp
from dp_accounting.pld import privacy_loss_distribution
from sampled_gaussian import epsilon_of

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "TestSupport"))
from vectors import write


def at_most(event, count, delta, relation=NeighboringRelation.ADD_OR_REMOVE_ONE):
    return float(rdp.RdpAccountant(neighboring_relation=relation).compose(event, count).get_epsilon(delta))


def repeated(event, count):
    return {"kind": "self-composed", "event": event, "count": count}


def case(event, adjacency, delta, most, least=0.0):
    return {"event": event, "adjacency": adjacency, "delta": delta, "atLeast": least, "atMost": most}


def laplace():
    for scale in (0.5, 1.0, 2.0, 5.0, 10.0, 20.0):
        once = privacy_loss_distribution.from_laplace_mechanism(
            scale, pessimistic_estimate=False, value_discretization_interval=1e-4)
        for count in (1, 10, 100, 1000):
            loss = once.self_compose(count)
            for delta in (1e-5, 1e-6, 1e-8):
                yield case(
                    repeated({"kind": "laplace", "noiseMultiplier": scale}, count), "add-or-remove", delta,
                    at_most(dp_accounting.LaplaceDpEvent(scale), count, delta), float(loss.get_epsilon_for_delta(delta)))


def randomised_response():
    for probability in (0.25, 0.5, 0.9):
        for categories in (2, 10):
            event = {"kind": "randomised-response", "randomAnswerProbability": probability, "categories": categories}
            for count in (1, 10, 100):
                for delta in (1e-5, 1e-8):
                    for adjacency, relation in (
                        ("replace-one", NeighboringRelation.REPLACE_ONE), ("zero-out", NeighboringRelation.REPLACE_SPECIAL)
                    ):
                        theirs = dp_accounting.RandomizedResponseDpEvent(probability, categories)
                        yield case(repeated(event, count), adjacency, delta, at_most(theirs, count, delta, relation))


def concentrated():
    for rho in (0.01, 0.1, 1.0):
        for delta in (1e-5, 1e-8):
            yield case(
                {"kind": "zero-concentrated-dp", "rho": rho}, "add-or-remove", delta,
                at_most(dp_accounting.ZCDpEvent(rho), 1, delta))


def without_replacement():
    population = 100_000
    for sigma in (0.5, 1.0, 1.5, 2.0, 4.0):
        for batch in (100, 1000, 10_000, 100_000):
            theirs = dp_accounting.SampledWithoutReplacementDpEvent(
                population, batch, dp_accounting.GaussianDpEvent(sigma))
            event = {
                "kind": "sampled-without-replacement", "batchSize": batch, "populationSize": population,
                "event": {"kind": "gaussian", "noiseMultiplier": 2 * sigma}
            }
            for count in (1, 10, 100, 1000):
                for delta in (1e-5, 1e-8):
                    yield case(
                        repeated(event, count), "replace-one", delta,
                        at_most(theirs, count, delta, NeighboringRelation.REPLACE_ONE))


def replaced():
    for sigma, q, steps in ((1.0, 0.01, 1000), (2.0, 0.1, 1000), (4.0, 0.01, 10000), (0.7, 0.1, 1000), (1.5, 0.5, 100)):
        event = {
            "kind": "poisson-sampled", "samplingProbability": q, "event": {"kind": "gaussian", "noiseMultiplier": sigma}
        }
        for delta in (1e-5, 1e-8):
            yield case(
                repeated(event, steps), "replace-one", delta, None, epsilon_of(sigma, q, steps, "replace", delta))


if __name__ == "__main__":
    write(
        "renyi-epsilon-limits", "renyi-epsilon-limits.py",
        "dp-accounting 0.6.0; inversion integral by gmpy2 2.3.2 at 45 digits", 1e-9,
        [*laplace(), *randomised_response(), *concentrated(), *without_replacement(), *replaced()])
