"""Writes reports/benchmarks.md and its figures out of results.json."""
import math
import shutil
import statistics
import subprocess
import sys

import workloads

DESCRIPTIONS = {
    "W1": "784 → 10 logistic", "W2": "600 → 128 tanh → 100", "W3": "784 → 256 → 256 → 10", "W4": "28×28 convolutions",
    "W5": "32×32×3 convolutions", "G1": "game of 784 → 10, 400 steps of 50", "G2": "game of W2, 200 steps of 100",
    "G3": "Gaussian sum", "G4": f"gradient canary, d = {workloads.COORDINATES:,}"}
NAMES = {
    "ours-private": "ours", "ours-needed": "ours, what the score needs", "ours-plain": "ours, non-private", "jax-ghost": "JAX ghost", "jax-vmap": "JAX vmap(grad)",
    "jax-privacy": "jax_privacy", "jax-plain": "JAX", "opacus-ghost": "Opacus ghost", "opacus-hooks": "Opacus hooks",
    "torch-plain": "PyTorch", "jax": "JAX", "torch": "PyTorch", "numpy": "NumPy"}
JAX_PRIVATE = ("jax-ghost", "jax-vmap", "jax-privacy")
OPACUS = ("opacus-ghost", "opacus-hooks")
TRAININGS, GAMES, MECHANISMS = ("W1", "W2", "W3", "W4", "W5"), ("G1", "G2"), ("G3", "G4")
# What ours must be times the best of JAX and of Opacus, or of any peer: the aims of the project.
BARS = {
    "W1": (2.2, 12), "W2": (1.6, 5.5), "W3": (1.7, 4.8), "W4": (1.8, 4.2), "W5": (1.7, 2.6), "G1": (2.8, 27),
    "G2": (2.3, 8), "G3": (4.8,), "G4": (4,)}
LIMITS = {
    "multiply-add": "products and sums, float32", "memory": "memory traffic",
    "normals": "normal variates, float32"}
FIGURES = {
    "benchmarks-batch": "Cost of an example against the size of the batch",
    "benchmarks-width": "Cost of an example against the width of the hidden layers",
    "benchmarks-models": "Time of a game against the number of models"}
COLOURS = {
    "ours-private": "#0072B2", "ours-plain": "#999999", "jax-ghost": "#E69F00", "opacus-ghost": "#D55E00",
    "opacus-hooks": "#D55E00"}
PREAMBLE = """set encoding utf8
set terminal svg size 640,520 fixed enhanced font 'Helvetica,14' background rgb 'white'
set border 3 linewidth 1 linecolor rgb '#666666'
set tics nomirror out scale 0.6 textcolor rgb '#222222'
set grid linetype 1 linewidth 0.6 linecolor rgb '#E4E4E4'
set key tmargin center horizontal textcolor rgb '#222222' samplen 2.2 spacing 1.25
set lmargin 10
set rmargin 3
set bmargin 4.2
set logscale xy
set format x '%.0s%c'
set format y '%.0s%c'
"""


class Results:
    """Rates by case, implementation and threads: of a CPU second on one thread, of wall time on more."""

    def __init__(self, document):
        self.rows = {
            (row["case"], row["implementation"], row["threads"]): row for row in document["measurements"]}
        self.limits = {(row["case"], row["threads"]): row for row in document["limits"]}
        self.scaling = document["scaling"]

    def row(self, case, implementation, threads=1):
        return self.rows.get((case, implementation, threads), {"failure": "not measured"})

    def rate(self, case, implementation, threads=1):
        row = self.row(case, implementation, threads)
        return None if "failure" in row else row["per_cpu"] if threads == 1 else row["median"]

    def best(self, case, implementations, threads=1):
        return max(filter(None, (self.rate(case, one, threads) for one in implementations)), default=None)

    def cases(self, names, threads=1):
        return [case for case in names if any(key[0] == case and key[2] == threads for key in self.rows)]

    def limit(self, case, private=True):
        """The most work a second of one core: arithmetic at the highest rate, and the noise."""
        if ("normals", 1) not in self.limits:
            return None
        flops, normals = (self.limits[one, 1]["per_cpu"] for one in ("multiply-add", "normals"))
        if case == "G3":
            return normals
        if case == "G4":
            return 1 / (workloads.COORDINATES / normals + 4 * workloads.COORDINATES / flops)
        workload = workloads.workload(case)
        step = workload.batch * workload.flops() / flops + private * workload.parameters / normals
        return 1 / (step * workload.steps) if workload.epochs else workload.batch / step


