package import Learning
package import PrivacyModel

/// A known bug: the variance (σ C)² goes where the standard deviation σ C is meant; with σ C < 1 it is smaller.
///
/// A relative of it was found in published code: the deviation had the clip norm squared, "the variance vs. the standard
/// deviation", issue 5 of github.com/greenelab/SPRINT_gan.
package struct VarianceForDeviation: NoiseSource {
  private let correct: GaussianNoise

  package init(_ correct: GaussianNoise) { self.correct = correct }

  package func begin(parameters: Int, in trial: TrialIdentity) -> any NoiseRun {
    let run = correct.begin(parameters: parameters, in: trial)
    let noiseMultiplier = Float(correct.noiseMultiplier)
    return AlteredNoiseRun { sum, sensitivity, step in
      run.add(to: sum, sensitivity: noiseMultiplier * sensitivity * sensitivity, step: step)
    }
  }
}
