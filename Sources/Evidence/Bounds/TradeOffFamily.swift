internal import Foundation
package import PrivacyModel

/// Mechanisms that differ in the amount of their noise and in nothing else.
package struct TradeOffFamily: Sendable {
  /// One of them.
  package struct Member: Sendable {
    /// A lower bound on its ε at the δ in question.
    package let epsilon: Double
    /// What no test of its members can exceed.
    package let curve: TradeOffCurve

    package init(epsilon: Double, curve: TradeOffCurve) {
      (self.epsilon, self.curve) = (epsilon, curve)
    }
  }

  /// The member with so many times the noise that is claimed; nil where no accountant has an answer.
  package let member: @Sendable (_ noiseFactor: Double) throws -> Member?

  package init(member: @Sendable @escaping (_ noiseFactor: Double) throws -> Member?) { self.member = member }

  /// The factors that are looked at.
  private static let smallest = 0x1p-10
  private static let largest = 0x1p10

  /// The ε of the member with the least noise that these errors refute; 0 where they refute none.
  ///
  /// Bounds on both error rates suit thresholds with few errors of one kind, the sum of errors those with as many of either.
  ///
  /// Label: `.assumption`. It says how far the mechanism is from its claim if all that is wrong is the amount of noise.
  /// - Parameters:
  ///   - rates: Of a threshold that knows nothing of these trials.
  ///   - errorSumSignificance: Of the test of the sum of errors, in (0, 1). A member whose curve the mechanism keeps to is
  ///     refuted with a probability of at most this and the significance of both rates together.
  /// - Accuracy: the noise of that member is at most 0.1 % too large.
  func epsilon(_ rates: ErrorRates, errorSumSignificance: Double) throws -> Double {
    let (falseNegatives, falsePositives) = (rates.falseNegativeRate, rates.falsePositiveRate)
    func refuted(_ factor: Double) throws -> Member? {
      guard let member = try member(factor) else { return nil }
      let isRefuted =
        member.curve.isRefuted(
          byFalseNegativeUpper: falseNegatives.upperBound, falsePositiveUpper: falsePositives.upperBound)
        || member.curve.isRefuted(
          byErrors: falseNegatives.count, falsePositives.count, significance: errorSumSignificance)
      return isRefuted ? member : nil
    }
    var high = 1.0
    var strongest = try refuted(high)
    while strongest == nil, high < Self.largest {
      high *= 2
      strongest = try refuted(high)
    }
    guard strongest != nil else { return 0 }
    var low = high / 2
    while low >= Self.smallest, let member = try refuted(low) { (strongest, high, low) = (member, low, low / 2) }
    while high / low > 1.001 {
      let middle = (low * high).squareRoot()
      if let member = try refuted(middle) { (strongest, high) = (member, middle) } else { low = middle }
    }
    return strongest?.epsilon ?? 0
  }
}
