package import NumericalCore
package import PrivacyModel

/// Which answer is the largest after noise, and nothing more; draws one number for each.
///
/// With scale 2Δ/ε it is ε-private where a record moves every answer by Δ at most. Where it moves all of them the same
/// way, as counts, half the noise will do.
///
/// - Reference: Claim 3.9 of Dwork and Roth, "The Algorithmic Foundations of Differential Privacy", 2014, for counts; with
///   exponential noise Ding et al., "The Permute-and-Flip Mechanism Is Identical to Report-Noisy-Max with Exponential
///   Noise", arXiv:2105.07260.
package struct NoisyMax: QueryAlgorithm {
  package let noise: MaxNoise
  package let scale: Double

  package init(noise: MaxNoise, scale: Double) {
    precondition(scale > 0, "the scale is positive")
    (self.noise, self.scale) = (noise, scale)
  }

  package init(noise: MaxNoise, epsilon: Double, sensitivity: Double) {
    self.init(noise: noise, scale: 2 * sensitivity / epsilon)
  }

  package func release(_ answers: [Double], using stream: inout RandomStream) -> Int {
    winner(among: answers, using: &stream).index
  }

  /// The first of the largest noisy answers, with its noise.
  func winner(among answers: [Double], using stream: inout RandomStream) -> NoisyMaximum {
    var winner = NoisyMaximum(index: 0, value: -.infinity)
    for (index, answer) in answers.enumerated() {
      let number =
        switch noise {
        case .laplace: stream.nextLaplace()
        case .exponential: stream.nextExponential()
        }
      let value = answer + scale * number
      if value > winner.value { winner = NoisyMaximum(index: index, value: value) }
    }
    return winner
  }
}
