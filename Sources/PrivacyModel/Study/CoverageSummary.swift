/// How often bounds exceeded a known truth, and how close they came to it.
package struct CoverageSummary: Hashable, Codable, Sendable {
  package let seed: UInt64
  package let repetitions: Int
  package let significance: Double
  package let delta: Double
  package let cells: [Cell]

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
    /// The mean bound ÷ the true ε; nil where that is 0.
    package let tightness: Double?
    /// Whether the method's theorem covers the law.
    package let isClaimed: Bool
    /// Whether so many failures have a probability below 10⁻⁴ ÷ all claimed cells at the nominal level.
    package let isExceeded: Bool

    package init(
      method: String, label: EvidenceLabel, law: String, size: Int, repetitions: Int, failures: Int, tightness: Double?,
      isClaimed: Bool, isExceeded: Bool
    ) {
      (self.method, self.label, self.law, self.size) = (method, label, law, size)
      (self.repetitions, self.failures, self.tightness) = (repetitions, failures, tightness)
      (self.isClaimed, self.isExceeded) = (isClaimed, isExceeded)
    }
  }

  package init(seed: UInt64, repetitions: Int, significance: Double, delta: Double, cells: [Cell]) {
    (self.seed, self.repetitions, self.significance, self.delta) = (seed, repetitions, significance, delta)
    self.cells = cells
  }

  /// Cells in which a bound broke its promise.
  package var violations: [Cell] { cells.filter { $0.isClaimed && $0.isExceeded } }
}
