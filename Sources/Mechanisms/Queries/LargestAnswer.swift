package import NumericalCore
internal import PrivacyModel

/// The largest of some noisy answers, without which it is; draws as `NoisyMax` does.
package struct LargestAnswer: QueryAlgorithm {
  package let noisyMax: NoisyMax

  package init(_ noisyMax: NoisyMax) {
    self.noisyMax = noisyMax
  }

  package func release(_ answers: [Double], using stream: inout RandomStream) -> Double {
    noisyMax.winner(among: answers, using: &stream).value
  }
}
