import Games
import PrivacyModel
import Testing

@Suite("Coins in blocks") struct CoinsTests {
  @Test(
    "a trial's coins are the same in every block", arguments: CoinRule.allCases, [2, 3, 1000])
  func blocks(rule: CoinRule, candidates: Int) {
    let candidates = rule == .lifted ? 2 * candidates : candidates
    let coins = Coins(rule, candidates: candidates, seed: 9)
    let whole = coins.memberships(of: 0..<5000)
    for trials in [0..<1, 1..<2, 2047..<2049, 4095..<5000, 777..<778] {
      let expected = whole[trials.lowerBound * candidates..<trials.upperBound * candidates]
      #expect(coins.memberships(of: trials) == Array(expected))
    }
    #expect(coins.memberships(of: 5..<5).isEmpty)
  }

  /// 2³⁹ coins fill a stream.
  @Test("coins go on across the end of a stream", arguments: [CoinRule.fair, .balanced])
  func acrossStreams(rule: CoinRule) {
    let coins = Coins(rule, candidates: 1, seed: 9)
    let end = 1 << (rule == .balanced ? 40 : 39)
    let both = coins.memberships(of: end - 3000..<end + 3000)
    #expect(coins.memberships(of: end - 3000..<end) + coins.memberships(of: end..<end + 3000) == both)
    #expect(abs(both.count { $0 == .included } - 3000) < 6 * 39)
    #expect(coins.memberships(of: 0..<3000) != coins.memberships(of: end..<end + 3000))
  }

  @Test("fair coins are fair and those of neighbours, candidates and seeds independent")
  func fairness() {
    let count = 1 << 20
    let coins = Coins(.fair, candidates: 2, seed: 1).memberships(of: 0..<count / 2)
    let others = Coins(.fair, candidates: 2, seed: 2).memberships(of: 0..<count / 2)
    // Six standard deviations of a binomial count with probability 1/2 are 3 √n.
    let bound = 3 * 1024
    #expect(abs(coins.count { $0 == .included } - count / 2) < bound)
    for lag in [1, 2, 31, 32, 64, 2048] {
      #expect(abs(zip(coins, coins.dropFirst(lag)).count { $0 == $1 } - (count - lag) / 2) < bound, "lag \(lag)")
    }
    #expect(abs(zip(coins, others).count { $0 == $1 } - count / 2) < bound)
  }

  @Test("lifted coins put a random half of the candidates into the data of one world, one fewer into that of the other")
  func lifted() {
    let (trials, candidates) = (20_000, 6)
    let coins = Coins(.lifted, candidates: candidates, seed: 3).memberships(of: 0..<trials)
    let worlds = Coins(.balanced, candidates: 1, seed: 3).memberships(of: 0..<trials)
    var subsets: [[Bool]: Int] = [:]
    for trial in 0..<trials {
      let row = coins[trial * candidates..<(trial + 1) * candidates].map { $0 == .included }
      #expect(row.count { $0 } == (worlds[trial] == .included ? 3 : 2))
      subsets[row, default: 0] += 1
    }
    // 20 subsets of three and 15 of two, each in half of the trials: 500 and 667 times, give or take six deviations.
    #expect(subsets.count == 35)
    for (subset, count) in subsets {
      let expected = subset.count { $0 } == 3 ? 500.0 : 10_000.0 / 15
      #expect(abs(Double(count) - expected) < 6 * expected.squareRoot())
    }
  }

  @Test("the words of fair coins of one candidate are the coins")
  func words() {
    let coins = Coins(.fair, candidates: 1, seed: 4)
    let words = coins.words(of: 2048..<6000)
    let memberships = coins.memberships(of: 2048..<6000)
    for (index, membership) in memberships.enumerated() {
      #expect((words[index / 32] >> (index % 32) & 1 == 1) == (membership == .included))
    }
  }
}
