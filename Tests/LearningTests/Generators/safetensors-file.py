"""Writes ../Vectors/reference.safetensors with the safetensors library itself (made with version 0.8.0), or with --check
FILE reads one of ours with it.

"scalar" holds 0.5, "vector" (3,) holds 1, -2, 3.25, "matrix" (2, 3) holds 10 r + c, "empty" has shape (0, 4).
"""

import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

tensors = {
    "scalar": np.array(0.5, np.float32),
    "vector": np.array([1, -2, 3.25], np.float32),
    "matrix": np.array([[0, 1, 2], [10, 11, 12]], np.float32),
    "empty": np.zeros((0, 4), np.float32),
}
if "--check" in sys.argv:
    found = load_file(sys.argv[-1])
    assert found.keys() == tensors.keys()
    assert all(np.array_equal(found[name], tensors[name]) for name in tensors)
    print("the same tensors")
else:
    path = Path(__file__).parent.parent / "Vectors" / "reference.safetensors"
    save_file(tensors, path, metadata={"who": 'the library "itself"', "ε": "3"})