def number(value):
    """Three digits and a unit: 1.34M."""
    if value is None:
        return "–"
    for unit, scale in (("G", 1e9), ("M", 1e6), ("k", 1e3)):
        if value >= 0.9995 * scale:
            return f"{digits(value / scale)}{unit}"
    return digits(value)


def digits(value):
    places = max(0, 2 - math.floor(math.log10(value))) if value > 0 else 0
    return f"{value:.{min(places, 4)}f}"


def ratio(mine, theirs):
    return "–" if not mine or not theirs else f"{digits(mine / theirs)}×"


def percent(mine, whole):
    return "–" if not mine or not whole else f"{100 * mine / whole:.0f} %"


def table(header, rows):
    lines = [header, ["---"] * len(header), *rows]
    return ["| " + " | ".join(cells) + " |" for cells in lines] + [""]


def verdict(case, mine, *peers):
    """Whether ours is as many times each of the peers as the bar says."""
    if not mine or not all(peers):
        return "–"
    return "met" if all(mine >= bar * peer for bar, peer in zip(BARS[case], peers, strict=True)) else "missed"


def bar(case):
    return " and ".join(f"{one:g}×" for one in BARS[case])


def private_table(results, cases, peers, threads):
    """Rates of ours and the peers, and how ours stands to the best of either framework, the bar and the limit."""
    header = ["", "ours", *(NAMES[one] for one in peers), "÷ best JAX", "÷ best Opacus", "bar"]
    rows = []
    for case in results.cases(cases, threads):
        mine = results.rate(case, "ours-private", threads)
        jax, opacus = results.best(case, JAX_PRIVATE, threads), results.best(case, OPACUS, threads)
        rows.append([
            f"{case}, {DESCRIPTIONS[case]}", number(mine),
            *(number(results.rate(case, one, threads)) for one in peers),
            ratio(mine, jax), ratio(mine, opacus), f"{bar(case)}: {verdict(case, mine, jax, opacus)}"])
        if threads == 1:
            rows[-1].append(percent(mine, results.limit(case)))
    return table(header + ["of the limit"] * (threads == 1), rows)


def plain_table(results, threads):
    header = ["", "ours", "JAX", "PyTorch", "÷ JAX", "÷ PyTorch"]
    rows = []
    for case in results.cases(TRAININGS, threads):
        mine, jax, torch = (results.rate(case, one, threads) for one in ("ours-plain", "jax-plain", "torch-plain"))
        rows.append([case, number(mine), number(jax), number(torch), ratio(mine, jax), ratio(mine, torch)])
        if threads == 1:
            rows[-1].append(percent(mine, results.limit(case, private=False)))
    return table(header + ["of the limit"] * (threads == 1), rows)


def price_table(results):
    rows = []
    for case in results.cases(TRAININGS):
        pairs = (
            (results.rate(case, "ours-private"), results.rate(case, "ours-plain")),
            (results.best(case, JAX_PRIVATE), results.rate(case, "jax-plain")),
            (results.best(case, OPACUS), results.rate(case, "torch-plain")))
        rows.append([case, *(f"{private / plain:.2f}" if private and plain else "–" for private, plain in pairs)])
    return table(["DP-SGD ÷ SGD", "ours", "JAX, best", "Opacus, best ÷ PyTorch"], rows)


def mechanism_table(results, threads):
    header = ["", "ours", "JAX", "PyTorch", "NumPy", "÷ best peer", "bar"]
    rows = []
    for case in results.cases(MECHANISMS, threads):
        peers = [results.rate(case, one, threads) for one in ("jax", "torch", "numpy")]
        mine, best = results.rate(case, "ours-private", threads), max(filter(None, peers), default=None)
        rows.append([
            f"{case}, {DESCRIPTIONS[case]}", number(mine), *map(number, peers), ratio(mine, best),
            f"{bar(case)}: {verdict(case, mine, best)}"])
        if threads == 1:
            rows[-1].append(percent(mine, results.limit(case)))
    needed = results.rate("G4", "ours-needed", threads)
    lines = table(header + ["of the limit"] * (threads == 1), rows)
    if needed:
        lines += [
            f"Drawing only the number that the score needs, which has the same law, G4 makes {number(needed)} steps a "
            "second.", ""]
    return lines


def memory_table(results):
    columns = ("ours-private", "jax-ghost", "opacus-ghost", "opacus-hooks")
    rows = [
        [case, *(
            f"{results.row(case, one)['peak_bytes'] / 2 ** 20:,.0f}" if "peak_bytes" in results.row(case, one) else "–"
            for one in columns)]
        for case in results.cases((*TRAININGS, *GAMES))]
    return table(["MiB", *(NAMES[one] for one in columns)], rows)


