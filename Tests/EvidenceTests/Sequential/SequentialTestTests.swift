import Evidence
import Foundation
import NumericalCore
import PrivacyModel
import Testing

/// Mechanisms with known ε, as sources of pairs of scores.
enum PairSource: String, CaseIterable {
  /// Scores 1 at the true and false positive rates of the broken claim of ε = 0.21, else 0: section 4 of
  /// arXiv:2202.12219v3.
  case brokenClaim
  /// The same with continuous scores, of which {score > 1} is the best event.
  case brokenClaimContinuous
  /// Randomised response, which is exactly (1, 0)-private; every event meets the limit.
  case randomisedResponse
  /// Laplace noise, exactly (1, 0)-private.
  case laplace
  /// Gaussian noise, exactly (1, 1e-5)-private.
  case gaussian
  /// Gaussian noise that is (1, 1e-5)-private, in a mechanism of which one run in four fails in either world.
  case failing

  var delta: Double { [.gaussian, .failing].contains(self) ? 1e-5 : 0 }

  /// - Parameter factor: How much less noise there is than there should be.
  func pair(factor: Double = 1, using stream: inout RandomStream) -> ScorePair {
    switch self {
    case .brokenClaim:
      return ScorePair(
        included: stream.nextUniform() < 0.04922 ? 1 : 0, excluded: stream.nextUniform() < 0.00174 ? 1 : 0)
    case .brokenClaimContinuous:
      func score(_ rate: Double) -> Double {
        let uniform = stream.nextUniform()
        return uniform < rate ? 1 + uniform / rate : (uniform - rate) / (1 - rate)
      }
      return ScorePair(included: score(0.04922), excluded: score(0.00174))
    case .randomisedResponse:
      let truth = 1 / (1 + exp(-factor))
      return ScorePair(
        included: stream.nextUniform() < truth ? 1 : 0, excluded: stream.nextUniform() < truth ? 0 : 1)
    case .laplace:
      func noise() -> Double {
        let uniform = stream.nextUniform() - 0.5
        return (uniform < 0 ? 1 : -1) * log(1 - 2 * abs(uniform)) / factor
      }
      return ScorePair(included: 1 + noise(), excluded: noise())
    case .gaussian:
      return ScorePair(included: factor * Self.gaussianMu + stream.nextNormal(), excluded: stream.nextNormal())
    case .failing:
      func score(_ mean: Double) -> Double {
        stream.nextUniform() < 0.25 ? -.infinity : mean + stream.nextNormal()
      }
      return ScorePair(included: score(Self.gaussianMu), excluded: score(0))
    }
  }

  /// 1/σ of Gaussian noise at (1, 1e-5).
  static let gaussianMu = 1 / AnalyticGaussian.calibrated(epsilon: 1, delta: 1e-5).noiseMultiplier

  static func stream(_ repetition: Int) -> RandomStream {
    RandomStream(seed: 4242, trial: repetition, purpose: .data)
  }

  /// Plays until the claim is refuted, looking after every pair.
  /// - Returns: The number of pairs; nil where `limit` of them did not refute.
  func pairsToRefute(
    epsilon: Double, delta: Double, significance: Double, factor: Double = 1, repetition: Int, limit: Int
  ) throws -> Int? {
    var stream = Self.stream(repetition)
    let claim = try PrivacyClaim(epsilon: epsilon, delta: delta, adjacency: .addOrRemove, source: .stated)
    var test = SequentialTest(claim: claim, significance: significance)
    while test.state.refutedAtPair == nil, test.state.pairs < limit { test.add(pair(factor: factor, using: &stream)) }
    return test.state.refutedAtPair
  }
}

@Suite("Sequential test") struct SequentialTestTests {
  static func claim(_ epsilon: Double, delta: Double = 1e-5) throws -> PrivacyClaim {
    try PrivacyClaim(epsilon: epsilon, delta: delta, adjacency: .addOrRemove, source: .stated)
  }

