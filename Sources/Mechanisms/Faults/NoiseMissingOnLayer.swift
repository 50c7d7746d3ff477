package import Learning
package import PrivacyModel

/// A known bug: some parameters get no noise, as those of a layer that joined the model after the noise was set up.
package struct NoiseMissingOnLayer: NoiseSource {
  private let correct: any NoiseSource
  private let layer: Range<Int>

  /// - Parameter layer: Its parameters.
  package init(_ correct: any NoiseSource, layer: Range<Int>) { (self.correct, self.layer) = (correct, layer) }

  package func begin(parameters: Int, in trial: TrialIdentity) -> any NoiseRun {
    let run = correct.begin(parameters: parameters, in: trial)
    return AlteredNoiseRun { [layer] sum, sensitivity, step in
      let exact = Array(sum[layer])
      run.add(to: sum, sensitivity: sensitivity, step: step)
      for (index, value) in zip(layer, exact) { sum[index] = value }
    }
  }
}
