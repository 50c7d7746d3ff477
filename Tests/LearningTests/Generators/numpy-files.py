"""Writes numpy-*.npy and numpy-*.npz under ../Vectors with NumPy itself (made with version 2.4.6).

The features are (3, 2, 2): example i, row r, column c holds 100 i + 10 r + c, minus 50 where the type is signed and at
least 16 bits wide, halved where it is a float; for one byte 20 i + 10 r + c; for booleans whether i + r + c is odd. The
labels are 2, 0, 1.
"""

from pathlib import Path

import numpy as np
from numpy.lib import format as npy

vectors = Path(__file__).parent.parent / "Vectors"
i, r, c = np.indices((3, 2, 2))
labels = np.array([2, 0, 1])

features = {}
for code in ["u1", "i1"]:
    features[code] = (20 * i + 10 * r + c).astype(f"|{code}")
for code in ["u2", "u4", "u8"]:
    features[code] = (100 * i + 10 * r + c).astype(f"<{code}")
for code in ["i2", "i4", "i8"]:
    features[code] = (100 * i + 10 * r + c - 50).astype(f"<{code}")
for code in ["f4", "f8"]:
    features[code] = ((100 * i + 10 * r + c - 50) / 2).astype(f"<{code}")
features["b1"] = (i + r + c) % 2 == 1

for code, array in features.items():
    np.save(vectors / f"numpy-{code}.npy", array)
np.save(vectors / "numpy-f4-fortran.npy", np.asfortranarray(features["f4"]))
np.save(vectors / "numpy-f4-big-endian.npy", features["f4"].astype(">f4"))
for version in [(2, 0), (3, 0)]:
    with open(vectors / f"numpy-f4-version{version[0]}.npy", "wb") as file:
        npy.write_array(file, features["f4"], version=version)
np.save(vectors / "numpy-labels.npy", labels)

np.savez(vectors / "numpy-stored.npz", x=features["f4"], y=labels)
np.savez_compressed(vectors / "numpy-deflated.npz", x=features["f4"], y=labels)
