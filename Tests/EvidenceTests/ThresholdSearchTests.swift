import Evidence
import PrivacyModel
import Testing

@Suite("The search for a threshold") struct ThresholdSearchTests {
  static let delta = 1e-5

  static func bound(
    _ falseNegatives: BinomialCount, _ falsePositives: BinomialCount, significance: Double
  ) throws -> Double {
    try twoArmBound(
      falseNegatives: falseNegatives, falsePositives: falsePositives, threshold: 0, delta: delta,
      adjacency: .addOrRemove, significance: significance
    ).epsilon
  }

  @Test("over all thresholds finds what trying each of them finds", arguments: SyntheticMechanism.allCases, 0..<4)
  func triesAll(mechanism: SyntheticMechanism, repetition: Int) throws {
    let arms = mechanism.arms(trialsPerArm: 60 + 40 * repetition, repetition: repetition)
    let share = 0.2 / Double(arms.count)
    let (included, excluded) = (arms.included.count, arms.excluded.count)
    var largest = 0.0
    for threshold in arms.included {
      let missed = BinomialCount(
        successes: arms.falseNegatives(below: threshold).successes, of: included - 1)
      largest = max(
        largest, try Self.bound(missed, arms.falsePositives(from: threshold), significance: share))
    }
    for threshold in arms.excluded {
      let alarmed = BinomialCount(
        successes: arms.falsePositives(from: threshold).successes - 1, of: excluded - 1)
      largest = max(
        largest, try Self.bound(arms.falseNegatives(below: threshold), alarmed, significance: share))
    }
    let found = try bonferroniBound(arms, delta: Self.delta, adjacency: .addOrRemove, significance: 0.2)
    #expect(found.epsilon == largest)
  }

  /// Of so few trials every score is next to a candidate.
  @Test(
    "that other trials are counted at finds one that no other beats", arguments: SyntheticMechanism.allCases, 0..<4)
  func choosesBest(mechanism: SyntheticMechanism, repetition: Int) throws {
    let arms = mechanism.arms(trialsPerArm: 60 + 40 * repetition, repetition: repetition)
    func bound(_ threshold: Double) throws -> Double {
      try Self.bound(
        arms.falseNegatives(below: threshold), arms.falsePositives(from: threshold), significance: 0.2)
    }
    let chosen = try chooseThreshold(arms, delta: Self.delta, significance: 0.2)
    let largest = try (arms.included + arms.excluded).flatMap { [try bound($0), try bound($0.nextUp)] }.max() ?? 0
    #expect(try bound(chosen) == largest)
  }
}
