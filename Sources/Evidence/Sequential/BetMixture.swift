internal import Foundation

/// A mixture of constant bets against one (ε, δ), and what each outcome of a pair does to their wealth.
///
/// Under (ε, δ)-DP every event has P[x] − e^ε P[y] − δ ≤ 0, so that a stake λ in [0, 1/(e^ε + δ)) on
/// ```
/// Z = 1{x in the event} − e^ε 1{y in the event} − δ
/// ```
/// multiplies wealth by 1 + λZ > 0 of expectation at most 1. The stakes are fractions c of their upper limit, all with
/// the same share of the initial wealth; the average of supermartingales is one.
///
/// - Reference: Ramdas, Grünwald, Vovk and Shafer, "Game-Theoretic Statistics and Safe Anytime-Valid Inference",
///   arXiv:2210.01948v2; the uniform mixture is that of Cover, "Universal Portfolios", 1991.
struct BetMixture: Sendable {
  /// The most that the logarithm of any wealth can grow by with one pair.
  let largestGrowth: Double
  // By bet: the logarithm of the factor of each outcome.
  private let gain: [Double]
  private let loss: [Double]
  private let both: [Double]
  private let neither: [Double]

  /// c, from bold to timid: the boldest suit perfect attacks, the timid ones a claim that is missed by little.
  static let fractions: [Double] = (0..<10).map { 0.92 * pow(0.6, Double($0)) }

  /// - Parameters:
  ///   - epsilon: At least 0.
  ///   - delta: In [0, 1).
  init(epsilon: Double, delta: Double) {
    // In units of e^ε, which may be too large for a double.
    let inverse = exp(-epsilon)
    let limit = 1 / (1 + delta * inverse)
    func logFactors(_ payoff: Double) -> [Double] { Self.fractions.map { log1p($0 * limit * payoff) } }
    gain = logFactors((1 - delta) * inverse)
    loss = logFactors(-1 - delta * inverse)
    both = logFactors(inverse - 1 - delta * inverse)
    neither = logFactors(-delta * inverse)
    largestGrowth = log1p(limit * (1 - delta) * inverse)
  }

  /// Writes the logarithm of the wealth of every bet after these outcomes to `logWealth`, bet by bet.
  ///
  /// - Parameters:
  ///   - furtherGains: So many pairs more, all of which gain.
  ///   - start: The logarithm of the wealth of each at the beginning.
  func logWealth(
    after outcomes: PairOutcomes, of pairs: Int, furtherGains: Int, from start: Double,
    into logWealth: UnsafeMutableBufferPointer<Double>
  ) {
    let gains = Double(outcomes.gains + furtherGains)
    let (losses, boths) = (Double(outcomes.losses), Double(outcomes.both))
    let neithers = Double(pairs - outcomes.gains) - losses - boths
    for bet in logWealth.indices {
      logWealth[bet] =
        start + gains * gain[bet] + losses * loss[bet] + boths * both[bet] + neithers * neither[bet]
    }
  }
}
