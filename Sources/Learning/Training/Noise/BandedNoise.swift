internal import NumericalCore
package import PrivacyModel

/// The noise of a banded matrix mechanism: C⁻¹z, where z is independent normal noise and C has few diagonals.
///
/// C is lower triangular and Toeplitz: its entry (t, s) is c_(t−s), with c₀ = 1 and no more than b of them other than 0.
/// The noise of step t follows from the last b − 1 by
/// ```
/// w_t = z_t − c₁ w_(t−1) − … − c_(b−1) w_(t−b+1)
/// ```
/// and they are all that is kept. z is a function of run and step, so that a run that is resumed at any step works them
/// out again, from the first step on.
///
/// - Reference: Choquette-Choo et al., "(Amplified) Banded Matrix Factorization: A Unified Approach to Private Training",
///   arXiv:2306.08153.
package struct BandedNoise: NoiseSource {
  /// Standard deviation of z divided by the sensitivity of one step's sum.
  package let noiseMultiplier: Double
  package let matrix: BandedToeplitz

  /// - Parameter noiseMultiplier: Finite and not negative.
  package init(noiseMultiplier: Double, matrix: BandedToeplitz) {
    precondition(
      noiseMultiplier >= 0 && noiseMultiplier.isFinite,
      "a noise multiplier is finite and not negative, got \(noiseMultiplier)")
    (self.noiseMultiplier, self.matrix) = (noiseMultiplier, matrix)
  }

  /// What a training with this noise is, if any two steps in which a record takes part are at least `separation` apart and
  /// there are at most `participations` of them.
  ///
  /// It is the release of a record that takes part in the worst of such steps: a bound alone, unless every step is one.
  ///
  /// - Throws: `InvalidValue` for a value out of range, or for a matrix whose sensitivity has no closed form.
  package func event(steps: Int, separation: Int, participations: Int) throws -> MechanismEvent {
    let noiseMultiplier = try checked(noiseMultiplier, "noiseMultiplier", in: EventRange.noiseMultiplier)
    let sensitivity = try matrix.sensitivity(steps: steps, separation: separation, participations: participations)
    let inWorstSteps = MechanismEvent.gaussian(noiseMultiplier: noiseMultiplier / sensitivity)
    return separation == 1 && participations >= steps ? inWorstSteps : .dominated(by: inWorstSteps)
  }

  /// What a training with this noise and batches of `sampler` is.
  ///
  /// Between two turns of a block there are as many steps as C has bands, so that the columns of its turns share no rows:
  /// given its block, a record is in that many Gaussian releases, each on a Poisson sample, whose sensitivity is the norm
  /// of a column.
  ///
  /// - Throws: `InvalidValue` where the sampler has fewer blocks than C has bands, or for a value out of range.
  /// - Reference: arXiv:2306.08153, the theorem on amplification of banded matrices by sampling.
  package func event(steps: Int, sampledBy sampler: CyclicPoissonSampler) throws -> MechanismEvent {
    guard sampler.blocks >= matrix.bands else {
      throw InvalidValue(
        key: "blocks", allowed: "at least the \(matrix.bands) bands of the noise", got: "\(sampler.blocks)")
    }
    let noiseMultiplier = try checked(noiseMultiplier, "noiseMultiplier", in: EventRange.noiseMultiplier)
    return try sampler.event(
      of: .gaussian(noiseMultiplier: noiseMultiplier / matrix.columnNorm(steps: steps)), steps: steps, records: 1)
  }

  package func begin(parameters: Int, in trial: TrialIdentity) -> any NoiseRun {
    BandedRun(noise: self, parameters: parameters, trial: trial)
  }
}

private final class BandedRun: NoiseRun {
  private let noise: BandedNoise
  private let trial: TrialIdentity
  /// −c₁, −c₂, …
  private let coefficients: [Float]
  /// w of the last steps at unit sensitivity, that of step t at t modulo the number of bands.
  private var past: [[Float]]
  /// The step whose noise is worked out next.
  private var next = 0

  init(noise: BandedNoise, parameters: Int, trial: TrialIdentity) {
    (self.noise, self.trial) = (noise, trial)
    coefficients = noise.matrix.coefficients.dropFirst().map { -Float($0) }
    past = [[Float]](repeating: [Float](repeating: 0, count: parameters), count: noise.matrix.bands)
  }

  func add(to sum: UnsafeMutableBufferPointer<Float>, sensitivity: Float, step: Int) {
    // Of no noise also where the sensitivity is infinite.
    guard noise.noiseMultiplier > 0 else { return }
    if step < next { next = 0 }
    while next <= step { advance() }
    past[step % past.count].withUnsafeBufferPointer { current in
      precondition(sum.count == current.count, "a sum has as many elements as the parameters")
      for index in sum.indices { sum[index] += sensitivity * current[index] }
    }
  }

  private func advance() {
    let slot = next % past.count
    // Taken out, so that it is changed in place.
    var current: [Float] = []
    swap(&current, &past[slot])
    let stream = RandomStream(seed: trial.seed, trial: trial.index, purpose: .noise, step: next)
    current.withUnsafeMutableBufferPointer { current in
      current.update(repeating: 0)
      stream.addGaussian(standardDeviation: Float(noise.noiseMultiplier), to: current)
      for (offset, coefficient) in coefficients.enumerated().prefix(next) {
        past[(next - 1 - offset) % past.count].withUnsafeBufferPointer { earlier in
          for index in current.indices { current[index] += coefficient * earlier[index] }
        }
      }
    }
    swap(&current, &past[slot])
    next += 1
  }
}
