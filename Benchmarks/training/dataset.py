"""The numbers of a workload: records, labels, first weights and batches; `Workload+Data.swift` makes the same.

With mix the finaliser of SplitMix64 applied to `stream · 2⁴⁰ + index + 0x9E3779B97F4A7C15`, and u its upper 24 bits in
[0, 1): records are √3 (2u − 1) of stream 1, labels mix mod classes of stream 2, the weights of layer l
√(3 / inputs) (2u − 1) of stream 100 + l, biases 0, and the records of epoch e go by their mix of stream 1000 + e.
"""
import math

import numpy as np


def mixed(stream, count):
    with np.errstate(over="ignore"):
        word = np.arange(count, dtype=np.uint64) + np.uint64((stream << 40) + 0x9E3779B97F4A7C15)
        word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return word ^ (word >> np.uint64(31))


def uniform(stream, shape):
    return ((mixed(stream, math.prod(shape)) >> np.uint64(40)) * 2.0 ** -24).reshape(shape)


def first_weights(workload):
    """[(weights, bias)] in float32."""
    return [
        ((math.sqrt(3 / inputs) * (2 * uniform(100 + index, shape) - 1)).astype(np.float32),
         np.zeros(shape[-1], np.float32))
        for index, (shape, inputs) in enumerate(workload.weight_shapes())]


def records_and_labels(workload):
    """Records in float32, labels in int32."""
    records = (math.sqrt(3) * (2 * uniform(1, (workload.records, *workload.input)) - 1)).astype(np.float32)
    return records, (mixed(2, workload.records) % np.uint64(workload.layers[-1].outputs)).astype(np.int32)


def batches(workload, steps):
    """Indices, (steps, batch)."""
    per_epoch, rows = workload.records // workload.batch, []
    for epoch in range(-(-steps // per_epoch)):
        order = np.argsort(mixed(1000 + epoch, workload.records), kind="stable").astype(np.int32)
        rows.append(order[:per_epoch * workload.batch].reshape(per_epoch, workload.batch))
    return np.concatenate(rows)[:steps]


def sums(workload):
    """What `DataSums.swift` prints of the same numbers."""
    def bits(numbers):
        return int(numbers.view(np.uint32).sum(dtype=np.uint64))

    records, labels = records_and_labels(workload)
    indices = batches(workload, 64).astype(np.uint64).ravel()
    return {
        "records": bits(records), "labels": int(labels.sum()),
        "weights": sum(bits(weights) for weights, _ in first_weights(workload)),
        "batches": int((indices * np.arange(1, len(indices) + 1, dtype=np.uint64)).sum())}
