package import Learning
package import PrivacyModel

/// A known bug: the mean gradient of a batch is clipped in place of every example's; in terms of sums, to the clip norm
/// times the batch size.
///
/// It stands in place of noise behind no clipping. Issues about such code are many, as issue 9 of
/// github.com/JeffffffFu/Awesome-Differential-Privacy-and-Meachine-Learning.
package struct BatchMeanClipped: NoiseSource {
  private let correct: any NoiseSource
  private let clipNorm: Float
  private let batchSize: Float

  package init(_ correct: any NoiseSource, clipNorm: Float, batchSize: Float) {
    (self.correct, self.clipNorm, self.batchSize) = (correct, clipNorm, batchSize)
  }

  package func begin(parameters: Int, in trial: TrialIdentity) -> any NoiseRun {
    let run = correct.begin(parameters: parameters, in: trial)
    return AlteredNoiseRun { [clipNorm, batchSize] sum, _, step in
      sum.clip(to: clipNorm * batchSize)
      run.add(to: sum, sensitivity: clipNorm, step: step)
    }
  }
}
