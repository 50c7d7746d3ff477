internal import Foundation
package import PrivacyModel

/// A count with truncated geometric noise.
package struct TruncatedGeometricLaw: ReleaseLaw {
  private let rule: TruncatedGeometricRule

  package init(_ rule: TruncatedGeometricRule) {
    self.rule = rule
  }

  package func logDensity(of release: Int, given answers: [Double]) -> Double {
    log(Double(rule.weight(of: release, count: Int(answers[0])))) - log(Double(rule.denominator))
  }
}

/// Bits that are reported independently of each other.
package struct BitReportLaw: ReleaseLaw {
  private let logOnes: (ifSet: Double, ifClear: Double)
  private let logZeros: (ifSet: Double, ifClear: Double)

  package init(_ rule: BitReportRule) {
    logOnes = (log(rule.chanceIfSet), log(rule.chanceIfClear))
    logZeros = (log1p(-rule.chanceIfSet), log1p(-rule.chanceIfClear))
  }

  package func logDensity(of report: UInt32, given answers: [Double]) -> Double {
    // In counts, so that equal ratios are equal to the last bit.
    var (ones, zeros) = ((set: 0.0, clear: 0.0), (set: 0.0, clear: 0.0))
    for (index, answer) in answers.enumerated() {
      switch (report >> UInt32(index) & 1, answer) {
      case (1, 1): ones.set += 1
      case (1, _): ones.clear += 1
      case (_, 1): zeros.set += 1
      default: zeros.clear += 1
      }
    }
    return ones.set * logOnes.ifSet + ones.clear * logOnes.ifClear + zeros.set * logZeros.ifSet
      + zeros.clear * logZeros.ifClear
  }
}

/// The largest of some noisy answers:
/// ```
/// f(x) = Σᵢ f(x − aᵢ) ∏_{j ≠ i} F(x − aⱼ)
/// ```
package struct LargestAnswerLaw: ReleaseLaw {
  private let noise: MaxNoise
  private let scale: Double

  package init(noise: MaxNoise, scale: Double) {
    (self.noise, self.scale) = (noise, scale)
  }

  package func logDensity(of value: Double, given answers: [Double]) -> Double {
    var (logBelow, hazards) = (0.0, 0.0)
    for answer in answers {
      let z = (value - answer) / scale
      let below = noise.logBelow(z)
      guard below > -.infinity else { return -.infinity }
      logBelow += below
      hazards += exp(noise.logDensity(z) - below)
    }
    return logBelow + log(hazards / scale)
  }
}

/// The sums of the first one, two, … of some answers on a grid with independent discrete Laplace noise.
package struct PrefixSumLaw: ReleaseLaw {
  private let grid: LaplaceGrid

  package init(_ grid: LaplaceGrid) {
    self.grid = grid
  }

  /// - Parameter sums: In units of the grid.
  package func logDensity(of sums: [Double], given answers: [Double]) -> Double {
    var (noise, before) = (0.0, 0.0)
    for (sum, answer) in zip(sums, answers) {
      noise += abs(sum - before - grid.rounded(answer))
      before = sum
    }
    return -noise / grid.scale
  }
}
