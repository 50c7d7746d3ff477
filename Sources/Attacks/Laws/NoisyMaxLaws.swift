internal import Foundation
package import PrivacyModel

/// Which of some noisy answers is the largest.
///
/// ```
/// P[i] = ∫ f(x − aᵢ) ∏_{j ≠ i} F(x − aⱼ) dx
/// ```
/// with f and F the density and distribution function of the noise and a the true answers.
package struct NoisyMaxLaw: ReleaseLaw {
  private let withValue: NoisyMaxWithValueLaw
  private let scale: Double

  package init(noise: MaxNoise, scale: Double) {
    withValue = NoisyMaxWithValueLaw(noise: noise, scale: scale)
    self.scale = scale
  }

  package func logDensity(of index: Int, given answers: [Double]) -> Double {
    let tail = scalesOfTail * scale
    return logIntegral(
      from: answers[index] - tail, to: (answers.max() ?? 0) + tail, kinks: answers, widest: scale
    ) { withValue.logDensity(of: NoisyMaximum(index: index, value: $0), given: answers) }
  }
}

/// The largest of some noisy answers, and which it is.
package struct NoisyMaxWithValueLaw: ReleaseLaw {
  private let noise: MaxNoise
  private let scale: Double

  package init(noise: MaxNoise, scale: Double) {
    (self.noise, self.scale) = (noise, scale)
  }

  package func logDensity(of maximum: NoisyMaximum, given answers: [Double]) -> Double {
    answers.indices.reduce(-log(scale)) { sum, index in
      let z = (maximum.value - answers[index]) / scale
      return sum + (index == maximum.index ? noise.logDensity(z) : noise.logBelow(z))
    }
  }
}
