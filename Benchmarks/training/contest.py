"""Contestants that wait for their turn: processes that are asked, over their standard input, to work once more.

A contestant prints a line when it is ready, and one for every line it is given: a JSON object with the wall and CPU
seconds of that turn, the work done in it, and the peak memory of the process. So sides can take turns on one CPU, and a
disturbance of the machine hits them all.
"""
import json
import os
import select
import statistics
import subprocess
import time

# glibc gives large blocks back to the kernel at every free and pays for their pages again at the next step, which makes
# Opacus up to four times slower; with these it keeps them.
ENVIRONMENT = {
    "MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": str(1 << 34), "MALLOC_TOP_PAD_": str(1 << 26),
    "PYTHONDONTWRITEBYTECODE": "1", "JAX_PLATFORMS": "cpu", "TF_CPP_MIN_LOG_LEVEL": "3",
}
SECONDS_TO_GET_READY, SECONDS_OF_A_TURN = 300, 120


class Failure(Exception):
    pass


class Contestant:
    """The processes of one implementation in one case, each on one CPU of its own."""

    def __init__(self, commands, cpus, threads_each=1):
        """`commands` has one command for each process; `cpus` as many lists of CPUs, or one for all."""
        environment = os.environ | ENVIRONMENT
        environment |= {
            name: str(threads_each)
            for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NPROC")}
        environment["XLA_FLAGS"] = "--xla_cpu_prefer_vector_width=512" + (
            " --xla_cpu_multi_thread_eigen=false" if threads_each == 1 else "")
        self.turns = []
        self.processes = [
            subprocess.Popen(
                ["taskset", "-c", ",".join(map(str, own)), *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, env=environment)
            for command, own in zip(commands, cpus)]
        try:
            self.facts = [self._line(process, SECONDS_TO_GET_READY) for process in self.processes][0]
        except Failure:
            self.close()
            raise

    def turn(self):
        """One repeat: all processes start together, and the slowest counts."""
        for process in self.processes:
            process.stdin.write(b"go\n")
            process.stdin.flush()
        answers = [self._line(process, SECONDS_OF_A_TURN) for process in self.processes]
        self.turns.append({
            "work": sum(one["work"] for one in answers),
            "seconds": max(one["seconds"] for one in answers),
            "cpu_seconds": sum(one["cpu_seconds"] for one in answers),
            "peak_bytes": sum(one["peak_bytes"] for one in answers),
            "scores": [pair for one in answers for pair in one.get("scores", [])]})

    def _line(self, process, seconds):
        if not select.select([process.stdout], [], [], seconds)[0]:
            raise Failure(f"no answer within {seconds} s")
        line = process.stdout.readline()
        if not line:
            complaint = process.stderr.read().decode(errors="replace").strip().splitlines()
            raise Failure(complaint[-1] if complaint else "it died")
        return json.loads(line)

    def close(self):
        for process in self.processes:
            process.stdin.close()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            process.stdout.close()
            process.stderr.close()

    def result(self, case, implementation, threads):
        """The JSON line: rates are work a second of wall time, `per_cpu` work a second of one busy CPU."""
        rates = [one["work"] / one["seconds"] for one in self.turns]
        row = {
            "bench": "training" if case.startswith("W") else "game", "case": case, "implementation": implementation,
            "threads": threads, "repeats": len(rates), "median": statistics.median(rates), "best": max(rates),
            "worst": min(rates),
            "per_cpu": statistics.median(one["work"] / one["cpu_seconds"] for one in self.turns),
            "peak_bytes": max(one["peak_bytes"] for one in self.turns), **self.facts}
        pairs = [pair for one in self.turns for pair in one["scores"]]
        for name, bit in (("score_included", 1), ("score_excluded", 0)):
            scores = [score for own, score in pairs if own == bit]
            if scores:
                row[name] = statistics.fmean(scores)
        return {key: float(f"{value:.6g}") if isinstance(value, float) else value for key, value in row.items()}


def busy_seconds():
    """Of each CPU so far, over all processes."""
    found = {}
    with open("/proc/stat") as lines:
        for line in lines:
            name, *ticks = line.split()
            if name.startswith("cpu") and name != "cpu":
                user, nice, system, _, _, interrupt, soft, steal = map(int, ticks[:8])
                found[int(name[3:])] = user + nice + system + interrupt + soft + steal
    return found


def quietest_cpus():
    """The CPUs we may use, the idlest first."""
    before = busy_seconds()
    time.sleep(0.3)
    after = busy_seconds()
    return sorted(os.sched_getaffinity(0), key=lambda cpu: after[cpu] - before[cpu])
