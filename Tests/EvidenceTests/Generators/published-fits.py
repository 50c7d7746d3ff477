"""Writes ../Vectors/published-fits.json: intervals from several canaries a run, and bounds that fit normal laws.

Run with the path of the file that published-two-arm-bounds.py takes. Of lidp_ci these are the Wilson intervals; their bits
are a formula of trial and canary, which the test evaluates. Null outputs, where the tool has none, are left out.
"""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "TestSupport"))
from vectors import write

source = json.load(open(sys.argv[1]))
cases = []
for row in source["rows"]:
    inputs = row["inputs"]
    case = {"group": row["group"], "peer": row["peer"], "tolerance": row["tol"]}
    if row["output"] is None or row["group"] not in ("lidp_ci", "two_gaussian_eps", "ndis_param_bonf"):
        continue
    if row["group"] == "lidp_ci":
        if "Wilson" not in inputs["key"]:
            continue
        case |= {"order": int(inputs["key"][0]), "numbers": [inputs["n"], inputs["k"], inputs["p"]], "arms": []}
    elif row["group"] == "two_gaussian_eps":
        case |= {"order": 0, "numbers": [inputs[key] for key in ("mu1", "sigma1", "mu2", "sigma2", "delta")], "arms": []}
    else:
        scores = source["meta"]["scores"][inputs["scores"]]
        case |= {"order": 0, "numbers": [inputs["delta"], inputs["alpha"]], "arms": [scores["in"], scores["out"]]}
    case["output"] = row["output"] if isinstance(row["output"], list) else [row["output"]]
    cases.append(case)

write("published-fits", "Generators/published-fits.py", "the tool named in each case, with the tolerance of each case", 1e-9, cases)
