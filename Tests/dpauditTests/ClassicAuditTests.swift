import Attacks
import Foundation
import Games
import PrivacyModel
import Testing
import dpaudit

@Suite("The classic mechanisms") struct ClassicAuditTests {
  /// In the order of `ClassicMechanism`, where a closed form is known: ε of Laplace noise is the ℓ1 distance ÷ the scale; a
  /// bit of RAPPOR that differs gives ln(q*/p*), and six of them do; the largest of five answers, if it is low, moves by
  /// e^(1/20) for each; where the lower of two answers with exponential noise wins, the gap between them counts alone.
  private static let closedForms: [(ClassicMechanism, Double)] = [
    (.laplace, 0.1), (.truncatedGeometric, log(9.0 / 8)), (.noisyHistogram1, 0.1), (.noisyHistogram2, 10),
    (.noisyMax2, 0.1), (.noisyMax3, 0.25), (.noisyMax4, .infinity), (.sparseVector5, .infinity),
    (.rappor, 6 * log(0.5125 / 0.4875)), (.oneTimeRappor, 6 * log((1 - 0.95 / 2) / (0.95 / 2))),
    (.parallelLaplace, 0.1), (.prefixSum, 1),
  ]

  @Test("have the ε of their closed forms", arguments: closedForms)
  func closedForm(_ mechanism: ClassicMechanism, epsilon: Double) {
    let found = ClassicAudit(mechanism).logRatios.epsilon
    #expect(found == epsilon || abs(found / epsilon - 1) < 1e-9, "\(mechanism): \(found)")
  }

  /// P[threshold's noise] × P[each answer] summed over the threshold's noise by the trapezoidal rule, in which log ratios
  /// are 1e-6 off at most, for one ordering of what was said of answers that are alike.
  private static func probability(
    _ said: [Bool], _ answers: [Double], threshold: Double, scales: (threshold: Double, query: Double),
    below value: Double = .infinity
  ) -> Double {
    func upTo(_ x: Double) -> Double { x < 0 ? exp(x) / 2 : 1 - exp(-x) / 2 }
    let (step, reach) = (scales.threshold / 400, 25 * scales.threshold)
    // Ends exactly at the value, or far out.
    let last = min(value - threshold, reach)
    var sum = 0.0
    for index in 0...Int((last + reach) / step) {
      let noise = last - Double(index) * step
      var term = exp(-abs(noise) / scales.threshold)
      for (isAbove, answer) in zip(said, answers) {
        let below = upTo((threshold + noise - answer) / scales.query)
        term *= isAbove ? 1 - below : below
      }
      sum += index == 0 ? term / 2 : term
    }
    return sum
  }

  private static func largestRatio(
    _ mechanism: ClassicMechanism, _ transcripts: [[Bool]], threshold: Double,
    scales: (threshold: Double, query: Double)
  ) -> Double {
    let answers = mechanism.answers
    return transcripts.map { said in
      abs(
        log(
          probability(said, answers.included, threshold: threshold, scales: scales)
            / probability(said, answers.excluded, threshold: threshold, scales: scales)))
    }.max() ?? 0
  }

  /// The first above at each place, or none.
  private static let firstAbove: [[Bool]] =
    (0..<10).map { [Bool](repeating: false, count: $0) + [true] } + [[Bool](repeating: false, count: 10)]

  @Test("with one answer above a threshold have the ε of a plain sum over its noise")
  func sparseVectors() {
    let cases: [(ClassicMechanism, Double, (Double, Double))] = [
      (.sparseVector1, 0.5, (20, 40)), (.sparseVector2, 1, (20, 40)), (.sparseVector4, 1, (40, 40.0 / 3)),
    ]
    for (mechanism, threshold, scales) in cases {
      let expected = Self.largestRatio(
        mechanism, Self.firstAbove, threshold: threshold, scales: (threshold: scales.0, query: scales.1))
      let found = ClassicAudit(mechanism).logRatios.epsilon
      #expect(abs(found - expected) < 1e-5, "\(mechanism): \(found) and \(expected)")
    }
  }

  @Test("with every query answered have the ε of a plain sum over the threshold's noise")
  func neverStopping() {
    // The answers of either half are alike.
    let transcripts = (0...5).flatMap { first in
      (0...5).map { second in (0..<10).map { $0 < 5 ? $0 < first : $0 - 5 < second } }
    }
    let expected = Self.largestRatio(
      .sparseVector6, transcripts, threshold: 1, scales: (threshold: 20, query: 20))
    #expect(abs(ClassicAudit(.sparseVector6).logRatios.epsilon - expected) < 1e-5)
  }

