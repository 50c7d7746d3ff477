internal import Foundation
internal import NumericalCore
package import PrivacyModel

/// The law of the privacy loss L = log dP/dQ under P, for a pair (P, Q) that dominates one step in one direction.
///
/// What an accountant needs of the pair is in this law alone: δ(ε) = E_P[max(0, 1 − e^{ε − L})], and losses of composed
/// steps add.
package struct LossLaw: Sendable {
  /// The parts that have a density, in no order.
  var pieces: [LossPiece] = []
  /// Losses of positive probability, in no order.
  var atoms: [Atom] = []
  /// P[L = ∞].
  var infiniteMass = 0.0
  /// At least the P-probability that the law leaves out.
  var missingMass = 0.0
  /// The lattice that atoms lie on, when they lie on one.
  var lattice: Lattice?

  struct Atom: Hashable, Sendable {
    let loss: Double
    let mass: Double
  }

  /// `offset` + k · `spacing`, k whole.
  struct Lattice: Hashable, Sendable {
    let offset: Double
    let spacing: Double
  }

  /// The dominating pair of `step`.
  ///
  /// - Parameters:
  ///   - direction: One of `adjacency.directions`.
  ///   - logTail: log of the P-probability that may be left out at either end.
  /// - Throws: `AccountingError` for steps without such a pair.
  package init(_ step: Step, direction: Direction, adjacency: Adjacency, logTail: Double) throws {
    let reach = (-2 * logTail).squareRoot()
    let isReplaced = direction == .replace
    let moved = Double(direction.contributionsMoved)
    let tail = exp(logTail)
    switch (step.noise, step.sampling) {
    case (.gaussian(let noiseMultiplier), .none):
      self.init(gaussian: moved / noiseMultiplier, 1, .remove, reach: reach, tail: tail)
    case (.gaussian(let noiseMultiplier), .poisson(let q)):
      self.init(gaussian: 1 / noiseMultiplier, q, direction, reach: reach, tail: tail)
    case (.gaussian(let noiseMultiplier), .withoutReplacement(let batchSize, let populationSize)):
      try Self.require(isReplaced, step, adjacency)
      let q = Double(batchSize) / Double(populationSize)
      self.init(withoutReplacementGaussian: moved / noiseMultiplier, q, reach: reach, tail: tail)
    case (.laplace(let noiseMultiplier), .none):
      self.init(laplace: moved / noiseMultiplier, 1, .remove)
    case (.laplace(let noiseMultiplier), .poisson(let q)):
      try Self.require(!isReplaced, step, adjacency)
      self.init(laplace: 1 / noiseMultiplier, q, direction)
    case (_, .withoutReplacement): throw AccountingError.noAccountant(.sampledWithoutReplacement)
    case (let noise, .none):
      try self.init(
        discrete: OutcomePair(noise, direction: direction, adjacency: adjacency, logTail: logTail), 1, direction)
    case (let noise, .poisson(let q)):
      try Self.require(!isReplaced, step, adjacency)
      try self.init(
        discrete: OutcomePair(noise, direction: .remove, adjacency: adjacency, logTail: logTail), q, direction)
    }
  }

  private static func require(_ isSupported: Bool, _ step: Step, _ adjacency: Adjacency) throws {
    guard !isSupported else { return }
    switch step.sampling {
    case .withoutReplacement:
      throw AccountingError.unsupportedAdjacency(adjacency, of: .sampledWithoutReplacement, choose: [.replaceOne])
    case .poisson, .none:
      throw AccountingError.unsupportedAdjacency(adjacency, of: .poissonSampled, choose: [.addOrRemove, .zeroOut])
    }
  }

  /// Poisson-sampled Gaussian noise of sensitivity ÷ standard deviation `mu`.
  private init(
    gaussian mu: Double, _ q: Double, _ shape: Direction, reach: Double, tail: Double
  ) {
    pieces = [
      LossPiece(
        base: .normal, shape: shape, samplingProbability: q, slope: shape == .add ? -mu : mu,
        intercept: -mu * mu / 2, lower: -reach, upper: shape == .add ? reach : reach + mu)
    ]
    missingMass = 2 * tail
  }

  /// Gaussian noise on a batch of fixed size, of which a record is part with probability `q`, when one record replaces
  /// another.
  ///
  /// H_x of the sampled mechanism is at most that of M against B for x ≥ 1 and of B against M for x ≤ 1, in the words of
  /// `LossPiece`; the law whose trade-off is both has an atom of (1 − q) TV(P, Q) at 0.
  ///
  /// - Reference: Theorem 9 of arXiv:1807.01647v2; Proposition 8 of arXiv:2106.08567v4 for the law of a trade-off.
  private init(withoutReplacementGaussian mu: Double, _ q: Double, reach: Double, tail: Double) {
    let positive = LossPiece(
      base: .normal, shape: .remove, samplingProbability: q, slope: mu, intercept: -mu * mu / 2, lower: mu / 2,
      upper: max(mu / 2, reach + mu))
    let negative = LossPiece(
      base: .normal, shape: .add, samplingProbability: q, slope: -mu, intercept: -mu * mu / 2,
      lower: min(-reach, -mu / 2), upper: -mu / 2)
    pieces = [positive, negative]
    atoms = [Atom(loss: 0, mass: (1 - q) * erf(mu / 8.0.squareRoot()))]
    missingMass = 2 * tail
  }

  /// Poisson-sampled Laplace noise of sensitivity ÷ scale `rate`: the loss is constant outside the two means.
  private init(laplace rate: Double, _ q: Double, _ shape: Direction) {
    let isAdd = shape == .add
    // In units of the sensitivity, from one mean to the other; mirrored for `add` so that the loss increases.
    pieces = [
      LossPiece(
        base: .exponential(rate: isAdd ? -rate : rate, scale: rate / 2), shape: shape, samplingProbability: q,
        slope: isAdd ? -2 * rate : 2 * rate, intercept: -rate, lower: isAdd ? -1 : 0, upper: isAdd ? 0 : 1)
    ]
    let pair = OutcomePair(outcomes: [
      .init(logRatio: -rate, firstMass: exp(-rate) / 2, secondMass: 0.5),
      .init(logRatio: rate, firstMass: 0.5, secondMass: exp(-rate) / 2),
    ])
    let law = LossLaw(discrete: pair, q, shape)
    (atoms, lattice) = (law.atoms, law.lattice)
  }

  /// The law of a Poisson sample of a discrete pair.
  private init(discrete pair: OutcomePair, _ q: Double, _ shape: Direction) {
    atoms = []
    for outcome in pair.outcomes {
      let l = logMixtureRatio(outcome.logRatio, weight: q)
      // Unsampled pairs come in the direction that was asked for.
      let isAdd = shape == .add && q < 1
      let mass = isAdd ? outcome.secondMass : (1 - q) * outcome.secondMass + q * outcome.firstMass
      let loss = isAdd ? -l : l
      guard mass > 0 else { continue }
      if loss == .infinity { infiniteMass += mass } else { atoms.append(Atom(loss: loss, mass: mass)) }
    }
    missingMass = pair.missingMass
    lattice = pair.isLattice && q == 1 || atoms.count == 2 ? Self.lattice(through: atoms.map(\.loss)) : nil
  }

  /// The lattice through equally spaced losses.
  private static func lattice(through losses: [Double]) -> Lattice? {
    guard let first = losses.min(), let last = losses.max(), last > first else { return nil }
    return Lattice(offset: first, spacing: (last - first) / Double(losses.count - 1))
  }

  /// At least the total variation distance of the pair, δ(0) = E_P[max(0, 1 − e^{−L})].
  var totalVariation: Double {
    var sum = infiniteMass + missingMass
    for piece in pieces {
      let from = piece.position(ofLoss: 0)
      if piece.upper > from { sum += max(0, piece.integral(from: from, to: piece.upper, target: 0).excess) }
    }
    for atom in atoms where atom.loss > 0 { sum -= atom.mass * expm1(-atom.loss) }
    return sum * (1 + LatticeLaw.massRounding)
  }

  /// From the smallest finite loss to the largest.
  var range: ClosedRange<Double> {
    let used = pieces.filter { $0.upper > $0.lower }
    let first = min(used.map { $0.loss($0.lower) }.min() ?? .infinity, atoms.map(\.loss).min() ?? .infinity)
    let last = max(used.map { $0.loss($0.upper) }.max() ?? -.infinity, atoms.map(\.loss).max() ?? -.infinity)
    return first <= last ? first...last : 0...0
  }

  /// The mass of losses in `range`, a few nats wide, and the loss whose e^{−L} is their mean, rounded down.
  func part(in range: ClosedRange<Double>) -> (mass: Double, meanLoss: Double) {
    var cell = LossCell()
    for piece in pieces {
      let (from, to) = (piece.position(ofLoss: range.lowerBound), piece.position(ofLoss: range.upperBound))
      guard to > from else { continue }
      let part = piece.integral(from: from, to: to, target: range.lowerBound)
      cell.mass += part.mass
      cell.excess += part.excess
    }
    for atom in atoms where range.contains(atom.loss) {
      cell.mass += atom.mass
      cell.excess -= atom.mass * expm1(range.lowerBound - atom.loss)
    }
    // Without mass there is no mean; any loss no higher than it is sound.
    let mean = range.lowerBound - log1p(-cell.excess / cell.mass)
    let lowered = mean - 1e-15 * (abs(mean) + range.upperBound - range.lowerBound)
    return (cell.mass, range.contains(mean) ? lowered : range.lowerBound)
  }
}
