package import NumericalCore

/// The answers, each with Gaussian noise; draws one normal for each.
package struct GaussianQuery: QueryAlgorithm {
  package let standardDeviation: Double

  package init(standardDeviation: Double) {
    precondition(standardDeviation > 0, "the standard deviation is positive")
    self.standardDeviation = standardDeviation
  }

  /// The least noise that is (`epsilon`, `delta`)-private, where a record adds a vector of ℓ2 norm `sensitivity` at most.
  ///
  /// - Reference: Theorem 8 of Balle and Wang, "Improving the Gaussian Mechanism for Differential Privacy: Analytical
  ///   Calibration and Optimal Denoising", arXiv:1805.06530v2.
  package init(epsilon: Double, delta: Double, sensitivity: Double) {
    self.init(
      standardDeviation: sensitivity * AnalyticGaussian.calibrated(epsilon: epsilon, delta: delta).noiseMultiplier)
  }

  package func release(_ answers: [Double], using stream: inout RandomStream) -> [Double] {
    answers.map { $0 + standardDeviation * stream.nextNormal() }
  }
}
