internal import PrivacyModel

/// Clopper–Pearson upper bounds at one significance, each found once.
final class ClopperPearsonTable {
  let significance: Double
  private var known: [BinomialCount: Double] = [:]

  /// - Parameter significance: Of each bound, in (0, 1).
  init(significance: Double) { self.significance = significance }

  func callAsFunction(_ count: BinomialCount) throws -> Double {
    if let bound = known[count] { return bound }
    let bound = try clopperPearsonUpperBound(count, significance: significance)
    known[count] = bound
    return bound
  }
}
