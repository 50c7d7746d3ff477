package import Learning
package import PrivacyModel

/// A known bug: the last step has no noise, as where it is added at the beginning of the next one.
package struct NoiseMissingOnLastStep: NoiseSource {
  private let correct: any NoiseSource
  private let steps: Int

  package init(_ correct: any NoiseSource, steps: Int) { (self.correct, self.steps) = (correct, steps) }

  package func begin(parameters: Int, in trial: TrialIdentity) -> any NoiseRun {
    let run = correct.begin(parameters: parameters, in: trial)
    return AlteredNoiseRun { [steps] sum, sensitivity, step in
      if step < steps - 1 { run.add(to: sum, sensitivity: sensitivity, step: step) }
    }
  }
}
