"""The mechanism games in NumPy, with the fastest of its generators."""
import numpy as np

from workloads import COORDINATES


def mechanism(case):
    """A function that plays a part of G3 or G4, and how many samples or steps that is."""
    generator = np.random.Generator(np.random.SFC64(0))
    if case == "G3":
        block, blocks = np.empty(1 << 16, np.float32), 153

        def play():
            counts = [0, 0]
            for index in range(blocks):
                bit = index % 2
                generator.standard_normal(out=block, dtype=np.float32)
                counts[bit] += int(np.count_nonzero(block > 0.5 - bit))
            return counts
        return play, blocks << 16
    steps = 100
    canary = generator.standard_normal(COORDINATES, dtype=np.float32)
    canary /= np.linalg.norm(canary)
    noise = np.empty(COORDINATES, np.float32)

    def release():
        scores = []
        for index in range(steps):
            generator.standard_normal(out=noise, dtype=np.float32)
            if index % 2:
                np.add(noise, canary, out=noise)
            scores.append(float(noise @ canary))
        return scores
    return release, steps
