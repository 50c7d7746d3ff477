"""From TensorFlow 2 on Keras went round the method in which the private optimizer clips and adds noise.

Training was as without privacy, without a word (tensorflow/privacy#72; since #134 it stops). Breaks: any claim,
add-or-remove. Seen with any two datasets of numbers whose sums differ: excluded [1], included [1, -9]; score: the
output, which is the same in every trial.
"""

import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from dpaudit_worker import serve  # noqa: E402


class Optimizer:
    def compute_gradients(self, gradients):
        return sum(gradients)


class PrivateOptimizer(Optimizer):
    def __init__(self, generator, clip, noise):
        self.generator, self.clip, self.noise = generator, clip, noise

    def compute_gradients(self, gradients):
        clipped = sum(min(max(gradient, -self.clip), self.clip) for gradient in gradients)
        return clipped + self.generator.gauss(0.0, self.noise * self.clip)


def keras_minimize(optimizer, gradients):
    # TensorFlow 1 called optimizer.compute_gradients here.
    return -0.1 * sum(gradients)


def run(gradients, seed, parameters):
    optimizer = PrivateOptimizer(random.Random(seed), parameters["clipNorm"], parameters["noiseMultiplier"])
    return keras_minimize(optimizer, gradients)


serve(run, name="tensorflow-privacy-keras", seeded=True)
