"""Writes digits.csv, beside this script, from the copy of the digits that scikit-learn ships.

    python3 -m venv venv && venv/bin/pip install scikit-learn && venv/bin/python make-digits.py
"""

from pathlib import Path

from sklearn.datasets import load_digits

digits = load_digits()
assert digits.data.shape == (1797, 64)
assert (digits.data == digits.data.astype(int)).all() and digits.data.min() == 0 and digits.data.max() == 16

header = ",".join([f"pixel{index}" for index in range(64)] + ["label"])
lines = [
    ",".join(map(str, [*pixels, label]))
    for pixels, label in zip(digits.data.astype(int).tolist(), digits.target.tolist())
]
path = Path(__file__).with_name("digits.csv")
path.write_text("\n".join([header, *lines]) + "\n", encoding="ascii", newline="\n")
