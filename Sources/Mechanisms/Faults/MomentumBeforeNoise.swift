package import Learning
package import PrivacyModel

/// A known bug: sums gather momentum before they get noise, which is calibrated to one sum and hides less and less.
///
/// At full batch a record's part in the sum of step t is C (1 + m + … + mᵗ), with m the momentum.
package struct MomentumBeforeNoise: NoiseSource {
  private let correct: any NoiseSource
  private let momentum: Float

  /// - Parameter momentum: In (0, 1).
  package init(_ correct: any NoiseSource, momentum: Float = 0.9) {
    (self.correct, self.momentum) = (correct, momentum)
  }

  package func begin(parameters: Int, in trial: TrialIdentity) -> any NoiseRun {
    let run = correct.begin(parameters: parameters, in: trial)
    var velocity = [Float](repeating: 0, count: parameters)
    return AlteredNoiseRun { [momentum] sum, sensitivity, step in
      for index in sum.indices {
        velocity[index] = momentum * velocity[index] + sum[index]
        sum[index] = velocity[index]
      }
      run.add(to: sum, sensitivity: sensitivity, step: step)
    }
  }
}
