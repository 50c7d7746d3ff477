package import NumericalCore

/// Adds noise to a sum of clipped gradients.
package protocol NoiseSource: Sendable {
  /// Adds `factor` times a draw of the noise to `sum`.
  func add(to sum: UnsafeMutableBufferPointer<Float>, factor: Float, from stream: RandomStream)
}

/// Independent normal noise of one standard deviation on every coordinate.
package struct GaussianNoise: NoiseSource {
  package let standardDeviation: Float

  package init(standardDeviation: Float) {
    precondition(
      standardDeviation >= 0 && standardDeviation.isFinite,
      "a standard deviation is finite and not negative, got \(standardDeviation)")
    self.standardDeviation = standardDeviation
  }

  package func add(to sum: UnsafeMutableBufferPointer<Float>, factor: Float, from stream: RandomStream) {
    stream.addGaussian(standardDeviation: factor * standardDeviation, to: sum)
  }
}
