internal import NumericalCore
package import PrivacyModel

/// White box, without a model: `steps` noisy sums of vectors of ℓ2 norm at most `clipNorm`, read along the canary's.
///
/// Step t releases gₜ = b C c + σ C zₜ, with b whether the canary is in, C the clip norm, c its unit vector, σ the noise
/// multiplier and zₜ standard normal in R^dimensions; what the other records add is known to the adversary and left out.
/// The observation is Σₜ ⟨gₜ, c⟩, the most powerful statistic by the Neyman–Pearson lemma.
///
/// With all drawn, every zₜ is; with what is needed, one normal of standard deviation σ C √steps stands for
/// σ C Σₜ ⟨zₜ, c⟩, which has the same law since c is a unit vector and steps are independent.
package struct GaussianVectorSum: Mechanism {
  private let noiseMultiplier: Double
  private let clipNorm: Double
  private let steps: Int
  private let noise: Noise

  private enum Noise {
    case everyCoordinate(direction: [Float])
    case projection
  }

  /// - Parameters:
  ///   - direction: Draws every coordinate and projects on this unit vector; nil draws what is needed.
  package init(direction: [Float]?, steps: Int, clipNorm: Double, noiseMultiplier: Double) {
    precondition(steps >= 1 && clipNorm > 0 && noiseMultiplier > 0, "steps, clip norm and noise are positive")
    (self.steps, self.clipNorm, self.noiseMultiplier) = (steps, clipNorm, noiseMultiplier)
    noise = direction.map { .everyCoordinate(direction: $0) } ?? .projection
  }

  package var event: MechanismEvent {
    let step = MechanismEvent.gaussian(noiseMultiplier: noiseMultiplier)
    return steps == 1 ? step : .selfComposed(step, count: steps)
  }
  package var adjacency: Adjacency { .addOrRemove }

  package func observe(_ memberships: [Membership], in trial: TrialIdentity) -> Double {
    switch noise {
    case .projection:
      return projections(memberships, trials: trial.index..<trial.index + 1, seed: trial.seed)[0]
    case .everyCoordinate(let direction):
      let noise = (0..<steps).reduce(0.0) { sum, step in
        let stream = RandomStream(seed: trial.seed, trial: trial.index, purpose: .noise, step: step)
        return sum + direction.withUnsafeBufferPointer { stream.gaussianProjection(on: $0) }
      }
      return (memberships[0] == .included ? Double(steps) * clipNorm : 0) + noiseMultiplier * clipNorm * noise
    }
  }

  package func observe(_ memberships: [Membership], trials: Range<Int>, seed: UInt64) -> [Double]? {
    switch noise {
    case .everyCoordinate: nil
    case .projection: projections(memberships, trials: trials, seed: seed)
    }
  }

  private func projections(_ memberships: [Membership], trials: Range<Int>, seed: UInt64) -> [Double] {
    let normals = TrialNumbers.of(trials, seed: seed) { $0.addGaussian(standardDeviation: 1, to: $1, first: $2) }
    let total = ClampedSum(records: [], candidates: [Double(steps) * clipNorm], bound: .infinity)
    return total.noisy(
      memberships, scale: noiseMultiplier * clipNorm * Double(steps).squareRoot(), numbers: normals)
  }
}