  /// The median of so many repetitions, with a repetition that refutes nothing counted at the limit.
  static func median(
    _ source: PairSource, epsilon: Double, delta: Double, significance: Double = 0.05, factor: Double = 1,
    repetitions: Int = 100, limit: Int = 20_000
  ) throws -> Int {
    try (0..<repetitions).map { repetition in
      try source.pairsToRefute(
        epsilon: epsilon, delta: delta, significance: significance, factor: factor, repetition: repetition, limit: limit
      ) ?? limit
    }.sorted()[repetitions / 2]
  }

  @Test("refutes the broken claim of 0.21 after few hundred pairs, where its authors trained 100,000 models per world")
  func brokenClaim() throws {
    let median = try Self.median(.brokenClaim, epsilon: 0.21, delta: 1e-5, repetitions: 200)
    let certain = try Self.median(.brokenClaim, epsilon: 0.21, delta: 1e-5, significance: 1e-10)
    print("pairs until half of all audits refute 0.21: \(median) at 0.05, \(certain) at 1e-10")
    #expect(median <= 250 && certain <= 1200)
    #expect(try Self.median(.brokenClaimContinuous, epsilon: 0.21, delta: 1e-5) <= 600)
    #expect(try Self.median(.brokenClaimContinuous, epsilon: 0.21, delta: 1e-5, significance: 1e-10) <= 1900)
  }

  @Test(
    "refutes noise that is too small",
    arguments: [
      (PairSource.laplace, 2.0, 110), (.laplace, 1.2, 1800), (.randomisedResponse, 2, 50), (.gaussian, 10, 40),
    ])
  func tooLittleNoise(source: PairSource, factor: Double, pairs: Int) throws {
    #expect(try Self.median(source, epsilon: 1, delta: source.delta, factor: factor) <= pairs)
  }

  /// Ville's inequality is not tight, so that far fewer than 100 are refuted, and at those rates other seeds would fail
  /// here with a probability below 1e-6.
  @Test(
    "refutes a mechanism exactly at its claim in no more than α of 2,000 audits, looked at after each of 600 pairs",
    arguments: [PairSource.randomisedResponse, .laplace, .gaussian, .failing])
  func falseAlarms(source: PairSource) throws {
    let significance = 0.05
    let refuted = try (0..<2000).count { repetition in
      try source.pairsToRefute(
        epsilon: 1, delta: source.delta, significance: significance, repetition: repetition, limit: 600) != nil
    }
    print("\(source): \(refuted) of 2,000 true claims refuted at \(significance)")
    #expect(Double(refuted) <= 2000 * significance, "\(refuted) of 2,000")
  }

  @Test("gives a lower confidence sequence that never falls, agrees with the verdict and stays below the true ε")
  func confidenceSequence() throws {
    var exceeded = 0
    for repetition in 0..<100 {
      var stream = PairSource.stream(repetition)
      var test = SequentialTest(claim: try Self.claim(0.505, delta: 0), significance: 0.05)
      var bound = 0.0
      for _ in 0..<300 {
        test.add(PairSource.randomisedResponse.pair(factor: 2, using: &stream))
        let evidence = test.evidence
        #expect(evidence.epsilonLowerBound >= bound)
        #expect(evidence.isRefuted == (evidence.epsilonLowerBound >= 0.505))
        if evidence.refutedAtPair == evidence.pairs { #expect(evidence.log10Wealth >= log10(20) - 1e-9) }
        bound = evidence.epsilonLowerBound
      }
      #expect(bound > 1)
      if bound > 2 { exceeded += 1 }
    }
    // 5 expected at most; more than 18 have a probability below 1e-6.
    #expect(exceeded <= 18)
  }

  @Test("has the same state however its pairs are split between processes", arguments: PairSource.allCases)
  func resumption(source: PairSource) throws {
    var stream = PairSource.stream(3)
    let pairs = (0..<6000).map { _ in source.pair(factor: 1.3, using: &stream) }
    var whole = SequentialTest(claim: try Self.claim(1), significance: 0.05)
    for pair in pairs { whole.add(pair) }
    var parts = SequentialTest(claim: try Self.claim(1), significance: 0.05)
    var largest = 0
    for (index, pair) in pairs.enumerated() {
      parts.add(pair)
      if index % 997 == 5 || index == 4094 {
        let data = try JSONEncoder().encode(parts.state)
        largest = max(largest, data.count)
        parts = try SequentialTest(resuming: JSONDecoder().decode(SequentialState.self, from: data))
      }
    }
    #expect(parts.state == whole.state && parts.evidence == whole.evidence)
    #expect(largest < 100_000)
    #expect(try JSONEncoder().encode(whole.state).count < 5000)
  }

  @Test("refuses a state that no test can have")
  func damagedState() throws {
    var test = SequentialTest(claim: try Self.claim(1), significance: 0.05)
    for _ in 0..<9 { test.add(ScorePair(included: 1, excluded: 0)) }
    let text = String(decoding: try JSONEncoder().encode(test.state), as: UTF8.self)
    #expect(throws: Never.self) {
      try SequentialTest(resuming: JSONDecoder().decode(SequentialState.self, from: Data(text.utf8)))
    }
    for (whole, damaged) in [
      ("\"pairs\":9", "\"pairs\":8"), ("\"refutedPoints\":", "\"refutedPoints\":9999"), ("\"gains\":", "\"gains\":-"),
      ("\"significance\":0.05", "\"significance\":0"),
    ] {
      let text = text.replacingOccurrences(of: whole, with: damaged)
      let state = try JSONDecoder().decode(SequentialState.self, from: Data(text.utf8))
      #expect(throws: InvalidValue.self, "\(damaged)") { try SequentialTest(resuming: state) }
    }
  }

