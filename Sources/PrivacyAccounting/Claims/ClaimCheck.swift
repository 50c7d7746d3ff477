internal import Foundation
package import PrivacyModel

/// What is known of a training beside its event, for readings in which it was mixed up with the noise.
package struct ClaimFacts: Hashable, Sendable {
  /// The ℓ2 bound on one record's contribution.
  package let clipNorm: Double?
  /// The expected number of records in a batch.
  package let batchSize: Double?

  package init(clipNorm: Double? = nil, batchSize: Double? = nil) {
    (self.clipNorm, self.batchSize) = (clipNorm, batchSize)
  }
}

/// Holds a stated ε against what is proven of the mechanism's event, and recomputes it under the usual misreadings.
///
/// - Parameters:
///   - epsilon: What is stated, at least 0.
///   - statement: What is proven at the stated δ and adjacency; nil where nothing is.
///   - event: What the mechanism did.
///   - delta: In [0, 1).
/// - Throws: `InvalidValue`. Readings that no accountant can compute are left out.
package func checkClaim(
  epsilon: Double, against statement: AccountantStatement?, of event: MechanismEvent, delta: Double,
  adjacency: Adjacency, facts: ClaimFacts = ClaimFacts()
) throws -> ClaimCheck {
  let epsilon = try checked(epsilon, "epsilon", in: .notNegative)
  let question = ClaimQuestion(epsilon: epsilon, event: event, delta: delta, adjacency: adjacency, facts: facts)
  let isSupported =
    ClaimCheck.Outcome(
      epsilon: epsilon, lower: statement?.lower, upper: statement?.epsilon) == .supported
  let readings = try question.readings().filter { reading in
    // What changes nothing explains nothing.
    if let truth = statement?.epsilon, abs(reading.epsilon - truth) <= 1e-6 * truth { return false }
    return !isSupported || reading.gives(epsilon)
  }
  return ClaimCheck(
    epsilon: epsilon, lower: statement?.lower, upper: statement?.epsilon,
    readings: readings.sorted { key($0) < key($1) })

  /// That some δ gives the stated ε is always true, and comes after mistakes that do.
  func key(_ reading: ClaimReading) -> (Double, Int) {
    let mismatch = reading.mismatch(with: epsilon)
    return (reading.gives(epsilon) ? 0 : mismatch, reading.reason == .otherDelta ? 1 : 0)
  }
}
