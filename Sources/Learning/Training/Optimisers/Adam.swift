internal import Foundation

/// Adam, with or without the correction for the noise of private gradients.
///
/// ```
/// m ← β₁ m + (1 − β₁) g      v ← β₂ v + (1 − β₂) g²      from 0
/// m̂ = m ÷ (1 − β₁ᵗ)          v̂ = v ÷ (1 − β₂ᵗ)           t counted from 1
/// parameters ← parameters − rate · m̂ ÷ (√v̂ + stabiliser)
/// ```
/// v̂ of a noisy gradient is too large by the variance of the noise on each coordinate, which is known and takes no
/// privacy to subtract. With a `NoiseCorrection` the divisor is √max(v̂ − variance, floor) instead.
///
/// - Reference: Kingma and Ba, "Adam: A Method for Stochastic Optimization", Algorithm 1 of arXiv:1412.6980; Tang,
///   Shpilevskiy and Lécuyer, "DP-AdamBC", arXiv:2312.14334, where the variance is Φ = (σC ÷ B)² and the floor γ′.
package struct Adam: Optimiser {
  package let learningRate: LearningRate
  /// β₁.
  package let firstDecay: Double
  /// β₂.
  package let secondDecay: Double
  package let stabiliser: Double
  package let correction: NoiseCorrection?

  /// What is known of the noise on each coordinate of a mean gradient.
  package struct NoiseCorrection: Hashable, Sendable {
    package let variance: Double
    /// The least that may be left of v̂.
    package let floor: Double

    /// - Parameters:
    ///   - variance: Not negative.
    ///   - floor: Positive.
    package init(variance: Double, floor: Double) {
      precondition(variance >= 0 && variance.isFinite, "a variance is finite and not negative, got \(variance)")
      precondition(floor > 0 && floor.isFinite, "a floor is positive and finite, got \(floor)")
      (self.variance, self.floor) = (variance, floor)
    }

    /// For independent Gaussian noise on a sum that is divided by the expected batch size.
    package init(noiseMultiplier: Double, clipNorm: Double, expectedBatchSize: Double, floor: Double) {
      let deviation = noiseMultiplier * clipNorm / expectedBatchSize
      self.init(variance: deviation * deviation, floor: floor)
    }
  }

  /// - Parameters:
  ///   - firstDecay: In [0, 1).
  ///   - secondDecay: In [0, 1).
  ///   - stabiliser: Positive.
  package init(
    learningRate: LearningRate, firstDecay: Double = 0.9, secondDecay: Double = 0.999, stabiliser: Double = 1e-8,
    correction: NoiseCorrection? = nil
  ) {
    for decay in [firstDecay, secondDecay] {
      precondition(decay >= 0 && decay < 1, "a decay is in [0, 1), got \(decay)")
    }
    precondition(stabiliser > 0 && stabiliser.isFinite, "a stabiliser is positive and finite, got \(stabiliser)")
    (self.learningRate, self.firstDecay, self.secondDecay) = (learningRate, firstDecay, secondDecay)
    (self.stabiliser, self.correction) = (stabiliser, correction)
  }

  package func begin(parameters: Int) -> any OptimiserRun { AdamRun(rule: self, parameters: parameters) }
}

private final class AdamRun: OptimiserRun {
  private let rule: Adam
  private var first: [Float]
  private var second: [Float]

  init(rule: Adam, parameters: Int) {
    self.rule = rule
    (first, second) = ([Float](repeating: 0, count: parameters), [Float](repeating: 0, count: parameters))
  }

  func update(_ parameters: UnsafeMutableBufferPointer<Float>, gradient: UnsafeBufferPointer<Float>, step: Int) {
    precondition(
      gradient.count == first.count && parameters.count == first.count,
      "a gradient has as many elements as the parameters")
    let (keep1, keep2) = (Float(rule.firstDecay), Float(rule.secondDecay))
    let (take1, take2) = (Float(1 - rule.firstDecay), Float(1 - rule.secondDecay))
    let rate = Float(rule.learningRate.rate(at: step) / (1 - pow(rule.firstDecay, Double(step + 1))))
    let unbias = Float(1 / (1 - pow(rule.secondDecay, Double(step + 1))))
    let stabiliser = Float(rule.stabiliser)
    let (variance, floor) = rule.correction.map { (Float($0.variance), Float($0.floor)) } ?? (0, 0)
    first.withUnsafeMutableBufferPointer { first in
      second.withUnsafeMutableBufferPointer { second in
        for index in first.indices {
          let g = gradient[index]
          first[index] = keep1 * first[index] + take1 * g
          second[index] = keep2 * second[index] + take2 * (g * g)
        }
        if rule.correction != nil {
          for index in first.indices {
            parameters[index] -= rate * first[index] / max(unbias * second[index] - variance, floor).squareRoot()
          }
        } else {
          for index in first.indices {
            parameters[index] -= rate * first[index] / ((unbias * second[index]).squareRoot() + stabiliser)
          }
        }
      }
    }
  }

  /// m and v.
  var state: [[Float]] {
    get { [first, second] }
    set {
      precondition(
        newValue.count == 2 && newValue.allSatisfy { $0.count == first.count },
        "the state of Adam is two vectors like the parameters")
      (first, second) = (newValue[0], newValue[1])
    }
  }
}
