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
import tempfile
import time

# Libraries get one thread. The peers' glibc keeps freed memory: to give large blocks back to the kernel at every free and
# to pay for their pages again at the next step makes Opacus up to four times slower.
ENVIRONMENT = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NPROC")}
PEER_ENVIRONMENT = ENVIRONMENT | {
    "XLA_FLAGS": "--xla_cpu_prefer_vector_width=512 --xla_cpu_multi_thread_eigen=false",
    "MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": str(1 << 34), "MALLOC_TOP_PAD_": str(1 << 26),
    "PYTHONDONTWRITEBYTECODE": "1", "JAX_PLATFORMS": "cpu", "TF_CPP_MIN_LOG_LEVEL": "3",
}
SECONDS_TO_GET_READY, SECONDS_OF_A_TURN = 300, 120


class Failure(Exception):
    pass


class Contestant:
    """The processes of one implementation in one case, each on CPUs of its own."""

    def __init__(self, commands, cpus, environment):
        """`commands` and `cpus` have one entry for each process; `environment` is added to our own."""
        self.turns, self.complaints = [], tempfile.TemporaryFile()
        self.processes = [
            subprocess.Popen(
                ["taskset", "-c", ",".join(map(str, own)), *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=self.complaints, env=os.environ | environment)
            for command, own in zip(commands, cpus)]
        try:
            self.facts = [self._line(process, SECONDS_TO_GET_READY) for process in self.processes][0]
        except Failure:
            self.close()
            raise

    def turn(self):
        """One repeat: all processes start together, and the slowest counts."""
        try:
            for process in self.processes:
                process.stdin.write(b"go\n")
                process.stdin.flush()
        except BrokenPipeError:
            raise Failure(self._last_words()) from None
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
            raise Failure(self._last_words())
        return json.loads(line)

    def _last_words(self):
        self.complaints.seek(0)
        lines = self.complaints.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else "it died"

    def close(self):
        for process in self.processes:
            try:
                process.stdin.close()
            except BrokenPipeError:
                pass
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            process.stdout.close()
        self.complaints.close()

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
