"""Writes ../Vectors/published-two-arm-bounds.json: what other tools give for counts and scores.

Run with the path of a file {meta: {scores: {name: {in, out}}}, rows: [{group, peer, inputs, output, tol, label}]} that
was made by calling the tools named in `peer`. Rows labelled "unsound" there are left out: they come from the absolute
value of mu, from dividing the significance by the vertices of the same data's ROC hull, or from no correction at all,
and are not reproduced. The outputs of joint_beta_reference are evaluations in two dimensions that share no code with
any tool. Infinite outputs are null.

Of lidp_ci only the Clopper-Pearson intervals are here, with the bits of the first canary counted, and of two_gaussian_eps
only the case of equal deviations; the others, and bounds that fit normal laws, are in published-fits.json.
"""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "TestSupport"))
from vectors import write

GROUPS = """clopper_pearson_fixed_threshold gdp_eps gdp_mu_to_eps eps_to_sigma ratio_bound tf_eps_lb_top3 ms_eps_lo_hi
ms_eps_lo ms_joint_beta joint_beta_reference andrew_jeffreys andrew_closed_form_null auroc tpr_at_fpr max_accuracy
max_accuracy_ub dpsniper_ucb dpsniper_lcb clopper_pearson_upper lidp_ci two_gaussian_eps""".split()

source = json.load(open(sys.argv[1]))
cases = []
for row in source["rows"]:
    if row["group"] == "lidp_ci":
        if row["inputs"]["key"] != "Clopper-Pearson":
            continue
        trials, rate = row["inputs"]["n"], row["inputs"]["p"]
        bits = [((i * 7919 + 31) % 1009) / 1009 < rate for i in range(trials)]
        row = row | {"inputs": {"k": sum(bits), "n": trials, "alpha": 0.05}}
    if row["group"] == "two_gaussian_eps" and row["inputs"]["sigma1"] != row["inputs"]["sigma2"]:
        continue
    if row["group"] not in GROUPS or row["label"] == "unsound" or row["output"] is None:
        continue
    outputs = row["output"] if isinstance(row["output"], list) else [row["output"]]
    inputs = dict(row["inputs"])
    words = {key: inputs.pop(key) for key in list(inputs) if isinstance(inputs[key], str)}
    levels = inputs.pop("fpr", None)
    case = {
        "group": row["group"], "peer": row["peer"], "label": row["label"], "tolerance": row["tol"],
        "numbers": {key: float(value) for key, value in inputs.items() if isinstance(value, (int, float))},
        "words": words, "output": [None if value == "inf" else float(value) for value in outputs]}
    if isinstance(levels, list):
        case["levels"] = levels
    elif levels is not None:
        case["numbers"]["fp_rate"] = levels
    if isinstance(inputs.get("fp"), (int, float)):
        case["numbers"]["fp"] = float(inputs["fp"])
    scores = source["meta"]["scores"].get(words.get("scores"))
    if scores:
        case["included"], case["excluded"] = scores["in"], scores["out"]
    cases.append(case)

write(
    "published-two-arm-bounds", "Generators/published-two-arm-bounds.py",
    "the tool named in each case, with the tolerance of each case", 1e-9, cases)
