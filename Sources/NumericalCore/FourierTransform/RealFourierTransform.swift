internal import CNumerics
internal import Foundation

/// The discrete Fourier transform of one real sequence, in place, by FFTW.
///
/// For real x of length n,
/// ```
/// F_k = Σ_j x_j e^(−2πi jk/n),  k = 0 … n/2
/// ```
/// Not copyable: it owns the memory that both directions work in.
///
/// - Accuracy: ‖F̂ − F‖₂ ≤ `relativeError` ‖F‖₂, either way.
package struct RealFourierTransform: ~Copyable {
  package let count: Int
  /// n real numbers, or n/2 + 1 complex ones; room for both.
  private let storage: UnsafeMutablePointer<Double>
  private let plans: FourierPlans

  /// - Parameter count: n, at least 2 and even.
  package init(count: Int) {
    precondition(count >= 2 && count % 2 == 0, "a transform needs an even length of at least 2, got \(count)")
    guard let memory = fftw_malloc((count + 2) * MemoryLayout<Double>.stride) else {
      preconditionFailure("no memory for a transform of length \(count)")
    }
    self.count = count
    storage = memory.assumingMemoryBound(to: Double.self)
    plans = FourierPlans.plans(count: count, planning: storage)
    storage.update(repeating: 0, count: count + 2)
  }

  deinit { fftw_free(storage) }

  /// The sequence, before `forward()` and after `inverse()`.
  package var values: UnsafeMutableBufferPointer<Double> { UnsafeMutableBufferPointer(start: storage, count: count) }

  /// Real and imaginary parts in turn, n + 2 numbers, after `forward()` and before `inverse()`.
  package var spectrum: UnsafeMutableBufferPointer<Double> {
    UnsafeMutableBufferPointer(start: storage, count: count + 2)
  }

  package mutating func forward() { cnumerics_forward(plans.forward, storage) }

  /// The sequence whose transform is `spectrum`, times n.
  package mutating func inverse() { cnumerics_inverse(plans.inverse, storage) }

  /// A bound on the error of one transform of length `count` relative to its result, both in the ℓ2 norm.
  ///
  /// - Reference: Theorem 24.2 of Higham, "Accuracy and Stability of Numerical Algorithms", 2nd edition, SIAM 2002,
  ///   with room for twiddle factors that are off by two units in the last place.
  package static func relativeError(count: Int) -> Double {
    10 * 0x1p-53 * (Double(count.bitWidth - count.leadingZeroBitCount) + 1)
  }

  /// The smallest length of at least `count` that is 2, 3 or 5 times a power of 2: the transform is fast there.
  package static func fastLength(atLeast count: Int) -> Int {
    var power = 16
    while power < count { power *= 2 }
    return [power * 5 / 8, power * 3 / 4, power].first { $0 >= count } ?? power
  }
}

/// The plans of one length, shared by all transforms of it.
///
/// `@unchecked Sendable`: the plans are never changed after `init`, and FFTW's functions that execute a plan on given
/// arrays may run on several threads at once.
private final class FourierPlans: @unchecked Sendable {
  let forward: fftw_plan
  let inverse: fftw_plan

  // Making plans takes longer than using them. FFTW's planner keeps tables that it does not guard: every use of it is
  // under this lock.
  private static let planner = NSLock()
  /// `nonisolated(unsafe)`: `plans(count:planning:)` alone reads and writes it, and holds `planner` all the while.
  private nonisolated(unsafe) static var known: [Int: FourierPlans] = [:]
  /// Longer transforms are rare, and their plans take memory.
  private static let longestKept = 1 << 22

  /// - Parameter scratch: Aligned as all arrays of transforms are; overwritten.
  static func plans(count: Int, planning scratch: UnsafeMutablePointer<Double>) -> FourierPlans {
    planner.lock()
    defer { planner.unlock() }
    if let plans = known[count] { return plans }
    let plans = FourierPlans(count: count, scratch)
    if count <= longestKept { known[count] = plans }
    return plans
  }

  private init(count: Int, _ scratch: UnsafeMutablePointer<Double>) {
    guard let forward = cnumerics_forward_plan(CInt(count), scratch),
      let inverse = cnumerics_inverse_plan(CInt(count), scratch)
    else { preconditionFailure("no plan for a transform of length \(count)") }
    (self.forward, self.inverse) = (forward, inverse)
  }

  deinit {
    Self.planner.lock()
    fftw_destroy_plan(forward)
    fftw_destroy_plan(inverse)
    Self.planner.unlock()
  }
}
