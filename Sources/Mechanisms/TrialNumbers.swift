internal import NumericalCore

/// Where the one random number of a trial stands, for mechanisms that release one number.
///
/// The number of trial i is number i mod 2³² of the noise stream (seed, ⌊i / 2³²⌋): a function of (seed, i) alone.
enum TrialNumbers {
  /// Fills in the number of every trial, where `add` adds numbers of a stream from one on to zeros.
  static func of(
    _ trials: Range<Int>, seed: UInt64,
    add: (_ stream: RandomStream, _ values: UnsafeMutableBufferPointer<Float>, _ first: Int) -> Void
  ) -> [Float] {
    var numbers = [Float](repeating: 0, count: trials.count)
    numbers.withUnsafeMutableBufferPointer { numbers in
      for (stream, part) in streams(of: trials, seed: seed) {
        let start = part.lowerBound - trials.lowerBound
        add(stream, UnsafeMutableBufferPointer(rebasing: numbers[start..<start + part.count]), part.lowerBound & mask)
      }
    }
    return numbers
  }

  /// The streams that the numbers of a range stand in, each with its part of the range.
  static func streams(of trials: Range<Int>, seed: UInt64) -> [(stream: RandomStream, trials: Range<Int>)] {
    guard !trials.isEmpty else { return [] }
    return (trials.lowerBound >> 32...(trials.upperBound - 1) >> 32).map { index in
      let whole = index << 32..<(index + 1) << 32
      return (RandomStream(seed: seed, trial: index, purpose: .noise), trials.clamped(to: whole))
    }
  }

  /// The number of a trial in its stream is this part of its index.
  static let mask = 1 << 32 - 1
}
