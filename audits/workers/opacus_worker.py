"""Opacus: one step of DP-SGD on a linear model by PrivacyEngine.make_private, as its users call it.

Records are the indices of features: record k is the unit vector k, with label 1. parameters: dimension, batchSize,
noiseMultiplier and clipNorm. The output is the model's weights after the step, with learning rate 1.

The engine takes the sampling rate and the divisor of the noisy sum, int(n / number of batches), from the size of
the private data set. The maintainers regard n as public; an audit under add-or-remove does not.
"""

import logging
import warnings

from dpaudit_worker import refuse, serve

try:
    import opacus
    import torch
    from torch.utils.data import DataLoader, TensorDataset
except ImportError as error:
    refuse(f"{error}; run ./scripts/setup-workers opacus, and this worker with .venv/opacus/bin/python")

# One line for every empty batch would bury what else is said.
logging.disable(logging.WARNING)
warnings.simplefilter("ignore")
torch.set_num_threads(1)


def prepare(datasets, parameters):
    identity = torch.eye(parameters["dimension"])
    return [TensorDataset(identity[records], torch.ones(len(records), 1)) for records in datasets]


def run(dataset, seed, parameters):
    # Of the seed, this generator uses the lower 32 bits.
    generator = torch.Generator().manual_seed(seed)
    model = torch.nn.Linear(parameters["dimension"], 1, bias=False)
    torch.nn.init.zeros_(model.weight)
    private, optimizer, loader = opacus.PrivacyEngine().make_private(
        module=model,
        optimizer=torch.optim.SGD(model.parameters(), lr=1.0),
        data_loader=DataLoader(dataset, batch_size=parameters["batchSize"], generator=generator),
        noise_multiplier=parameters["noiseMultiplier"],
        max_grad_norm=parameters["clipNorm"],
        noise_generator=generator,
    )
    features, labels = next(iter(loader))
    torch.nn.functional.mse_loss(private(features), labels).backward()
    optimizer.step()
    return model.weight.detach().double().numpy()[0]


def output(datasets, parameters):
    return "vector", parameters["dimension"]


libraries = {"opacus": opacus.__version__, "torch": torch.__version__}
serve(run, name="opacus", libraries=libraries, seeded=True, prepare=prepare, output=output)
