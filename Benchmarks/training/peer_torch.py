"""The peers in PyTorch: plain SGD, and DP-SGD by Opacus with hooks or with ghost clipping."""
import copy
import math
import warnings

import numpy as np
import torch
from torch import nn

import dataset
from workloads import CLIP_NORM, COORDINATES, LEARNING_RATE, NOISE_MULTIPLIER, Convolution, Dense, same_padding

warnings.filterwarnings("ignore")
# Batches of one call.
STEPS = {"W1": 32, "W2": 8, "W3": 4, "W4": 2, "W5": 1}
ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh}


def network(workload):
    modules, remaining = [], iter(dataset.first_weights(workload))
    for layer, before, _ in workload.stages():
        if isinstance(layer, Dense):
            weights, bias = next(remaining)
            if len(before) == 3:
                # Ours flattens height, width, channel; PyTorch channel, height, width.
                modules.append(nn.Flatten())
                weights = weights.reshape(*before, -1).transpose(2, 0, 1, 3).reshape(math.prod(before), -1)
            module = nn.Linear(math.prod(before), layer.outputs)
            weights = weights.T
        elif isinstance(layer, Convolution):
            weights, bias = next(remaining)
            start, end = same_padding(before[0], layer) if layer.same else (0, 0)
            assert start == end
            module = nn.Conv2d(before[2], layer.outputs, layer.size, layer.stride, start)
            weights = weights.transpose(3, 2, 0, 1)
        else:
            modules.append(nn.MaxPool2d(layer.size, layer.stride))
            continue
        module.weight.data, module.bias.data = torch.tensor(weights.copy()), torch.tensor(bias)
        modules.append(module)
        if layer.activation in ACTIVATIONS:
            modules.append(ACTIVATIONS[layer.activation]())
    return nn.Sequential(*modules)


def data(workload):
    records, labels = dataset.records_and_labels(workload)
    records = torch.tensor(records)
    if records.ndim == 4:
        records = records.permute(0, 3, 1, 2).contiguous()
    return records, torch.tensor(labels.astype(np.int64))


def sgd_step(model, implementation, batch):
    """A function of records and labels that takes one step."""
    optimiser, loss = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE), nn.CrossEntropyLoss()
    if implementation != "torch-plain":
        from opacus import GradSampleModule
        from opacus.grad_sample import GradSampleModuleFastGradientClipping
        from opacus.optimizers import DPOptimizer, DPOptimizerFastGradientClipping
        from opacus.utils.fast_gradient_clipping_utils import DPLossFastGradientClipping

        private = {
            "noise_multiplier": NOISE_MULTIPLIER, "max_grad_norm": CLIP_NORM, "expected_batch_size": batch}
        if implementation == "opacus-ghost":
            model = GradSampleModuleFastGradientClipping(
                model, max_grad_norm=CLIP_NORM, use_ghost_clipping=True)
            optimiser = DPOptimizerFastGradientClipping(optimiser, **private)
            loss = DPLossFastGradientClipping(model, optimiser, loss, "mean")
        else:
            model, optimiser = GradSampleModule(model), DPOptimizer(optimiser, **private)

    def step(records, labels):
        optimiser.zero_grad(set_to_none=True)
        loss(model(records), labels).backward()
        optimiser.step()
    return step


def training(case, workload, implementation):
    """A function that trains on some batches, and the records it goes through."""
    torch.manual_seed(0)
    records, labels = data(workload)
    step = sgd_step(network(workload), implementation, workload.batch)
    batches = torch.tensor(dataset.batches(workload, STEPS[case.split("/")[0]]).astype(np.int64))

    def train():
        for indices in batches:
            step(records[indices], labels[indices])
    return train, batches.numel()


def game(workload, implementation, seed):
    """A function of bits that trains a model for each and gives the canary's losses."""
    torch.manual_seed(seed)
    records, labels = data(workload)
    first, canary = network(workload), workload.records - 1

    def train(bit):
        model = copy.deepcopy(first)
        step = sgd_step(model, implementation, workload.batch)
        for _ in range(workload.epochs):
            for indices in torch.randperm(workload.records).split(workload.batch):
                if not bit:
                    indices = indices[indices != canary]
                step(records[indices], labels[indices])
        with torch.no_grad():
            return float(nn.functional.cross_entropy(model(records[canary:]), labels[canary:]))
    return lambda bits: [train(bit) for bit in bits]


def mechanism(case):
    """A function that plays a part of G3 or G4, and how many samples or steps that is."""
    if case == "G3":
        block, blocks = torch.empty(1 << 16), 153

        def play():
            counts = [0, 0]
            for index in range(blocks):
                bit = index % 2
                counts[bit] += int(torch.count_nonzero(block.normal_() > 0.5 - bit))
            return counts
        return play, blocks << 16
    steps = 100
    canary, noise = nn.functional.normalize(torch.randn(COORDINATES), dim=0), torch.empty(COORDINATES)

    def release():
        scores = []
        for index in range(steps):
            noise.normal_()
            if index % 2:
                noise.add_(canary)
            scores.append(float(noise @ canary))
        return scores
    return release, steps


def check(workload):
    """Mean loss, mean norm and norm of the clipped sum of the first batch, one record after another."""
    model, (records, labels) = network(workload), data(workload)
    total, norms, values = 0.0, [], []
    for index in dataset.batches(workload, 1)[0]:
        loss = nn.functional.cross_entropy(model(records[index:index + 1]), labels[index:index + 1])
        gradient = torch.cat([part.flatten() for part in torch.autograd.grad(loss, list(model.parameters()))])
        norm = float(gradient.norm())
        norms.append(norm)
        values.append(float(loss))
        total = total + gradient * min(1.0, CLIP_NORM / norm)
    return {
        "mean_loss": float(np.mean(values)), "mean_norm": float(np.mean(norms)),
        "norm_of_clipped_sum": float(total.norm())}
