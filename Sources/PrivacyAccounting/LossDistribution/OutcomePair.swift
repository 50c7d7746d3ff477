internal import Foundation
internal import PrivacyModel

/// Two laws on the same countable outcomes, those of equal likelihood ratio taken together.
struct OutcomePair: Sendable {
  var outcomes: [Outcome]
  /// Whether the finite log ratios are equally spaced, in the order of `outcomes`.
  var isLattice = false
  /// At least the probability, under either law, of the outcomes that are left out.
  var missingMass = 0.0

  struct Outcome: Sendable {
    /// log of the first probability ÷ the second; may be infinite.
    let logRatio: Double
    let firstMass: Double
    let secondMass: Double
  }

  init(outcomes: [Outcome], isLattice: Bool = false) {
    (self.outcomes, self.isLattice) = (outcomes, isLattice)
  }

  /// More outcomes than this are refused.
  static let mostOutcomes = 1_000_000

  /// The dominating pair of unsampled `noise` in `direction`.
  ///
  /// - Parameter logTail: log of the probability that may be left out at either end.
  init(_ noise: Noise, direction: Direction, adjacency: Adjacency, logTail: Double) throws {
    let moved = direction.contributionsMoved
    switch noise {
    case .discreteGaussian(let standardDeviation, let sensitivity):
      try self.init(discreteGaussian: standardDeviation, sensitivity: moved * sensitivity, logTail: logTail)
    case .discreteLaplace(let scale, let sensitivity):
      try self.init(discreteLaplace: scale, sensitivity: moved * sensitivity)
    case .randomisedResponse(let randomAnswerProbability, let categories):
      guard adjacency != .addOrRemove else {
        throw AccountingError.unsupportedAdjacency(
          adjacency, of: .randomisedResponse, choose: [.replaceOne, .zeroOut])
      }
      self.init(
        randomAnswerProbability: randomAnswerProbability, categories: Double(categories), direction: direction)
    case .approximateDP(let epsilon, let delta): self.init(epsilon: epsilon, delta: delta)
    case .zeroConcentratedDP: throw AccountingError.noAccountant(.zeroConcentratedDP)
    case .gaussian, .laplace: preconditionFailure("\(noise) is not discrete")
    }
  }

  /// The discrete Gaussian at k against itself moved by the sensitivity s: log ratio (2ks − s²) / (2σ²).
  ///
  /// A sensitivity smaller than s is no worse: the law is log-concave, so its moves are ordered (Theorem 3.1 of
  /// arXiv:2004.00010v4 treats them alike).
  private init(discreteGaussian sigma: Double, sensitivity: Int, logTail: Double) throws {
    // P[|Z| ≥ K] ≤ 2 e^{−K²/(2σ²)} for the discrete Gaussian, which is sub-Gaussian (Corollary 24 of the same).
    let reach = (sigma * (-2 * (logTail - log(2.0))).squareRoot()).rounded(.up)
    guard reach + Double(sensitivity) < Double(Self.mostOutcomes) / 2 else {
      throw AccountingError.tooManyOutcomes(.discreteGaussian)
    }
    let (half, s) = (Int(reach), Double(sensitivity))
    func weight(_ k: Int) -> Double { exp(-Double(k) * Double(k) / (2 * sigma * sigma)) }
    // Beyond 9.5 σ the normaliser has converged, whatever the reach.
    let normaliser = stride(from: Int(9.5 * sigma) + 1, through: 1, by: -1).reduce(0) { $0 + 2 * weight($1) } + 1
    outcomes = (-half...(half + sensitivity)).map { k in
      Outcome(
        logRatio: (2 * Double(k) * s - s * s) / (2 * sigma * sigma), firstMass: weight(k - sensitivity) / normaliser,
        secondMass: weight(k) / normaliser)
    }
    (isLattice, missingMass) = (true, 2 * exp(logTail))
  }

  /// The discrete Laplace law against itself moved by s: log ratio (|k| − |k − s|)/t, constant beyond the two means.
  private init(discreteLaplace scale: Double, sensitivity: Int) throws {
    guard sensitivity < Self.mostOutcomes else { throw AccountingError.tooManyOutcomes(.discreteLaplace) }
    let (rate, s) = (1 / scale, Double(sensitivity))
    // (1 − a)/(1 + a) and 1/(1 + a), a = e^{−1/t}.
    let (peak, tail) = (tanh(rate / 2), 1 / (1 + exp(-rate)))
    func mass(_ j: Int) -> Double {
      j == 0 ? tail : j == sensitivity ? tail * exp(-rate * s) : peak * exp(-rate * Double(j))
    }
    outcomes = (0...sensitivity).map { j in
      Outcome(logRatio: rate * (2 * Double(j) - s), firstMass: mass(sensitivity - j), secondMass: mass(j))
    }
    isLattice = true
  }

  /// Two answers against each other, or one against a blank's, which is uniformly random.
  private init(randomAnswerProbability p: Double, categories k: Double, direction: Direction) {
    let (truth, other) = (1 - p + p / k, p / k)
    let logRatio = log1p((1 - p) / (p / k))
    switch direction {
    case .replace:
      outcomes = [
        Outcome(logRatio: -logRatio, firstMass: other, secondMass: truth),
        Outcome(logRatio: 0, firstMass: (k - 2) * other, secondMass: (k - 2) * other),
        Outcome(logRatio: logRatio, firstMass: truth, secondMass: other),
      ]
      isLattice = true
    case .remove, .add:
      let answers = [
        Outcome(logRatio: log(p), firstMass: (k - 1) * other, secondMass: (k - 1) / k),
        Outcome(logRatio: log1p((1 - p) * (k - 1)), firstMass: truth, secondMass: 1 / k),
      ]
      outcomes =
        direction == .remove
        ? answers
        : answers.map { Outcome(logRatio: -$0.logRatio, firstMass: $0.secondMass, secondMass: $0.firstMass) }
    }
  }

  /// The pair that every (ε, δ)-DP pair comes from by processing (arXiv:1311.0776v4).
  private init(epsilon: Double, delta: Double) {
    let (more, less) = ((1 - delta) / (1 + exp(-epsilon)), (1 - delta) * exp(-epsilon) / (1 + exp(-epsilon)))
    outcomes = [
      Outcome(logRatio: -.infinity, firstMass: 0, secondMass: delta),
      Outcome(logRatio: -epsilon, firstMass: less, secondMass: more),
      Outcome(logRatio: epsilon, firstMass: more, secondMass: less),
      Outcome(logRatio: .infinity, firstMass: delta, secondMass: 0),
    ].filter { $0.firstMass + $0.secondMass > 0 }
    isLattice = true
  }
}