def scaling_table(results):
    """Wall time on two threads against one, which took turns; ours alone, since a peer is two processes."""
    rows = [
        [row["case"], number(row["one"]), number(row["two"]), f"{row['ratio']:.2f}×"] for row in results.scaling]
    return table(["ours, of wall time", "one thread", "two threads", "scaling"], rows)


def large_batch(results):
    """Peak memory where per-example gradients would not fit."""
    private, plain = (results.row("W5/batch=512", one) for one in ("ours-private", "ours-plain"))
    if "peak_bytes" not in private or "peak_bytes" not in plain:
        return []
    mine, other = (row["peak_bytes"] / 2 ** 20 for row in (private, plain))
    return [
        f"At a batch of 512, W5 takes {mine:,.0f} MiB with privacy and {other:,.0f} MiB without: per-example gradients "
        f"would take {512 * workloads.workload('W5').parameters * 4 / 2 ** 20:,.0f} MiB.", ""]


def hours_table(results):
    """100,000 trainings of G1 on two threads: from a long game where there is one, else from the rate of a few."""
    rows = []
    for one in ("ours-private", "jax-ghost", "opacus-ghost", "opacus-hooks"):
        for case, source in (("G1/models=2000", "2,000 models"), ("G1", "a few models")):
            rate = results.rate(case, one, 2)
            if rate:
                rows.append([NAMES[one], source, number(rate), duration(1e5 / rate)])
                break
    return table(["", "measured on", "models/s", "100,000 trainings"], rows)


def duration(seconds):
    return f"{seconds / 3600:.1f} h" if seconds >= 5400 else f"{seconds / 60:.0f} min"


def failures(results):
    return [
        f"- {case}, {NAMES.get(one, one)}, {threads} thread{'s' * (threads > 1)}: {row['failure']}"
        for (case, one, threads), row in results.rows.items() if "failure" in row]


def spread(results):
    found = [row["worst"] / row["best"] for row in results.rows.values() if row.get("repeats", 0) > 1]
    return statistics.median(found) if found else None


def text(document, figures=FIGURES):
    results, host = Results(document), document["machine"]
    lines = [
        "# Benchmarks: training", "",
        "dpaudit's trainer beside JAX and Opacus on the same work and the same machine, in one run; made by "
        f"`./scripts/benchmark` on {document['date']}. See [the workloads and how to run it](../Benchmarks/README.md).",
        "",
        "Rates on one thread are work in a CPU second of the process, so that what else runs on the machine counts "
        "little; on two threads they are work in a second of wall time. Each is the median of "
        f"{document['rounds']} turns of a quarter of a second or more, which all contestants take one after another on "
        "the same CPUs. **The bar** is what ours must be times the best private variant of JAX and of Opacus (G3, G4: the best peer). **The limit** is the time of the "
        "arithmetic at the measured peak of one core plus the noise at the measured rate of a plain C generator.", ""]
    for line in document["missing"]:
        lines += [f"**{line[0].upper()}{line[1:]}.**", ""]
    for threads in (1, 2):
        if not results.cases((*TRAININGS, *GAMES, *MECHANISMS), threads):
            continue
        title = "one thread" if threads == 1 else "two threads"
        lines += [f"## On {title}", ""]
        if threads == 2:
            lines += [
                "Two independent trainings at once: two threads of ours, two processes of a peer. The slowest peers "
                "did not take part.", ""]
        peers = (*(JAX_PRIVATE if threads == 1 else JAX_PRIVATE[:1]), *OPACUS)
        if results.cases(TRAININGS, threads):
            lines += ["DP-SGD, examples a second:", "", *private_table(results, TRAININGS, peers, threads)]
            lines += ["SGD without privacy, examples a second:", "", *plain_table(results, threads)]
        if results.cases(GAMES, threads):
            lines += [
                "Membership games by retraining, models a second:", "",
                *private_table(results, GAMES, ("jax-ghost", *OPACUS), threads)]
        if results.cases(MECHANISMS, threads):
            lines += [
                "Games on a mechanism; samples (G3) and steps (G4) a second:", "", *mechanism_table(results, threads)]
    if results.scaling:
        lines += [
            "## Two threads against one", "",
            "Our two threads took turns with one thread on either CPU, so that a disturbance of the machine hits all three; the median of the ratios. Where two busy CPUs have less than twice the speed of one, the limits of the machine below show it too.",
            "", *scaling_table(results)]
    if results.cases(TRAININGS):
        lines += ["## What privacy costs", "", "One thread; 1 would be free.", "", *price_table(results)]
    if figures:
        lines += [
            "## Cost against size", "",
            "CPU time of one example of W3 against the batch and against the width of both hidden layers, and CPU time "
            "of a game of G1 against the number of models, start and compilation included (from the measured start and "
            "rate). Both axes are logarithmic.", ""]
        lines += [f"![{title}]({name}.svg)" for name, title in FIGURES.items() if name in figures] + [""]
    if results.cases((*TRAININGS, *GAMES)):
        lines += ["## Memory", "", "Peak resident memory of one process on one thread.", "", *memory_table(results),
                  *large_batch(results)]
    if results.cases(GAMES, 2):
        lines += [
            "## A hundred thousand trainings", "", "Of G1, on two threads, at the rate of a shorter game.", "",
            *hours_table(results)]
    if failures(results):
        lines += ["## Not measured", "", *failures(results), ""]
    lines += ["## Limits of the machine", ""]
    lines += table(
        ["", "one thread", "two threads", "unit"],
        [[
            name, *(number(results.limits.get((case, threads), {}).get("per_cpu" if threads == 1 else "median"))
                    for threads in (1, 2)), results.limits.get((case, 1), {}).get("unit", "")]
         for case, name in LIMITS.items()])
    versions = ", ".join(f"{name} {version}" for name, version in host["versions"].items())
    middle = spread(results)
    lines += [
        "## Machine", "",
        f"{host['processor']}, {host['cpus']} CPUs; {host['system']}; Swift {host['swift']}, {host['cc']}, Python "
        f"{host['python']}; {versions}. Load average {document['load'][0]:.2f} at the start and "
        f"{document['load'][1]:.2f} at the end"
        + (f"; the slowest turn of a measurement was {middle:.2f} times as fast as its fastest, in the middle."
           if middle else "."), ""]
    return "\n".join(lines)


