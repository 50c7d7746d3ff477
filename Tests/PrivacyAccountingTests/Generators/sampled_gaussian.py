"""The exact ε and δ of T Poisson-subsampled Gaussians in each direction, for the generators beside this file.

The pairs (P, Q), with M(u) = (1 − q) N(0, 1) + q N(1/σ, 1) in units of σ:

    remove    P = M       Q = N(0, 1)
    add       P = N(0, 1) Q = M
    replace   P = M(u)    Q = M(−u)

One step, and steps without sampling, are differences of normal tails, at 60 digits. Several are the inversion integral of
the privacy loss,

    δ(ε) = (1 / 2πi) ∫ G(z)^T e^(−εz) / (z (1 + z)) dz along Re z = c,

with G the moment generating function of the loss of one step. It is taken at 45 digits by a trapezoidal rule in u, and
one in Im z, both of which converge exponentially, and then once more at another c with other steps of both rules;
`Unresolved` is raised where the two do not agree to 1e-11. Needs mpmath and gmpy2, for its speed.
"""

import gmpy2
import mpmath as mp
from gmpy2 import mpc, mpfr

mp.mp.dps = 60
gmpy2.get_context().precision = 150
gmpy2.get_context().emin, gmpy2.get_context().emax = -(2**40), 2**40

DIRECTIONS = ("remove", "add", "replace")
MOST_TERMS = 4000
MOST_HALVINGS = 2


class Unresolved(Exception):
    """The inversion integral decays too slowly."""


# One step, or no sampling: normal tails.


def upper_tail(x):
    return mp.erfc(x / mp.sqrt(2)) / 2


def delta_in_one_step(sigma, q, direction, epsilon):
    sigma, q, growth, half = mp.mpf(sigma), mp.mpf(q), mp.exp(epsilon), 1 / (2 * mp.mpf(sigma) ** 2)
    if direction == "replace":
        rise = (1 - q) * (growth - 1)
        x = sigma * mp.log((rise + mp.sqrt(rise**2 + 4 * q**2 * growth * mp.exp(-2 * half))) / (2 * q * mp.exp(-half)))
        tail, above, below = upper_tail(x), upper_tail(x - 1 / sigma), upper_tail(x + 1 / sigma)
        return (1 - q) * tail + q * above - growth * ((1 - q) * tail + q * below)
    # e^w where the loss of the mixture, log(1 − q + q e^w), is ε or −ε.
    ratio = ((growth if direction == "remove" else 1 / growth) - (1 - q)) / q
    if ratio <= 0:
        return mp.mpf(0)
    x = sigma * (mp.log(ratio) + half)
    if direction == "remove":
        return q * upper_tail(x - 1 / sigma) + (1 - q) * upper_tail(x) - growth * upper_tail(x)
    return upper_tail(-x) - growth * (q * upper_tail(1 / sigma - x) + (1 - q) * upper_tail(-x))


def epsilon_in_one_step(sigma, q, direction, delta):
    delta = mp.mpf(delta)
    if delta_in_one_step(sigma, q, direction, mp.mpf(0)) <= delta:
        return mp.mpf(0)
    lower, upper = mp.mpf(0), mp.mpf(1)
    while delta_in_one_step(sigma, q, direction, upper) > delta:
        lower, upper = upper, upper * 2
    while upper - lower > upper * mp.mpf(10) ** -25:
        middle = (lower + upper) / 2
        if delta_in_one_step(sigma, q, direction, middle) > delta:
            lower = middle
        else:
            upper = middle
    return upper


def as_one_step(sigma, q, steps):
    """σ of the one step that the composition amounts to; None where there is none."""
    if q == 1:
        return mp.mpf(sigma) / mp.sqrt(steps)
    return mp.mpf(sigma) if steps == 1 else None


# Several sampled steps: the inversion integral.


