internal import CKernels

/// Gaussian noise for sums that are released in earnest: unpredictable, and rounded so that floating-point numbers do not
/// betray what is beneath the noise.
///
/// A released value is
/// ```
/// y = g ⌊(s + σ r c) / g⌉,  g = 2^(⌊log₂ σ⌋ − 8)
/// ```
/// with s the value, (r, c) from three ChaCha20 words by Box–Muller: r = √(−2 ln u) of a 64-bit uniform u, c the cosine or
/// sine of a 30-bit angle. r and c are single-precision numbers; the rest is in double precision.
///
/// What holds, for |s| ≤ 2²⁰ σ:
/// - With an exact normal in place of r c, y is a function of the Gaussian mechanism's output, hence as private. The step
///   σ/512 < g ≤ σ/256 adds less than 1.3e-6 σ² of variance.
/// - y is a multiple of g, which depends on σ alone; where |y| > 2²⁴ g, it is that multiple rounded to a float. Every
///   multiple within 9.49 σ of s is reached, whatever s; none beyond 9.5 σ is. So two sums Δ apart differ in the outputs
///   that they can reach only where one of them is more than 9.49 σ − Δ away: for Δ ≤ σ, with probability below 1.1e-17 a
///   coordinate, which adds to δ.
/// - The law of r c does not depend on s. r c is within 1e-6 r + 6e-8 / r of the exact function of its words and has
///   steps far below g, so that the probability of each multiple is the normal law's up to a relative error of about
///   1e-5 (1 + z²) at |z| ≤ 8 standard deviations. Farther out few of the 2⁶⁴ values of u are left: the error is below
///   2e-3 up to 8.5 and below 1/2 up to 9, and from there to 9.49 a multiple has up to ten times the law's probability,
///   or a small part of it. The law has less than 2e-17 of its mass beyond 8.5.
/// - No rejection, no branch and no address depends on the noise or on s.
/// - Without the key, words cannot be told from uniform ones if ChaCha20 is sound.
///
/// What does not:
/// - The sensitivity of s itself as computed in floating point, which is the caller's.
/// - That last error is reasoned and measured, not proven as an (ε, δ) of its own.
/// - Whatever else of a training is random: batches, dropout and the noise on adaptive clipping's count come from another
///   stream, that of the run's seed. Against one who knows the seed the counts have no noise and sampling amplifies
///   nothing.
/// - Timing of square roots and of subnormal numbers, power, and a reader of this process's memory: the key stays there.
///
/// - Reference: Mironov, "On Significance of the Least Significant Bits for Differential Privacy", CCS 2012,
///   doi:10.1145/2382196.2382264 (rounding to a power of two that is coarse against the floats); attacks on Gaussian
///   samplers in Jin et al., arXiv:2112.05307 (values and timing), Holohan and Braghin, arXiv:2107.10138, and Haney et al.,
///   arXiv:2207.13793 (precision).
package struct SecureGaussian: ~Copyable {
  private let key: ChaCha20.Key
  private let run: UInt64
  private var call: UInt32 = 0

  /// - Parameters:
  ///   - key: Drawn from the operating system, except in tests.
  ///   - run: Differs between all that share a key: two that agree give the same noise.
  package init(key: ChaCha20.Key, run: UInt64) {
    (self.key, self.run) = (key, run)
  }

  /// The lattice that sums are rounded to.
  package static func spacing(standardDeviation: Double) -> Double {
    Double(sign: .plus, exponent: standardDeviation.exponent - 8, significand: 1)
  }

  /// Adds fresh noise to every value and rounds the sums; at most 2³² − 1 calls of up to 2³⁵ values.
  package mutating func release(
    _ values: UnsafeMutableBufferPointer<Float>, standardDeviation: Double, instructionSet: InstructionSet = .best
  ) {
    precondition(
      (1e-30...1e30).contains(standardDeviation),
      "a standard deviation of secure noise is a number from 1e-30 to 1e30, got \(standardDeviation)")
    precondition(values.count <= 1 << 35, "secure noise is for at most 2^35 values at once, got \(values.count)")
    precondition(call < .max, "a run of secure noise has 2^32 - 1 calls")
    let nonce = SIMD3(call, UInt32(truncatingIfNeeded: run), UInt32(run >> 32))
    call += 1
    withUnsafePointer(to: ChaCha20.cipher(key: key, nonce: nonce)) {
      ckernels_release_gaussian(
        values.baseAddress, values.count, standardDeviation, Self.spacing(standardDeviation: standardDeviation), $0,
        instructionSet.kernelLevel)
    }
  }
}
