package import Learning
package import PrivacyModel

/// A known bug: gradients are accumulated and the sum is clipped, once. It is as long as one clipped gradient then, but a
/// record may turn it around: by twice the clip norm, where noise is calibrated to once.
///
/// It stands in place of noise behind no clipping.
package struct AccumulatedSumClipped: NoiseSource {
  private let correct: any NoiseSource
  private let clipNorm: Float

  package init(_ correct: any NoiseSource, clipNorm: Float) { (self.correct, self.clipNorm) = (correct, clipNorm) }

  package func begin(parameters: Int, in trial: TrialIdentity) -> any NoiseRun {
    let run = correct.begin(parameters: parameters, in: trial)
    return AlteredNoiseRun { [clipNorm] sum, _, step in
      sum.clip(to: clipNorm)
      run.add(to: sum, sensitivity: clipNorm, step: step)
    }
  }
}
