import Evidence
import PrivacyModel
import Testing

@Suite("Split of a game") struct SplitArmsTests {
  /// A game whose scores are the indices of its trials, in blocks of uneven sizes, out of order.
  static func split(trialsPerWorld: Int, fraction: Double, coins: CoinRule = .balanced) throws -> SplitArms {
    let game = try GameSpecification(trialsPerWorld: trialsPerWorld, coins: coins)
    var (blocks, first) = ([TrialBlock](), 0)
    while first < game.trials {
      let trials = first..<min(first + 1 + first % 5, game.trials)
      blocks.append(
        TrialBlock(
          trials: trials, candidates: 1, scores: trials.map(Double.init),
          memberships: trials.map { ($0 / 2 + $0) % 2 == 0 ? .included : .excluded }, failures: []))
      first = trials.upperBound
    }
    return SplitArms(blocks.reversed(), of: game, thresholds: .split(selectionFraction: fraction))
  }

  @Test(
    "puts every trial into one part and one arm, whole pairs together",
    arguments: [2, 3, 10, 501], [1e-9, 0.2, 0.5, 0.99999])
  func isAPartition(trialsPerWorld: Int, fraction: Double) throws {
    let split = try Self.split(trialsPerWorld: trialsPerWorld, fraction: fraction)
    let (selection, certification) = (try #require(split.selection), split.certification)
    let pairs = min(max(Int((fraction * Double(trialsPerWorld)).rounded()), 1), trialsPerWorld - 1)
    #expect((selection.included + selection.excluded).sorted() == (0..<2 * pairs).map(Double.init))
    #expect(
      (certification.included + certification.excluded).sorted()
        == (2 * pairs..<2 * trialsPerWorld).map(Double.init))
    #expect(selection.included.count == pairs && certification.included.count == trialsPerWorld - pairs)
    for score in selection.included + certification.included { #expect((Int(score) / 2 + Int(score)) % 2 == 0) }
  }
}

@Suite("Description of scores") struct DescriptionTests {
  @Test(
    "a histogram counts every finite score once, whatever their scale",
    arguments: [
      [1.0, 2, 3, -Double.infinity], [5], [1, 1.0.nextUp], [-1e308, 1.7e308], [0, Double.leastNonzeroMagnitude],
      [1e300, 1e300, -1e300],
    ])
  func histogramCounts(scores: [Double]) {
    let histogram = ScoreHistogram(ScoreArms(included: scores, excluded: scores.map { -$0 }.filter(\.isFinite)))
    #expect(histogram.included.reduce(0, +) == scores.count(where: \.isFinite))
    #expect(histogram.excluded.reduce(0, +) == scores.count(where: \.isFinite))
    #expect(histogram.edges.count == 61 && histogram.edges.allSatisfy(\.isFinite))
    #expect(zip(histogram.edges, histogram.edges.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test("a histogram of nothing finite has no bins")
  func emptyHistogram() {
    #expect(ScoreHistogram(ScoreArms(included: [-.infinity], excluded: [])).edges.isEmpty)
  }

  @Test("the ROC goes from (0, 0) to (1, 1), never down")
  func rocIsMonotone() {
    let arms = ScoreArms(
      included: (0..<900).map { Double($0 % 70) + 3 }, excluded: (0..<1100).map { Double($0 % 90) / 2 })
    let curve = rocCurve(arms, points: 40)
    #expect(curve.first == ROCPoint(falsePositiveRate: 0, truePositiveRate: 0))
    #expect(curve.last == ROCPoint(falsePositiveRate: 1, truePositiveRate: 1))
    for (one, next) in zip(curve, curve.dropFirst()) {
      #expect(one.falsePositiveRate <= next.falsePositiveRate && one.truePositiveRate <= next.truePositiveRate)
    }
  }
}
