"""jax-privacy: DP-SGD on a logistic regression, seen from within, a block of trainings at once.

Records are (features..., label), added to parameters.background records that the attacker knows and whose last feature
is 0. The canary, the one record that the datasets differ by, should have nothing but a last feature of about 10, and
label 1: its clipped gradient is then one direction at every step. parameters: background, steps, noiseMultiplier,
clipNorm, learningRate. Every step uses every record. The output is minus the sum of the noisy updates along the
canary, over clipNorm: steps with it, 0 without it, and noise of standard deviation noiseMultiplier × √steps.
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
    margin = (2 * label - 1) * (features @ weights)
    return present * jax.nn.softplus(-margin)


def train(features, labels, present, key, parameters):
    clip, steps = parameters["clipNorm"], parameters["steps"]
    gradient = jax_privacy.clipped_grad(loss, l2_clip_norm=clip, batch_argnums=(1, 2, 3), keep_batch_dim=False)
    stddev = parameters["noiseMultiplier"] * gradient.sensitivity()
    privatizer = jax_privacy.noise_addition.gaussian_privatizer(stddev=stddev, prng_key=key)

    def step(state, _):
        weights, noise = state
        update, noise = privatizer.update(gradient(weights, features, labels, present), noise)
        return (weights - parameters["learningRate"] * update, noise), update

    start = jnp.zeros(features.shape[1])
    _, updates = jax.lax.scan(step, (start, privatizer.init(start)), None, length=steps)
    return -updates[:, -1].sum() / clip


def prepare(datasets, parameters):
    """Both datasets in one shape: all records, and which of them are present."""
    records = max(datasets, key=len)
    dimension = len(records[0]) - 1
    generator = numpy.random.default_rng(parameters["background"])
    known = generator.normal(size=(parameters["background"], dimension))
    labels = (known @ generator.normal(size=dimension) > 0).astype(float)
    known[:, -1] = 0
    table = numpy.concatenate([numpy.column_stack([known, labels]), numpy.array(records, float)])
    one = jax.vmap(lambda present, key: train(table[:, :-1], table[:, -1], present, key, parameters))
    present = [[record in dataset for record in records] for dataset in datasets]
    present = numpy.concatenate([numpy.ones((2, len(known))), numpy.array(present, float)], axis=1)
    return [(jax.jit(one), row) for row in present]


def block(datasets, trials, parameters):
    present = numpy.stack([datasets[world][1] for world, _ in trials])
    words = numpy.array([(seed >> 32, seed & 0xFFFFFFFF) for _, seed in trials], numpy.uint32)
    return numpy.asarray(datasets[0][0](present, jax.random.wrap_key_data(words)))


libraries = {"jax-privacy": jax_privacy.__version__, "jax": jax.__version__}
serve(block=block, name="jax-privacy", libraries=libraries, seeded=True, prepare=prepare)
