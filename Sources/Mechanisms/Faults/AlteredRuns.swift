internal import Learning
internal import PrivacyModel

/// Noise that does what a fault does.
final class AlteredNoiseRun: NoiseRun {
  private let alteration: (UnsafeMutableBufferPointer<Float>, _ sensitivity: Float, _ step: Int) -> Void

  init(_ alteration: @escaping (UnsafeMutableBufferPointer<Float>, _ sensitivity: Float, _ step: Int) -> Void) {
    self.alteration = alteration
  }

  func add(to sum: UnsafeMutableBufferPointer<Float>, sensitivity: Float, step: Int) {
    alteration(sum, sensitivity, step)
  }
}

/// The squared norms of the gradients of some examples, and the factors that they get: (groups, capacity), row-major.
struct ClippingTables {
  let factors: UnsafeMutablePointer<Float>
  let squaredNorms: UnsafePointer<Float>
  let groups: Int
  let capacity: Int
  let examples: Int

  func squaredNorm(of example: Int) -> Float {
    (0..<groups).reduce(0) { $0 + squaredNorms[$1 * capacity + example] }
  }

  func setFactors(of example: Int, to factor: Float) {
    for group in 0..<groups { factors[group * capacity + example] = factor }
  }
}

extension ClippingRun {
  func fill(_ tables: ClippingTables) {
    fill(
      tables.factors, squaredNorms: tables.squaredNorms, groups: tables.groups, capacity: tables.capacity,
      examples: tables.examples)
  }
}

/// Correct clipping with other factors.
final class AlteredClippingRun: ClippingRun {
  private let correct: any ClippingRun
  private let alteration: (any ClippingRun, ClippingTables) -> Void

  /// - Parameter alteration: Fills the factors in, with the help of the correct run.
  init(_ correct: any ClippingRun, _ alteration: @escaping (any ClippingRun, ClippingTables) -> Void) {
    (self.correct, self.alteration) = (correct, alteration)
  }

  var sensitivity: Float { correct.sensitivity }

  func fill(
    _ factors: UnsafeMutablePointer<Float>, squaredNorms: UnsafePointer<Float>, groups: Int, capacity: Int,
    examples: Int
  ) {
    alteration(
      correct,
      ClippingTables(
        factors: factors, squaredNorms: squaredNorms, groups: groups, capacity: capacity, examples: examples))
  }

  func endStep(_ step: Int, expectedBatchSize: Double) {
    correct.endStep(step, expectedBatchSize: expectedBatchSize)
  }

  var state: [Double] {
    get { correct.state }
    set { correct.state = newValue }
  }
}

extension UnsafeMutableBufferPointer<Float> {
  /// Shortens the vector to this ℓ2 norm where it is longer.
  func clip(to norm: Float) {
    let own = Float(reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot())
    guard own > norm else { return }
    for index in indices { self[index] *= norm / own }
  }
}

extension TrialIdentity {
  /// One of several runs of the same mechanism in this trial, whose draws are independent of those of the others.
  func repetition(_ number: Int) -> TrialIdentity {
    TrialIdentity(seed: seed &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15, index: index)
  }
}
