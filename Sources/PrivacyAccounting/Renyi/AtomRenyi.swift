internal import Foundation
internal import NumericalCore

/// One outcome, or several of one likelihood ratio, under two laws P and Q.
struct Atom: Hashable, Sendable {
  /// log Q.
  let logMass: Double
  /// log(P/Q).
  let logRatio: Double

  /// The same outcome with the laws exchanged.
  var reversed: Atom { Atom(logMass: logMass + logRatio, logRatio: -logRatio) }

  /// The same outcome where P has become (1 − q) Q + q P.
  func sampled(_ samplingProbability: Double) -> Atom {
    Atom(logMass: logMass, logRatio: logMixtureRatio(logRatio, weight: samplingProbability))
  }
}

/// log E_Q[(P/Q)^α] of two laws on the same atoms, accurate also where they are nearly equal.
///
/// Their masses must each sum to 1 up to rounding: E − 1 is then the sum of the non-negative Q f(log P/Q) with f the
/// `PowerRemainder`.
///
/// - Accuracy: relative error below 1e-12 against 45-digit mpmath (`Vectors/renyi-divergences.json`).
func logMoment(of atoms: [Atom], _ remainder: PowerRemainder) -> Double {
  let logTerms = atoms.map { $0.logMass + remainder.logValue($0.logRatio) }
  return softplus(logSumExp(logTerms))
}

/// The larger of the Rényi divergences of two discrete laws, P from Q and Q from P.
struct AtomRenyi: RenyiDivergence {
  private let directions: [[Atom]]
  /// Whether an outcome of one law is impossible, or nearly, under the other.
  private let isUnbounded: Bool

  /// - Parameters:
  ///   - atoms: All outcomes.
  ///   - isSymmetric: Exchanging P and Q gives the same atoms.
  init(_ atoms: [Atom], isSymmetric: Bool) {
    isUnbounded = atoms.contains { $0.logRatio.isInfinite }
    directions = isSymmetric ? [atoms] : [atoms, atoms.map(\.reversed)]
  }

  func value(excessOrder: Double) -> Double {
    guard !isUnbounded else { return .infinity }
    let remainder = PowerRemainder(excessOrder: excessOrder)
    return directions.reduce(0) { max($0, logMoment(of: $1, remainder)) } / excessOrder
  }
}

extension AtomRenyi {
  /// All that ε-DP says: randomised response between two answers with likelihood ratio e^ε dominates every other
  /// mechanism (Kairouz, Oh and Viswanath, arXiv:1311.0776v4).
  static func pureDP(epsilon: Double) -> AtomRenyi {
    let rarer = -softplus(epsilon)
    return AtomRenyi(
      [Atom(logMass: rarer, logRatio: epsilon), Atom(logMass: epsilon + rarer, logRatio: -epsilon)], isSymmetric: true)
  }

  /// Randomised response with k answers, of which a random one is given with probability p.
  ///
  /// One record replacing another makes two answers (1 − p + p/k, p/k) and (p/k, 1 − p + p/k); a blank answers
  /// uniformly.
  static func randomisedResponse(
    randomAnswerProbability p: Double, categories: Int, blank: Bool
  ) -> AtomRenyi {
    let k = Double(categories)
    let (truth, other) = (log1p(-p * (1 - 1 / k)), log(p) - log(k))
    guard blank else {
      // The other answers have equal probabilities and contribute nothing, except to the sum of 1.
      var atoms = [
        Atom(logMass: other, logRatio: logOddsOfTruth(p, k)), Atom(logMass: truth, logRatio: -logOddsOfTruth(p, k)),
      ]
      if categories > 2 { atoms.append(Atom(logMass: other + log(k - 2), logRatio: 0)) }
      return AtomRenyi(atoms, isSymmetric: true)
    }
    return AtomRenyi(
      [
        Atom(logMass: -log(k), logRatio: log1p((1 - p) * (k - 1))), Atom(logMass: log1p(-1 / k), logRatio: log(p)),
      ], isSymmetric: false)
  }

  /// log((1 − p + p/k) / (p/k)).
  private static func logOddsOfTruth(_ p: Double, _ k: Double) -> Double { log1p((1 - p) * k / p) }

  /// The largest shift of discrete Laplace noise whose outcomes are told apart.
  static let largestShift = 4096

  /// Discrete Laplace noise of scale t on numbers that differ by `shift`.
  ///
  /// All outcomes z ≤ 0 have one likelihood ratio, and so have all z ≥ s; between them log(P/Q) = (2z − s)/t. Beyond
  /// `largestShift` only the largest ratio, s/t, is used.
  ///
  /// - Parameter samplingProbability: q: P is (1 − q) Q + q P. The reflection z ↦ s − z exchanges the laws, so the
  ///   divergence of P from Q is then the larger (Theorem 5 of arXiv:1908.10530v1); it is taken as the larger of both.
  static func discreteLaplace(scale: Double, shift: Int, samplingProbability: Double) -> AtomRenyi {
    guard shift <= largestShift else {
      let epsilon = Double(shift) / scale
      return samplingProbability < 1
        ? pureDP(epsilon: logMixtureRatio(epsilon, weight: samplingProbability)) : pureDP(epsilon: epsilon)
    }
    // Q(z) = tanh(1/(2t)) e^(−|z|/t), summed over z ≥ 0 to 1/(1 + e^(−1/t)).
    let (logSum, logCentre) = (-log1p(exp(-1 / scale)), log(tanh(1 / (2 * scale))))
    let atoms = (0...shift).map { z in
      Atom(
        logMass: (z == 0 || z == shift ? logSum : logCentre) - Double(z) / scale,
        logRatio: Double(2 * z - shift) / scale)
    }
    guard samplingProbability < 1 else { return AtomRenyi(atoms, isSymmetric: true) }
    return AtomRenyi(atoms.map { $0.sampled(samplingProbability) }, isSymmetric: false)
  }
}
