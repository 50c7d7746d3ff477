package import Learning
internal import NumericalCore
package import PrivacyModel

/// A known bug: the noise of a training comes from a seed of a few bits, so that it is one of a few vectors that anybody
/// can draw.
package struct NoiseFromShortSeed: NoiseSource {
  private let correct: any NoiseSource
  private let bits: Int

  /// - Parameter bits: From 1 to 32.
  package init(_ correct: any NoiseSource, bits: Int = 16) {
    precondition((1...32).contains(bits), "a short seed has from 1 to 32 bits, got \(bits)")
    (self.correct, self.bits) = (correct, bits)
  }

  package func begin(parameters: Int, in trial: TrialIdentity) -> any NoiseRun {
    var stream = RandomStream(seed: trial.seed, trial: trial.index, purpose: .noise)
    return begin(parameters: parameters, seed: Int(stream.next() >> (64 - UInt64(bits))))
  }

  private func begin(parameters: Int, seed: Int) -> any NoiseRun {
    correct.begin(parameters: parameters, in: TrialIdentity(seed: 0, index: seed))
  }

  /// What the noise of the first step is at the given parameters, for every seed.
  package func everyNoise(parameters: Int, at chosen: [Int], sensitivity: Float) -> [[Float]] {
    var noise = [Float](repeating: 0, count: parameters)
    return (0..<1 << bits).map { seed in
      noise.withUnsafeMutableBufferPointer {
        $0.update(repeating: 0)
        begin(parameters: parameters, seed: seed).add(to: $0, sensitivity: sensitivity, step: 0)
      }
      return chosen.map { noise[$0] }
    }
  }
}
