internal import Foundation
internal import NumericalCore

/// Asymptotic intervals for the rate of a test on one canary, from trials with several exchangeable canaries each.
///
/// Label: `.asymptotic`. Trials are independent; the canaries of one trial need not be.
/// - Reference: Pillutla et al., "Unleashing the Power of Randomization in Auditing Differentially Private ML",
///   arXiv:2305.18447.
package struct LiftedTests: Sendable {
  /// Trials.
  let trials: Int
  /// Canaries in each.
  let canaries: Int
  /// The mean over trials of the share of canaries that pass.
  let mean: Double
  /// The mean over trials of the share of pairs of canaries that pass both.
  let pairMean: Double

  /// - Parameter passes: By trial, how many of its canaries pass the test; not empty.
  package init(passes: [Int], canaries: Int) {
    precondition(
      !passes.isEmpty && canaries >= 1 && passes.allSatisfy { (0...canaries).contains($0) },
      "lifted tests need trials in which at most all of the canaries pass")
    (trials, self.canaries) = (passes.count, canaries)
    let (count, size) = (Double(passes.count), Double(canaries))
    mean = passes.reduce(0) { $0 + Double($1) } / (size * count)
    pairMean =
      canaries < 2
      ? 0 : passes.reduce(0) { $0 + Double($1) * Double($1 - 1) } / (size * (size - 1) * count)
  }

  /// Wilson's interval for the rate, which takes the canaries of a trial for one observation.
  ///
  /// - Parameter significance: Of either end, in (0, 1).
  package func wilsonInterval(significance: Double) throws -> ClosedRange<Double> {
    try interval(mean: mean, significance: significance, linear: 1, constant: 0)
  }

  /// The interval that knows from pairs of canaries how much those of one trial have in common; nil for one canary.
  ///
  /// - Parameter significance: Of either end, in (0, 1); half of it bounds what pairs have in common.
  package func secondOrderInterval(significance: Double) throws -> ClosedRange<Double>? {
    guard canaries >= 2 else { return nil }
    let most = try interval(mean: pairMean, significance: significance / 2, linear: 1, constant: 0).upperBound
    let size = Double(canaries)
    return try interval(
      mean: mean, significance: significance / 2, linear: 1 / size, constant: (size - 1) / size * most)
  }

  /// The roots y of (n + z²) y² − (2 n m + z² `linear`) y + n m² − z² `constant` = 0.
  private func interval(
    mean: Double, significance: Double, linear: Double, constant: Double
  ) throws -> ClosedRange<Double> {
    let square = pow(try GSL.normalQuantile(significance), 2)
    let count = Double(trials)
    let (a, half) = (count + square, count * mean + square * linear / 2)
    let root = max(0, half * half - a * (count * mean * mean - square * constant)).squareRoot()
    return (half - root) / a...(half + root) / a
  }
}
