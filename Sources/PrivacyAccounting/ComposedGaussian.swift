package import PrivacyModel

/// The shape that every supported event reduces to: one Poisson-subsampled Gaussian, composed with itself.
package struct ComposedGaussian: Hashable, Sendable {
  /// Standard deviation ÷ sensitivity, σ.
  package let noiseMultiplier: Double
  /// q, in (0, 1]; 1 when every record is always used.
  package let samplingProbability: Double
  /// How many times, T; 1 whenever `samplingProbability` is 1.
  package let count: Int

  /// Reduces `event` and checks its values.
  ///
  /// T Gaussians that hide the same record are together one Gaussian with noise multiplier σ ÷ √T, whether they are
  /// composed in the open or on one sampled batch (Corollary 3.3 of arXiv:1905.02383v3). Sampling with probability 1
  /// is no sampling.
  ///
  /// - Throws: `InvalidValue` for a value outside its range, `AccountingError` for a nesting without an accountant.
  package init(_ event: MechanismEvent) throws {
    switch event {
    case .gaussian(let noiseMultiplier):
      self.init(
        noiseMultiplier: try checked(noiseMultiplier, "noiseMultiplier", in: .positive), samplingProbability: 1,
        count: 1)

    case .poissonSampled(let samplingProbability, let inner):
      // Below this the squares that Rényi values are made of leave the range of doubles.
      guard (1e-100...1).contains(samplingProbability) else {
        throw InvalidValue(
          key: "samplingProbability", allowed: "a number from 1e-100 to 1", got: "\(samplingProbability)")
      }
      let sampled = try ComposedGaussian(inner)
      if samplingProbability == 1 {
        self = sampled
      } else if sampled.samplingProbability == 1 {
        self.init(
          noiseMultiplier: sampled.noiseMultiplier, samplingProbability: samplingProbability, count: 1)
      } else {
        throw AccountingError.unsupportedSampling(of: inner)
      }

    case .selfComposed(let inner, let count):
      let count = try checked(count, "count", in: 1...Int.max)
      let once = try ComposedGaussian(inner)
      if once.samplingProbability == 1 {
        let merged = once.noiseMultiplier / Double(count).squareRoot()
        guard merged > 0 else { throw AccountingError.tooManyCompositions }
        self.init(noiseMultiplier: merged, samplingProbability: 1, count: 1)
      } else {
        let (product, overflow) = once.count.multipliedReportingOverflow(by: count)
        guard !overflow else { throw AccountingError.tooManyCompositions }
        self.init(
          noiseMultiplier: once.noiseMultiplier, samplingProbability: once.samplingProbability, count: product)
      }
    }
  }

  private init(noiseMultiplier: Double, samplingProbability: Double, count: Int) {
    (self.noiseMultiplier, self.samplingProbability, self.count) = (noiseMultiplier, samplingProbability, count)
  }
}
