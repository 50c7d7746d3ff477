"""What is timed: the shapes of W1..W5, G1 and G2, which `Workload.swift` has, too."""
import dataclasses
import math
import typing

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
