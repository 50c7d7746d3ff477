package import Learning
package import PrivacyModel

/// A known bug: a batch that came out empty is skipped, noise and all, and tells that nobody was in it.
///
/// Libraries had no support for empty batches: issue 161 and pull request 530 of github.com/meta-pytorch/opacus.
package struct EmptyBatchWithoutNoise: NoiseSource {
  private let correct: any NoiseSource

  package init(_ correct: any NoiseSource) { self.correct = correct }

  package func begin(parameters: Int, in trial: TrialIdentity) -> any NoiseRun {
    let run = correct.begin(parameters: parameters, in: trial)
    return AlteredNoiseRun { sum, sensitivity, step in
      if sum.contains(where: { $0 != 0 }) { run.add(to: sum, sensitivity: sensitivity, step: step) }
    }
  }
}
