internal import Foundation
package import PrivacyModel

/// Answers on a grid with independent discrete Laplace noise.
package struct LaplaceLaw: ReleaseLaw {
  private let grid: LaplaceGrid

  package init(_ grid: LaplaceGrid) {
    self.grid = grid
  }

  /// - Parameter release: In units of the grid.
  package func logDensity(of release: [Double], given answers: [Double]) -> Double {
    // The sum is a whole number, so that equal ratios are equal to the last bit.
    -zip(release, answers).reduce(0) { $0 + abs($1.0 - grid.rounded($1.1)) } / grid.scale
  }
}

/// The largest of several such releases of each answer.
package struct LargestLaplaceLaw: ReleaseLaw {
  private let grid: LaplaceGrid
  private let runs: Double

  package init(_ grid: LaplaceGrid, runs: Int) {
    (self.grid, self.runs) = (grid, Double(runs))
  }

  /// - Parameter release: In units of the grid.
  package func logDensity(of release: [Double], given answers: [Double]) -> Double {
    zip(release, answers).reduce(0) { sum, pair in
      let noise = pair.0 - grid.rounded(pair.1)
      let upTo = logUpTo(noise)
      return sum + runs * upTo + log(-expm1(runs * (logUpTo(noise - 1) - upTo)))
    }
  }

  /// log P[z ≤ noise] of one run: with p = e^(−1/scale), p^|noise| / (1 + p) below 0 and 1 − p^(noise + 1) / (1 + p) else.
  private func logUpTo(_ noise: Double) -> Double {
    let normalisation = log1p(exp(-1 / grid.scale))
    return noise < 0 ? noise / grid.scale - normalisation : log1p(-exp(-(noise + 1) / grid.scale - normalisation))
  }
}

/// Answers with independent Gaussian noise.
package struct GaussianLaw: ReleaseLaw {
  private let standardDeviation: Double

  package init(standardDeviation: Double) {
    self.standardDeviation = standardDeviation
  }

  package func logDensity(of release: [Double], given answers: [Double]) -> Double {
    zip(release, answers).reduce(0) { sum, pair in
      let z = (pair.0 - pair.1) / standardDeviation
      return sum - z * z / 2
    }
  }
}

/// Several independent releases.
package struct RepeatedLaw<Single: ReleaseLaw>: ReleaseLaw {
  private let single: Single

  package init(_ single: Single) {
    self.single = single
  }

  package func logDensity(of releases: [Single.Release], given answers: [Double]) -> Double {
    releases.reduce(0) { $0 + single.logDensity(of: $1, given: answers) }
  }
}
