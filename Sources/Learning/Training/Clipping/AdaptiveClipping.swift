internal import Foundation
internal import NumericalCore
package import PrivacyModel

/// Flat clipping whose clip norm C follows a quantile of the gradients' norms, estimated in private.
///
/// With b = 1 for an example whose norm is at most C and 0 for others, a step ends with
/// ```
/// fraction = 1/2 + (Σ (b − 1/2) + N(0, σ²)) ÷ expected batch size
/// C ← C exp(−rate (fraction − quantile))
/// ```
/// An example contributes ±1/2 to the sum, so that σ is half the noise multiplier of the count. Each step releases a
/// gradient sum and a count of the same batch, which together are one Gaussian: see `combinedNoiseMultiplier`.
///
/// - Reference: Andrew, Thakkar, McMahan and Ramaswamy, "Differentially Private Learning with Adaptive Clipping",
///   Algorithm 1 of arXiv:1905.03871v5. Its counts are divided by the fixed size of a batch; ours by the
///   expected one, after the shift by 1/2, so that the size of the batch stays private.
package struct AdaptiveClipping: ClippingRule {
  /// C of the first step.
  package let initialClipNorm: Double
  /// The fraction of examples that shall not be clipped.
  package let quantile: Double
  /// η_C, the learning rate of log C.
  package let rate: Double
  /// Standard deviation of the noise on the count, divided by the 1/2 that an example contributes.
  package let countNoiseMultiplier: Double

  /// Where C stays whatever the counts say: numbers that single precision can square.
  package static let limits = 1e-15...1e15

  /// - Parameters:
  ///   - initialClipNorm: In `limits`.
  ///   - quantile: In [0, 1].
  ///   - rate: Positive; 0.2 in the paper.
  ///   - countNoiseMultiplier: Positive; a tenth of the expected batch size in the paper.
  package init(initialClipNorm: Double, quantile: Double = 0.5, rate: Double = 0.2, countNoiseMultiplier: Double) {
    precondition(Self.limits.contains(initialClipNorm), "a clip norm is in \(Self.limits), got \(initialClipNorm)")
    precondition((0...1).contains(quantile), "a quantile is in [0, 1], got \(quantile)")
    precondition(rate > 0 && rate.isFinite, "a rate is positive and finite, got \(rate)")
    precondition(
      countNoiseMultiplier > 0 && countNoiseMultiplier.isFinite,
      "a noise multiplier is positive and finite, got \(countNoiseMultiplier)")
    (self.initialClipNorm, self.quantile) = (initialClipNorm, quantile)
    (self.rate, self.countNoiseMultiplier) = (rate, countNoiseMultiplier)
  }

  /// The noise multiplier of a step as a whole: z with z⁻² = (that of the gradients)⁻² + (that of the count)⁻².
  package func combinedNoiseMultiplier(gradients: Double) -> Double {
    1 / hypot(1 / gradients, 1 / countNoiseMultiplier)
  }

  /// The noise multiplier for the gradients that makes a step as a whole have that of `whole`, the z_Δ of the paper.
  ///
  /// - Throws: `InvalidValue` where the count alone tells more than that.
  package func gradientNoiseMultiplier(whole: Double) throws -> Double {
    guard countNoiseMultiplier > whole else {
      throw InvalidValue(
        key: "countNoiseMultiplier", allowed: "greater than the noise multiplier \(whole) of a whole step",
        got: "\(countNoiseMultiplier)")
    }
    let (inverse, count) = (1 / whole, 1 / countNoiseMultiplier)
    return 1 / ((inverse - count) * (inverse + count)).squareRoot()
  }

  package func begin(in trial: TrialIdentity) -> any ClippingRun { AdaptiveRun(rule: self, trial: trial) }
}

private final class AdaptiveRun: ClippingRun {
  private let rule: AdaptiveClipping
  private let trial: TrialIdentity
  private var clipNorm: Double
  /// Σ (b − 1/2) of the examples of this step so far.
  private var shiftedCount = 0.0

  init(rule: AdaptiveClipping, trial: TrialIdentity) {
    (self.rule, self.trial, clipNorm) = (rule, trial, rule.initialClipNorm)
  }

  var sensitivity: Float { Float(clipNorm) }

  func fill(
    _ factors: UnsafeMutablePointer<Float>, squaredNorms: UnsafePointer<Float>, groups: Int, capacity: Int,
    examples: Int
  ) {
    let clipNorm = sensitivity
    for example in 0..<examples {
      let norm = sumOfColumn(squaredNorms + example, rows: groups, stride: capacity).squareRoot()
      let factor = norm > clipNorm ? clipNorm / norm : 1
      shiftedCount += norm <= clipNorm ? 0.5 : -0.5
      for group in 0..<groups { factors[group * capacity + example] = factor }
    }
  }

  func endStep(_ step: Int, expectedBatchSize: Double) {
    var stream = RandomStream(seed: trial.seed, trial: trial.index, purpose: .clipping, step: step)
    let noisy = shiftedCount + rule.countNoiseMultiplier / 2 * stream.nextNormal()
    let fraction = 0.5 + noisy / expectedBatchSize
    let limits = AdaptiveClipping.limits
    clipNorm = min(max(clipNorm * exp(-rule.rate * (fraction - rule.quantile)), limits.lowerBound), limits.upperBound)
    shiftedCount = 0
  }

  /// C of the next step.
  var state: [Double] {
    get { [clipNorm] }
    set {
      precondition(
        newValue.count == 1 && newValue.allSatisfy(AdaptiveClipping.limits.contains),
        "the state of adaptive clipping is one clip norm in \(AdaptiveClipping.limits), got \(newValue)")
      (clipNorm, shiftedCount) = (newValue[0], 0)
    }
  }
}
