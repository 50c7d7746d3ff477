"""Shared by the generators of all test targets: how a file of reference values is written."""

import json
import pathlib
import sys

# Of the test target whose generator runs.
VECTORS = pathlib.Path(sys.argv[0]).resolve().parent.parent / "Vectors"


def write(name, generator, oracle, relative_tolerance, cases):
    """Writes Vectors/<name>.json, one case per line; with --check only compares it with what is there."""
    provenance = {"generator": generator, "oracle": oracle, "relativeTolerance": relative_tolerance}
    lines = ",\n    ".join(json.dumps(case) for case in cases)
    text = '{\n  "provenance": %s,\n  "cases": [\n    %s\n  ]\n}\n' % (json.dumps(provenance), lines)
    path = VECTORS / f"{name}.json"
    if "--check" in sys.argv:
        same = path.read_text() == text
        print(f"{path.name}: {len(cases)} cases, {'reproduced' if same else 'DIFFERENT'}")
        sys.exit(0 if same else 1)
    path.write_text(text)
    print(f"{path.name}: {len(cases)} cases")
