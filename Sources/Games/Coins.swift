internal import NumericalCore
package import PrivacyModel

/// The coins of a game: each is a bit of a stream of words, a function of (seed, trial, candidate) alone.
///
/// Coin c of trial i is bit n = i × candidates + c of the stream's words, or under balanced coins bit ⌊i / 2⌋ × candidates
/// + c, turned over for odd i. Under lifted coins the world of a trial is its balanced coin, and who is in the data is
/// drawn from a stream of the trial's own.
package struct Coins: Sendable {
  private let rule: CoinRule
  private let candidates: Int
  private let seed: UInt64

  package init(_ rule: CoinRule, candidates: Int, seed: UInt64) {
    (self.rule, self.candidates, self.seed) = (rule, candidates, seed)
  }

  /// Row-major (trials, candidates).
  package func memberships(of trials: Range<Int>) -> [Membership] {
    guard !trials.isEmpty else { return [] }
    if rule == .lifted { return liftedMemberships(of: trials) }
    // Two trials share a row of balanced coins.
    let shift = rule == .balanced ? 1 : 0
    let rows = trials.lowerBound >> shift..<((trials.upperBound - 1) >> shift) + 1
    let bits = rows.lowerBound * candidates..<rows.upperBound * candidates
    let words = words(of: bits)
    let firstBit = bits.lowerBound & ~(Self.bitsPerGroup - 1)
    return [Membership](unsafeUninitializedCapacity: trials.count * candidates) { memberships, count in
      words.withUnsafeBufferPointer { words in
        for trial in trials {
          let firstOfRow = (trial >> shift) * candidates - firstBit
          let turn = UInt32(truncatingIfNeeded: trial & shift)
          for bit in firstOfRow..<firstOfRow + candidates {
            let isHeads = (words[bit >> 5] >> UInt32(truncatingIfNeeded: bit & 31) ^ turn) & 1 == 1
            memberships[count] = isHeads ? .included : .excluded
            count += 1
          }
        }
      }
    }
  }

  private func liftedMemberships(of trials: Range<Int>) -> [Membership] {
    let worlds = Coins(.balanced, candidates: 1, seed: seed).memberships(of: trials)
    var memberships = [Membership](repeating: .excluded, count: trials.count * candidates)
    for (row, world) in worlds.enumerated() {
      // Step 0 of the purpose holds the worlds.
      var stream = RandomStream(seed: seed, trial: trials.lowerBound + row, purpose: .coin, step: 1)
      let included = (0..<candidates).shuffled(using: &stream).prefix(liftedCandidates(candidates, in: world))
      for candidate in included { memberships[row * candidates + candidate] = .included }
    }
    return memberships
  }

  /// The words of the groups that the bits stand in, from the first group's first word on.
  package func words(of bits: Range<Int>) -> [UInt32] {
    guard !bits.isEmpty else { return [] }
    let groups = bits.lowerBound / Self.bitsPerGroup..<(bits.upperBound - 1) / Self.bitsPerGroup + 1
    return [UInt32](unsafeUninitializedCapacity: groups.count * Self.wordsPerGroup) { words, count in
      var group = groups.lowerBound
      while group < groups.upperBound {
        let (index, first) = (group / Self.groupsPerStream, group % Self.groupsPerStream)
        let filled = min(groups.upperBound - group, Self.groupsPerStream - first)
        RandomStream(seed: seed, trial: index, purpose: .coin).fill(
          UnsafeMutableBufferPointer(rebasing: words[count..<count + filled * Self.wordsPerGroup]), firstGroup: first)
        group += filled
        count += filled * Self.wordsPerGroup
      }
    }
  }

  private static let wordsPerGroup = 64
  private static let bitsPerGroup = 32 * wordsPerGroup
  private static let groupsPerStream = 1 << 28
}