  @Test("with the value above a threshold have the ε of a plain sum over noise below it")
  func releasedValue() {
    let answers = ClassicMechanism.sparseVector3.answers
    var largest = 0.0
    for index in 0..<10 {
      for value in [-30, 0, 0.5, 1, 1.5, 2, 20, 100] {
        func logDensity(_ answers: [Double]) -> Double {
          log(
            Self.probability(
              [Bool](repeating: false, count: index), answers, threshold: 1, scales: (threshold: 20, query: 20),
              below: value)) - abs(value - answers[index]) / 20
        }
        largest = max(largest, abs(logDensity(answers.included) - logDensity(answers.excluded)))
      }
    }
    #expect(abs(ClassicAudit(.sparseVector3).logRatios.epsilon - largest) < 1e-5)
  }

  @Test("with new noise on values have the ε of a plain sum, and that of the values")
  func newNoise() {
    let answers = ClassicMechanism.numericalSparseVector.answers
    let scales = (threshold: 30.0, query: 120.0)
    let ratios = SparseVectorAnswer.transcripts(queries: 10, mostAbove: 2).map { said in
      let isAbove = said.map { $0 == .above }
      return abs(
        log(
          Self.probability(isAbove, answers.included, threshold: 1, scales: scales)
            / Self.probability(isAbove, answers.excluded, threshold: 1, scales: scales)))
        + Double(isAbove.count { $0 }) / 60
    }
    let epsilon = ClassicAudit(.numericalSparseVector).logRatios.epsilon
    #expect(abs(epsilon - (ratios.max() ?? 0)) < 1e-5)
  }

  /// Given the noise x of the others' largest, P[the first is larger] by a plain sum over the noise of the first.
  @Test("with the index of the largest of five have the ε of a plain sum")
  func noisyMax() {
    func upTo(_ x: Double) -> Double { x < 0 ? exp(x) / 2 : 1 - exp(-x) / 2 }
    func first(_ gap: Double) -> Double {
      stride(from: -25.0, through: 25, by: 1e-3).reduce(0) {
        $0 + exp(-abs($1)) / 2 * pow(upTo($1 - gap / 20), 4) * 1e-3
      }
    }
    let (together, below) = (first(0), first(2))
    let expected = max(log(together / below), log((1 - below) / (1 - together)))
    #expect(abs(ClassicAudit(.noisyMax1).logRatios.epsilon - expected) < 1e-5)
  }

  /// With the true likelihood ratio, included releases weighted by its inverse have the law of excluded ones, so that the
  /// difference of the means has expectation 0: of four thresholds each, all 80 beyond 4.7 deviations with a probability
  /// below 3e-4.
  @Test(
    "score what they release with its likelihood ratio, and have no larger ε than on the worst datasets",
    arguments: ClassicMechanism.allCases)
  func likelihoodRatio(_ mechanism: ClassicMechanism) throws {
    let audit = ClassicAudit(mechanism)
    #expect(audit.logRatios.epsilon <= mechanism.worstEpsilon * (1 + 1e-9))
    let block = try #require(try audit.game(11).play(0..<40_000, isCancelled: { false }))
    #expect(block.failures.isEmpty)
    let scores = zip(block.scores, block.memberships)
    let isWithin = block.scores.allSatisfy {
      $0 >= audit.logRatios.lowest - 2e-4 && $0 <= audit.logRatios.highest + 2e-4
    }
    #expect(isWithin)
    let sorted = block.scores.sorted()
    for quantile in [0.02, 0.3, 0.7, 0.95] {
      let threshold = sorted[Int(quantile * 40_000)]
      let weights = scores.map { score, membership in
        score < threshold || score < -100 ? 0 : membership == .included ? exp(-score) : -1
      }
      let mean = weights.reduce(0, +)
      let deviation = weights.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(abs(mean) <= 4.7 * max(deviation, 1), "\(mechanism): \(mean) of \(deviation) from \(threshold) on")
    }
  }
}

@Suite("The study of the classic mechanisms") struct MechanismStudyTests {
  @Test("refutes what breaks its claim and nothing else, and the threads do not matter")
  func study() throws {
    let study = MechanismStudy(
      seed: 3, seeds: 2, pairs: 10_000, mechanisms: [.laplace, .noisyHistogram2, .sparseVector5, .oneTimeRappor])
    #expect(study.work == 8)
    let summary = try study.run(threads: 2) {}
    #expect(summary.rows.map(\.refutations) == [0, 2, 2, 2])
    #expect(summary.violations == 0 && summary.exceeded == 0)
    func findings(_ summary: MechanismSummary) -> [[Double]] {
      summary.rows.map { $0.audits.flatMap { [$0.bound, Double($0.refutedAtPair ?? 0)] } }
    }
    #expect(try findings(summary) == findings(study.run(threads: 1) {}))
    // 20 included trials of a thousand give an output that excluded ones cannot.
    #expect(summary.rows[2].medianBound > 2)
  }
}
