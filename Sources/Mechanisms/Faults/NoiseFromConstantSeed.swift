package import Learning
package import PrivacyModel

/// A known bug: the generator is seeded with a constant before every step, and adds the same vector each time.
package struct NoiseFromConstantSeed: NoiseSource {
  private let correct: any NoiseSource

  package init(_ correct: any NoiseSource) { self.correct = correct }

  package func begin(parameters: Int, in trial: TrialIdentity) -> any NoiseRun {
    let run = correct.begin(parameters: parameters, in: TrialIdentity(seed: 0, index: 0))
    return AlteredNoiseRun { sum, sensitivity, _ in run.add(to: sum, sensitivity: sensitivity, step: 0) }
  }
}
