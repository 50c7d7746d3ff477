"""jax-privacy: DP-SGD on a logistic regression, seen from within, a block of trainings at once.

Records are (features..., label), added to parameters.background records that the attacker knows and whose last feature
is 0. The canary should have label 1 and no feature but the last, of about 10, and parameters.learningRate be so small
(0.001) that it is not learnt: its clipped gradient is then the same at each of parameters.steps, which use all records.
The output is minus the sum of the noisy updates along it, over parameters.clipNorm: steps with the canary, 0 without,
and noise of standard deviation parameters.noiseMultiplier × √steps.
"""

from dpaudit_worker import refuse, serve

try:
    import jax
    import jax_privacy
    import numpy
    from jax import numpy as jnp
except ImportError as error:
    refuse(f"{error}; run ./scripts/setup-workers jax-privacy, and this worker with .venv/jax-privacy/bin/python")


def loss(weights, features, label, present):
    return present * jax.nn.softplus((1 - 2 * label) * (features @ weights))


def train(features, labels, present, key, parameters):
    clip, rate = parameters["clipNorm"], parameters["learningRate"]
    gradient = jax_privacy.clipped_grad(loss, l2_clip_norm=clip, batch_argnums=(1, 2, 3), keep_batch_dim=False)
    stddev = parameters["noiseMultiplier"] * gradient.sensitivity()
    privatizer = jax_privacy.noise_addition.gaussian_privatizer(stddev=stddev, prng_key=key)

    def step(state, _):
        update, noise = privatizer.update(gradient(state[0], features, labels, present), state[1])
        return (state[0] - rate * update, noise), update

    start = jnp.zeros(features.shape[1])
    _, updates = jax.lax.scan(step, (start, privatizer.init(start)), None, length=parameters["steps"])
    return -updates[:, -1].sum() / clip


def prepare(datasets, parameters):
    """Both datasets in one shape: all records, and which of them are present."""
    records = max(datasets, key=len)
    dimension, generator = len(records[0]) - 1, numpy.random.default_rng(parameters["background"])
    known = generator.normal(size=(parameters["background"], dimension))
    labels = (known @ generator.normal(size=dimension) > 0).astype(float)
    known[:, -1] = 0
    table = numpy.concatenate([numpy.column_stack([known, labels]), numpy.array(records, float)])
    trainings = jax.jit(jax.vmap(lambda present, key: train(table[:, :-1], table[:, -1], present, key, parameters)))
    return [(trainings, [1.0] * len(known) + [float(record in dataset) for record in records]) for dataset in datasets]


def block(datasets, trials, parameters):
    present = numpy.array([datasets[world][1] for world, _ in trials])
    words = numpy.array([(seed >> 32, seed & 0xFFFFFFFF) for _, seed in trials], numpy.uint32)
    return numpy.asarray(datasets[0][0](present, jax.random.wrap_key_data(words)))


libraries = {"jax-privacy": jax_privacy.__version__, "jax": jax.__version__}
serve(block=block, name="jax-privacy", libraries=libraries, seeded=True, prepare=prepare)