def series(results, name):
    """(implementation, points) of each line of a figure."""
    lines = []
    for one in ("ours-private", "ours-plain", "jax-ghost", "opacus-ghost"):
        if name == "benchmarks-models":
            row = results.row("G1", one)
            points = [] if "failure" in row or row.get("startup_cpu_seconds") is None else [
                (models, row["startup_cpu_seconds"] + models / row["per_cpu"])
                for models in (10 ** (power / 4) for power in range(21))]
        else:
            change = name.removeprefix("benchmarks-")
            points = sorted(
                (int(case.split("=")[1]), 1e6 / row["per_cpu"]) for (case, own, threads), row in results.rows.items()
                if own == one and threads == 1 and case.startswith(f"W3/{change}=") and "failure" not in row)
        if points:
            lines.append((one, points))
    return lines


def drawn(results, name, gnuplot):
    """The figure as SVG, or nothing where nothing was measured."""
    lines = series(results, name)
    if not lines:
        return None
    x, y = {
        "benchmarks-batch": ("batch", "microseconds an example"),
        "benchmarks-width": ("width of the hidden layers", "microseconds an example"),
        "benchmarks-models": ("models", "CPU seconds"),
    }[name]
    blocks = [
        f"$data{index} << EOD\n" + "".join(f"{a:g} {b:g}\n" for a, b in points) + "EOD\n"
        for index, (_, points) in enumerate(lines)]
    plots = ", ".join(
        f"$data{index} using 1:2 with "
        f"{'lines' if name == 'benchmarks-models' else 'linespoints pointtype 7 pointsize 0.5'} linewidth 2 "
        f"linecolor rgb '{COLOURS[one]}' "
        f"title '{NAMES[one]}'" for index, (one, _) in enumerate(lines))
    script = f"{PREAMBLE}set xlabel '{x}'\nset ylabel '{y}'\n{''.join(blocks)}plot {plots}\n"
    return subprocess.run([gnuplot, "-d"], input=script, check=True, stdout=subprocess.PIPE, text=True).stdout


def write(document, folder):
    results, gnuplot, figures = Results(document), shutil.which("gnuplot"), []
    if gnuplot is None:
        print("benchmark: figures not drawn: there is no gnuplot on the PATH", file=sys.stderr)
    for name in FIGURES if gnuplot else ():
        picture = drawn(results, name, gnuplot)
        if picture is not None:
            (folder / f"{name}.svg").write_text(picture)
            figures.append(name)
    (folder / "benchmarks.md").write_text(text(document, figures))
    print(f"wrote {folder.name}/benchmarks.md", file=sys.stderr)
