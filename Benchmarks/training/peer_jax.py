"""The peers in JAX: plain SGD, and DP-SGD by hand-written ghost norms, by vmap(grad) and by jax_privacy.

Every training is one call of a compiled scan over its steps. The forms are the fastest known to us on processors:
convolutions as products of patches, pooling as a maximum of shifted slices (XLA's own are five to thirty times slower
inside a scan), one draw of noise for all parameters, and small microbatches where per-example gradients are made.
"""
import functools

import jax
import jax.numpy as jnp

import dataset
from workloads import CLIP_NORM, COORDINATES, LEARNING_RATE, NOISE_MULTIPLIER, Dense, MaximumPool
from workloads import same_padding

# Steps of one call, and records at a time; 0 is the whole batch.
STEPS = {"W1": 64, "W2": 32, "W3": 16, "W4": 4, "W5": 1}
MICROBATCHES = {
    "jax-plain": {"W4": 16, "W5": 1},
    "jax-ghost": {"W4": 4, "W5": 4},
    "jax-vmap": {"W2": 1, "W3": 1, "W4": 1, "W5": 1},
    "jax-privacy": {"W1": 8, "W2": 1, "W3": 1, "W4": 1, "W5": 1},
}
ACTIVATIONS = {"none": lambda value: value, "relu": jax.nn.relu, "tanh": jnp.tanh}


