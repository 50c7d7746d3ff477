internal import PrivacyModel

/// What a network looks at in an output, moved and scaled to mean 0 and variance 1 over the outputs that taught it.
///
/// These are its numbers, their sizes, their least lowest bit, how many of them are NaN, ∞ and −∞, and the ℓ2 norm of a vector. What
/// a number that is not finite has no value for stands at its mean, and what never varied is left out of account.
package struct OutputFeatures: Hashable, Codable, Sendable {
  private let scales: [Scale]

  private struct Scale: Hashable, Codable {
    let mean: Double
    /// One over the standard deviation; 0 for what never varied.
    let factor: Double
  }

  package var count: Int { scales.count }

  /// Beyond so many standard deviations a feature is taken for that many.
  private static let farthest = 100.0

  /// - Parameter outputs: At least one, numbers all of them or vectors of the same length.
  init(of outputs: [ExternalOutput]) {
    // Measured from a value that occurs, so that what never varies has a variance of exactly 0.
    var first = features(of: outputs[0])
    for output in outputs where first.contains(nil) { first = zip(first, features(of: output)).map { $0 ?? $1 } }
    let origins = first.map { $0 ?? 0 }
    var (sums, counts) = (origins.map { _ in 0.0 }, origins.map { _ in 0.0 })
    for output in outputs {
      for (index, value) in features(of: output).enumerated() {
        guard let value else { continue }
        sums[index] += value - origins[index]
        counts[index] += 1
      }
    }
    let shifts = zip(sums, counts).map { $1 > 0 ? $0 / $1 : 0 }
    var squares = origins.map { _ in 0.0 }
    for output in outputs {
      for (index, value) in features(of: output).enumerated() {
        guard let value else { continue }
        let distance = value - origins[index] - shifts[index]
        squares[index] += distance * distance
      }
    }
    scales = origins.indices.map { index in
      Scale(
        mean: origins[index] + shifts[index],
        factor: squares[index] > 0 ? (counts[index] / squares[index]).squareRoot() : 0)
    }
  }

  func standardised(_ output: ExternalOutput) -> [Float] {
    zip(features(of: output), scales).map { value, scale in
      guard let value else { return 0 }
      return Float(min(max((value - scale.mean) * scale.factor, -Self.farthest), Self.farthest))
    }
  }
}

/// nil for what a number that is not finite has no value for.
private func features(of output: ExternalOutput) -> [Double?] {
  switch output {
  case .number(let number): return features(of: [number])
  case .vector(let numbers):
    let norm = numbers.reduce(0) { $0 + ($1.isFinite ? clipped($1) * clipped($1) : 0) }.squareRoot()
    return features(of: numbers) + [norm]
  case .text, .failed, .lost: preconditionFailure("a network looks at numbers")
  }
}

private func features(of numbers: [Double]) -> [Double?] {
  let values = numbers.map { $0.isFinite ? clipped($0) : nil }
  // That of 0, which every power of two divides, comes after all others.
  let bit = numbers.lazy.filter(\.isFinite).map { min(lowestBit($0), 1024) }.min()
  let strangers = [
    numbers.count { $0.isNaN }, numbers.count { $0 == .infinity }, numbers.count { $0 == -.infinity },
  ]
  return values + values.map { $0.map(abs) } + [bit] + strangers.map(Double.init)
}

/// The number, or the nearest whose square leaves room for sums.
private func clipped(_ value: Double) -> Double { min(max(value, -1e100), 1e100) }
