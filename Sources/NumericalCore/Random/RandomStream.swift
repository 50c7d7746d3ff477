internal import CKernels
internal import Foundation

/// What a stream of random numbers is drawn for. Draws for one purpose never shift those for another.
package enum StreamPurpose: UInt8, Sendable, CaseIterable {
  case coin = 1
  case sampling = 2
  case noise = 3
  case initialisation = 4
  case canary = 5
  case data = 6
  case tieBreaking = 7
  case splitting = 8
  case clipping = 9
  case dropout = 10
  case augmentation = 11
  case external = 12
}

/// A stream of random numbers that is a pure function of (seed, trial, purpose, step).
///
/// Two streams that differ in any of the four never share a word of Philox4x32-10 output: the seed is the key, and the
/// counter is (block, step, trial's low 32 bits, purpose and trial's high 24 bits). A stream yields 2³⁴ words.
package struct RandomStream: RandomNumberGenerator, Sendable {
  private let key: Philox4x32.Key
  private var counter: Philox4x32.Counter
  private var block = Philox4x32.Counter()
  private var wordsUsed = 4

  /// - Parameters:
  ///   - seed: The audit's seed.
  ///   - trial: Which trial, in 0 ..< 2⁵⁶.
  ///   - purpose: What the numbers are for.
  ///   - step: Which step within the trial, in 0 ..< 2³².
  package init(seed: UInt64, trial: Int, purpose: StreamPurpose, step: Int = 0) {
    precondition(trial >= 0 && trial < 1 << 56, "trial must be in 0 ..< 2^56, got \(trial)")
    precondition(step >= 0 && step < 1 << 32, "step must be in 0 ..< 2^32, got \(step)")
    key = Philox4x32.Key(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    counter = Philox4x32.Counter(
      0, UInt32(step), UInt32(truncatingIfNeeded: trial), UInt32(purpose.rawValue) << 24 | UInt32(trial >> 32))
  }

  package mutating func next() -> UInt64 {
    if wordsUsed == 4 {
      block = Philox4x32.block(counter, key: key)
      counter.x &+= 1
      wordsUsed = 0
    }
    let word = UInt64(block[wordsUsed]) | UInt64(block[wordsUsed + 1]) << 32
    wordsUsed += 2
    return word
  }

  /// Leaves out as many words as so many calls of `next()` would take.
  package mutating func skip(_ count: Int) {
    precondition(count >= 0, "a stream only goes forward, got \(count)")
    let words = wordsUsed + 2 * count
    guard words > 4 else { return wordsUsed = words }
    // The block with the last word left out is the current one.
    counter.x &+= UInt32(truncatingIfNeeded: (words - 1) / 4 - 1)
    block = Philox4x32.block(counter, key: key)
    counter.x &+= 1
    wordsUsed = (words - 1) % 4 + 1
  }

  /// A uniform number in (0, 1): a multiple of 2⁻⁵² plus 2⁻⁵³.
  package mutating func nextUniform() -> Double {
    (Double(next() >> 12) + 0.5) * 0x1p-52
  }

  /// A standard normal in double precision, by Box–Muller; the second of each pair is dropped. |value| ≤ 8.7.
  package mutating func nextNormal() -> Double {
    let radius = (-2 * log(nextUniform())).squareRoot()
    return radius * cos(2 * .pi * nextUniform())
  }

  /// What the noise kernels call this stream.
  var kernelAddress: CKernelsStream {
    CKernelsStream(key: (key.x, key.y), stream: (counter.y, counter.z, counter.w))
  }
}
