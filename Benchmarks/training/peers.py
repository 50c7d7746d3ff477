#!/usr/bin/env python3
"""Times the peers of dpaudit's trainer: JAX, jax_privacy, PyTorch, Opacus and NumPy, on the work of `workloads.py`.

    peers.py [--threads N] [--repeat R] [--only W1,G1/jax-ghost]      prints a JSON line for each result
    peers.py --check                                                  prints numbers of the first batches instead
    peers.py --contestant W1 jax-ghost [SEED]                         waits for its turns; see `contest.py`

With several threads so many processes of one thread each do independent work, from a common start to the slowest's end.
"""
import argparse
import importlib.metadata
import json
import random
import sys
import time

import contest
import workloads

SECONDS_OF_A_REPEAT = 0.25
TRAININGS = (
    "jax-plain", "jax-ghost", "jax-vmap", "jax-privacy", "torch-plain", "opacus-hooks", "opacus-ghost")
GAMES = ("jax-ghost", "opacus-hooks", "opacus-ghost")
MECHANISMS = ("numpy", "torch", "jax")
PACKAGES = {
    "jax": ("jax", "jaxlib"), "jax-privacy": ("jax", "jaxlib", "jax-privacy"), "opacus": ("torch", "opacus"),
    "torch": ("torch",), "numpy": ("numpy",)}


def implementations(case):
    if case in workloads.MECHANISM_GAMES:
        return MECHANISMS
    return GAMES if case.startswith("G") else TRAININGS


def cases():
    return (*workloads.NAMED, *workloads.MECHANISM_GAMES)


def prepared(case, implementation, seed):
    """A function that does the work once and says how much it was, and its scores where it has some."""
    framework = implementation.split("-")[0]
    if framework == "jax":
        import peer_jax as peer
    elif framework == "numpy":
        import peer_numpy as peer
    else:
        import peer_torch as peer
        peer.torch.set_num_threads(1)
    if case in workloads.MECHANISM_GAMES:
        play, amount = peer.mechanism(case)
        return lambda: (play(), amount, [])[1:]
    workload = workloads.workload(case)
    if not workload.epochs:
        train, amount = peer.training(case, workload, implementation)
        return lambda: (train(), amount, [])[1:]
    play = peer.game(workload, seed) if framework == "jax" else peer.game(workload, implementation, seed)
    coins = random.Random(seed)

    def game():
        bits = [coins.randrange(2) for _ in range(workload.models)]
        return len(bits), list(zip(bits, play(bits)))
    return game


def peak_bytes():
    """Of this process; `ru_maxrss` would include what ran before it under the same number."""
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def wait_for_turns(case, implementation, seed):
    once = prepared(case, implementation, seed)
    if "models=" in case:
        # A long game takes long enough by itself, and has nothing to do twice.
        times, startup = 1, None
    else:
        once()
        startup = time.process_time()
        start = time.perf_counter()
        once()
        times = max(1, round(SECONDS_OF_A_REPEAT / (time.perf_counter() - start)))
    unit = {"G3": "samples/s", "G4": "steps/s"}.get(case, "examples/s" if case.startswith("W") else "models/s")
    packages = PACKAGES.get(implementation) or PACKAGES[implementation.split("-")[0]]
    versions = {package: importlib.metadata.version(package) for package in packages}
    print(json.dumps({"unit": unit, "versions": versions, "startup_cpu_seconds": startup}), flush=True)
    for _ in sys.stdin:
        wall, cpu, work, scores = time.perf_counter(), time.process_time(), 0, []
        for _ in range(times):
            amount, found = once()
            work += amount
            scores += found
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(json.dumps({
            "seconds": wall, "cpu_seconds": cpu, "work": work, "peak_bytes": peak_bytes(), "scores": scores,
        }), flush=True)


def command(case, implementation, seed):
    return [sys.executable, __file__, "--contestant", case, implementation, str(seed)]


def check():
    """Sums over the numbers, as `training-benchmark --check` has them, and both frameworks on the first batches."""
    import dataset
    import peer_jax
    import peer_torch

    for case in workloads.NAMED:
        workload = workloads.workload(case)
        print(json.dumps({"check": case, "parameters": workload.parameters, **dataset.sums(workload)}), flush=True)
        for name, peer in (("jax", peer_jax), ("torch", peer_torch)):
            print(json.dumps({
                "check": case, "peer": name, **peer.check(workload)}), flush=True)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--threads", type=int, default=1)
    options.add_argument("--repeat", type=int, default=5)
    options.add_argument("--only", default="", help="cases, or case/implementation, separated by commas")
    options.add_argument("--check", action="store_true")
    options.add_argument("--contestant", nargs="+", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.contestant:
        case, implementation, *seed = chosen.contestant
        return wait_for_turns(case, implementation, int(seed[0]) if seed else 1)
    if chosen.check:
        return check()
    wanted = [one for one in chosen.only.split(",") if one]
    for case in cases():
        for implementation in implementations(case):
            if wanted and case not in wanted and f"{case}/{implementation}" not in wanted:
                continue
            cpus = contest.quietest_cpus()
            try:
                contestant = contest.Contestant(
                    [command(case, implementation, seed + 1) for seed in range(chosen.threads)],
                    [[cpus[index % len(cpus)]] for index in range(chosen.threads)], contest.PEER_ENVIRONMENT)
                for _ in range(chosen.repeat):
                    contestant.turn()
                contestant.close()
                row = contestant.result(case, implementation, chosen.threads)
            except contest.Failure as failure:
                row = {"case": case, "implementation": implementation, "failure": str(failure)}
            print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
