internal import NumericalCore
internal import PrivacyModel

/// White box: the likelihood ratio of all noisy updates along the canary's gradient.
///
/// A step with projection x, in units of the clip norm on the sum, speaks for inclusion by
/// ```
/// ℓ(x, m) = ln(1 − q + q e^{(2mx − m²) / (2σ²)})
/// ```
/// less ℓ(x, −m) where an excluded candidate's place is taken by the opposite gradient, and the score is the sum over the
/// steps. By the Neyman–Pearson lemma it is the most powerful test where the noise of steps is independent, batches are
/// Poisson samples and no other record's gradient has a part along the canary's. Where noise is correlated, or batches
/// share an epoch's records out or take turns, steps do not speak independently and q is but the share of the records in
/// a batch: the test is valid and others are more powerful. What other records add blurs it too. At q = 1 it is the sum of
/// the projections, up to scale and offset.
package struct GradientProjectionAttack: Attack {
  private let candidates: Int
  private let samplingProbability: Double
  private let noiseMultiplier: Double
  /// m: what the canary adds along its direction when it is in a batch, in units of the clip norm.
  private let mean: Double
  private let hasOpposite: Bool
  /// From a projection of an update to one of the sum in units of the clip norm.
  private let scale: Double

  /// - Parameters:
  ///   - contribution: What the canary adds to a sum along its direction when it is in the batch; nil for the clip norm.
  ///   - hasOpposite: Whether the opposite gradient takes the place of an excluded one.
  package init(
    candidates: Int, noiseMultiplier: Double, clipNorm: Double, samplingProbability: Double, expectedBatchSize: Double,
    contribution: Double? = nil, hasOpposite: Bool = false
  ) {
    precondition(
      noiseMultiplier > 0 && clipNorm > 0 && expectedBatchSize > 0, "noise, clip norm and batch are positive")
    (self.candidates, self.samplingProbability) = (candidates, samplingProbability)
    self.noiseMultiplier = noiseMultiplier
    mean = (contribution ?? clipNorm) / clipNorm
    self.hasOpposite = hasOpposite
    scale = expectedBatchSize / clipNorm
  }

  /// - Parameter projections: (steps, candidates), row-major: of every update on every candidate's direction.
  package func score(_ projections: [Double], candidate: Int) -> Double {
    var score = 0.0
    for index in stride(from: candidate, to: projections.count, by: candidates) {
      let projection = projections[index] * scale
      score += logRatio(projection, mean: mean)
      if hasOpposite { score -= logRatio(projection, mean: -mean) }
    }
    return score
  }

  private func logRatio(_ projection: Double, mean: Double) -> Double {
    logMixtureRatio(
      mean * (2 * projection - mean) / (2 * noiseMultiplier * noiseMultiplier), weight: samplingProbability)
  }
}