class Contour:
    """The integrand along Re z = c, without its factor e^(−εz)."""

    def __init__(self, sigma, q, steps, direction, delta=None, epsilon=None, halvings=0, other=False):
        self.sigma, self.q, self.steps, self.direction = mpfr(sigma), mpfr(q), steps, direction
        self.width = mpfr(min(0.25, 0.35 * sigma)) / 2**halvings / (mpfr("1.13") if other else 1)
        self.log_delta = gmpy2.log(mpfr(delta)) if delta is not None else None
        self.epsilon = mpfr(epsilon) if epsilon is not None else None
        self.nodes = {}
        log_c = self.best_log_c()
        self.c = gmpy2.exp(log_c) * (mpfr("0.9") if other else 1)
        self.prepare(2**halvings * (mpfr("1.17") if other else mpfr(1)))

    def node(self, j):
        """The loss at the node, and log of its weight under P."""
        if j not in self.nodes:
            u = j * self.width
            log_normal = -u * u / 2 + gmpy2.log(self.width / gmpy2.sqrt(2 * gmpy2.const_pi()))
            loss = self.mixture_loss(u)
            if self.direction == "remove":
                self.nodes[j] = (loss, log_normal + loss)
            elif self.direction == "add":
                self.nodes[j] = (-loss, log_normal)
            else:
                self.nodes[j] = (loss - self.mixture_loss(-u), log_normal + loss)
        return self.nodes[j]

    def mixture_loss(self, u):
        return gmpy2.log1p(self.q * gmpy2.expm1(u / self.sigma - 1 / (2 * self.sigma**2)))

    def reach(self, c):
        """Beyond which nodes e^(cL) P is below e^(−110) of its sum."""
        slope = (1 + c) * (2 if self.direction == "replace" else 1) / self.sigma
        right = 1 / self.sigma if self.direction == "add" else slope
        left = c / self.sigma if self.direction == "add" else (c / self.sigma if self.direction == "replace" else 0)
        return int((-left - 15) / self.width), int((right + 15) / self.width)

    def tilted(self, c):
        """Losses, weights e^(cL) P, and log of a factor taken out of these."""
        first, last = self.reach(c)
        nodes = [self.node(j) for j in range(first, last + 1)]
        exponents = [log_weight + c * loss for loss, log_weight in nodes]
        largest = max(exponents)
        kept = [(n[0], gmpy2.exp(e - largest)) for n, e in zip(nodes, exponents) if e > largest - 110]
        return [k[0] for k in kept], [k[1] for k in kept], largest

    def log_moment(self, c):
        _, weights, largest = self.tilted(c)
        return largest + gmpy2.log(sum(weights))

    def objective(self, log_c):
        """What is smallest at the saddle: log δ at the ε asked for, or ε at the δ."""
        c = gmpy2.exp(log_c)
        power = self.steps * self.log_moment(c)
        if self.epsilon is not None:
            return power - c * self.epsilon - gmpy2.log(c) - gmpy2.log1p(c)
        return (power - self.log_delta - (1 + c) * gmpy2.log1p(c) + c * log_c) / c

    def best_log_c(self):
        """By walking in steps of 1, then of 1/4, of log c."""
        known = {}

        def value(k):
            if k not in known:
                known[k] = self.objective(mpfr(k) / 4)
            return known[k]

        best = 4
        for stride in (4, 1):
            while True:
                next_best = min((best - stride, best, best + stride), key=value)
                if next_best == best or not -48 < next_best < 48:
                    break
                best = next_best
        return mpfr(best) / 4

    def prepare(self, lengthening):
        losses, weights, largest = self.tilted(self.c)
        total = sum(weights)
        mean = sum(w * x for w, x in zip(weights, losses)) / total
        spread = gmpy2.sqrt(self.steps * sum(w * (x - mean) ** 2 for w, x in zip(weights, losses)) / total)
        widest = max(abs(x - mean) for x in losses)
        light = 80 - (self.log_delta if self.log_delta is not None else self.objective(gmpy2.log(self.c)))
        period = lengthening * max(light / self.c, 20 * spread + 2, 2 * widest)
        self.frequency = 2 * gmpy2.const_pi() / period
        # The integrand is scaled by e^(−start) and turned by e^(−z mean T).
        self.mean = mean * self.steps
        self.start = self.steps * (largest + gmpy2.log(total)) - self.c * self.mean
        self.terms = []
        state = [mpc(w / total) for w in weights]
        turns = [gmpy2.exp(mpc(0, self.frequency * (x - mean))) for x in losses]
        for k in range(MOST_TERMS):
            z = mpc(self.c, k * self.frequency)
            moment = sum(state)
            power = gmpy2.exp(self.steps * gmpy2.log(moment)) if moment != 0 else mpc(0)
            self.terms.append(power / (z * (1 + z)) / (2 if k == 0 else 1))
            if abs(self.terms[-1]) < abs(self.terms[0]) * mpfr("1e-19"):
                return
            state = [s * t for s, t in zip(state, turns)]
        raise Unresolved

    def log_delta_and_slope(self, epsilon):
        """log δ(ε) and its derivative."""
        turn = gmpy2.exp(mpc(0, -self.frequency * (epsilon - self.mean)))
        phase, value, slope = mpc(1), mpfr(0), mpfr(0)
        for k, term in enumerate(self.terms):
            part = term * phase
            value += part.real
            slope -= (part * mpc(self.c, k * self.frequency)).real
            phase *= turn
        if value <= 0:
            raise Unresolved
        log_scale = self.start - self.c * (epsilon - self.mean) + gmpy2.log(self.frequency / gmpy2.const_pi())
        return log_scale + gmpy2.log(value), slope / value

    def solve(self):
        """The ε ≥ 0 of the δ, by Newton's method from above."""
        epsilon = self.objective(gmpy2.log(self.c))
        for _ in range(60):
            log_delta, slope = self.log_delta_and_slope(epsilon)
            change = (self.log_delta - log_delta) / slope
            epsilon += change
            if epsilon <= 0 and self.log_delta_and_slope(mpfr(0))[0] <= self.log_delta:
                return mpfr(0)
            if abs(change) < mpfr("1e-22") * abs(epsilon):
                return epsilon
        raise Unresolved


def agreed(compute):
    """The value on which two contours agree, the steps of both rules halved until they do; `compute` takes both choices."""
    for halvings in range(MOST_HALVINGS + 1):
        try:
            first, second = compute(halvings, False), compute(halvings, True)
        except Unresolved:
            continue
        if abs(first - second) <= mpfr("1e-11") * abs(first):
            return float(first)
    raise Unresolved


def epsilon_of(sigma, q, steps, direction, delta):
    """ε at δ; raises `Unresolved`."""
    one = as_one_step(sigma, q, steps)
    if one is not None:
        return float(epsilon_in_one_step(one, q, direction, delta))

    def compute(halvings, other):
        return Contour(sigma, q, steps, direction, delta=delta, halvings=halvings, other=other).solve()

    return agreed(compute)


def log_delta_of(sigma, q, steps, direction, epsilon):
    """log δ at ε; raises `Unresolved`."""
    one = as_one_step(sigma, q, steps)
    if one is not None:
        return float(mp.log(delta_in_one_step(one, q, direction, mp.mpf(epsilon))))

    def compute(halvings, other):
        contour = Contour(sigma, q, steps, direction, epsilon=epsilon, halvings=halvings, other=other)
        return contour.log_delta_and_slope(mpfr(epsilon))[0]

    return agreed(compute)
