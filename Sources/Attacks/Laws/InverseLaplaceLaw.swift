package import NumericalCore

/// Answers with Laplace noise that a finite number of doubles stand for: the Laplace law among those, and nothing else.
package struct InverseLaplaceLaw: ReleaseLaw {
  private let noise: InverseLaplaceNoise

  package init(_ noise: InverseLaplaceNoise) {
    self.noise = noise
  }

  package func logDensity(of release: [Double], given answers: [Double]) -> Double {
    zip(release, answers).reduce(0) { sum, pair in
      guard noise.reaches(pair.0, from: pair.1) else { return -.infinity }
      return sum + UnitLaplace.logDensity((pair.0 - pair.1) / noise.scale)
    }
  }
}
