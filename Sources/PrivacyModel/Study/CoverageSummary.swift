/// How often bounds exceeded a known truth, and how close they came to it.
package struct CoverageSummary: Hashable, Codable, Sendable {
  package let seed: UInt64
  /// At sizes up to `largestOftenRepeated`.
  package let repetitions: Int
  /// At larger sizes.
  package let largeRepetitions: Int
  package let significance: Double
  package let delta: Double
  package let cells: [Cell]
  package let comparisons: [Comparison]

  /// Above this size repetitions are dear.
  package static let largestOftenRepeated = 20_000
  /// Probability that the interval of one cell misses its rate.
  package static let intervalSignificance = 0.05

  /// One method at one law of scores and one size.
  package struct Cell: Hashable, Codable, Sendable {
    package let method: String
    package let label: EvidenceLabel
    package let law: String
    /// Candidates of both worlds together.
    package let size: Int
    package let repetitions: Int
    /// Repetitions in which the bound exceeded the true ε.
    package let failures: Int
    /// The ends of a Clopper–Pearson interval for the rate of failures.
    package let leastRate: Double
    package let greatestRate: Double
    /// The mean bound ÷ the true ε; nil where that is 0.
    package let tightness: Double?
    /// Whether the method's theorem covers the law.
    package let isClaimed: Bool
    /// Whether so many failures have a probability below 10⁻⁴ ÷ all claimed cells at the nominal level.
    package let isExceeded: Bool

    package init(
      method: String, label: EvidenceLabel, law: String, size: Int, repetitions: Int, failures: Int,
      leastRate: Double, greatestRate: Double, tightness: Double?, isClaimed: Bool, isExceeded: Bool
    ) {
      (self.method, self.label, self.law, self.size) = (method, label, law, size)
      (self.repetitions, self.failures) = (repetitions, failures)
      (self.leastRate, self.greatestRate, self.tightness) = (leastRate, greatestRate, tightness)
      (self.isClaimed, self.isExceeded) = (isClaimed, isExceeded)
    }

    /// The share of repetitions in which the bound exceeded the true ε.
    package var rate: Double { Double(failures) / Double(repetitions) }
  }

  /// The mean bound of one method on arms of a fixed size.
  package struct Comparison: Hashable, Codable, Sendable {
    package let method: String
    package let law: String
    /// Trials in either arm.
    package let perArm: Int
    package let repetitions: Int
    package let truth: Double
    package let mean: Double
    /// Of the mean; nil of one repetition.
    package let standardError: Double?

    package init(
      method: String, law: String, perArm: Int, repetitions: Int, truth: Double, mean: Double, standardError: Double?
    ) {
      (self.method, self.law, self.perArm, self.repetitions) = (method, law, perArm, repetitions)
      (self.truth, self.mean, self.standardError) = (truth, mean, standardError)
    }
  }

  package init(
    seed: UInt64, repetitions: Int, largeRepetitions: Int, significance: Double, delta: Double, cells: [Cell],
    comparisons: [Comparison]
  ) {
    (self.seed, self.repetitions, self.largeRepetitions) = (seed, repetitions, largeRepetitions)
    (self.significance, self.delta, self.cells, self.comparisons) = (significance, delta, cells, comparisons)
  }

  /// Cells in which a bound broke its promise.
  package var violations: [Cell] { cells.filter { $0.isClaimed && $0.isExceeded } }
}