def shifted(images, size, stride):
    """The images that each place of the window sees, (records, height, width, channels) each."""
    height, width = ((side - size) // stride + 1 for side in images.shape[1:3])
    return [
        images[:, row:row + stride * (height - 1) + 1:stride, column:column + stride * (width - 1) + 1:stride]
        for row in range(size) for column in range(size)]


def patches(images, layer):
    if layer.same:
        sides = [same_padding(side, layer) for side in images.shape[1:3]]
        images = jnp.pad(images, ((0, 0), *sides, (0, 0)))
    return jnp.concatenate(shifted(images, layer.size, layer.stride), axis=-1)


def linear(layer, weights, bias, value):
    if isinstance(layer, Dense):
        return value.reshape(len(value), -1) @ weights + bias
    return patches(value, layer) @ weights.reshape(-1, layer.outputs) + bias


def pooled(layer, value):
    return functools.reduce(jnp.maximum, shifted(value, layer.size, layer.stride))


def logits(layers, parameters, value):
    remaining = iter(parameters)
    for layer in layers:
        if isinstance(layer, MaximumPool):
            value = pooled(layer, value)
        else:
            value = ACTIVATIONS[layer.activation](linear(layer, *next(remaining), value))
    return value


def losses(layers, parameters, records, labels):
    scores = logits(layers, parameters, records)
    return jax.nn.logsumexp(scores, axis=1) - jnp.take_along_axis(scores, labels[:, None], axis=1)[:, 0]


def clip_factors(squared_norms):
    return jnp.minimum(1.0, CLIP_NORM / jnp.sqrt(squared_norms))


def ghost_sum(layers, parameters, records, labels, weights=None):
    """The sum of clipped gradients by one pass forward and one back, and the squared norms.

    `weights` multiplies each record's clipped gradient. A dense layer's gradients are never made one by one; a
    convolution's are, which at these sizes costs less than products of positions.
    """
    passed, value, remaining = [], records, iter(parameters)
    for layer in layers:
        if isinstance(layer, MaximumPool):
            value, back = jax.vjp(functools.partial(pooled, layer), value)
            passed.append((layer, None, back, None))
        else:
            before, own = value, next(remaining)
            value, back = jax.vjp(functools.partial(linear, layer, *own), before)
            value, activation_back = jax.vjp(ACTIVATIONS[layer.activation], value)
            passed.append((layer, before, back, activation_back))
    slope = jax.nn.softmax(value) - jax.nn.one_hot(labels, value.shape[1])
    squared_norms, found = 0.0, []
    for place, (layer, before, back, activation_back) in reversed(list(enumerate(passed))):
        if activation_back is not None:
            slope, = activation_back(slope)
            if isinstance(layer, Dense):
                inputs = before.reshape(len(before), -1)
                squared_norms += (jnp.sum(inputs * inputs, 1) + 1) * jnp.sum(slope * slope, 1)
                found.append((inputs, slope))
            else:
                flat = slope.reshape(len(slope), -1, layer.outputs)
                columns = patches(before, layer).reshape(*flat.shape[:2], -1)
                each = jnp.einsum("rpi,rpo->rio", columns, flat)
                each_bias = jnp.sum(flat, 1)
                squared_norms += jnp.sum(each * each, (1, 2)) + jnp.sum(each_bias * each_bias, 1)
                found.append((each, each_bias))
        if place > 0:
            slope, = back(slope)
    factors = clip_factors(squared_norms)
    if weights is not None:
        factors = factors * weights
    total = []
    for (first, second), (kernel, _) in zip(reversed(found), parameters):
        if first.ndim == 2:
            scaled = second * factors[:, None]
            total.append((first.T @ scaled, jnp.sum(scaled, 0)))
        else:
            total.append((jnp.tensordot(factors, first, 1).reshape(kernel.shape), factors @ second))
    return total, squared_norms


def vmap_sum(layers, parameters, records, labels):
    def one(own, record, label):
        return losses(layers, own, record[None], label[None])[0]

    each = jax.vmap(jax.grad(one), (None, 0, 0))(parameters, records, labels)
    squared_norms = sum(jnp.sum(part.reshape(len(part), -1) ** 2, 1) for part in jax.tree.leaves(each))
    factors = clip_factors(squared_norms)
    return jax.tree.map(lambda part: jnp.tensordot(factors, part, 1), each), squared_norms


def plain_sum(layers, parameters, records, labels):
    return jax.grad(lambda own: jnp.sum(losses(layers, own, records, labels)))(parameters)


def by_microbatches(summed, size):
    """`summed` over `size` records at a time."""
    def whole(layers, parameters, records, labels):
        def add(total, part):
            return jax.tree.map(jnp.add, total, summed(layers, parameters, *part)), None

        parts = tuple(array.reshape(-1, size, *array.shape[1:]) for array in (records, labels))
        return jax.lax.scan(add, jax.tree.map(jnp.zeros_like, parameters), parts)[0]
    return whole


def noisy(key, total):
    leaves, tree = jax.tree.flatten(total)
    noise = NOISE_MULTIPLIER * CLIP_NORM * jax.random.normal(key, (sum(leaf.size for leaf in leaves),))
    start, parts = 0, []
    for leaf in leaves:
        parts.append(leaf + noise[start:start + leaf.size].reshape(leaf.shape))
        start += leaf.size
    return jax.tree.unflatten(tree, parts)


def moved(parameters, total, batch):
    return jax.tree.map(lambda own, part: own - LEARNING_RATE / batch * part, parameters, total)


def privacy_step(workload, size):
    import jax_privacy
    from jax_privacy import noise_addition

    def one(own, record, label):
        return losses(workload.layers, own, record[None], label[None])[0]

    clipped = jax_privacy.clipped_grad(
        one, l2_clip_norm=CLIP_NORM, batch_argnums=(1, 2), keep_batch_dim=False, microbatch_size=size or None)
    privatiser = noise_addition.gaussian_privatizer(stddev=NOISE_MULTIPLIER * CLIP_NORM, prng_key=0)

    def step(parameters, key, records, labels):
        state = (key, privatiser.init(parameters)[1])
        noised, _ = privatiser.update(clipped(parameters, records, labels), state)
        return moved(parameters, noised, workload.batch)
    return step


def sgd_step(workload, implementation, size):
    if implementation == "jax-privacy":
        return privacy_step(workload, size)
    summed = {
        "jax-plain": plain_sum,
        "jax-ghost": lambda *arguments: ghost_sum(*arguments)[0],
        "jax-vmap": lambda *arguments: vmap_sum(*arguments)[0],
    }[implementation]
    if size:
        summed = by_microbatches(summed, size)

    def step(parameters, key, records, labels):
        total = summed(workload.layers, parameters, records, labels)
        return moved(parameters, total if implementation == "jax-plain" else noisy(key, total), workload.batch)
    return step


def training(case, workload, implementation):
    """A function that trains once from the first weights, and the records it goes through."""
    name = case.split("/")[0]
    step = sgd_step(workload, implementation, MICROBATCHES[implementation].get(name, 0))
    records, labels = map(jnp.asarray, dataset.records_and_labels(workload))
    parameters = jax.tree.map(jnp.asarray, dataset.first_weights(workload))
    batches = jnp.asarray(dataset.batches(workload, STEPS[name]))

    @jax.jit
    def train(parameters, key, records, labels, batches):
        def body(current, given):
            indices, step_key = given
            return step(current, step_key, records[indices], labels[indices]), None
        return jax.lax.scan(body, parameters, (batches, jax.random.split(key, len(batches))))[0]

    key = jax.random.key(0)
    return lambda: jax.block_until_ready(train(parameters, key, records, labels, batches)), batches.size


def game(workload, seed):
    """A function of bits that trains a model for each and gives the canary's losses."""
    records, labels = map(jnp.asarray, dataset.records_and_labels(workload))
    parameters = jax.tree.map(jnp.asarray, dataset.first_weights(workload))
    canary = workload.records - 1

    @jax.jit
    def train(key, bit):
        def step(current, given):
            indices, step_key = given
            total, _ = ghost_sum(
                workload.layers, current, records[indices], labels[indices], jnp.where(indices == canary, bit, 1.0))
            return moved(current, noisy(step_key, total), workload.batch), None

        def epoch(current, epoch_key):
            order_key, noise_key = jax.random.split(epoch_key)
            batches = jax.random.permutation(order_key, workload.records).reshape(-1, workload.batch)
            return jax.lax.scan(step, current, (batches, jax.random.split(noise_key, len(batches))))[0], None

        trained, _ = jax.lax.scan(epoch, parameters, jax.random.split(key, workload.epochs))
        return losses(workload.layers, trained, records[canary:], labels[canary:])[0]

    keys = [jax.random.key(seed)]
    jax.block_until_ready(train(keys[0], 1.0))

    def play(bits):
        keys[0], *own = jax.random.split(keys[0], len(bits) + 1)
        return [float(train(key, float(bit))) for key, bit in zip(own, bits)]
    return play


def mechanism(case):
    """A function that plays a part of G3 or G4, and how many samples or steps that is."""
    key = jax.random.key(0)
    if case == "G3":
        block, blocks = 1 << 16, 153

        @jax.jit
        def play(key):
            def count(counts, given):
                block_key, bit = given
                above = jnp.sum(jax.random.normal(block_key, (block,)) + bit > 0.5)
                return counts.at[bit].add(above), None
            return jax.lax.scan(
                count, jnp.zeros(2, int), (jax.random.split(key, blocks), jnp.arange(blocks) % 2))[0]
        return lambda: jax.block_until_ready(play(key)), block * blocks
    steps = 100
    canary = jax.random.normal(jax.random.key(1), (COORDINATES,))
    canary = canary / jnp.linalg.norm(canary)

    @jax.jit
    def release(key, canary):
        def score(_, given):
            step_key, bit = given
            return None, jnp.dot(jax.random.normal(step_key, (COORDINATES,)) + bit * canary, canary)
        return jax.lax.scan(score, None, (jax.random.split(key, steps), jnp.arange(steps) % 2))[1]
    return lambda: jax.block_until_ready(release(key, canary)), steps


def check(workload):
    """Mean loss, mean norm and norm of the clipped sum of the first batch, by two ways that must agree."""
    records, labels = dataset.records_and_labels(workload)
    first = dataset.batches(workload, 1)[0]
    parameters = jax.tree.map(jnp.asarray, dataset.first_weights(workload))
    records, labels = jnp.asarray(records[first]), jnp.asarray(labels[first])
    summed, squared_norms = ghost_sum(workload.layers, parameters, records, labels)
    slow = by_microbatches(lambda *arguments: vmap_sum(*arguments)[0], 1)(
        workload.layers, parameters, records, labels)
    norm = jnp.sqrt(sum(jnp.sum(part ** 2) for part in jax.tree.leaves(summed)))
    apart = max(float(jnp.max(jnp.abs(a - b))) for a, b in zip(jax.tree.leaves(summed), jax.tree.leaves(slow)))
    return {
        "mean_loss": float(jnp.mean(losses(workload.layers, parameters, records, labels))),
        "mean_norm": float(jnp.mean(jnp.sqrt(squared_norms))), "norm_of_clipped_sum": float(norm),
        "ghost_and_vmap_apart": apart,
    }
