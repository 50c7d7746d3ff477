package import Learning
package import PrivacyModel

/// A known bug: the two halves of an accumulated batch get the same noise, and whoever sees both subtracts it.
///
/// Seen between the parameters of a step in place of its halves: a key of the generator that was used twice, in an example
/// of differential privacy (pull request 3646 of github.com/jax-ml/jax).
package struct NoiseSharedByHalves: NoiseSource {
  private let correct: any NoiseSource

  package init(_ correct: any NoiseSource) { self.correct = correct }

  package func begin(parameters: Int, in trial: TrialIdentity) -> any NoiseRun {
    let run = correct.begin(parameters: parameters, in: trial)
    return AlteredNoiseRun { run.add(to: $0, sensitivity: $1, step: $2 / 2) }
  }
}
