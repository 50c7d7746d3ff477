import Evidence
import NumericalCore
import PrivacyModel
import Testing

@Suite("Guesses about one run") struct OneRunGuessesTests {
  static func ranking(_ scores: [Double], _ memberships: [Membership], seed: UInt64 = 1) -> CanaryRanking {
    var stream = RandomStream(seed: seed, trial: 0, purpose: .sampling)
    return CanaryRanking(scores: scores, memberships: memberships, breakingTiesBy: &stream)
  }

  @Test("say included of the largest scores, excluded of the smallest, and nothing of those between")
  func counts() {
    let ranking = Self.ranking(
      [3, -1, 2, 0, 1, -.infinity], [.included, .included, .excluded, .included, .excluded, .excluded])
    #expect(ranking.canaries == 6)
    func guesses(_ included: Int, _ excluded: Int) -> OneRunGuesses {
      ranking.guesses(GuessCounts(included: included, excluded: excluded))
    }
    #expect(guesses(1, 1) == OneRunGuesses(guesses: 2, correct: 2, canaries: 6))
    #expect(guesses(2, 0) == OneRunGuesses(guesses: 2, correct: 1, canaries: 6))
    #expect(guesses(0, 2) == OneRunGuesses(guesses: 2, correct: 1, canaries: 6))
    #expect(guesses(3, 3) == OneRunGuesses(guesses: 6, correct: 2, canaries: 6))
    #expect(guesses(0, 0) == OneRunGuesses(guesses: 0, correct: 0, canaries: 6))
  }

  @Test("break ties by noise that is the same for the same seed and knows nothing of the order or of the coins")
  func ties() {
    // All scores equal and the included ones first: an order-preserving ranking would guess all of them right.
    let memberships = (0..<1000).map { $0 < 500 ? Membership.included : .excluded }
    let scores = [Double](repeating: 0, count: 1000)
    let counts = GuessCounts(included: 500, excluded: 500)
    let correct = (0..<100).map { Self.ranking(scores, memberships, seed: $0).guesses(counts).correct }
    #expect(Self.ranking(scores, memberships, seed: 7).guesses(counts).correct == correct[7])
    // Each is twice a hypergeometric of mean 250 and deviation 7.9: the mean of 100 has deviation 1.6.
    #expect(abs(Double(correct.reduce(0, +)) / 100 - 500) < 8)
    #expect(Set(correct).count > 20)
  }

  @Test("over a grid: the best bound, at the share that each paid")
  func grid() {
    var stream = RandomStream(seed: 3, trial: 0, purpose: .data)
    let memberships = (0..<1000).map { _ in stream.nextUniform() < 0.5 ? Membership.included : .excluded }
    let ranking = Self.ranking(memberships.map { stream.nextNormal() + ($0 == .included ? 2 : 0) }, memberships)
    let grid = [10, 50, 200, 500].map { GuessCounts(included: $0, excluded: $0) }
    let best = bestOneRunBound(of: ranking, over: grid, significance: 0.04) {
      steinkeBound($0, delta: 1e-5, significance: $1)
    }
    let each = grid.map { steinkeBound(ranking.guesses($0), delta: 1e-5, significance: 0.01) }
    #expect(each.contains(best) && best.epsilon == each.map(\.epsilon).max())
    #expect(best.epsilon > 0)
  }
}
