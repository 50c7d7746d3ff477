internal import NumericalCore
package import PrivacyModel
internal import Synchronization

/// Independent normal noise on every coordinate, of `noiseMultiplier` times the sensitivity, from the operating system's
/// entropy and rounded to a lattice: for models that are released. `SecureGaussian` states what holds and what does not.
///
/// The same trial draws other noise each time, so that no seed reproduces it.
///
/// What does not hold: only this noise is secret. Batches, dropout and the noise on the count of adaptive clipping come
/// from the stream of the trial's seed. Against one who knows the seed sampling amplifies nothing, and adaptive clipping
/// gives its counts away.
package struct SecureGaussianNoise: NoiseSource {
  package let noiseMultiplier: Float
  private let key: ChaCha20.Key
  private let runs = RunCounter()

  /// - Throws: `EntropyError` when the operating system gives no key.
  package init(noiseMultiplier: Float) throws {
    precondition(
      noiseMultiplier > 0 && noiseMultiplier.isFinite,
      "the multiplier of secure noise is finite and positive, got \(noiseMultiplier)")
    self.noiseMultiplier = noiseMultiplier
    key = try ChaCha20.Key.fromOperatingSystem()
  }

  package func begin(parameters: Int, in trial: TrialIdentity) -> any NoiseRun {
    SecureGaussianNoiseRun(noiseMultiplier: noiseMultiplier, noise: SecureGaussian(key: key, run: runs.next()))
  }
}

/// Numbers the runs that share a key, so that no two draw the same noise.
private final class RunCounter: Sendable {
  private let count = Atomic<UInt64>(0)

  func next() -> UInt64 { count.wrappingAdd(1, ordering: .relaxed).oldValue }
}

private final class SecureGaussianNoiseRun: NoiseRun {
  private let noiseMultiplier: Float
  private var noise: SecureGaussian

  init(noiseMultiplier: Float, noise: consuming SecureGaussian) {
    self.noiseMultiplier = noiseMultiplier
    self.noise = noise
  }

  func add(to sum: UnsafeMutableBufferPointer<Float>, sensitivity: Float, step: Int) {
    noise.release(sum, standardDeviation: Double(noiseMultiplier) * Double(sensitivity))
  }
}
