internal import Foundation
internal import NumericalCore
package import PrivacyModel

/// The power of a two-arm audit with a threshold fixed beforehand, against attacks of known rates.
struct TwoArmPower {
  let included: Int
  let excluded: Int
  let claim: PrivacyClaim
  let significance: Double
  /// By false positives: the most false negatives with which the bound still exceeds the claim.
  private var allowedFalseNegatives: [Int: Int] = [:]

  init(included: Int, excluded: Int, claim: PrivacyClaim, significance: Double) {
    (self.included, self.excluded, self.claim, self.significance) = (included, excluded, claim, significance)
  }

  /// The lower bound when neither arm has an error: the most that these numbers of trials can show.
  func largestPossibleBound() throws -> Double {
    epsilonImplied(
      byFalseNegativeRate: try clopperPearsonUpperBound(
        BinomialCount(successes: 0, of: included), significance: significance / 2),
      falsePositiveRate: try clopperPearsonUpperBound(
        BinomialCount(successes: 0, of: excluded), significance: significance / 2), delta: claim.delta)
  }

  /// Probability that the claim is refuted at the best of these thresholds.
  mutating func power(atBestOf rates: [AttackRates]) throws -> Double {
    var best = 0.0
    for rates in rates { best = max(best, try power(rates)) }
    return best
  }

  private mutating func power(_ rates: AttackRates) throws -> Double {
    var power = 0.0
    for (falsePositives, weight) in try distribution(trials: excluded, probability: rates.falsePositive) {
      guard let allowed = try mostFalseNegatives(falsePositives: falsePositives) else { continue }
      power +=
        weight
        * Binomial(trials: included, probability: 1 - rates.truePositive).lowerTail(allowed)
    }
    return power
  }

  /// The counts that a binomial takes, with their probabilities; a normal's quantiles where they are many.
  private func distribution(trials: Int, probability: Double) throws -> [(count: Int, weight: Double)] {
    let mean = Double(trials) * probability
    let deviation = (mean * (1 - probability)).squareRoot()
    if deviation > 25 {
      let quantiles = 61
      return try (0..<quantiles).map { index in
        let quantile = mean + deviation * (try GSL.normalQuantile((Double(index) + 0.5) / Double(quantiles)))
        return (min(max(Int(quantile.rounded()), 0), trials), 1 / Double(quantiles))
      }
    }
    let lowest = max(0, Int(mean - 8 * deviation - 8))
    let highest = min(trials, Int(mean + 8 * deviation + 8))
    let binomial = Binomial(trials: trials, probability: probability)
    return (lowest...highest).map { ($0, exp(binomial.logProbability($0))) }
  }

  /// nil when no number of false negatives is small enough.
  private mutating func mostFalseNegatives(falsePositives: Int) throws -> Int? {
    if let known = allowedFalseNegatives[falsePositives] { return known >= 0 ? known : nil }
    let upper = try clopperPearsonUpperBound(
      BinomialCount(successes: falsePositives, of: excluded), significance: significance / 2)
    // The bound exceeds the claim exactly when the upper bound on the false negative rate is below this limit, that is
    // when so few false negatives have a probability below α/2 there.
    let growth = exp(claim.epsilon)
    let limit = max(1 - claim.delta - growth * upper, (1 - upper - claim.delta) / growth)
    var most = -1
    if limit > 0 {
      var (low, high) = (-1, included)
      while high - low > 1 {
        let middle = (low + high) / 2
        let tail = Binomial(trials: included, probability: min(limit, 1)).lowerTail(middle)
        if tail < significance / 2 { low = middle } else { high = middle }
      }
      most = low
    }
    allowedFalseNegatives[falsePositives] = most
    return most >= 0 ? most : nil
  }
}

/// What an audit with these numbers of certifying trials would have caught with probability `power`.
///
/// The worst mechanism considered is Gaussian and the attack as good as any, so a real audit detects a little less.
/// - Returns: nil when these trials could not refute the claim even without a single error.
package func auditPower(
  included: Int, excluded: Int, claim: PrivacyClaim, significance: Double, power: Double = 0.9
) throws -> AuditPower? {
  precondition(claim.delta > 0, "a Gaussian mechanism has no finite epsilon at delta 0")
  var design = TwoArmPower(included: included, excluded: excluded, claim: claim, significance: significance)
  let largest = try design.largestPossibleBound()
  guard largest > claim.epsilon else { return nil }
  let atClaim = 1 / AnalyticGaussian.calibrated(epsilon: claim.epsilon, delta: claim.delta).noiseMultiplier
  guard try design.power(atBestOf: AlternativeScores.gaussianRates(mu: atClaim + 60)) >= power else { return nil }
  let detectable = try bisect(from: atClaim, to: atClaim + 60, relativeTolerance: 1e-4) { mu in
    try design.power(atBestOf: AlternativeScores.gaussianRates(mu: mu)) >= power
  }.upper
  guard let epsilon = AnalyticGaussian(noiseMultiplier: 1 / detectable).epsilon(delta: claim.delta) else { return nil }
  return AuditPower(detectableEpsilon: epsilon, power: power, largestPossibleBound: largest)
}
