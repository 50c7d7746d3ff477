package import Learning
package import PrivacyModel

/// A known bug: the number of the step is the seed of its noise, which is the same in every training.
package struct NoiseFromStepNumber: NoiseSource {
  private let correct: any NoiseSource

  package init(_ correct: any NoiseSource) { self.correct = correct }

  package func begin(parameters: Int, in trial: TrialIdentity) -> any NoiseRun {
    correct.begin(parameters: parameters, in: TrialIdentity(seed: 0, index: 0))
  }
}
