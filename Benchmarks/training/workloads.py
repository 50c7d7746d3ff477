"""What is timed: shapes, data, first weights and batches of W1..W5, G1 and G2; `Workload.swift` makes the same numbers.

With mix the finaliser of SplitMix64 applied to `stream · 2⁴⁰ + index + 0x9E3779B97F4A7C15`, and u its upper 24 bits in
[0, 1): records are √3 (2u − 1) of stream 1, labels mix mod classes of stream 2, the weights of layer l
√(3 / inputs) (2u − 1) of stream 100 + l, biases 0, and the records of epoch e go by their mix of stream 1000 + e.
"""
import dataclasses
import math
import typing

import numpy as np

CLIP_NORM, NOISE_MULTIPLIER, LEARNING_RATE = 1.0, 1.0, 0.1


class Dense(typing.NamedTuple):
    outputs: int
    activation: str = "none"


class Convolution(typing.NamedTuple):
    outputs: int
    size: int
    stride: int
    same: bool
    activation: str = "relu"


class MaximumPool(typing.NamedTuple):
    size: int
    stride: int


@dataclasses.dataclass(frozen=True)
class Workload:
    """`input` is (height, width, channels) or (features,). A game has `epochs` of training, of so many `models` a call."""
    input: tuple
    layers: tuple
    records: int
    batch: int
    epochs: int = 0
    models: int = 1

    @property
    def steps(self):
        return self.epochs * (self.records // self.batch)

    def stages(self):
        """Of each layer: itself, the shape that goes in, the shape that comes out."""
        shape, found = self.input, []
        for layer in self.layers:
            before = shape
            if isinstance(layer, Dense):
                shape = (layer.outputs,)
            else:
                same = isinstance(layer, Convolution) and layer.same
                sides = [
                    -(-side // layer.stride) if same else (side - layer.size) // layer.stride + 1
                    for side in shape[:2]]
                shape = (*sides, layer.outputs if isinstance(layer, Convolution) else shape[2])
            found.append((layer, before, shape))
        return found

    def weight_shapes(self):
        """[(shape of the weights, inputs of one output)] of the layers that have weights."""
        shapes = []
        for layer, before, _ in self.stages():
            if isinstance(layer, Dense):
                shapes.append(((math.prod(before), layer.outputs), math.prod(before)))
            elif isinstance(layer, Convolution):
                window = (layer.size, layer.size, before[2])
                shapes.append(((*window, layer.outputs), math.prod(window)))
        return shapes

    @property
    def parameters(self):
        return sum(math.prod(shape) + shape[-1] for shape, _ in self.weight_shapes())

    def flops(self):
        """Of one record, multiply and add as two: forward, weight gradients, and input gradients but the first's."""
        total, first = 0, True
        weights = iter(self.weight_shapes())
        for layer, _, after in self.stages():
            if isinstance(layer, MaximumPool):
                continue
            one_way = 2 * math.prod(next(weights)[0]) * math.prod(after[:-1])
            total += one_way * (2 if first else 3)
            first = False
        return total

    def first_weights(self):
        """[(weights, bias)] in float32."""
        return [
            ((math.sqrt(3 / inputs) * (2 * uniform(100 + index, shape) - 1)).astype(np.float32),
             np.zeros(shape[-1], np.float32))
            for index, (shape, inputs) in enumerate(self.weight_shapes())]

    def data(self):
        """Records in float32, labels in int32."""
        records = (math.sqrt(3) * (2 * uniform(1, (self.records, *self.input)) - 1)).astype(np.float32)
        return records, (mixed(2, self.records) % np.uint64(self.layers[-1].outputs)).astype(np.int32)

    def batches(self, steps):
        """Indices, (steps, batch)."""
        per_epoch, rows = self.records // self.batch, []
        for epoch in range(-(-steps // per_epoch)):
            order = np.argsort(mixed(1000 + epoch, self.records), kind="stable").astype(np.int32)
            rows.append(order[:per_epoch * self.batch].reshape(per_epoch, self.batch))
        return np.concatenate(rows)[:steps]

    def sums(self):
        """What `DataSums.swift` prints of the same numbers."""
        def bits(numbers):
            return int(numbers.view(np.uint32).sum(dtype=np.uint64))

        records, labels = self.data()
        batches = self.batches(64).astype(np.uint64).ravel()
        return {
            "records": bits(records), "labels": int(labels.sum()),
            "weights": sum(bits(weights) for weights, _ in self.first_weights()),
            "batches": int((batches * np.arange(1, len(batches) + 1, dtype=np.uint64)).sum())}


def mixed(stream, count):
    with np.errstate(over="ignore"):
        word = np.arange(count, dtype=np.uint64) + np.uint64((stream << 40) + 0x9E3779B97F4A7C15)
        word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return word ^ (word >> np.uint64(31))


def uniform(stream, shape):
    return ((mixed(stream, math.prod(shape)) >> np.uint64(40)) * 2.0 ** -24).reshape(shape)


def same_padding(side, layer):
    """Zeros before and after a side, as TensorFlow's SAME has them."""
    total = max(0, (-(-side // layer.stride) - 1) * layer.stride + layer.size - side)
    return total // 2, total - total // 2


def perceptron(*widths, activation="relu"):
    return (*(Dense(width, activation) for width in widths[:-1]), Dense(widths[-1]))


NAMED = {
    "W1": Workload((784,), perceptron(10), 8192, 256),
    "W2": Workload((600,), perceptron(128, 100, activation="tanh"), 8192, 256),
    "W3": Workload((784,), perceptron(256, 256, 10), 8192, 256),
    "W4": Workload((28, 28, 1), (
        Convolution(16, 8, 2, same=True), MaximumPool(2, 1), Convolution(32, 4, 2, same=False), MaximumPool(2, 1),
        Dense(32, "relu"), Dense(10)), 8192, 256),
    "W5": Workload((32, 32, 3), (
        Convolution(32, 3, 1, same=True), Convolution(32, 3, 1, same=True), MaximumPool(2, 2),
        Convolution(64, 3, 1, same=True), Convolution(64, 3, 1, same=True), MaximumPool(2, 2),
        Dense(512, "relu"), Dense(10)), 2048, 64),
    "G1": Workload((784,), perceptron(10), 1000, 50, epochs=20),
    "G2": Workload((600,), perceptron(128, 100, activation="tanh"), 2000, 100, epochs=10),
}
# The mechanism games: G3 is one Gaussian sum, over and over; G4 releases noisy gradients of so many coordinates.
MECHANISM_GAMES = ("G3", "G4")
COORDINATES = 100_000


def workload(case):
    """`W3`, `W3/batch=64`, `W3/width=512` for hidden layers of that width, or `G1/models=100` for so many at a time."""
    name, *changes = case.split("/")
    made = NAMED[name]
    for change in changes:
        key, _, value = change.partition("=")
        if key in ("batch", "models"):
            made = dataclasses.replace(made, **{key: int(value)})
        elif key == "width":
            layers = tuple(layer._replace(outputs=int(value)) for layer in made.layers[:-1]) + made.layers[-1:]
            made = dataclasses.replace(made, layers=layers)
        else:
            raise SystemExit(f"case '{case}' has an unknown change '{key}'; choose one of batch, width, models")
    return made
