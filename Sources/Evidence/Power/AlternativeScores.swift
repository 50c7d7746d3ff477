internal import Foundation
internal import NumericalCore
internal import PrivacyModel

/// The scores of the best attack when an alternative is the truth.
struct AlternativeScores: Sendable {
  private let kind: Kind
  /// What thresholds achieve, on a grid that holds or comes close to every best one.
  let rates: [AttackRates]

  private enum Kind: Sendable {
    /// N(`mu`, 1) and N(0, 1).
    case gaussian(mu: Double)
    /// Laplace noise of scale 1/`epsilon` around 1 and 0.
    case laplace(epsilon: Double)
    /// 1 at these rates, else 0.
    case bit(AttackRates)
  }

  /// - Parameter delta: Of the claim.
  /// - Throws: `InvalidValue` when the alternative is out of range.
  init(_ alternative: Alternative, delta: Double) throws {
    switch alternative {
    case .gaussian(let epsilon):
      let epsilon = try checked(epsilon, "alternative.epsilon", in: .notNegative)
      guard epsilon <= Alternative.largestEpsilon else {
        throw InvalidValue(
          key: "alternative.epsilon", allowed: "at most \(Alternative.largestEpsilon)", got: "\(epsilon)")
      }
      let delta = try checked(delta, "claim.delta (for a gaussian alternative)", in: .openUnitInterval)
      let mu = 1 / AnalyticGaussian.calibrated(epsilon: epsilon, delta: delta).noiseMultiplier
      kind = .gaussian(mu: mu)
      rates = try Self.gaussianRates(mu: mu)
    case .laplace(let epsilon):
      let epsilon = try checked(epsilon, "alternative.epsilon", in: .positive)
      kind = .laplace(epsilon: epsilon)
      // P[noise > t]. Beyond [0, 1] the likelihood ratio is constant, so that the ends are the best thresholds there.
      func tail(_ t: Double) -> Double { t < 0 ? 1 - exp(epsilon * t) / 2 : exp(-epsilon * t) / 2 }
      rates = (0...20).map { step in
        let threshold = Double(step) / 20
        return AttackRates(truePositive: tail(threshold - 1), falsePositive: tail(threshold))
      }
    case .randomisedResponse(let epsilon):
      let truth = 1 / (1 + exp(-(try checked(epsilon, "alternative.epsilon", in: .notNegative))))
      let bit = AttackRates(truePositive: truth, falsePositive: 1 - truth)
      (kind, rates) = (.bit(bit), [bit])
    case .rates(let truePositive, let falsePositive):
      for (rate, name) in [(truePositive, "truePositive"), (falsePositive, "falsePositive")]
      where !(0...1).contains(rate) {
        throw InvalidValue(key: "alternative.\(name)", allowed: "a number from 0 to 1", got: "\(rate)")
      }
      let bit = AttackRates(truePositive: truePositive, falsePositive: falsePositive)
      (kind, rates) = (.bit(bit), [bit])
    }
  }

  /// The error rates of thresholds from far below to far above scores N(`mu`, 1) and N(0, 1).
  static func gaussianRates(mu: Double) throws -> [AttackRates] {
    try (0...48).map { step in
      let threshold = -5 + (mu + 10) * Double(step) / 48
      return AttackRates(
        truePositive: try GSL.normalUpperTail(threshold - mu), falsePositive: try GSL.normalUpperTail(threshold))
    }
  }

  /// The scores of both worlds mirror each other, so that both ends of a run's scores can be guessed equally well.
  var isSymmetric: Bool {
    switch kind {
    case .gaussian, .laplace: true
    case .bit(let rates): abs(rates.truePositive + rates.falsePositive - 1) < 1e-12
    }
  }

  /// The false negative rate of the threshold with this false positive rate; equal scores are told apart by noise.
  ///
  /// - Parameter rate: In (0, 1).
  func falseNegativeRate(atFalsePositiveRate rate: Double) throws -> Double {
    switch kind {
    case .gaussian(let mu):
      let threshold = -(try GSL.normalQuantile(rate))
      return try GSL.normalUpperTail(mu - threshold)
    case .laplace(let epsilon):
      let threshold = (rate < 0.5 ? -log(2 * rate) : log(2 * (1 - rate))) / epsilon - 1
      return threshold < 0 ? exp(epsilon * threshold) / 2 : 1 - exp(-epsilon * threshold) / 2
    case .bit(let rates):
      return rates.falseNegative(atFalsePositive: rate)
    }
  }

  /// The false positive rate of the threshold with this false negative rate.
  ///
  /// - Parameter rate: In (0, 1).
  func falsePositiveRate(atFalseNegativeRate rate: Double) throws -> Double {
    if case .bit(let rates) = kind { return rates.mirrored.falseNegative(atFalsePositive: rate) }
    return try falseNegativeRate(atFalsePositiveRate: rate)
  }

  func pair(using stream: inout RandomStream) -> ScorePair {
    switch kind {
    case .gaussian(let mu):
      return ScorePair(included: mu + stream.nextNormal(), excluded: stream.nextNormal())
    case .laplace(let epsilon):
      func noise() -> Double {
        let uniform = stream.nextUniform() - 0.5
        return (uniform < 0 ? 1 : -1) * log1p(-2 * abs(uniform)) / epsilon
      }
      return ScorePair(included: 1 + noise(), excluded: noise())
    case .bit(let rates):
      return ScorePair(
        included: stream.nextUniform() < rates.truePositive ? 1 : 0,
        excluded: stream.nextUniform() < rates.falsePositive ? 1 : 0)
    }
  }
}