  @Test("takes failed trials and ties as they come, and gains nothing from scores that are all equal")
  func degenerateScores() throws {
    for score in [0, -Double.infinity, .infinity] {
      var test = SequentialTest(claim: try Self.claim(0), significance: 0.05)
      for _ in 0..<1000 { test.add(ScorePair(included: score, excluded: score)) }
      #expect(test.evidence.epsilonLowerBound == 0 && !test.evidence.isRefuted)
      #expect(test.evidence.log10Wealth <= 0 && test.evidence.log10Wealth.isFinite)
    }
    // Whether a trial fails tells its world.
    for (included, excluded) in [(1, -Double.infinity), (.infinity, 1)] {
      var test = SequentialTest(claim: try Self.claim(1), significance: 0.05)
      for _ in 0..<100 { test.add(ScorePair(included: included, excluded: excluded)) }
      #expect(test.evidence.isRefuted)
    }
  }

  @Test("stays finite on a perfect attack and on the largest claims")
  func extremes() throws {
    for epsilon in [0, 20, 700, 1e6] {
      var test = SequentialTest(claim: try Self.claim(epsilon, delta: 0), significance: 1e-300)
      for _ in 0..<20_000 { test.add(ScorePair(included: 1, excluded: 0)) }
      #expect(test.evidence.log10Wealth.isFinite && test.evidence.log10Wealth > -1e-9)
      #expect(test.evidence.isRefuted == (epsilon == 0))
    }
  }

  @Test("stops when the claim is refuted, or when no further pairs could refute it")
  func stopping() throws {
    var test = SequentialTest(claim: try Self.claim(1), significance: 0.05)
    #expect(test.reasonToStop(by: .whenDecided, pairsLeft: 5) == .furtherTrialsCannotMatter)
    #expect(test.reasonToStop(by: .whenRefuted, pairsLeft: 5) == nil)
    #expect(test.reasonToStop(by: .whenDecided, pairsLeft: 1000) == nil)
    // The fewest pairs after which it can matter are no more than a perfect attack needs.
    let fewest = try #require((0...1000).first { test.canRefute(withFurtherPairs: $0) })
    while test.state.refutedAtPair == nil { test.add(ScorePair(included: 1, excluded: 0)) }
    #expect(fewest <= test.state.pairs && test.state.pairs <= fewest + 3)
    #expect(test.reasonToStop(by: .never, pairsLeft: 5) == nil)
    #expect(test.reasonToStop(by: .whenRefuted, pairsLeft: 5) == .refuted)
    #expect(test.reasonToStop(by: .whenDecided, pairsLeft: 0) == .refuted)
  }
}
