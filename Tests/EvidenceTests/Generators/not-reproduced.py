"""Writes ../Vectors/not-reproduced.json: what rules that do not hold say, of which the README shows some.

Run with the path of the file that published-two-arm-bounds.py reads. The rows labelled "unsound" there are copied, but for
those that need a data set of the tool. NaN outputs are null.
"""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "TestSupport"))
from vectors import write

source = json.load(open(sys.argv[1]))
cases = []
for row in source["rows"]:
    if row["label"] != "unsound":
        continue
    inputs = dict(row["inputs"])
    scores = source["meta"]["scores"].get(inputs.pop("scores", None), {})
    output = row["output"]
    cases.append({
        "group": row["group"], "peer": row["peer"],
        "numbers": {key: float(value) for key, value in inputs.items()}, "words": {"rule": row["api"]},
        "label": row["label"], "tolerance": row["tol"] or 0,
        "output": [float(output) if isinstance(output, (int, float)) else None],
        "included": scores.get("in"), "excluded": scores.get("out")})

write("not-reproduced", "Generators/not-reproduced.py", "the tool named in each case", 0, cases)
