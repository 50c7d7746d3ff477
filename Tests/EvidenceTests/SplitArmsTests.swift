import Evidence
import PrivacyModel
import Testing

@Suite("Split of scores") struct SplitArmsTests {
  @Test(
    "gives the first scores of either arm to the choice and every other one to the count",
    arguments: [(2, 2), (3, 7), (10, 5), (501, 499)], [1e-9, 0.2, 0.5, 0.99999])
  func isAPartition(sizes: (included: Int, excluded: Int), fraction: Double) {
    let split = SplitArms(
      included: (0..<sizes.included).map(Double.init), excluded: (0..<sizes.excluded).map { -Double($0) },
      selectionFraction: fraction)
    func chosen(_ count: Int) -> Int { min(max(Int((fraction * Double(count)).rounded()), 1), count - 1) }
    let (included, excluded) = (chosen(sizes.included), chosen(sizes.excluded))
    #expect(split.selection.included == (0..<included).map(Double.init))
    #expect(split.certification.included == (included..<sizes.included).map(Double.init))
    #expect(split.selection.excluded == (0..<excluded).map { -Double($0) }.sorted())
    #expect(split.certification.excluded == (excluded..<sizes.excluded).map { -Double($0) }.sorted())
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
